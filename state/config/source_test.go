package config_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/zalando/go-keyring"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/config"
)

// ring is a keyring in memory.
type ring map[string]string

var errLocked = errors.New("the keyring is locked")

func (r ring) Get(service, user string) (string, error) {
	text, ok := r[service+"/"+user]
	switch {
	case text == "locked":
		return "", errLocked
	case !ok:
		return "", keyring.ErrNotFound
	}
	return text, nil
}

const (
	zenoFile = `{"default":{"access_key_id":"zd","access_key_secret":"s"},"ci":{"access_key_id":"zci",
		"access_key_secret":"s"},` +
		`"tok":{"token":"planted"},"half":{"access_key_id":"zh"}}`
	tccliFile = `{"secretId":"td","secretKey":"s","token":"t"}`
	// 2026-11-20T12:00:00Z
	oauthFile = `{"secretId":"to","secretKey":"s","token":"t","type":"oauth","expiresAt":1795176000}`
	iniFile   = "# mine\n[default]\nsecret_id = ti\nsecret_key = s\n[b]\nsecret_id=tb\nsecret_key=s=s\n"
)

func write(t *testing.T, mode os.FileMode, files map[string]string) string {
	t.Helper()
	home := t.TempDir()
	for name, text := range files {
		path := filepath.Join(home, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), mode); err != nil {
			t.Fatal(err)
		}
	}
	return home
}

func vendorFiles() map[string]string {
	return map[string]string{
		".zenlayer/credentials.json": zenoFile, ".tccli/default.credential": tccliFile, ".tccli/sso.credential": oauthFile,
		".tccli/role.credential": `{"type":"cvm-role"}`, ".tccli/bad.credential": `{"secretKey":"planted`,
		".tencentcloud/credentials": iniFile,
	}
}

func TestSources(t *testing.T) {
	t.Parallel()
	home := write(t, 0o600, vendorFiles())
	bmc, edge := known()[0], known()[2]
	for _, c := range []struct {
		name    string
		product *provider.Product
		ref     config.Ref
		env     map[string]string
		at      string // the time; "" is the day before the end of the temporary credential
		key     string
		reason  config.Reason
	}{
		{name: "zeno default", product: bmc, ref: config.Ref{Source: "zeno"}, key: "zd"},
		{
			name: "zeno by variable", product: bmc, ref: config.Ref{Source: "zeno"},
			env: map[string]string{"ZENLAYER_PROFILE": "ci"}, key: "zci",
		},
		{name: "zeno by name", product: bmc, ref: config.Ref{Source: "zeno", Name: "ci"}, key: "zci"},
		{
			name: "zeno without the entry", product: bmc, ref: config.Ref{Source: "zeno", Name: "x"},
			reason: config.ReasonEntry,
		},
		{name: "zeno token", product: bmc, ref: config.Ref{Source: "zeno", Name: "tok"}, reason: config.ReasonKeyless},
		{name: "zeno half", product: bmc, ref: config.Ref{Source: "zeno", Name: "half"}, reason: config.ReasonIncomplete},
		{name: "zeno for another vendor", product: edge, ref: config.Ref{Source: "zeno"}, reason: config.ReasonSource},
		{name: "tccli", product: edge, ref: config.Ref{Source: "tccli"}, key: "td"},
		{
			name: "tccli by variable", product: edge, ref: config.Ref{Source: "tccli"},
			env: map[string]string{"TCCLI_PROFILE": "sso"}, key: "to",
		},
		{
			name: "tccli expired", product: edge, ref: config.Ref{Source: "tccli", Name: "sso"},
			at: "2026-11-20T11:56:00Z", reason: config.ReasonExpired,
		},
		{name: "tccli role", product: edge, ref: config.Ref{Source: "tccli", Name: "role"}, reason: config.ReasonKeyless},
		{name: "tccli torn", product: edge, ref: config.Ref{Source: "tccli", Name: "bad"}, reason: config.ReasonContent},
		{name: "tccli outside", product: edge, ref: config.Ref{Source: "tccli", Name: "../x"}, reason: config.ReasonEntry},
		{
			name: "tccli outside by variable", product: edge, ref: config.Ref{Source: "tccli"},
			env: map[string]string{"TCCLI_PROFILE": "../x"}, reason: config.ReasonEntry,
		},
		{name: "ini", product: edge, ref: config.Ref{Source: "tencentcloud"}, key: "ti"},
		{name: "ini section", product: edge, ref: config.Ref{Source: "tencentcloud", Name: "b"}, key: "tb"},
		{name: "keyring", product: bmc, ref: config.Ref{Source: "keyring", Name: "prod"}, key: "kp"},
		{name: "keyring without the entry", product: bmc, ref: config.Ref{Source: "keyring"}, reason: config.ReasonEntry},
		{
			name: "keyring locked", product: bmc, ref: config.Ref{Source: "keyring", Name: "locked"},
			reason: config.ReasonKeyring,
		},
		{
			name: "keyring with something else", product: bmc, ref: config.Ref{Source: "keyring", Name: "bad"},
			reason: config.ReasonContent,
		},
		{name: "family", product: edge, ref: config.Ref{Source: "env"}, env: map[string]string{
			"T_ID":  "e",
			"T_KEY": "s",
		}, key: "e"},
		{
			name: "named variables", product: edge, ref: config.Ref{Source: "env", KeyID: "X", Secret: "Y"},
			env: map[string]string{"X": "x", "Y": "s", "T_ID": "e", "T_KEY": "s"}, key: "x",
		},
		{
			name: "named variables, half", product: edge, ref: config.Ref{Source: "env", KeyID: "X", Secret: "Y"},
			env: map[string]string{"X": "x", "T_KEY": "s"}, reason: config.ReasonIncomplete,
		},
		{name: "no source", product: bmc, ref: config.Ref{}, reason: config.ReasonSource},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			at := c.at
			if at == "" {
				at = "2026-11-19T12:00:00Z"
			}
			places := config.Sources{
				Env: env(c.env), Home: home, Now: clock(t, at),
				Keyring: ring{
					"metalwright/prod": `{"key_id":"kp","secret":"s"}`, "metalwright/locked": "locked",
					"metalwright/bad": "planted",
				},
			}
			got, warnings, err := places.Credential(c.product, c.ref)
			if got.KeyID != c.key || reason(err) != c.reason || len(warnings) > 0 {
				t.Errorf("Credential(%+v) = %q, %v, %v, want %q, reason %q", c.ref, got.KeyID, warnings, err, c.key, c.reason)
			}
			if err != nil && strings.Contains(err.Error(), "planted") {
				t.Errorf("Credential(%+v) = %v, want no secret in it", c.ref, err)
			}
		})
	}
}

