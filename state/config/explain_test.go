package config_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/config"
)

// everything sets all that a configuration file can.
const everything = `profile: prod
limits:
  per_order: {USD: 5000.5, CNY: 700}
  per_day: {USD: 6001}
  instances: 51
  instances_per_day: 77
notify:
  bell: true
  desktop: true
  webhook: {url: "https://hooks.example/services/planted", secret_env: HOOK_SECRET}
profiles:
  other: {label: elsewhere, defaults: {zone: OTHER-A}}
  prod:
    label: acme
    products:
      zenlayer-bmc: {source: env, name: ci, key_id_env: B_ID, secret_env: B_SECRET, token_env: B_TOKEN, version: "2",
        endpoint: "https://b.example"}
    defaults: {zone: SEL-A, network.bandwidth_mbps: "101"}
    limits: {per_order: {USD: 5002.5, CNY: 703}, per_day: {USD: 6004}, instances: 55, instances_per_day: 76}
keys: {help: f9}
`

func explained(t *testing.T, text string) []config.Fact {
	t.Helper()
	f, err := config.Parse([]byte(text), "c.yaml", known())
	if err != nil {
		t.Fatal(err)
	}
	profile, err := f.ProfileLayer("prod")
	if err != nil && strings.Contains(text, "prod") {
		t.Fatal(err)
	}
	return config.Explain(config.New(profile, f.Layer(), config.Defaults(env(nil), "/home/ann")), f, nil)
}

// TestExplainEverything walks what a file is read into: each value that can be there is explained with its place.
func TestExplainEverything(t *testing.T) {
	t.Parallel()
	f, err := config.Parse([]byte(everything), "c.yaml", known())
	if err != nil {
		t.Fatal(err)
	}
	facts := explained(t, everything)
	explained := func(path, text string) {
		if !slices.ContainsFunc(facts, func(x config.Fact) bool {
			return x.Text == text && (x.Source != "" || x.Origin == config.OriginDefault)
		}) {
			t.Errorf("Explain() does not show %s = %s", path, text)
		}
	}
	skip := []string{ // no values of the configuration file
		".Path", ".Limits.OrdersPerDay", ".Profiles[0].Limits.OrdersPerDay",
	}
	for _, s := range config.Names() {
		if !slices.ContainsFunc(facts, func(x config.Fact) bool { return x.Name == string(s) }) {
			t.Errorf("Explain() does not show the setting %s", s)
		}
	}
	var walk func(path string, v reflect.Value)
	walk = func(path string, v reflect.Value) {
		switch x := v.Interface().(type) {
		case provider.Money:
			explained(path, strings.TrimSuffix(strings.TrimSuffix(fmt.Sprintf("%.1f", float64(x.Micros)/1e6), "0"), "."))
			return
		case config.Answer:
			explained(path, x.Text)
			if !slices.Contains(facts, config.Fact{
				Name: "defaults." + string(x.Field), Text: x.Text,
				Origin: config.OriginProfile, Source: x.Source,
			}) {
				t.Errorf("Explain() does not show the default %+v", x)
			}
			return
		}
		if slices.Contains(skip, path) {
			return
		}
		switch v.Kind() {
		case reflect.Struct:
			for i := range v.NumField() {
				if f := v.Type().Field(i); f.IsExported() {
					walk(path+"."+f.Name, v.Field(i))
				}
			}
		case reflect.Map:
			if v.Len() == 0 {
				t.Errorf("%s is not set by the test's file", path)
			}
			for _, k := range v.MapKeys() {
				walk(path+"."+k.String(), v.MapIndex(k))
			}
		case reflect.Slice:
			for i := range v.Len() {
				walk(fmt.Sprintf("%s[%d]", path, i), v.Index(i))
			}
		case reflect.String, reflect.Bool, reflect.Int:
			if v.IsZero() {
				t.Errorf("%s is not set by the test's file", path)
			}
			if path != ".Notify.Webhook" { // its path is a secret
				explained(path, fmt.Sprint(v.Interface()))
			}
		default:
			t.Errorf("%s is a %s, which the test does not know", path, v.Kind())
		}
	}
	f.Profiles = slices.DeleteFunc(f.Profiles, func(p config.Profile) bool { return p.Name != "prod" })
	walk("", reflect.ValueOf(*f))
}

func TestExplainFile(t *testing.T) {
	t.Parallel()
	facts := explained(t, everything)
	for _, want := range []config.Fact{
		{Name: "limits.per_order.CNY", Text: "700", Origin: config.OriginFile, Source: "c.yaml:3"},
		{Name: "limits.instances", Text: "51", Origin: config.OriginFile, Source: "c.yaml:5"},
		{Name: "notify.webhook.url", Text: "https://hooks.example/…", Origin: config.OriginFile, Source: "c.yaml:10"},
		{Name: "notify.webhook.secret_env", Text: "HOOK_SECRET", Origin: config.OriginFile, Source: "c.yaml:10"},
		{Name: "label", Text: "acme", Origin: config.OriginProfile, Source: "c.yaml:14"},
		{Name: "defaults.network.bandwidth_mbps", Text: "101", Origin: config.OriginProfile, Source: "c.yaml:18"},
	} {
		if !slices.Contains(facts, want) {
			t.Errorf("Explain() lacks %+v in %+v", want, facts)
		}
	}
	for _, f := range facts {
		if strings.Contains(f.Text, "planted") || strings.Contains(f.Text, "OTHER-A") || f.Text == "elsewhere" {
			t.Errorf("Explain() shows %+v", f)
		}
	}
	var open []string // without a file all of them are shown as not set
	for _, f := range explained(t, "lang: en\n") {
		if strings.Contains(f.Name, ".") {
			open = append(open, f.Name)
		}
		if strings.Contains(f.Name, ".") && (f.Text != "" || f.Origin != config.OriginDefault || f.Source != "") {
			t.Errorf("Explain() of nothing shows %+v", f)
		}
	}
	want := "limits.per_order limits.per_day limits.instances limits.instances_per_day notify.bell notify.desktop " +
		"notify.webhook.url notify.webhook.secret_env"
	if got := strings.Join(open, " "); got != want {
		t.Errorf("Explain() of nothing shows %s, want %s", got, want)
	}
}
