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

func TestLocale(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name      string
		vars      map[string]string
		tag, from string // of Locale
		lang      string // the setting
	}{
		{"none", nil, "", "", "en"},
		{"LANG", map[string]string{"LANG": "zh_CN.UTF-8"}, "zh-CN", "LANG", "zh"},
		{
			"LC_MESSAGES before LANG",
			map[string]string{"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_US"},
			"en-US", "LC_MESSAGES",
			"en",
		},
		{"LC_ALL before all", map[string]string{"LC_MESSAGES": "en_US", "LC_ALL": "zh_CN.utf8"}, "zh-CN", "LC_ALL", "zh"},
		{"empty counts as not set", map[string]string{"LC_ALL": "", "LANG": "zh"}, "zh", "LANG", "zh"},
		{"C before LANG", map[string]string{"LC_ALL": "C.UTF-8", "LANG": "zh_CN.UTF-8"}, "", "LC_ALL", "en"},
		{"modifier", map[string]string{"LANG": "zh_TW.UTF-8@radical"}, "zh-TW", "LANG", "zh"},
		{"another encoding", map[string]string{"LANG": "zh_CN.GB18030"}, "", "LANG", "en"},
		{"a language without messages", map[string]string{"LANG": "de_DE.UTF-8"}, "de-DE", "LANG", "en"},
		{"nonsense", map[string]string{"LANG": "_.@"}, "-", "LANG", "en"},
	} {
		if tag, from := config.Locale(env(c.vars)); tag != c.tag || from != c.from {
			t.Errorf("%s: Locale() = %q from %q, want %q from %q", c.name, tag, from, c.tag, c.from)
		}
		if got := config.New(config.Defaults(env(c.vars), "")).Value(config.Lang); got.Text != c.lang {
			t.Errorf("%s: Value(lang) = %+v, want %q", c.name, got, c.lang)
		}
	}
}

