package app_test

import (
	"strings"
	"testing"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/ui/app"
	"github.com/metalwright/metalwright/ui/uitest"
)

// explained is a page that says a lot about itself, from which the orders can be looked at.
type explained struct {
	page
	head app.Head
}

func (e *explained) Explain() []app.Passage {
	return []app.Passage{{Title: "Zone", Text: strings.Repeat("a data centre ", 140)}, {Text: "the last word"}}
}

func (e *explained) Head() app.Head { return e.head }
func (e *explained) Lists() bool    { return true }

func (e *explained) List() tea.Cmd {
	e.got = append(e.got, "list")
	return nil
}

// TestHelpScrolls reads an explanation that is longer than the window to its end, turns to the glossary and back, and
// closes it; no key of it reaches the page.
func TestHelpScrolls(t *testing.T) {
	t.Parallel()
	p := &explained{}
	d := open(t, p)
	d.Press("?")
	if !strings.Contains(d.Text(), "Zone") || strings.Contains(d.Text(), "the last word") {
		t.Errorf("the help begins with\n%s", d.Text())
	}
	d.Press("end")
	if got := d.Text(); !strings.Contains(got, "ctrl+c") || !strings.Contains(got, "orders") {
		t.Errorf("the help ends with\n%s", got)
	}
	d.Press("home", "pgdown", "down", "up", "pgup", "g")
	if !strings.Contains(d.Text(), "Glossary") || !strings.Contains(d.Text(), "Zone: ") {
		t.Errorf("g shows\n%s", d.Text())
	}
	d.Press("g", "x")
	if strings.Contains(d.Text(), "Help") || len(p.got) > 0 {
		t.Errorf("after another key the page has %q, and the screen shows\n%s", p.got, d.Text())
	}
}

// TestKeyOfOrders opens the orders with o where it is no text, and with ctrl+o everywhere.
func TestKeyOfOrders(t *testing.T) {
	t.Parallel()
	for _, editing := range []bool{false, true} {
		p := &explained{page: page{editing: editing}}
		d := open(t, p)
		d.Press("o", "ctrl+o")
		want := "list list"
		if editing {
			want = "o list"
		}
		if got := strings.Join(p.got, " "); got != want {
			t.Errorf("editing %t: the page gets %q, want %q", editing, got, want)
		}
	}
}

// TestBadge wants a badge on simulated orders and on real ones, at any size, and none where neither is known.
func TestBadge(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		head app.Head
		want string
	}{
		{app.Head{Simulated: true}, "SIMULATED"},
		{app.Head{Live: true, Account: "prod"}, "LIVE prod"},
		{app.Head{Live: true}, "LIVE"},
		{app.Head{Live: true, Account: strings.Repeat("account", 9)}, "LIVE accountaccount"},
		{app.Head{}, ""},
	} {
		for _, s := range []uitest.Size{{W: 80, H: 24}, {W: 40, H: 12}, {W: 30, H: 8}} {
			d := open(t, &explained{head: c.head})
			d.Resize(s)
			got := d.Text()
			if !strings.Contains(got, c.want) || c.want == "" && strings.Contains(got, "LIVE") {
				t.Errorf("%v, %+v: the screen has no %q\n%s", s, c.head, c.want, got)
			}
		}
	}
}

// keyed is a page with more keys than a line has room for.
type keyed struct{ page }

func (k *keyed) Keys() []key.Binding {
	var all []key.Binding
	for _, c := range "abcdefghij" {
		all = append(all, key.NewBinding(key.WithKeys(string(c)), key.WithHelp(string(c), "what "+string(c)+" does")))
	}
	return all
}

// TestLastLineSaysThatThereAreMoreKeys wants the last line to say where the keys are that it has no room for.
func TestLastLineSaysThatThereAreMoreKeys(t *testing.T) {
	t.Parallel()
	d := open(t, &keyed{})
	last := func() string {
		lines := strings.Split(d.Text(), "\n")
		return lines[len(lines)-1]
	}
	if got := last(); !strings.Contains(got, "? help…") || strings.Contains(got, "what j does") {
		t.Errorf("at 80 columns the last line is %q, want some keys and ? help…", got)
	}
	d.Press("?")
	d.Press("down", "down", "down")
	d.WaitFor("what j does")
	d.Press("esc")
	d.Resize(uitest.Size{W: 220, H: 24})
	if got := last(); strings.Contains(got, "…") || !strings.Contains(got, "what j does") {
		t.Errorf("at 220 columns the last line is %q, want all keys and ? help", got)
	}
}

// TestEscapeIsNamedWhereItLeads wants esc in the last line where it does something, and only there.
func TestEscapeIsNamedWhereItLeads(t *testing.T) {
	t.Parallel()
	p := &page{}
	d := open(t, p)
	d.WaitFor("esc back")
	p.first = true
	d.Press("x")
	if strings.Contains(d.Text(), "esc") {
		t.Errorf("esc is named where nothing stands before:\n%s", d.Text())
	}
	d.Press("esc")
	d.WaitFor("Nothing to go back to here")
}
