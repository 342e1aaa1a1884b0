package strict

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
)

func sample() *Key {
	text := Key{Name: "s", Kind: Text}
	return &Key{Kind: Map, Keys: []Key{
		text,
		{Name: "a", Kind: Map, Keys: []Key{text}},
		{Name: "l", Kind: List, Elem: &Key{Kind: Text}},
		{Name: "n", Kind: Integer},
	}}
}

// TestLineEnds reads the same document with every line end.
func TestLineEnds(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"plain":          "s: one\nn: 1\n",
		"plain on lines": "s: one\n  two\nn: 1\n",
		"double quotes":  "s: \"one\n\n  two \\\n  three\"\nn: 1\n",
		"single quotes":  "s: 'one\n  two\n\n  three'\nn: 1\n",
		"literal":        "a:\n  s: |\n    one\n\n      two\n    three\n\nn: 1\n",
		"kept":           "s: |+\n  one\n\nn: 1\n",
		"folded":         "s: >-\n  one\n  two\n\n  three\nn: 1\n",
		"comment":        "# note\ns: one # note\nn: 1\n",
		"list":           "l:\n- one\n- |\n  two\n  three\n",
		"directive":      "%YAML 1.2\n---\ns: one\n...\n",
		"json":           "{\n \"s\": \"one\\r\\ntwo\",\n \"n\": 1\n}\n",
		"escape":         "s: \"one\\r\\ntwo\"\n",
		"tab":            "s: |\n  \tone\n  two\nn: 1\n",
	} {
		want, problems := Read([]byte(text), sample(), 1<<20)
		if len(problems) > 0 {
			t.Errorf("%s: %v", name, problems)
			continue
		}
		for end, sep := range map[string]string{"CRLF": "\r\n", "CR": "\r"} {
			got, problems := Read([]byte(strings.ReplaceAll(text, "\n", sep)), sample(), 1<<20)
			if len(problems) > 0 || !reflect.DeepEqual(got, want) {
				t.Errorf("%s with %s: %q, %v, want %q", name, end, got.Value, problems, want.Value)
			}
		}
	}
	mixed, problems := Read([]byte("s: \"one\r\n  two\n  three\r  four\"\rn: 1"), sample(), 1<<20)
	if len(problems) > 0 || mixed.Value["s"] != "one two three four" {
		t.Errorf("mixed line ends: %q, %v", mixed.Value, problems)
	}
}

// TestBlocks reads blocks as YAML 1.2.2 has them, 8.1: what is behind the indentation belongs to the text.
func TestBlocks(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, want string }{
		{"s: |\n  \tx\n  \ty\n", "\tx\n\ty\n"},
		{"s: |\n  \tx\n    y\n", "\tx\n  y\n"},
		{"s: |\n  \tx\n   y\n", "\tx\n y\n"},
		{"s: |\n  \t\tx\n  y\n", "\t\tx\ny\n"},
		{"s: | # note\n\n  \tx\n  y\nn: 1\n", "\n\tx\ny\n"},
		{"s: |-\n  \tx\n  y", "\tx\ny"},
		{"s: |2\n  \tx\n  y\n", "\tx\ny\n"},
		{"s: |\n  cat x |\n    \tgrep y\n", "cat x |\n  \tgrep y\n"},
		{"s: |\n  \U0000e000\n  \ty\n", "\U0000e000\n\ty\n"},
		{"s: |\n  \U0000e000 |\n  \ty\n", "\U0000e000 |\n\ty\n"},
		{"s: \"x |\n  \ty\"\n", "x | y"},
		{"s: 'x |\n  \t y\n\n  z'\n", "x | y\nz"},
		{"s: x |\n \ty\n", "x | y"},
	} {
		d, problems := Read([]byte(c.text), sample(), 1<<20)
		if len(problems) > 0 || d.Value["s"] != c.want {
			t.Errorf("%q: %q, %v, want %q", c.text, d.Value["s"], problems, c.want)
		}
	}
	d, problems := Read([]byte("a:\n  s: |\n    \tx\n    y\nl:\n- |\n  \tx\n  y\n- z\n"), sample(), 1<<20)
	want := map[string]any{"a": map[string]any{"s": "\tx\ny\n"}, "l": []any{"\tx\ny\n", "z"}}
	if len(problems) > 0 || !reflect.DeepEqual(d.Value, want) {
		t.Errorf("blocks below keys: %q, %v, want %q", d.Value, problems, want)
	}
}

