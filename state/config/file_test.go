package config_test

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/config"
	"github.com/metalwright/metalwright/state/policy"
)

const file = `profile: prod
lang: en
log_file: /tmp/log
endpoints: {zenlayer-vm: "http://localhost:1"}
limits:
  per_order: {USD: 5000.50}
  per_day: {USD: 6000}
  instances: 50
notify:
  bell: true
  webhook: {url: "https://hooks.example/x", secret_env: HOOK_SECRET}
profiles:
  prod:
    label: acme
    lang: en
    products:
      zenlayer-bmc: {source: zeno, name: ci, endpoint: "https://x.example", version: "1"}
      zenlayer-vm: {source: env, key_id_env: MY_ID, secret_env: MY_SECRET}
    defaults: {zone: SEL-A, network.bandwidth_mbps: "100"}
  test: {}
`

func known() []*provider.Product {
	p := products()
	for i := range p {
		p[i].Versions = []string{"1", "2"}
		p[i].Tools.KeySources = []string{"zeno"}
	}
	return append(p, &provider.Product{
		ID: "tencent-edgezone", KeyNames: []provider.CredentialEnv{{ID: "T_ID", Secret: "T_KEY", Token: "T_TOKEN"}},
		Tools: provider.Tools{KeySources: []string{"tccli", "tencentcloud"}},
	})
}

func TestFile(t *testing.T) {
	t.Parallel()
	f, err := config.Parse([]byte(file), "c.yaml", known())
	if err != nil {
		t.Fatal(err)
	}
	profile, err := f.ProfileLayer("prod")
	if err != nil {
		t.Fatal(err)
	}
	s := config.New(profile, f.Layer(), config.Defaults(env(nil), "/home/ann"))
	for _, c := range []config.Value{
		{Name: config.UseProfile, Text: "prod", Origin: config.OriginFile, Source: "c.yaml:1"},
		{Name: config.Lang, Text: "en", Origin: config.OriginProfile, Source: "c.yaml:15"},
		{Name: config.LogFile, Text: "/tmp/log", Origin: config.OriginFile, Source: "c.yaml:3"},
		{Name: config.Endpoint, Text: "zenlayer-vm=http://localhost:1", Origin: config.OriginFile, Source: "c.yaml:4"},
		{Name: config.Output, Text: "table", Origin: config.OriginDefault},
	} {
		if got := s.Value(c.Name); got != c {
			t.Errorf("Value(%s) = %+v, want %+v", c.Name, got, c)
		}
	}
	p, err := f.Profile("prod")
	defaults := config.Answers{{provider.FieldZone, "SEL-A", "c.yaml:19"}, {provider.FieldBandwidth, "100", "c.yaml:19"}}
	want := config.Ref{Source: config.SourceZeno, Name: "ci", Endpoint: "https://x.example", Version: "1"}
	if err != nil || p.Label != "acme" || p.Products["zenlayer-bmc"] != want || !slices.Equal(p.Defaults, defaults) {
		t.Errorf("Profile(prod) = %+v, %v", p, err)
	}
	if len(f.Profiles) != 2 || f.Profiles[1].Name != "test" {
		t.Errorf("Profiles = %+v, want prod and test", f.Profiles)
	}
	if n := f.Notify; !n.Bell || n.Desktop || n.Webhook != "https://hooks.example/x" || n.SecretEnv != "HOOK_SECRET" {
		t.Errorf("Notify = %+v", n)
	}
	if _, err := f.Profile("pord"); reason(err) != config.ReasonProfile {
		t.Errorf("Profile(pord) = %v, want %s", err, config.ReasonProfile)
	}
}

func TestLimits(t *testing.T) {
	t.Parallel()
	f, err := config.Parse([]byte(file), "", known())
	if err != nil {
		t.Fatal(err)
	}
	usd := func(v float64) map[string]provider.Money {
		return map[string]provider.Money{"USD": provider.Amount(v, "USD")}
	}
	if want := (policy.Limits{PerOrder: usd(5000.5), PerDay: usd(6000), Instances: 50}); !reflect.DeepEqual(f.Limits,
		want) {
		t.Errorf("Limits = %+v, want %+v", f.Limits, want)
	}
}

