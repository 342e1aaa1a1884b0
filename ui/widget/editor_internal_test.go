package widget

import (
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textarea"
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/ui/text"
	"github.com/metalwright/metalwright/ui/theme"
	"github.com/metalwright/metalwright/ui/uitest"
)

// editingKeys are all keys that the library's two fields know.
func editingKeys() []string {
	var names []string
	for _, keys := range []any{textinput.DefaultKeyMap(), textarea.DefaultKeyMap()} {
		v := reflect.ValueOf(keys)
		for i := range v.NumField() {
			if b, ok := reflect.TypeAssert[key.Binding](v.Field(i)); ok {
				names = append(names, b.Keys()...)
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// edited are texts with an end that is easy to run over.
func edited() []string {
	return []string{
		"", " ", "a", "  ", "a ", " a", "ab cd", "字", "字字 字", "e\u0301", "\u0301", "👍🏽", "👩‍👩‍👧‍👦", "🇰🇷 🇰🇷", "ﷺ",
		"a字👍🏽e\u0301 ", "שלום",
		strings.Repeat("long ", 8), strings.Repeat("字", 25),
	}
}

var words = sync.OnceValues(func() (*text.Text, error) { return text.New(text.Fallback) })

// field is a form with one item of the kind, which has the focus.
func field(tb testing.TB, k Kind, value string) *Form {
	tb.Helper()
	tx, err := words()
	if err != nil {
		tb.Fatal(err)
	}
	return NewForm(theme.New(true, false), tx, []Item{{ID: "x", Label: "x", Kind: k, Value: value}})
}

// sound checks what is drawn: no wider than the window, the cursor inside.
func sound(tb testing.TB, f *Form, w, h int) {
	tb.Helper()
	drawn, cur := f.View(w, h)
	for l := range strings.SplitSeq(drawn, "\n") {
		if Width(l) > w {
			tb.Errorf("a line of %d cells, want %d at most: %q", Width(l), w, l)
		}
	}
	if cur != nil && (cur.X < 0 || cur.X >= w || cur.Y < 0 || cur.Y >= h) {
		tb.Errorf("the cursor is at %d,%d in %d by %d cells", cur.X, cur.Y, w, h)
	}
	if v := f.Value("x"); !utf8.ValidString(v) {
		tb.Errorf("the text is no UTF-8: %q", v)
	}
}

// places are where the caret of a text of n characters is tried: at the ends and beside them.
func places(n int) []int {
	var all []int
	for at := range n + 1 {
		if at < 2 || at > n-2 {
			all = append(all, at)
		}
	}
	return all
}

// caretTo puts the caret, which is at the end, behind that many characters.
func caretTo(f *Form, at int) {
	for range len([]rune(f.Value("x"))) - at {
		f.Update(uitest.Keys("left")[0])
	}
}

// TestEditingKeysAtTheEnds presses every editing key at every place of texts that are empty, short and wide, twice in
// a row.
func TestEditingKeysAtTheEnds(t *testing.T) {
	t.Parallel()
	for _, kind := range []Kind{Input, Secret, Multiline} {
		for _, value := range edited() {
			for _, name := range editingKeys() {
				for _, at := range places(len([]rune(value))) {
					f := field(t, kind, value)
					caretTo(f, at)
					f.Update(uitest.Keys(name)[0])
					sound(t, f, 7, 3)
					f.Update(uitest.Keys(name)[0])
					f.Update(uitest.Keys("z")[0])
					sound(t, f, 24, 5)
				}
			}
		}
	}
}

// TestDeleteWordForward wants the word behind the caret to go, wherever the caret is; of a secret all that follows.
func TestDeleteWordForward(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind   Kind
		before string
		at     int
		after  string
	}{
		{Input, "a", 0, ""},
		{Input, "a", 1, "a"},
		{Input, "ab", 1, "a"},
		{Input, "", 0, ""},
		{Input, "ab cd", 0, " cd"},
		{Input, "ab cd", 2, "ab"},
		{Input, "ab  ", 2, "ab"},
		{Input, "字", 0, ""},
		{Input, "字字", 1, "字"},
		{Secret, "ab cd", 1, "a"},
		{Secret, "a", 0, ""},
		{Multiline, "ab cd", 2, "ab"},
		{Multiline, "a", 0, ""},
	} {
		for _, name := range textinput.DefaultKeyMap().DeleteWordForward.Keys() {
			f := field(t, c.kind, c.before)
			caretTo(f, c.at)
			f.Update(uitest.Keys(name)[0])
			if got := f.Value("x"); got != c.after {
				t.Errorf("%s at %d of %q leaves %q, want %q", name, c.at, c.before, got, c.after)
			}
		}
	}
}

// FuzzEditing types, pastes and edits at random in a field of each kind and in a filter.
func FuzzEditing(f *testing.F) {
	names := editingKeys()
	for i, value := range edited() {
		f.Add(uint8(i), value, []byte{byte(i), 200, byte(i * 7), 3, 250, 9}) //nolint:gosec // small
	}
	f.Fuzz(func(t *testing.T, kind uint8, value string, keys []byte) {
		if len(keys) > 200 || len(value) > 2000 || !utf8.ValidString(value) {
			return
		}
		form := field(t, []Kind{Input, Secret, Multiline}[kind%3], value)
		filter := newEditor(theme.New(true, false), value, false)
		filter.focus()
		w, h := 30, 6
		for _, k := range keys {
			switch n := int(k); {
			case n < len(names):
				form.Update(uitest.Keys(names[n])[0])
				filter.key(uitest.Keys(names[n])[0])
			case n < 250:
				for _, press := range uitest.Keys(string([]rune("aZ09 -字é👍\u0301\u200d🇰שﷺ")[n%14])) {
					form.Update(press)
					filter.key(press)
				}
			case n < 253:
				form.Update(tea.PasteMsg{Content: value})
				filter.paste(value)
			default:
				w, h = 1+n*7%60, 1+n%9
			}
			sound(t, form, w, h)
			if s, x := filter.view(w); Width(s) > w || x < 0 || x >= w {
				t.Errorf("the filter is %d cells wide with the caret at %d, want it in %d", Width(s), x, w)
			}
		}
	})
}