func clock(t *testing.T, text string) func() time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return func() time.Time { return at }
}

func TestFind(t *testing.T) {
	t.Parallel()
	edge := known()[2]
	home := write(t, 0o644, vendorFiles())
	for _, c := range []struct {
		name   string
		home   string
		env    map[string]string
		key    string
		warn   []config.Reason
		reason config.Reason
	}{
		{"nothing", t.TempDir(), nil, "", nil, config.ReasonNoKey},
		{"no home", "", nil, "", nil, config.ReasonNoKey},
		{
			"environment first", home,
			map[string]string{"T_ID": "e", "T_KEY": "s"},
			"e",
			[]config.Reason{config.ReasonShadow, config.ReasonShadow},
			"",
		},
		{"files in order", home, nil, "td", []config.Reason{config.ReasonMode, config.ReasonShadow}, ""},
		{"half an environment", home, map[string]string{"T_ID": "e"}, "", nil, config.ReasonIncomplete},
	} {
		got, warnings, err := config.Sources{Env: env(c.env), Home: c.home, Now: clock(t, "2026-11-19T12:00:00Z")}.Find(edge)
		var warn []config.Reason
		for _, w := range warnings {
			warn = append(warn, w.Reason)
		}
		if got.KeyID != c.key || reason(err) != c.reason ||
			strings.Join(words(warn), " ") != strings.Join(words(c.warn), " ") {
			t.Errorf("%s: Find() = %q, %v, %v, want %q, %v, reason %q", c.name, got.KeyID, warn, err, c.key, c.warn, c.reason)
		}
	}
}

func words(r []config.Reason) []string {
	out := make([]string, len(r))
	for i := range r {
		out[i] = string(r[i])
	}
	return out
}

func TestExplain(t *testing.T) {
	t.Parallel()
	const planted = "planted-secret-of-the-account"
	s := config.New(config.Flags(map[config.Name]string{config.State: "postgres://u:" + planted +
		"@h/db?sslpassword=" + planted}), config.Defaults(env(nil), "/h"))
	facts := config.Explain(s, &config.File{}, []config.Resolved{{
		Product: "zenlayer-bmc", Profile: "prod",
		Credential: config.Credential{
			KeyID: "key-id-of-the-account-wxyz", Secret: provider.NewSecret(planted), Token: provider.NewSecret("short"),
			Origin: config.OriginFile, Source: "/h/.zenlayer/credentials.json#default",
		},
	}})
	seen := map[string]config.Fact{}
	for _, f := range facts {
		seen[f.Name] = f
		if strings.Contains(f.Text, planted) || strings.Contains(f.Text, "short") {
			t.Errorf("Explain() shows %s = %s", f.Name, f.Text)
		}
	}
	for name, want := range map[string]string{
		"credential.zenlayer-bmc.key_id": "…wxyz", "credential.zenlayer-bmc.secret": "…ount",
		"credential.zenlayer-bmc.token": "…",
		"output":                        "table", "credential.zenlayer-bmc.profile": "prod",
	} {
		if got := seen[name].Text; got != want {
			t.Errorf("Explain() %s = %q, want %q", name, got, want)
		}
	}
	if got := seen["credential.zenlayer-bmc.secret"].Source; got != "/h/.zenlayer/credentials.json#default" {
		t.Errorf("Explain() source = %q", got)
	}
}
