package config_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/config"
)

func env(m map[string]string) config.Lookup {
	return func(name string) (string, bool) {
		v, ok := m[name]
		return v, ok
	}
}

func products() []*provider.Product {
	return []*provider.Product{{
		ID: "zenlayer-bmc",
		KeyNames: []provider.CredentialEnv{
			{ID: "A_ID", Secret: "A_SECRET"},
			{ID: "B_ID", Secret: "B_SECRET", Token: "B_TOKEN"},
		},
	}, {ID: "zenlayer-vm"}}
}

func reason(err error) config.Reason {
	if e, ok := errors.AsType[*config.Error](err); ok {
		return e.Reason
	}
	return ""
}

func TestPrecedence(t *testing.T) {
	t.Parallel()
	file := config.Layer{Origin: config.OriginFile, Get: func(n config.Name) (string, string, bool) {
		return "file", "config.yaml:3", n == config.Lang || n == config.State || n == config.Color
	}}
	vars := env(map[string]string{"METALWRIGHT_LANG": "zh", "METALWRIGHT_STATE": "/env", "METALWRIGHT_COLOR": ""})
	s := config.New(
		config.Flags(map[config.Name]string{config.State: "/flag"}), config.Environment(vars), file,
		config.Defaults(vars, "/home/ann"),
	)
	for _, c := range []config.Value{
		{Name: config.State, Text: "/flag", Origin: config.OriginFlag, Source: "--state"},
		{Name: config.Lang, Text: "zh", Origin: config.OriginEnvironment, Source: "METALWRIGHT_LANG"},
		{Name: config.Color, Text: "file", Origin: config.OriginFile, Source: "config.yaml:3"},
		{Name: config.Output, Text: "table", Origin: config.OriginDefault},
		{Name: config.LogFile, Origin: config.OriginDefault},
	} {
		if got := s.Value(c.Name); got != c {
			t.Errorf("Value(%s) = %+v, want %+v", c.Name, got, c)
		}
	}
	if got := len(s.All()); got != len(config.Names()) {
		t.Errorf("All() = %d values, want %d", got, len(config.Names()))
	}
	if got := config.LogFile.Variable(); got != "METALWRIGHT_LOG_FILE" {
		t.Errorf("Variable() = %s, want METALWRIGHT_LOG_FILE", got)
	}
}

func TestStateDir(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, xdg, home, flag, want string
		reason                      config.Reason
	}{
		{"home", "", "/home/ann", "", "/home/ann/.local/state/metalwright", ""},
		{"xdg", "/xdg", "/home/ann", "", "/xdg/metalwright", ""},
		{"relative xdg is ignored", "xdg", "/home/ann", "", "/home/ann/.local/state/metalwright", ""},
		{"flag", "/xdg", "/home/ann", "/x/../y", "/y", ""},
		{"relative flag", "", "", "here", "/cwd/here", ""},
		{"nowhere", "", "", "", "", config.ReasonNoState},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			set := map[config.Name]string{}
			if c.flag != "" {
				set[config.State] = c.flag
			}
			s := config.New(config.Flags(set), config.Defaults(env(map[string]string{"XDG_STATE_HOME": c.xdg}), c.home))
			got, err := config.Dir(s.Value(config.State), "/cwd")
			if got != c.want || reason(err) != c.reason {
				t.Errorf("Dir() = %q, %v, want %q, reason %q", got, err, c.want, c.reason)
			}
		})
	}
}

func TestEnvironmentCredential(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		env    map[string]string
		key    string
		secret string
		token  string
		reason config.Reason
	}{
		{"none", nil, "", "", "", config.ReasonNoKey},
		{"first", map[string]string{"A_ID": "a", "A_SECRET": "x"}, "a", "x", "", ""},
		{"second", map[string]string{"B_ID": "b", "B_SECRET": "y", "B_TOKEN": "t"}, "b", "y", "t", ""},
		{"half", map[string]string{"A_ID": "a"}, "", "", "", config.ReasonIncomplete},
		{"other half", map[string]string{"B_SECRET": "y"}, "", "", "", config.ReasonIncomplete},
		{"halves are not mixed", map[string]string{"A_ID": "a", "B_SECRET": "y"}, "", "", "", config.ReasonIncomplete},
		{"half and whole", map[string]string{"A_ID": "a", "B_ID": "b", "B_SECRET": "y"}, "b", "y", "", ""},
		{"the other family's token", map[string]string{"A_ID": "a", "A_SECRET": "x", "B_TOKEN": "t"}, "a", "x", "", ""},
		{"same key twice", map[string]string{"A_ID": "a", "A_SECRET": "x", "B_ID": "a", "B_SECRET": "x"}, "a", "x", "", ""},
		{"different keys", map[string]string{"A_ID": "a", "A_SECRET": "x", "B_ID": "b", "B_SECRET": "y"}, "", "", "", config.ReasonClash},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := config.EnvironmentCredential(products()[0], env(c.env))
			if reason(err) != c.reason || got.KeyID != c.key || got.Secret.Reveal() != c.secret || got.Token.Reveal() != c.token {
				t.Errorf("EnvironmentCredential() = %s (reason %q), want key %q, reason %q", got.KeyID, reason(err), c.key, c.reason)
			}
			if err != nil && strings.ContainsAny(err.Error(), "xy") && strings.Contains(err.Error(), ": x") {
				t.Errorf("EnvironmentCredential() = %v, want no secret in it", err)
			}
		})
	}
}