func TestJournal(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, xdg, home, flag, dir, url string
		reason                          config.Reason
	}{
		{"home", "", "/home/ann", "", "/home/ann/.local/state/metalwright", "", ""},
		{"xdg", "/xdg", "/home/ann", "", "/xdg/metalwright", "", ""},
		{"xdg below the home directory", "~/xdg", "/home/ann", "", "/home/ann/xdg/metalwright", "", ""},
		{"relative xdg", "xdg", "/home/ann", "", "", "", config.ReasonPathRelative},
		{"xdg in quotes", `"/xdg"`, "/home/ann", "", "", "", config.ReasonPathQuotes},
		{"xdg that nobody expanded", "$HOME/xdg", "/home/ann", "", "", "", config.ReasonPathVariable},
		{"xdg beside a flag", "xdg", "/home/ann", "/x", "/x", "", ""},
		{"relative home", "", "home", "", "", "", config.ReasonPathRelative},
		{"flag", "/xdg", "/home/ann", "/x/../y", "/y", "", ""},
		{"relative flag", "", "", "here", "/cwd/here", "", ""},
		{"a name with dots", "", "", "orders.v1", "/cwd/orders.v1", "", ""},
		{"nowhere", "", "", "", "", "", config.ReasonNoState},
		{"below the home directory", "", "/home/ann", "~/st", "/home/ann/st", "", ""},
		{"the home directory", "", "/home/ann", "~", "/home/ann", "", ""},
		{"below no home directory", "", "", "~/st", "", "", config.ReasonPathHome},
		{"someone else's home", "", "/home/ann", "~bob/st", "", "", config.ReasonPathTilde},
		{"odd signs in a path that can only be one", "", "", "./a:b@c=d", "/cwd/a:b@c=d", "", ""},
		{"odd signs in an absolute path", "", "", "/srv/a:b@c=d", "/srv/a:b@c=d", "", ""},
		{"a quote within", "", "", "/srv/o'brien/st", "/srv/o'brien/st", "", ""},
		{"server", "", "", "postgres://ann@db.example/orders", "", "postgres://ann@db.example/orders", ""},
		{"the other scheme", "", "", "postgresql:///orders?host=/run/pg", "", "postgresql:///orders?host=/run/pg", ""},
		{"scheme in upper case", "", "", "PostgreSQL://ann@db.example/Orders", "", "postgresql://ann@db.example/Orders", ""},
		{
			"a password with odd signs", "", "", "postgres://ann:$ecret{{~@db.example/orders", "",
			"postgres://ann:$ecret{{~@db.example/orders", "",
		},
		{"double quotes", "", "", `"postgres://ann@db.example/orders"`, "", "", config.ReasonPathQuotes},
		{"single quotes", "", "", "'/var/lib/mw'", "", "", config.ReasonPathQuotes},
		{"curly quotes", "", "", "“/var/lib/mw”", "", "", config.ReasonPathQuotes},
		{"a quote at one end", "", "", `postgres://ann@db.example/orders"`, "", "", config.ReasonPathQuotes},
		{"a blank first", "", "", " /var/lib/mw", "", "", config.ReasonPathBlank},
		{"a blank last", "", "", "postgres://ann@db.example/orders ", "", "", config.ReasonPathBlank},
		{"a blank before a server", "", "", " postgres://ann@db.example/orders", "", "", config.ReasonPathBlank},
		{"only blanks", "", "", "  ", "", "", config.ReasonPathBlank},
		{"a line end", "", "", "/var/lib/mw\n", "", "", config.ReasonPathControl},
		{"a carriage return", "", "", "postgres://ann@db.example/orders\r", "", "", config.ReasonPathControl},
		{"a byte-order mark", "", "", "\ufeff/var/lib/mw", "", "", config.ReasonPathControl},
		{"a variable", "", "", "$HOME/st", "", "", config.ReasonPathVariable},
		{"a variable in braces", "", "", "/srv/${NAME}", "", "", config.ReasonPathVariable},
		{"a command", "", "", "$(pwd)/st", "", "", config.ReasonPathVariable},
		{"a specifier of systemd", "", "", "%S/metalwright", "", "", config.ReasonPathVariable},
		{"a variable of Windows", "", "", "%APPDATA%/st", "", "", config.ReasonPathVariable},
		{"a template", "", "", "/srv/{{ name }}", "", "", config.ReasonPathVariable},
		{"a variable in a URL", "", "", "postgres://$USER@db.example/orders", "", "", config.ReasonPathVariable},
		{"another scheme", "", "", "mysql://ann@db.example/orders", "", "", config.ReasonPathScheme},
		{"a file's URL", "", "", "file:///var/lib/mw", "", "", config.ReasonPathScheme},
		{"where a secret would be", "", "", "env:STATE", "", "", config.ReasonPathScheme},
		{"a misspelt scheme", "", "", "postgre://ann@db.example/orders", "", "", config.ReasonPathScheme},
		{"half a scheme", "", "", "postgres:/ann@db.example/orders", "", "", config.ReasonStateAddress},
		{"no slashes", "", "", "postgres:orders", "", "", config.ReasonStateAddress},
		{"no scheme", "", "", "ann@db.example/orders", "", "", config.ReasonStateAddress},
		{"host and port", "", "", "db.example:5432/orders", "", "", config.ReasonStateAddress},
		{"two slashes", "", "", "//ann@db.example/orders", "", "", config.ReasonStateAddress},
		{"keywords", "", "", "host=db.example dbname=orders", "", "", config.ReasonStateKeywords},
		{"one keyword", "", "", "service=orders", "", "", config.ReasonStateKeywords},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			set := map[config.Name]string{}
			if c.flag != "" {
				set[config.State] = c.flag
			}
			s := config.New(config.Flags(set), config.Defaults(env(map[string]string{"XDG_STATE_HOME": c.xdg}), c.home))
			dir, url, err := config.Journal(s.Value(config.State), "/cwd", c.home)
			if dir != c.dir || url != c.url || reason(err) != c.reason {
				t.Errorf("Journal(%q) = %q, %q, %v, want %q, %q, reason %q", c.flag, dir, url, err, c.dir, c.url, c.reason)
			}
		})
	}
}

// TestJournalFile: a configuration file is the same wherever the program is started, and a relative path in it would
// not be.
func TestJournalFile(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]config.Reason{
		"st":   config.ReasonPathRelative,
		"./st": config.ReasonPathRelative, "~/st": "", "/st": "",
	} {
		for _, origin := range []config.Origin{config.OriginFile, config.OriginProfile} {
			v := config.Value{Name: config.State, Text: text, Origin: origin, Source: "c.yaml:3"}
			if _, _, err := config.Journal(v, "/cwd", "/home/ann"); reason(err) != want {
				t.Errorf("Journal(%s of %s) = %v, want reason %q", text, origin, err, want)
			}
		}
	}
}

