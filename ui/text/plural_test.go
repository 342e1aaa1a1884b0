package text_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"

	"github.com/metalwright/metalwright/assets"
)

// TestPlurals wants a form for one of every message that says how many there are of something.
func TestPlurals(t *testing.T) {
	t.Parallel()
	raw, err := assets.Text.ReadFile("text/en.toml")
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]any
	if err := toml.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	many := regexp.MustCompile(`\{\{\.\w+\}\} (more ` +
		`)?(machines|orders|requests|disks|keys|bytes|characters|minutes|days|hours|months|sessions|arguments|rows|people)\b`)
	never := map[string]string{ // where there is never one
		"rule_at.count.max": "a range", "exit_summary.in_flight": "three minutes", "file.size": "a large limit",
		"textfile.size": "a large limit",
	}
	var walk func(id string, v any)
	walk = func(id string, v any) {
		switch v := v.(type) {
		case map[string]any:
			for k, inner := range v {
				walk(strings.TrimPrefix(id+"."+k, "."), inner)
			}
		case string:
			if strings.HasSuffix(id, ".other") {
				return
			}
			if m := many.FindString(v); m != "" && never[id] == "" {
				t.Errorf("message %q says %q also of one", id, m)
			}
		}
	}
	walk("", all)
}