func TestEndpoints(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, text string
		want       map[provider.ProductID]string
		reason     config.Reason
	}{
		{"nothing", "", map[provider.ProductID]string{}, ""},
		{"https", "zenlayer-bmc=https://example.com/", map[provider.ProductID]string{"zenlayer-bmc": "https://example.com"}, ""},
		{"two", "zenlayer-bmc=https://a.example, zenlayer-vm=http://localhost:8080", map[provider.ProductID]string{
			"zenlayer-bmc": "https://a.example", "zenlayer-vm": "http://localhost:8080",
		}, ""},
		{"loopback", "zenlayer-bmc=http://127.0.0.1:9", map[provider.ProductID]string{"zenlayer-bmc": "http://127.0.0.1:9"}, ""},
		{"loopback 6", "zenlayer-bmc=http://[::1]:9", map[provider.ProductID]string{"zenlayer-bmc": "http://[::1]:9"}, ""},
		{"http elsewhere", "zenlayer-bmc=http://example.com", nil, config.ReasonInsecure},
		{"looks like loopback", "zenlayer-bmc=http://127.0.0.1.example.com", nil, config.ReasonInsecure},
		{"unknown product", "x=https://example.com", nil, config.ReasonProduct},
		{"no url", "zenlayer-bmc", nil, config.ReasonFormat},
		{"path", "zenlayer-bmc=https://example.com/api", nil, config.ReasonURL},
		{"user", "zenlayer-bmc=https://u:pw@example.com", nil, config.ReasonURL},
		{"scheme", "zenlayer-bmc=ftp://example.com", nil, config.ReasonURL},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := config.Endpoints(config.Value{Text: c.text, Source: "--endpoint"}, products())
			if reason(err) != c.reason || !maps.Equal(got, c.want) {
				t.Errorf("Endpoints(%q) = %v, %v, want %v, reason %q", c.text, got, err, c.want, c.reason)
			}
			if err != nil && strings.Contains(err.Error(), "pw") {
				t.Errorf("Endpoints(%q) = %v, want no password in it", c.text, err)
			}
		})
	}
}

func FuzzEndpoints(f *testing.F) {
	f.Add("zenlayer-bmc=http://127.0.0.1:1")
	f.Add("zenlayer-bmc=https://[::1")
	f.Fuzz(func(t *testing.T, text string) {
		got, err := config.Endpoints(config.Value{Text: text}, products())
		if err != nil {
			return
		}
		for _, u := range slices.Collect(maps.Values(got)) {
			if !strings.HasPrefix(u, "https://") && !strings.HasPrefix(u, "http://") {
				t.Errorf("Endpoints(%q) = %v, want http or https", text, got)
			}
		}
	})
}

func TestPublic(t *testing.T) {
	t.Parallel()
	const planted = "planted"
	for _, c := range []struct {
		name, text string
		origin     config.Origin
		want       config.Reason
	}{
		{"a directory", "/var/lib/metalwright", config.OriginFlag, ""},
		{"a directory with odd signs", "./a:b@c", config.OriginFlag, ""},
		{"no password", "postgres://ann@db.example/orders?sslmode=verify-full", config.OriginFlag, ""},
		{"a port", "postgres://ann@db.example:5432/orders", config.OriginFlag, ""},
		{"a password", "postgres://ann:planted@db.example/orders", config.OriginFlag, config.ReasonPassword},
		{"a password with a slash and an at", "postgres://ann:a/planted@b@db.example/orders", config.OriginFlag, config.ReasonPassword},
		{"a keyword", "host=db.example user=ann password = planted", config.OriginFlag, config.ReasonPassword},
		{"a parameter", "postgres://db.example/orders?user=ann&PASSWORD=planted", config.OriginFlag, config.ReasonPassword},
		{"a key's password", "postgres://db.example/orders?sslpassword=planted", config.OriginFlag, config.ReasonPassword},
		{"in a variable", "postgres://ann:planted@db.example/orders", config.OriginEnvironment, ""},
		{"in a file", "postgres://ann:planted@db.example/orders", config.OriginFile, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			err := config.Public(config.Value{Name: config.State, Text: c.text, Origin: c.origin, Source: "--state"})
			if reason(err) != c.want || err != nil && strings.Contains(err.Error(), planted) {
				t.Errorf("Public(%s) = %v, want reason %q and no password", c.text, err, c.want)
			}
		})
	}
}

func TestBool(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"": "false ", "true": "true ", "1": "true ", "0": "false ", "x": "false bool"} {
		got, err := config.Bool(config.Value{Text: text})
		if s := fmt.Sprintf("%v %s", got, reason(err)); s != want {
			t.Errorf("Bool(%q) = %q, want %q", text, s, want)
		}
	}
}

func TestAccountName(t *testing.T) {
	t.Parallel()
	a, b := config.AccountName("", "key-one"), config.AccountName("", "key-two")
	if a == b || a != config.AccountName("", "key-one") || strings.Contains(a, "one") {
		t.Errorf("AccountName() = %s and %s, want different stable names without the key", a, b)
	}
	if got := config.AccountName("acme", "key-one"); got != "acme" {
		t.Errorf("AccountName(acme) = %s, want acme", got)
	}
	if got := (config.Credential{KeyID: "abcdefgh"}).Hint(); got != "efgh" {
		t.Errorf("Hint() = %s, want efgh", got)
	}
}
