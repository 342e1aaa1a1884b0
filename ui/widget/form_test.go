package widget_test

import (
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/metalwright/metalwright/ui/theme"
	"github.com/metalwright/metalwright/ui/uitest"
	"github.com/metalwright/metalwright/ui/widget"
)

func items() []widget.Item {
	return []widget.Item{
		{ID: "intro", Kind: widget.Note, Label: "Billing", Help: "Machines are paid until they are released."},
		{
			ID: "charge", Kind: widget.Choice, Label: "Charge", Value: "POSTPAID", Help: "How the machines are paid",
			Choices: []widget.Option{
				{Value: "PREPAID", Label: "Prepaid", Detail: "by the month, in advance"},
				{Value: "POSTPAID", Label: "Postpaid", Detail: "by the hour"},
				{Value: "SPOT", Label: "Spot", Disabled: "not sold here"},
			},
		},
		{ID: "months", Kind: widget.Input, Label: "Months", Hidden: true, Placeholder: "1"},
		{ID: "bandwidth", Kind: widget.Input, Label: "Bandwidth", Value: "100", Unit: "Mbps"},
		{ID: "password", Kind: widget.Secret, Label: "Password", Placeholder: "none", Help: "8 to 16 characters"},
		{ID: "ipv6", Kind: widget.Toggle, Label: "IPv6", Value: "false"},
		{ID: "script", Kind: widget.Multiline, Label: "User data", Placeholder: "no script"},
	}
}

func newForm(tb testing.TB, its []widget.Item) *widget.Form {
	tb.Helper()
	return widget.NewForm(theme.New(true, false), english(tb), its)
}

func play(f *widget.Form, names ...string) { keys(func(m tea.Msg) { f.Update(m) }, names...) }

func TestFormFrames(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		script func(f *widget.Form)
	}{
		{"choice", func(*widget.Form) {}},
		{"error", func(f *widget.Form) {
			f.Focus("password")
			play(f, typed("geheim")...)
			f.SetError("password", "needs three of: lower case, upper case, digits, special characters")
		}},
		{"text", func(f *widget.Form) {
			f.Focus("script")
			f.Update(tea.PasteMsg{Content: "#!/bin/sh\r\napt-get update\r\necho 你好\n"})
		}},
		{"toggle", func(f *widget.Form) {
			f.SetHidden("months", false)
			f.SetValue("script", strings.Repeat("line\n", 30))
			f.Focus("ipv6")
			play(f, "space")
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := newForm(t, items())
			c.script(f)
			uitest.Frames(t, func(w, h int) string {
				s, _ := f.View(w, h)
				return s
			})
		})
	}
}

func TestFormMoves(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		keys      string
		focus     string
		submitted bool
		back      bool
	}{
		{"", "charge", false, false},
		{"down", "bandwidth", false, false}, // below the value nothing can be chosen, and months is hidden
		{"up", "charge", false, false},      // inside the open list
		{"up down down", "bandwidth", false, false},
		{"up enter", "charge", false, false}, // takes the option
		{"up enter enter", "bandwidth", false, false},
		{"up tab", "bandwidth", false, false}, // takes nothing
		{"tab up up up", "charge", false, false},
		{"tab tab", "password", false, false},
		{"enter enter enter", "ipv6", false, false},
		{"shift+tab", "charge", false, true},
		{"tab shift+tab", "charge", false, false},
		{"tab tab tab tab tab", "script", true, false},
		{"tab tab tab tab enter", "script", true, false},               // nothing is written: on
		{"tab tab tab tab x enter y", "script", false, false},          // a new line
		{"tab tab tab tab x enter enter", "script", false, false},      // an empty line
		{"tab tab tab tab x enter enter enter", "script", true, false}, // a second one ends it
		{"tab tab tab tab down down", "script", false, false},
		{"tab tab tab tab up", "ipv6", false, false},
		{"tab tab tab tab x enter up up", "ipv6", false, false},
	} {
		t.Run(c.keys, func(t *testing.T) {
			t.Parallel()
			f := newForm(t, items())
			f.View(80, 24)
			play(f, strings.Fields(c.keys)...)
			f.View(80, 24)
			if got := f.Focused(); got != c.focus {
				t.Errorf("after %s: Focused() = %q, want %q", c.keys, got, c.focus)
			}
			if s, b := f.Submitted(), f.Back(); s != c.submitted || b != c.back {
				t.Errorf("after %s: Submitted() = %v, Back() = %v, want %v, %v", c.keys, s, b, c.submitted, c.back)
			}
			if f.Submitted() || f.Back() {
				t.Errorf("after %s: an event was reported twice", c.keys)
			}
		})
	}
}

