package text_test

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	template "text/template/parse"

	"github.com/BurntSushi/toml"

	"github.com/metalwright/metalwright/assets"
	"github.com/metalwright/metalwright/ui/text"
)

// message is the forms of one message in one language, "one" and "other".
type message map[string]string

// TestLanguages compares every catalogue with the English one: the same messages, which use the same values, commands,
// flags, variables and keys.
func TestLanguages(t *testing.T) {
	t.Parallel()
	english := messages(t, text.Fallback)
	for _, lang := range assets.Languages() {
		if lang == text.Fallback {
			continue
		}
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			other := messages(t, lang)
			if missing := without(english, other); len(missing) > 0 {
				t.Errorf("%d messages of %s.toml are missing in %s.toml:\n  %s", len(missing), text.Fallback, lang,
					strings.Join(missing, "\n  "))
			}
			if extra := without(other, english); len(extra) > 0 {
				t.Errorf("%d messages of %s.toml are not in %s.toml:\n  %s", len(extra), lang, text.Fallback,
					strings.Join(extra, "\n  "))
			}
			for _, id := range slices.Sorted(maps.Keys(english)) {
				if other[id] != nil {
					alike(t, id, english[id], other[id])
				}
			}
		})
	}
}

// alike compares one message in two languages.
func alike(t *testing.T, id string, english, other message) {
	t.Helper()
	if a, b := fields(t, id, english), fields(t, id, other); !slices.Equal(a, b) {
		t.Errorf("message %q: values %q, want %q as in English", id, b, a)
	}
	if a, b := fixed(english["other"]), fixed(other["other"]); !slices.Equal(a, b) {
		t.Errorf("message %q: commands, flags and keys %q, want %q as in English", id, b, a)
	}
	if strings.Count(english["other"], "\t") != strings.Count(other["other"], "\t") {
		t.Errorf("message %q: not the columns of the English one", id)
	}
	if typed[id] && english["other"] != other["other"] {
		t.Errorf("message %q: %q is a word that people type and must be %q", id, other["other"], english["other"])
	}
	for form, s := range other {
		if strings.TrimSpace(s) != s && strings.TrimSpace(english[form]) == english[form] {
			t.Errorf("message %q: blanks at its ends", id)
		}
	}
}

// typed are words that people type, on a keyboard that may have only Latin letters.
var typed = map[string]bool{
	"action.yes": true, "action.no": true, "action.nothing": true, "action.refused_word": true,
}

// TestMissing shows what a message becomes that only English has.
func TestMissing(t *testing.T) {
	t.Parallel()
	tx, err := text.New("zh-Hans-CN")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := tx.Lang(), "zh"; got != want {
		t.Errorf("Lang() = %q, want %q", got, want)
	}
	if got, want := tx.T("attention.brand_new"), "brand new"; got != want {
		t.Errorf("T(attention.brand_new) = %q, want %q", got, want)
	}
	if got, want := tx.ASCII().T("load.retry"), "Press r to try again"; got != want {
		t.Errorf("ASCII().T(load.retry) = %q, want %q", got, want)
	}
}

// messages are those of the catalogue of lang, by id.
func messages(t *testing.T, lang string) map[string]message {
	t.Helper()
	raw, err := assets.Text.ReadFile("text/" + lang + ".toml")
	if err != nil {
		t.Fatal(err)
	}
	var tree map[string]any
	if err := toml.Unmarshal(raw, &tree); err != nil {
		t.Fatal(err)
	}
	all := map[string]message{}
	var walk func(id string, v any)
	walk = func(id string, v any) {
		switch v := v.(type) {
		case map[string]any:
			for k, inner := range v {
				walk(strings.TrimPrefix(id+"."+k, "."), inner)
			}
		case string:
			form := "other"
			if before, ok := strings.CutSuffix(id, ".one"); ok {
				id, form = before, "one"
			}
			id = strings.TrimSuffix(id, ".other")
			if all[id] == nil {
				all[id] = message{}
			}
			all[id][form] = v
		}
	}
	walk("", tree)
	return all
}

// without are the ids of a that b lacks, in order.
func without(a, b map[string]message) []string {
	var ids []string
	for _, id := range slices.Sorted(maps.Keys(a)) {
		if b[id] == nil {
			ids = append(ids, id)
		}
	}
	return ids
}

// fields are the names of the values that a message uses in any of its forms, in order.
func fields(t *testing.T, id string, m message) []string {
	t.Helper()
	found := map[string]bool{}
	var walk func(n template.Node)
	list := func(l *template.ListNode) {
		if l != nil {
			for _, n := range l.Nodes {
				walk(n)
			}
		}
	}
	branch := func(b template.BranchNode) {
		walk(b.Pipe)
		list(b.List)
		list(b.ElseList)
	}
	walk = func(n template.Node) {
		switch n := n.(type) {
		case *template.FieldNode:
			found[strings.Join(n.Ident, ".")] = true
		case *template.ActionNode:
			walk(n.Pipe)
		case *template.PipeNode:
			for _, c := range n.Cmds {
				for _, a := range c.Args {
					walk(a)
				}
			}
		case *template.IfNode:
			branch(n.BranchNode)
		case *template.WithNode:
			branch(n.BranchNode)
		}
	}
	for form, s := range m {
		trees, err := template.Parse(id, s, "", "", map[string]any{"eq": true})
		if err != nil {
			t.Errorf("message %q, %s: %v", id, form, err)
			continue
		}
		for _, tree := range trees {
			list(tree.Root)
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// verbatim is what no language translates: commands, flags, environment variables, URLs, and names of keys.
var verbatim = regexp.MustCompile("`[^`]*`" +
	`|(^|[^-\w])--?[a-z][a-z-]*|\b[A-Z]+(_[A-Z]+)+\b|\w+://[!-~]*|\b(ctrl|shift)\+\w+`)

// fixed are the words of a sentence that no language translates, each once, in order.
func fixed(s string) []string {
	s = regexp.MustCompile(`\{\{[^}]*\}\}`).ReplaceAllString(s, "")
	found := map[string]bool{}
	for _, w := range verbatim.FindAllString(s, -1) {
		w = strings.TrimLeftFunc(w, func(r rune) bool { return r > '~' || strings.ContainsRune(" (,.;:\"", r) })
		found[strings.TrimRight(w, ",.;:)")] = true
	}
	return slices.Sorted(maps.Keys(found))
}
