package config_test

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/state/config"
)

// TestFindNamed names entries and files that are not as they should be: the next place never pays for it.
func TestFindNamed(t *testing.T) {
	t.Parallel()
	bmc, edge := known()[0], known()[2]
	for _, c := range []struct {
		name   string
		edge   bool
		files  map[string]string // beside those of vendorFiles; "dir" is a directory, "gone" takes one away
		env    map[string]string
		key    string
		reason config.Reason
		says   string // of Names, By, Text and Known
	}{
		{name: "zeno: an entry that is there", env: map[string]string{"ZENLAYER_PROFILE": "ci"}, key: "zci"},
		{
			name: "zeno: an entry that is not there", env: map[string]string{"ZENLAYER_PROFILE": "prdo"},
			reason: config.ReasonEntry, says: "ZENLAYER_PROFILE prdo ci default half tok",
		},
		{name: "zeno: beside a key of the environment", env: map[string]string{
			"ZENLAYER_PROFILE": "prdo",
			"A_ID":             "e", "A_SECRET": "s",
		}, reason: config.ReasonEntry},
		{
			name: "zeno: a line end", env: map[string]string{"ZENLAYER_PROFILE": "ci\n"}, reason: config.ReasonEntry,
			says: `"ci\n"`,
		},
		{
			name: "zeno: no file", files: map[string]string{".zenlayer/credentials.json": "gone"},
			env: map[string]string{"ZENLAYER_PROFILE": "ci"}, reason: config.ReasonAbsent, says: "ZENLAYER_PROFILE",
		},
		{
			name:  "zeno: nobody names a file that is not there",
			files: map[string]string{".zenlayer/credentials.json": "gone"}, reason: config.ReasonNoKey,
		},
		{
			name: "zeno: an empty file", files: map[string]string{".zenlayer/credentials.json": ""},
			reason: config.ReasonContent,
		},
		{
			name: "zeno: something else", files: map[string]string{".zenlayer/credentials.json": "[default]"},
			reason: config.ReasonContent,
		},
		{name: "zeno: a directory", files: map[string]string{".zenlayer/credentials.json": "dir"}, reason: config.ReasonFile},
		{
			name: "zeno: UTF-16", files: map[string]string{".zenlayer/credentials.json": "\xff\xfe{\x00}\x00"},
			reason: config.ReasonFile,
		},
		{
			name: "zeno: a byte-order mark", files: map[string]string{".zenlayer/credentials.json": "\ufeff" + zenoFile},
			key: "zd",
		},
		{
			name: "zeno: no default",
			files: map[string]string{".zenlayer/credentials.json": `{"ci":{"access_key_id":"zci",
				"access_key_secret":"s"}}`}, reason: config.ReasonEntry, says: "default ci",
		},
		{
			name: "zeno: an entry without a key", files: map[string]string{".zenlayer/credentials.json": `{"ci":{}}`},
			env: map[string]string{"ZENLAYER_PROFILE": "ci"}, reason: config.ReasonEntryEmpty,
		},
		{
			name: "zeno: a key with a line end",
			files: map[string]string{".zenlayer/credentials.json": `{"default":{"access_key_id":"zd\n",
				"access_key_secret":"s"}}`}, reason: config.ReasonKeySigns,
		},
		{
			name:  "zeno: settings name an entry",
			files: map[string]string{".zenlayer/config.json": `{"current_profile":"ci"}`}, key: "zci",
		},
		{name: "zeno: settings with a byte-order mark", files: map[string]string{".zenlayer/config.json": "\ufeff" +
			`{"current_profile":"ci"}`}, key: "zci"},
		{
			name:   "zeno: settings name what is not there",
			files:  map[string]string{".zenlayer/config.json": `{"current_profile":"staging"}`},
			reason: config.ReasonEntry, says: "config.json staging",
		},
		{
			name: "zeno: settings are empty", files: map[string]string{".zenlayer/config.json": ""},
			reason: config.ReasonContent,
		},
		{
			name: "zeno: settings are torn", files: map[string]string{".zenlayer/config.json": `{"current_profile":"ci`},
			reason: config.ReasonContent,
		},
		{
			name: "zeno: settings are a directory", files: map[string]string{".zenlayer/config.json": "dir"},
			reason: config.ReasonFile,
		},
		{
			name: "zeno: settings are UTF-16", files: map[string]string{".zenlayer/config.json": "\xfe\xff\x00{\x00}"},
			reason: config.ReasonFile,
		},
		{
			name:  "zeno: settings name a number",
			files: map[string]string{".zenlayer/config.json": `{"current_profile":1}`}, reason: config.ReasonContent,
		},
		{
			name: "zeno: settings name the tool's own default, signed out",
			files: map[string]string{
				".zenlayer/config.json":      `{"current_profile":"default"}`,
				".zenlayer/credentials.json": "gone",
			}, reason: config.ReasonNoKey,
		},
		{
			name: "zeno: a token alone", env: map[string]string{"ZENLAYER_TOKEN": "planted"},
			reason: config.ReasonKeyless, says: "ZENLAYER_TOKEN",
		},
		{
			name:  "zeno: broken files beside a key of the environment",
			files: map[string]string{".zenlayer/config.json": "dir"}, env: map[string]string{
				"A_ID":     "e",
				"A_SECRET": "s",
			}, key: "e",
		},

		{
			name: "tccli: an entry that is not there", edge: true, env: map[string]string{"TCCLI_PROFILE": "prdo"},
			reason: config.ReasonEntry, says: "TCCLI_PROFILE prdo bad default role sso",
		},
		{
			name: "tccli: the default is not there", edge: true,
			files: map[string]string{".tccli/default.credential": "gone"},
			env:   map[string]string{"TCCLI_PROFILE": "default"}, reason: config.ReasonEntry,
		},
		{
			name: "tccli: nobody names the default", edge: true,
			files: map[string]string{".tccli/default.credential": "gone"}, key: "ti",
		},
		{
			name: "tccli: others, and no default anywhere", edge: true,
			files:  map[string]string{".tccli/default.credential": "gone", ".tencentcloud/credentials": "gone"},
			reason: config.ReasonEntry, says: "default bad role sso",
		},
		{
			name: "tccli: a torn default", edge: true, files: map[string]string{".tccli/default.credential": "{"},
			reason: config.ReasonContent,
		},
		{
			name: "tccli: a default that is a directory", edge: true,
			files: map[string]string{".tccli/default.credential": "dir"}, reason: config.ReasonFile,
		},
		{
			name: "tccli: a byte-order mark", edge: true,
			files: map[string]string{".tccli/default.credential": "\ufeff" + tccliFile}, key: "td",
		},
		{
			name: "tccli: a default without keys", edge: true,
			files: map[string]string{".tccli/default.credential": "{}"}, reason: config.ReasonContent,
		},
		{
			name: "tccli: null", edge: true, files: map[string]string{".tccli/default.credential": "null"},
			reason: config.ReasonContent,
		},
		{
			name: "tencent: an empty file", edge: true,
			files:  map[string]string{".tencentcloud/credentials": "# no\n", ".tccli/default.credential": "gone"},
			reason: config.ReasonContent,
		},
		{
			name: "zeno: no profiles", files: map[string]string{".zenlayer/credentials.json": "{}"},
			reason: config.ReasonContent,
		},
		{
			name: "zeno: null", files: map[string]string{".zenlayer/credentials.json": "null"},
			reason: config.ReasonContent,
		},
		{
			name: "zeno: settings that are null", files: map[string]string{
				".zenlayer/credentials.json": zenoFile, ".zenlayer/config.json": "null",
			}, reason: config.ReasonContent,
		},
		{
			name: "tccli: a named one without keys", edge: true, files: map[string]string{".tccli/x.credential": "{}"},
			env: map[string]string{"TCCLI_PROFILE": "x"}, reason: config.ReasonEntryEmpty,
		},

		{
			name: "tencent: the file that is named wins over one that is not", edge: true,
			files: map[string]string{"mine": "[default]\nsecret_id=tm\nsecret_key=s\n"},
			env:   map[string]string{"TENCENTCLOUD_CREDENTIALS_FILE": "~/mine"}, key: "tm",
		},
		{
			name: "tencent: a file that is not there", edge: true,
			env:    map[string]string{"TENCENTCLOUD_CREDENTIALS_FILE": "/nowhere/credentials"},
			reason: config.ReasonAbsent, says: "/nowhere/credentials TENCENTCLOUD_CREDENTIALS_FILE",
		},
		{
			name: "tencent: a directory", edge: true, env: map[string]string{"TENCENTCLOUD_CREDENTIALS_FILE": "/"},
			reason: config.ReasonFile,
		},
		{
			name: "tencent: a device", edge: true, env: map[string]string{"TENCENTCLOUD_CREDENTIALS_FILE": "/dev/null"},
			reason: config.ReasonFile,
		},
		{
			name: "tencent: quotes", edge: true, env: map[string]string{"TENCENTCLOUD_CREDENTIALS_FILE": `"/x"`},
			reason: config.ReasonPathQuotes, says: "TENCENTCLOUD_CREDENTIALS_FILE",
		},
		{
			name: "tencent: an empty file that is named", edge: true, files: map[string]string{"mine": ""},
			env: map[string]string{"TENCENTCLOUD_CREDENTIALS_FILE": "~/mine"}, reason: config.ReasonEntry,
		},
		{
			name: "tencent: no default section", edge: true,
			files: map[string]string{"mine": "[b]\nsecret_id=tb\nsecret_key=s\n"},
			env:   map[string]string{"TENCENTCLOUD_CREDENTIALS_FILE": "~/mine"}, reason: config.ReasonEntry, says: "default b",
		},
		{
			name: "tencent: a byte-order mark", edge: true,
			files: map[string]string{
				".tencentcloud/credentials": "\ufeff" + iniFile,
				".tccli/default.credential": "gone",
			}, key: "ti",
		},
		{name: "tencent: something else", edge: true, files: map[string]string{
			".tencentcloud/credentials": "{}",
			".tccli/default.credential": "gone",
		}, reason: config.ReasonContent},
		{
			name: "tencent: two names, two accounts", edge: true,
			files:  map[string]string{"mine": "[default]\nsecret_id=tm\nsecret_key=s\n"},
			env:    map[string]string{"TENCENTCLOUD_CREDENTIALS_FILE": "~/mine", "TCCLI_PROFILE": "default"},
			reason: config.ReasonClash,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			product := bmc
			if c.edge {
				product = edge
			}
			got, _, err := config.Sources{
				Env: env(c.env), Home: homeWith(t, c.files),
				Now: clock(t, "2026-11-19T12:00:00Z"),
			}.Find(product)
			if got.KeyID != c.key || reason(err) != c.reason {
				t.Fatalf("Find() = %q, %v, want %q, reason %q", got.KeyID, err, c.key, c.reason)
			}
			e, _ := errors.AsType[*config.Error](err)
			for word := range strings.FieldsSeq(c.says) {
				if all := strings.Join(append(append(slices.Clone(e.Names), e.By, e.Text), e.Known...),
					" "); !strings.Contains(all, word) {
					t.Errorf("Find() = %+v, want %s in it", e, word)
				}
			}
			if err != nil && strings.Contains(err.Error(), "planted") {
				t.Errorf("Find() = %v, want no secret in it", err)
			}
		})
	}
}