func TestFormValues(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		id    string
		keys  []string
		paste string
		want  string
		quiet bool // no change
	}{
		{"right goes past what cannot be chosen", "charge", []string{"right"}, "", "PREPAID", false},
		{"left", "charge", []string{"left"}, "", "PREPAID", false},
		{"there and back", "charge", []string{"left", "right"}, "", "POSTPAID", false},
		{"the cursor picks nothing", "charge", []string{"up"}, "", "POSTPAID", true},
		{"enter takes what is under the cursor", "charge", []string{"up", "enter"}, "", "PREPAID", false},
		{"space takes what is under the cursor", "charge", []string{"up", "space"}, "", "PREPAID", false},
		{"letters are no choice", "charge", []string{"x", "/", "p"}, "", "POSTPAID", true},
		{"a digit begins another number", "bandwidth", typed("25"), "", "25", false},
		{"typing goes to the end", "bandwidth", append([]string{"end"}, typed("0")...), "", "1000", false},
		{"paste is one line", "bandwidth", nil, "\x1b[31m5\r\n6\r\n", "1005 6", false},
		{"secret", "password", typed("pass word"), "", "pass word", false},
		{"toggle", "ipv6", []string{"space"}, "", "true", false},
		{"yes", "ipv6", []string{"y"}, "", "true", false},
		{"no is no change", "ipv6", []string{"n"}, "", "false", true},
		{"several lines", "script", append(typed("a b"), "enter", "c"), "", "a b\nc", false},
		{"pasted lines", "script", nil, "a\r\nb\n", "a\nb\n", false},
		{"wide characters", "bandwidth", []string{"ctrl+u", "字", "👍🏽"}, "", "字👍🏽", false},
		{"the machine's clipboard is not ours", "bandwidth", []string{"ctrl+v"}, "", "100", true},
		{"escape is not ours", "bandwidth", []string{"esc", "ctrl+c"}, "", "100", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := newForm(t, items())
			if !f.Focus(c.id) {
				t.Fatalf("Focus(%q) = false", c.id)
			}
			f.View(80, 24)
			f.SetError(c.id, "wrong")
			play(f, c.keys...)
			if c.paste != "" {
				f.Update(tea.PasteMsg{Content: c.paste})
			}
			if got := f.Value(c.id); got != c.want {
				t.Errorf("Value(%q) = %q, want %q", c.id, got, c.want)
			}
			want := []string{c.id}
			if c.quiet {
				want = nil
			}
			if got := f.Changed(); !slices.Equal(got, want) {
				t.Errorf("Changed() = %q, want %q", got, want)
			}
			s, _ := f.View(80, 24)
			if got := strings.Contains(s, "wrong"); got != c.quiet {
				t.Errorf("the error is shown: %v, want %v", got, c.quiet)
			}
		})
	}
}

// TestFormKeepsForeignValue shows that a value is neither replaced nor lost when its options change, and that the
// user reads.
func TestFormKeepsForeignValue(t *testing.T) {
	t.Parallel()
	f := newForm(t, items())
	f.SetChoices("charge", []widget.Option{{Value: "A", Label: "Alpha"}, {Value: "B", Label: "Beta"}})
	s, _ := f.View(80, 24)
	if f.Value("charge") != "POSTPAID" || !strings.Contains(s, "no longer offered") {
		t.Errorf("Value = %q, want POSTPAID, marked in\n%s", f.Value("charge"), s)
	}
	play(f, "right")
	if f.Value("charge") != "A" {
		t.Errorf("after right: Value = %q, want A", f.Value("charge"))
	}
	play(f, "left")
	if f.Value("charge") != "B" {
		t.Errorf("after left: Value = %q, want B, the old one cannot be chosen again", f.Value("charge"))
	}
	f.SetChoices("charge", nil)
	play(f, "left", "right")
	if f.Value("charge") != "B" || len(f.Changed()) != 1 {
		t.Errorf("without options: Value = %q, want B", f.Value("charge"))
	}
	f.SetValue("charge", "")
	if s, _ := f.View(80, 24); !strings.Contains(s, "choose") {
		t.Errorf("an unanswered choice does not say so:\n%s", s)
	}
}

// TestFormAllDisabled shows that nothing can be chosen where nothing may be.
func TestFormAllDisabled(t *testing.T) {
	t.Parallel()
	f := newForm(t, []widget.Item{{ID: "x", Kind: widget.Choice, Value: "a", Choices: []widget.Option{
		{Value: "a", Disabled: "sold out"}, {Value: "b", Disabled: "sold out"},
	}}})
	play(f, "right", "left", "right")
	if f.Value("x") != "a" || f.Changed() != nil {
		t.Errorf("Value = %q, want a, unchanged", f.Value("x"))
	}
}

