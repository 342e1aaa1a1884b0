package run

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider/all"
)

// opened are profiles whose keys are variables: prod, its twins, and others that cannot be opened beside it.
const opened = `profiles:
  prod:
    products:
      zenlayer-bmc: {source: env, key_id_env: P_ID, secret_env: P_SECRET}
      zenlayer-vm: {source: env, key_id_env: P_ID, secret_env: P_SECRET}
  same:
    color: never
    products: {zenlayer-bmc: {source: env, key_id_env: P_ID, secret_env: P_SECRET}}
  renamed:
    label: new
    products: {zenlayer-bmc: {source: env, key_id_env: P_ID, secret_env: P_SECRET}}
  elsewhere:
    products: {zenlayer-bmc: {source: env, key_id_env: P_ID, secret_env: P_SECRET, endpoint: "https://b.example"}}
  spelled:
    products:
      zenlayer-bmc: {source: env, key_id_env: P_ID, secret_env: P_SECRET, endpoint: "https://console.zenlayer.com"}
  second:
    label: second
    endpoints: {zenlayer-bmc: "https://c.example"}
    products: {zenlayer-bmc: {source: env, key_id_env: Q_ID, secret_env: Q_SECRET}}
  stolen:
    label: second
    products: {zenlayer-bmc: {source: env, key_id_env: P_ID, secret_env: P_SECRET, endpoint: "https://d.example"}}
  unset:
    products: {zenlayer-bmc: {source: env, key_id_env: NO_ID, secret_env: NO_SECRET}}
  lab:
    sim: true
    products: {zenlayer-bmc: {source: env, key_id_env: P_ID, secret_env: P_SECRET}}
  apart:
    state: /elsewhere
    products: {zenlayer-bmc: {source: env, key_id_env: Q_ID, secret_env: Q_SECRET}}
  looks: {defaults: {zone: A}}
`

// TestOpening: what was named has to be usable and comes alone, the default profile and the vendors' own variables
// come before the others, and of those each says why it is not opened.
func TestOpening(t *testing.T) {
	t.Parallel()
	const (
		prod          = "prod:zenlayer-bmc prod:zenlayer-vm"
		bothPreferred = " *prod:zenlayer-bmc *prod:zenlayer-vm"
		same          = "same:zenlayer-bmc"
		second        = "second:zenlayer-bmc@https://c.example"
		apart         = " lab:zenlayer-bmc(other_journal) apart:zenlayer-bmc(other_journal)"
		others        = " renamed:zenlayer-bmc(conflict) elsewhere:zenlayer-bmc(conflict)" +
			" spelled:zenlayer-bmc@https://console.zenlayer.com " + second + " stolen:zenlayer-bmc(conflict)" +
			" unset:zenlayer-bmc(absent)" + apart
		absent = " prod:zenlayer-bmc(absent) prod:zenlayer-vm(absent) same:zenlayer-bmc(absent)" +
			" renamed:zenlayer-bmc(absent) elsewhere:zenlayer-bmc(absent) spelled:zenlayer-bmc(absent) " + second +
			" stolen:zenlayer-bmc(absent) unset:zenlayer-bmc(absent)" + apart
	)
	lone := "profiles:\n  lone:\n    products: {zenlayer-bmc: {source: env, key_id_env: P_ID, secret_env: P_SECRET}}\n    "
	keys := map[string]string{"P_ID": "pppppppp", "P_SECRET": "p", "Q_ID": "qqqqqqqq", "Q_SECRET": "q"}
	only := map[string]string{"METALWRIGHT_PROFILE": "same", "P_ID": "p", "P_SECRET": "p"}
	half := map[string]string{"P_ID": "p", "P_SECRET": "p", "ZENLAYER_ACCESS_KEY_ID": "x"}
	vendors := map[string]string{
		"Q_ID": "q", "Q_SECRET": "q", "ZENLAYER_ACCESS_KEY_ID": "v", "ZENLAYER_ACCESS_KEY_SECRET": "v",
	}
	for _, c := range []struct {
		name, file string
		args       []string
		env        map[string]string
		want       string // profile:product, * before a preferred one; or what is wrong
	}{
		{"all", "", nil, keys, prod + " " + same + others},
		{"a default", "profile: prod\n", nil, keys, "*prod:zenlayer-bmc *prod:zenlayer-vm " + same + others},
		{"a default that is not the first", "profile: same\n", nil, keys, "*" + same + " " + prod + others},
		{"a default that cannot be used", "profile: unset\n", nil, keys, "absent"},
		{"one", "profile: prod\n", []string{"second"}, keys, "*" + second},
		{"one in a variable", "", nil, only, "*" + same},
		{"two", "", []string{"second", "prod"}, keys, second + " " + prod},
		{"two and the default", "profile: prod\n", []string{"second", "prod"}, keys, second + bothPreferred},
		{"two defaults", "profile: \"same,prod\"\n", nil, keys, same + " " + prod + others},
		{"the same twice", "", []string{"same", "same"}, keys, "*" + same},
		{"two equal accounts", "", []string{"prod", "renamed"}, keys, "conflict"},
		{"two journals", "", []string{"prod", "apart"}, keys, "other_journal"},
		{"two with one that is simulated", "", []string{"prod", "lab"}, keys, "other_journal"},
		{"one without products", "", []string{"prod", "looks"}, keys, "no_product"},
		{"one that is not there", "", []string{"prod", "prd"}, keys, "profile"},
		{"nothing can be used", "", nil, nil, "absent"},
		{"the simulated one alone", "", []string{"lab"}, keys, ""},
		{"the default is simulated", "profile: lab\n", nil, keys, ""},
		{"half a key of the vendor's", "", nil, half, "incomplete"},
		{"one alone, which has its orders elsewhere", lone + "state: /elsewhere\n", nil, keys, "other_journal"},
		{"the same when it is named", lone + "state: /elsewhere\n", []string{"lone"}, keys, "*lone:zenlayer-bmc"},
		{"one alone, which is simulated", lone + "sim: true\n", nil, keys, ""},
		{"one alone", lone, nil, keys, "lone:zenlayer-bmc"},
		{"the vendor's own variables", "", nil, vendors, "*:zenlayer-bmc *:zenlayer-vm" + absent},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "config.yaml")
			text := c.file
			if !strings.Contains(text, "profiles:") {
				text += opened
			}
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			p := Process{Home: t.TempDir(), Now: time.Now}
			p.Lookup = func(name string) (string, bool) { v, ok := c.env[name]; return v, ok }
			f := Flags{Config: path, Profiles: c.args}
			s, file, err := Settings(p, all.Products(), f)
			var found []Credential
			if err == nil {
				found, err = f.ProfileLoader(p, all.Products(), s, file).Credentials()
			}
			if got := listed(found, err); got != c.want {
				t.Errorf("credentials() =\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func listed(found []Credential, err error) string {
	if err != nil {
		return string(ErrorReason(err))
	}
	var all []string
	for _, c := range found {
		text := fmt.Sprintf("%s:%s", c.Profile.Name, c.Product.ID)
		switch {
		case c.preferred:
			text = "*" + text
		case c.Problem != nil:
			text += fmt.Sprintf("(%s)", ErrorReason(c.Problem))
		}
		if c.Endpoint != "" && c.Problem == nil {
			text += "@" + c.Endpoint
		}
		all = append(all, text)
	}
	return strings.Join(all, " ")
}