func TestFileProblems(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, text, want string }{
		{"a language without a catalogue", "lang: tlh\n", "1:7 lang word "},
		{"empty", "", ""},
		{"unknown", "langg: en\n", "1:1 langg unknown_key lang"},
		{"word", "color: allways\n", "1:8 color word always"},
		{"unknown in a profile", "profiles:\n  a:\n    lable: x\n", "3:5 profiles.a.lable unknown_key label"},
		{
			"product", "profiles: {a: {products: {zenlayer-bcm: {source: env}}}}\n",
			"1:27 profiles.a.products.zenlayer-bcm unknown_key zenlayer-bmc",
		},
		{
			"other vendor's file", "profiles: {a: {products: {zenlayer-bmc: {source: tccli}}}}\n",
			"1:42 profiles.a.products.zenlayer-bmc.source word ",
		},
		{
			"no source", "profiles: {a: {products: {zenlayer-bmc: {name: x}}}}\n",
			"1:41 profiles.a.products.zenlayer-bmc.source missing ",
		},
		{
			"path in a name", "profiles: {a: {products: {zenlayer-bmc: {source: zeno, name: ../x}}}}\n",
			"1:62 profiles.a.products.zenlayer-bmc.name format ",
		},
		{
			"half a credential", "profiles: {a: {products: {zenlayer-bmc: {source: env, secret_env: A}}}}\n",
			"1:27 profiles.a.products.zenlayer-bmc missing ",
		},
		{
			"variables of a file",
			"profiles: {a: {products: {zenlayer-bmc: {source: zeno, key_id_env: A, secret_env: B}}}}\n",
			"1:56 profiles.a.products.zenlayer-bmc.key_id_env conflict , 1:71 " +
				"profiles.a.products.zenlayer-bmc.secret_env conflict ",
		},
		{"insecure", "endpoints: {zenlayer-bmc: 'http://x.example'}\n", "1:13 endpoints.zenlayer-bmc format "},
		{"machines of a day", "limits: {instances_per_day: 0}\n", "1:29 limits.instances_per_day min "},
		{"currency", "limits: {per_order: {usd: 1}}\n", "1:22 limits.per_order.usd format "},
		{"negative amount", "limits: {per_order: {USD: -1}}\n", "1:27 limits.per_order.USD min "},
		{"amount too large", "limits: {per_order: {USD: 9300000000000}}\n", "1:27 limits.per_order.USD format "},
		{"amount too exact", "limits: {per_day: {USD: 0.0000001}}\n", "1:25 limits.per_day.USD format "},
		{
			"default", "profiles: {a: {defaults: {access.password: x}}}\n",
			"1:27 profiles.a.defaults.access.password unknown_key ",
		},
		{"empty default", "profiles: {a: {defaults: {zone: ' '}}}\n", "1:27 profiles.a.defaults.zone empty "},
		{
			"default that is no number", "profiles: {a: {defaults: {count: three}}}\n",
			"1:27 profiles.a.defaults.count format ",
		},
		{"default of no machines", "profiles: {a: {defaults: {count: '0'}}}\n", "1:27 profiles.a.defaults.count min "},
		{
			"default that is too many", "profiles: {a: {defaults: {count: '10001'}}}\n",
			"1:27 profiles.a.defaults.count range ",
		},
		{
			"default that is no word", "profiles: {a: {defaults: {billing.charge: prepayed}}}\n",
			"1:27 profiles.a.defaults.billing.charge word prepaid",
		},
		{
			"default of a consent", "profiles: {a: {defaults: {billing.consent: 'true'}}}\n",
			"1:27 profiles.a.defaults.billing.consent unknown_key ",
		},
		{"webhook", "notify: {webhook: {url: 'http://x.example/planted'}}\n", "1:25 notify.webhook.url format "},
		{
			"webhook with a user", "notify: {webhook: {url: 'https://planted:planted@x.example'}}\n",
			"1:25 notify.webhook.url format ",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := config.Parse([]byte(c.text), "", known())
			var parts []string
			if e, ok := errors.AsType[*config.FileError](err); ok {
				for _, p := range e.Problems {
					parts = append(parts, fmt.Sprintf("%d:%d %s %s %s", p.Line, p.Column, p.Key, p.Reason, p.Nearest))
				}
			}
			if got := strings.Join(parts, ", "); got != c.want {
				t.Errorf("Parse(%q)\n got %s\nwant %s\n(%v)", c.text, got, c.want, err)
			}
		})
	}
}

