package app_test

import (
	"strings"
	"testing"

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