// homeWith is a home directory with the vendors' files, changed.
func homeWith(t *testing.T, files map[string]string) string {
	t.Helper()
	all := vendorFiles()
	maps.Copy(all, files)
	var dirs []string
	for name, text := range all {
		switch text {
		case "dir":
			dirs = append(dirs, name)
			delete(all, name)
		case "gone":
			delete(all, name)
		}
	}
	home := write(t, 0o600, all)
	for _, name := range dirs {
		if err := os.MkdirAll(filepath.Join(home, filepath.FromSlash(name)), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	return home
}

// TestCredentialNamed: what a profile names is there, or it is an error that no caller takes for "no credentials".
func TestCredentialNamed(t *testing.T) {
	t.Parallel()
	bmc, edge := known()[0], known()[2]
	empty := config.Sources{Env: env(map[string]string{"MY_ID": "i", "MY_SECRET": "s"}), Home: t.TempDir()}
	homeless := config.Sources{Env: env(nil)}
	for _, c := range []struct {
		name   string
		places config.Sources
		ref    config.Ref
		edge   bool
		want   config.Reason
	}{
		{"no file of zeno", empty, config.Ref{Source: "zeno"}, false, config.ReasonAbsent},
		{"no file of zeno, by name", empty, config.Ref{Source: "zeno", Name: "ci"}, false, config.ReasonAbsent},
		{"no file of tccli", empty, config.Ref{Source: "tccli"}, true, config.ReasonAbsent},
		{"no file of tccli, by name", empty, config.Ref{Source: "tccli", Name: "x"}, true, config.ReasonEntry},
		{"no file of the SDK", empty, config.Ref{Source: "tencentcloud"}, true, config.ReasonAbsent},
		{"no home", homeless, config.Ref{Source: "zeno"}, false, config.ReasonAbsent},
		{"no variables of the families", empty, config.Ref{Source: "env"}, false, config.ReasonAbsent},
		{
			"no variables by name", homeless,
			config.Ref{Source: "env", KeyID: "MY_ID", Secret: "MY_SECRET"},
			false,
			config.ReasonAbsent,
		},
		{
			"no token", empty,
			config.Ref{Source: "env", KeyID: "MY_ID", Secret: "MY_SECRET", Token: "MY_TOKEN"},
			false,
			config.ReasonIncomplete,
		},
		{"no keyring", empty, config.Ref{Source: "keyring"}, false, config.ReasonKeyring},
	} {
		product := bmc
		if c.edge {
			product = edge
		}
		if _, _, err := c.places.Credential(product, c.ref); reason(err) != c.want {
			t.Errorf("%s: Credential() = %v, want reason %q", c.name, err, c.want)
		}
	}
}