// TestFileSecret: a value in place of the name of a variable is not repeated.
func TestFileSecret(t *testing.T) {
	t.Parallel()
	text := "profiles: {a: {products: {zenlayer-bmc: {source: env, key_id_env: A, secret_env: planted+secret}}}}\n"
	if _, err := config.Parse([]byte(text), "", known()); err == nil || strings.Contains(err.Error(), "planted") {
		t.Errorf("Parse(literal secret) = %v, want a problem without it", err)
	}
}

func TestPath(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		flag, home string
		env        map[string]string
		want       string
		named      bool
		reason     config.Reason
	}{
		{"/f", "/h", map[string]string{"METALWRIGHT_CONFIG": "/e"}, "/f", true, ""},
		{"", "/h", map[string]string{"METALWRIGHT_CONFIG": "/e", "XDG_CONFIG_HOME": "/x"}, "/e", true, ""},
		{"", "/h", map[string]string{"XDG_CONFIG_HOME": "/x"}, "/x/metalwright/config.yaml", false, ""},
		{"", "/h", map[string]string{"XDG_CONFIG_HOME": "~/x"}, "/h/x/metalwright/config.yaml", false, ""},
		{"", "/h", map[string]string{"XDG_CONFIG_HOME": ""}, "/h/.config/metalwright/config.yaml", false, ""},
		{"", "/h", map[string]string{"XDG_CONFIG_HOME": "x"}, "", false, config.ReasonPathRelative},
		{"", "/h", map[string]string{"XDG_CONFIG_HOME": "$HOME/x"}, "", false, config.ReasonPathVariable},
		{"", "", nil, "", false, ""},
		{"~/c.yaml", "/h", nil, "/h/c.yaml", true, ""},
		{"c.yaml", "/h", nil, "c.yaml", true, ""},
		{"", "/h", map[string]string{"METALWRIGHT_CONFIG": `"/e"`}, "", true, config.ReasonPathQuotes},
		{"", "/h", map[string]string{"METALWRIGHT_CONFIG": "/e\r"}, "", true, config.ReasonPathControl},
		{"", "/h", map[string]string{"METALWRIGHT_CONFIG": "${X}/e"}, "", true, config.ReasonPathVariable},
	} {
		got, _, named, err := config.Path(c.flag, env(c.env), c.home)
		if reason(err) != c.reason || named != c.named || err == nil && got != c.want {
			t.Errorf("Path(%q, %v, %q) = %q, %v, %v, want %q, %v, reason %q", c.flag, c.env, c.home, got, named, err,
				c.want, c.named, c.reason)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(file))
	f.Add([]byte("profiles: {a: {}}\nlimits: {per_order: {USD: 1e3}}\n"))
	all := known()
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := config.Parse(data, "c", all)
		if err != nil {
			if e, ok := errors.AsType[*config.FileError](err); !ok || len(e.Problems) == 0 {
				t.Fatalf("Parse(%q) = %v, want problems", data, err)
			}
			return
		}
		for _, p := range c.Profiles {
			if _, err := c.ProfileLayer(p.Name); err != nil && p.Name != "" {
				t.Fatalf("ProfileLayer(%q) = %v", p.Name, err)
			}
		}
	})
}