func TestFormSecretIsHidden(t *testing.T) {
	t.Parallel()
	f := newForm(t, items())
	f.Focus("password")
	play(f, typed("hunter2")...)
	for _, focus := range []string{"password", "charge"} {
		f.Focus(focus)
		if s, _ := f.View(80, 24); strings.Contains(ansi.Strip(s), "hunter2") {
			t.Errorf("with the focus on %s the secret is shown:\n%s", focus, s)
		}
	}
}

// TestFormCursor shows that the cursor is right after wide characters, in narrow windows too.
func TestFormCursor(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, value string
		keys        []string
		w, x        int
	}{
		{"end", "abc", nil, 40, 9}, // two cells of gutter, two of label, two of gap
		{"wide", "字字", nil, 40, 10},
		{"after left", "字字a", []string{"left", "left"}, 40, 8},
		{"empty", "", nil, 40, 6},
		{"longer than its room", strings.Repeat("x", 90), nil, 40, 39},
		{"wide and longer", strings.Repeat("字", 90), nil, 40, 38},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := newForm(t, []widget.Item{{ID: "x", Label: "xx", Value: c.value, Placeholder: "nothing"}})
			play(f, c.keys...)
			_, cur := f.View(c.w, 5)
			if cur == nil || cur.Y != 0 || cur.X != c.x {
				t.Errorf("View: cursor %+v, want %d,0", cur, c.x)
			}
		})
	}
}

// TestFormShowsLastNote shows that words after the last item can be read in a low window.
func TestFormShowsLastNote(t *testing.T) {
	t.Parallel()
	its := append(items(), widget.Item{ID: "end", Kind: widget.Note, Label: "Preview", Help: "web-1, web-2"})
	f := newForm(t, its)
	if s, _ := f.View(40, 8); strings.Contains(s, "web-1") || !strings.Contains(s, "Machines") {
		t.Errorf("at the first item:\n%s", s)
	}
	f.Focus("script")
	if s, _ := f.View(40, 8); !strings.Contains(s, "web-1") && !strings.Contains(s, "Preview") {
		t.Errorf("at the last item:\n%s", s)
	}
	f.Focus("charge")
	if s, _ := f.View(40, 8); !strings.Contains(s, "Machines") {
		t.Errorf("back at the first item:\n%s", s)
	}
}

func TestFormWithoutQuestions(t *testing.T) {
	t.Parallel()
	f := newForm(t, []widget.Item{{ID: "n", Kind: widget.Note, Help: "Nothing to ask"}})
	play(f, "x")
	if f.Submitted() || f.Back() || f.Focused() != "" || f.Editing() {
		t.Error("a form without questions did something by itself")
	}
	play(f, "enter")
	if !f.Submitted() {
		t.Error("enter: Submitted() = false")
	}
	play(f, "shift+tab")
	if !f.Back() {
		t.Error("shift+tab: Back() = false")
	}
}

func FuzzForm(f *testing.F) {
	f.Add([]byte("\x00\x01\x02"))
	f.Add([]byte{6, 6, 6, 33, 40, 41, 250, 10, 3, 42, 40, 250, 0, 0, 5, 6, 4, 4, 251, 252, 40, 40})
	names := keyNames()
	f.Fuzz(func(t *testing.T, script []byte) {
		form := newForm(t, items())
		w, h := 80, 24
		for i := 0; i < len(script) && i < 60; i++ {
			switch b := script[i]; {
			case b == 250 && i+2 < len(script):
				w, h = int(script[i+1])%221, int(script[i+2])%71
				i += 2
			case b == 251:
				form.SetHidden("bandwidth", i%2 == 0)
				form.SetError("charge", string(script))
			case b == 252:
				form.Update(tea.PasteMsg{Content: string(script[i:])})
			case b == 253:
				form.SetChoices("charge", []widget.Option{{Value: string(script[:i])}, {Value: "字"}})
			case b == 254:
				form.SetValue("script", string(script))
				form.SetValue("bandwidth", string(script))
			default:
				form.Update(press(names[int(b)%len(names)]))
			}
			s, cur := form.View(w, h)
			checkFrame(t, "form", s, cur, w, h)
		}
	})
}

func BenchmarkForm(b *testing.B) {
	its := items()
	for i := range 20 {
		its[1].Choices = append(its[1].Choices, widget.Option{Value: string(rune('a' + i)), Detail: "one of twenty"})
	}
	for _, c := range []struct{ name, id, key string }{
		{"type", "bandwidth", "x"}, {"choose", "charge", "right"}, {"script", "script", "x"},
	} {
		b.Run(c.name, func(b *testing.B) {
			f := newForm(b, its)
			f.Focus(c.id)
			f.View(120, 40)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				k := c.key
				if k == "x" && i%2 == 1 {
					k = "backspace"
				}
				f.Update(press(k))
				f.View(120, 40)
			}
		})
	}
}
