package pick_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/offers"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/step/pick"
	"github.com/metalwright/metalwright/ui/text"
	"github.com/metalwright/metalwright/ui/theme"
	"github.com/metalwright/metalwright/ui/uitest"
	"github.com/metalwright/metalwright/ui/widget"
)

// TestConditions types conditions into a filter: they are completed and explained, leave the rows that fit, and go
// along to the lists after this one. A word that is none is answered.
func TestConditions(t *testing.T) {
	t.Parallel()
	tx, err := text.New("en")
	if err != nil {
		t.Fatal(err)
	}
	e := &step.Env{Ctx: t.Context(), Theme: theme.New(true, false), Text: tx, Now: time.Now}
	l := &program{}
	l.Screen = pick.New(e, step.Draft{}, nil, pick.Config[offer]{
		ID: "type",
		Columns: []pick.Column[offer]{{
			Column: widget.Column{ID: "type", Title: "Type", Width: 10, Flex: true},
			Cell:   func(o offer) string { return o.name },
		}},
		Key: func(o offer) string { return o.name },
		Load: func(context.Context, step.Draft) ([]offer, error) {
			return []offer{{name: "small"}, {name: "large"}}, nil
		},
		Fits: func(_ step.Draft, o offer, q offers.Query) bool {
			cores := map[string]int{"small": 8, "large": 64}[o.name]
			return q.Fits(offers.Offer{Type: provider.InstanceType{ID: provider.TypeID(o.name), Cores: cores}})
		},
		Current: func(step.Draft) string { return "" },
		Choose:  func(*step.Draft, offer) {},
	})
	d := uitest.Drive(t, l, uitest.Size{W: 80, H: 24})
	d.WaitFor("small", "large")
	for _, c := range []struct{ keys, shown, not string }{
		{"/ c p", "tab: cpu", ""},
		{"tab 3 2", "CPU threads: 32 or more", "small"},
		{"space m e m o r y = 1", "memory=1: no such condition; there are cpu", ""},
		{"backspace backspace backspace backspace backspace backspace backspace backspace enter", "large", "small"},
	} {
		for key := range strings.FieldsSeq(c.keys) {
			d.Press(key)
		}
		got := d.Text()
		if !strings.Contains(got, c.shown) || c.not != "" && strings.Contains(got, c.not) {
			t.Errorf("after %s it shows\n%s\nwant %q and no %q", c.keys, got, c.shown, c.not)
		}
	}
	d.Press("enter")
	if got := l.Draft().Conditions; strings.TrimSpace(got) != "cpu>=32" {
		t.Errorf("the next list begins with %q, want cpu>=32", got)
	}
}