func TestDirectives(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"%YAML 1.2\n---\ns: x\n", "%YAML 1.1\n---\ns: x\n",
		"# note\n%YAML 1.2 # note\n\n# note\n--- # note\ns: x\n...\n", "---\ns: x\n",
	} {
		d, problems := Read([]byte(text), sample(), 1<<20)
		if len(problems) > 0 || d.Value["s"] != "x" {
			t.Errorf("%q: %q, %v", text, d.Value, problems)
		}
	}
}

// TestUnreadable has the reason, and the place, of what is no YAML.
func TestUnreadable(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, want string }{
		{"\xff\xfes\x00:\x00", "1:1 encoding"},
		{"%YAML 2.0\n---\ns: x\n", "1:1 directive"},
		{"%YAML 1.2\ns: x\n", "2:1 directive"},
		{"%YAML 1.2\n", "1:1 directive"},
		{"%YAML 1.2\n%YAML 1.2\n---\ns: x\n", "2:1 directive"},
		{"# note\n%TAG ! tag:x,2000:\n---\ns: x\n", "2:1 directive"},
		{"s: x\n...\n%YAML 1.2\n---\ns: y\n", "3:1 documents"},
		{"s: x\n---\ns: y\n", "2:1 documents"},
		{"s: |\n\tx\n", "2:1 tab"},
		{"a:\n  s: |\n\tx\n", "3:1 tab"},
		{"s: |\n  x\n\ty\n", "3:1 tab"},
		{"a:\n\ts: x\n", "2:1 tab"},
		{"a:\n  s: x\n  \tn: 1\n", "3:3 tab"},
		{"\ts: x\n", "1:1 tab"},
		{"l:\n\t- x\n", "2:1 tab"},
		{"s: 'x\n\ty'\n", "2:1 tab"},
		{"n: 1\ns: \"x\n", "2:4 quote"},
		{"s: 'x\nn: 1\n", "1:4 quote"},
		{"s: \"x\" y\n", "1:8 behind"},
		{"s: \"a\\qb\"\n", "1:7 escape"},
		{"s: \"a\\x4\"\n", "1:4 escape"},
		{"s: \"a\\ud800\"\n", "1:6 escape"},
		{"s: [a, b\nn: 1\n", "2:1 bracket"},
		{"s: {a: b\n", "1:4 bracket"},
		{"s: ]\n", "1:4 bracket"},
		{"{\"s\": \"x\"\n", "1:1 bracket"},
		{"s: a: b\n", "1:4 colon"},
		{"a:\n  s: x\n   n: 1\n", "3:4 colon"},
		{"a:\n    s: x\n  n: 1\n", "3:3 indent"},
		{"- a\ns: b\n", "2:1 indent"},
		{"s x\nn: 1\n", "1:1 key"},
		{"n: 1\ns:x\n", "2:1 key"},
		{": x\n", "1:1 key"},
		{"s: x\n- b\n", "2:1 key"},
		{"s: - a\n", "1:4 dash"},
		{"s: >Secret\n", "1:4 block"},
		{"s: |x9\n", "1:4 block"},
		{"s: @Secret\n", "1:4 reserved"},
		{"s: `Secret\n", "1:4 reserved"},
		{"s: %Secret\n", "1:4 reserved"},
		{"s: &a\n", "1:4 feature"},
		{"s: *a\n", "1:4 feature"},
		{"s: !a\n", "1:4 feature"},
		{"? s\n: x\n", "1:1 feature"},
	} {
		_, problems := Read([]byte(c.text), sample(), 1<<20)
		got := "nothing"
		if len(problems) > 0 {
			p := problems[0]
			got = fmt.Sprintf("%d:%d %s", p.Line, p.Column, p.Reason)
			if strings.Contains(p.Error(), "Secret") {
				t.Errorf("%q: the text is quoted: %v", c.text, p)
			}
		}
		if got != c.want {
			t.Errorf("%q: %s, want %s", c.text, got, c.want)
		}
	}
}
