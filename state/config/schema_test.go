package config_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/metalwright/metalwright/assets"
	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/state/config"
)

// TestSchemas compares the published schemas with the tables that files are read by.
func TestSchemas(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]struct {
		got  []byte
		make func() ([]byte, error)
	}{
		"config": {assets.ConfigSchema, config.Schema}, "people": {assets.PeopleSchema, config.PeopleSchema},
	} {
		want, err := s.make()
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join("..", "..", "assets", "schema", name+".schema.json")
		if config.Updating() {
			if err := os.WriteFile(path, want, 0o600); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if !bytes.Equal(s.got, want) {
			t.Errorf("%s is another one: run this test with -args -update", path)
		}
	}
}

// schema reports what is wrong with a YAML text by a published schema.
func schema(t *testing.T, published []byte) func(text string) error {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(published))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("s.json", doc); err != nil {
		t.Fatal(err)
	}
	compiled, err := c.Compile("s.json")
	if err != nil {
		t.Fatal(err)
	}
	return func(text string) error {
		t.Helper()
		b, err := yaml.YAMLToJSON([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		return compiled.Validate(v)
	}
}

// TestSchemasAgree wants the schemas to take what is read, and to refuse what is refused for its shape.
func TestSchemasAgree(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		schema     []byte
		parse      func(text string) error
		good, evil []string
	}{{
		assets.ConfigSchema,
		func(text string) error { _, err := config.Parse([]byte(text), "c", all.Products()); return err },
		[]string{
			"profile: a\nprofiles: {a: {label: x, products: {zenlayer-bmc: {source: env, key_id_env: A, secret_env: B}}}}",
			"limits: {per_order: {USD: 5.5}, instances: 1}", "profiles: {a: {defaults: {network.bandwidth_mbps: '100'}}}",
			"sim: true\nlang: zh\nendpoints: {zenlayer-vm: 'https://example.com'}\n$schema: x",
		},
		[]string{
			"profil: a", "sim: 1", "color: pink", "limits: {instances: 0}", "limits: {per_day: {usd: 1}}",
			"limits: {per_day: {USD: '1'}}", "notify: {webhook: {}}", "profiles: {a: {products: {zenlayer-bmc: {}}}}",
			"profiles: {a: {products: {zenlayer-bmc: {source: env, key_id_env: 'a b', secret_env: B}}}}",
			"profiles: {a: {products: {zenlayer-bmc: {source: zeno, name: '../x'}}}}", "profiles: {a: {defaults: {zone: 1}}}",
		},
	}, {
		assets.PeopleSchema,
		func(text string) error { _, err := config.ParsePeople([]byte(text), "p"); return err },
		[]string{
			"people: {a: {roles: [operator], orders: own, limits: {orders_per_day: 1}}}",
			"approval: [{above: {price: {USD: 1}}, hours: 2}]\npeople: {a: {roles: [admin]}, b: {roles: [approver]}}",
		},
		[]string{"{}", "people: {a: {}}", "people: {a: {roles: [boss]}}", "people: {a: {roles: [admin], orders: some}}"},
	}} {
		valid := schema(t, c.schema)
		for _, text := range c.good {
			if err := valid(text); err != nil {
				t.Errorf("the schema refuses\n%s\n%v", text, err)
			}
			if err := c.parse(text); err != nil {
				t.Errorf("the program refuses\n%s\n%v", text, err)
			}
		}
		for _, text := range c.evil {
			if valid(text) == nil {
				t.Errorf("the schema takes\n%s", text)
			}
			if c.parse(text) == nil {
				t.Errorf("the program takes\n%s", text)
			}
		}
	}
}

// TestTemplate wants a file that sets nothing, and sets everything when the # before its keys are removed.
func TestTemplate(t *testing.T) {
	t.Parallel()
	text := string(config.Template())
	if !strings.HasPrefix(text, "# yaml-language-server: $schema=https://") {
		t.Errorf("the first line does not name the schema:\n%.200s", text)
	}
	empty, err := config.Parse([]byte("{}"), "c", all.Products())
	if err != nil {
		t.Fatal(err)
	}
	f, err := config.Parse([]byte(text), "c", all.Products())
	if err != nil {
		t.Fatalf("the template cannot be read: %v", err)
	}
	if got, want := facts(t, f), facts(t, empty); !reflect.DeepEqual(got, want) {
		t.Errorf("the template sets something:\n%v\nwant\n%v", got, want)
	}
	set := regexp.MustCompile(`(?m)^#(\S| {2,}\S)`).ReplaceAllString(text, "$1")
	if _, err = config.Parse([]byte(set), "c", all.Products()); err != nil {
		t.Fatalf("without its # the template cannot be read: %v\n%s", err, set)
	}
	if err := schema(t, assets.ConfigSchema)(set); err != nil {
		t.Errorf("without its # the template is not valid: %v", err)
	}
	var keys map[string]any
	if err := yaml.Unmarshal([]byte(set), &keys); err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	paths(keys, "", found)
	name := strings.NewReplacer("NAME", "prod", "PRODUCT", "zenlayer-bmc", "CURRENCY", "USD", "KEY", "zone")
	for _, r := range config.Rows() {
		if key := name.Replace(r.Key); key != "$schema" && !found[key] {
			t.Errorf("the template lacks %s", key)
		}
	}
}

// facts are what a file sets.
func facts(t *testing.T, f *config.File) string {
	t.Helper()
	s := config.New(f.Layer(), config.Defaults(env(nil), "/home/a"))
	b, err := json.Marshal(config.Explain(s, f, nil))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// paths collects the paths of all keys of v.
func paths(v map[string]any, prefix string, into map[string]bool) {
	for _, k := range slices.Sorted(maps.Keys(v)) {
		into[prefix+k] = true
		if m, ok := v[k].(map[string]any); ok {
			paths(m, prefix+k+".", into)
		}
	}
}