// TestJournalPassword: what cannot be used may hold a password, which is not repeated.
func TestJournalPassword(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		`"postgres://ann:planted@db.example/orders"`, "postgres://ann:planted@db.example/orders ",
		"host=db.example password=planted",
		"mysql://db.example/orders?password=planted", "ann:planted@db.example/orders",
	} {
		v := config.Value{Name: config.State, Text: text, Origin: config.OriginEnvironment, Source: "METALWRIGHT_STATE"}
		_, _, err := config.Journal(v, "/cwd", "/home/ann")
		if err == nil || strings.Contains(err.Error(), "planted") {
			t.Errorf("Journal(%s) = %v, want an error without the password", text, err)
		}
		for _, f := range config.Explain(config.New(config.Layer{Get: func(n config.Name) (string, string,
			bool,
		) {
			return text, "", n == config.State
		}}), &config.File{}, nil) {
			if strings.Contains(f.Text, "planted") && f.Name == "state" {
				t.Errorf("Explain() shows %s = %s", f.Name, f.Text)
			}
		}
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
		{"half and whole", map[string]string{"A_ID": "a", "B_ID": "b", "B_SECRET": "y"}, "", "", "", config.ReasonIncomplete},
		{"half and whole of one key", map[string]string{"A_ID": "b", "B_ID": "b", "B_SECRET": "y"}, "b", "y", "", ""},
		{
			"other half and whole",
			map[string]string{"A_SECRET": "x", "B_ID": "b", "B_SECRET": "y"},
			"", "", "",
			config.ReasonIncomplete,
		},
		{"a token alone", map[string]string{"B_TOKEN": "t"}, "", "", "", config.ReasonIncomplete},
		{"a carriage return", map[string]string{"A_ID": "a\r", "A_SECRET": "x"}, "", "", "", config.ReasonKeySigns},
		{"a line end", map[string]string{"A_ID": "a", "A_SECRET": "x\n"}, "", "", "", config.ReasonKeySigns},
		{"a blank first", map[string]string{"A_ID": " a", "A_SECRET": "x"}, "", "", "", config.ReasonKeySigns},
		{"a blank within", map[string]string{"A_ID": "a", "A_SECRET": "x y"}, "", "", "", config.ReasonKeySigns},
		{"only blanks", map[string]string{"A_ID": "  ", "A_SECRET": "x"}, "", "", "", config.ReasonKeySigns},
		{"quotes", map[string]string{"A_ID": "a", "A_SECRET": `"x"`}, "", "", "", config.ReasonKeySigns},
		{"single quotes", map[string]string{"A_ID": "'a'", "A_SECRET": "x"}, "", "", "", config.ReasonKeySigns},
		{"a no-break space", map[string]string{"A_ID": "a\u00a0", "A_SECRET": "x"}, "", "", "", config.ReasonKeySigns},
		{"a byte-order mark", map[string]string{"A_ID": "\ufeffa", "A_SECRET": "x"}, "", "", "", config.ReasonKeySigns},
		{
			"a token with a line end",
			map[string]string{"B_ID": "b", "B_SECRET": "y", "B_TOKEN": "t\n"},
			"", "", "",
			config.ReasonKeySigns,
		},
		{"the other family's token", map[string]string{"A_ID": "a", "A_SECRET": "x", "B_TOKEN": "t"}, "a", "x", "", ""},
		{"same key twice", map[string]string{"A_ID": "a", "A_SECRET": "x", "B_ID": "a", "B_SECRET": "x"}, "a", "x", "", ""},
		{
			"different keys",
			map[string]string{"A_ID": "a", "A_SECRET": "x", "B_ID": "b", "B_SECRET": "y"},
			"", "", "",
			config.ReasonClash,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := config.EnvironmentCredential(products()[0], env(c.env))
			if reason(err) != c.reason || got.KeyID != c.key || got.Secret.Reveal() != c.secret ||
				got.Token.Reveal() != c.token {
				t.Errorf("EnvironmentCredential() = %s (reason %q), want key %q, reason %q", got.KeyID, reason(err),
					c.key, c.reason)
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
		{
			"https", "zenlayer-bmc=https://example.com/",
			map[provider.ProductID]string{"zenlayer-bmc": "https://example.com"},
			"",
		},
		{"two", "zenlayer-bmc=https://a.example, zenlayer-vm=http://localhost:8080", map[provider.ProductID]string{
			"zenlayer-bmc": "https://a.example", "zenlayer-vm": "http://localhost:8080",
		}, ""},
		{
			"loopback", "zenlayer-bmc=http://127.0.0.1:9",
			map[provider.ProductID]string{"zenlayer-bmc": "http://127.0.0.1:9"},
			"",
		},
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
		{
			"a password with a slash and an at", "postgres://ann:a/planted@b@db.example/orders", config.OriginFlag,
			config.ReasonPassword,
		},
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
	for text, want := range map[string]string{
		"": "false ", "true": "true ", "1": "true ", "0": "false ",
		"x": "false bool",
	} {
		got, err := config.Bool(config.Value{Text: text})
		if s := fmt.Sprintf("%v %s", got, reason(err)); s != want {
			t.Errorf("Bool(%q) = %q, want %q", text, s, want)
		}
	}
}
