package store

import (
	"strings"
	"testing"
	"testing/fstest"
)

// TestLoadCatalogue reads each file by itself: what is wrong with one names it, and an empty one is as one that is
// missing.
func TestLoadCatalogue(t *testing.T) {
	t.Parallel()
	const account, zones = `{"groups": [{"id": "rg-1"}]}` + "\n\n", `[{"id": "z-1"}]`
	for _, c := range []struct{ name, account, zones, images, want string }{
		{name: "whole", account: account, zones: zones + " ", images: "[]"},
		{name: "nothing", account: "", zones: "\n", images: ""},
		{name: "two values", account: account, zones: zones + "[]", images: "[]", want: "zones.json: there is more"},
		{name: "unknown key", account: account, zones: zones, images: `[{"colour": 1}]`, want: "images.json: json: unknown"},
		{name: "cut off", account: `{"groups": [`, zones: zones, images: "[]", want: "account.json: unexpected EOF"},
	} {
		files := fstest.MapFS{
			"account.json": {Data: []byte(c.account)}, "vm/zones.json": {Data: []byte(c.zones)},
			"vm/images.json": {Data: []byte(c.images)},
		}
		got, err := LoadCatalogue(files)
		switch {
		case c.want != "":
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s: %v, want %s", c.name, err, c.want)
			}
		case err != nil:
			t.Errorf("%s: %v", c.name, err)
		case c.zones == "\n" != (len(got.Product("vm").Zones) == 0), c.account == "" != (len(got.Account.Groups) == 0):
			t.Errorf("%s: read %+v", c.name, got)
		}
	}
}
