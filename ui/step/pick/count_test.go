package pick_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/step/pick"
	"github.com/metalwright/metalwright/ui/text"
	"github.com/metalwright/metalwright/ui/theme"
	"github.com/metalwright/metalwright/ui/uitest"
	"github.com/metalwright/metalwright/ui/widget"
)

// TestDigits types how many machines there will be: digits make a number, backspace takes one away, another key begins
// a new number, and one above the limit is refused.
func TestDigits(t *testing.T) {
	t.Parallel()
	tx, err := text.New("en")
	if err != nil {
		t.Fatal(err)
	}
	e := &step.Env{Ctx: t.Context(), Theme: theme.New(true, false), Text: tx, Now: time.Now}
	l := &program{}
	l.Screen = pick.New(e, step.Draft{}, nil, pick.Config[offer]{
		ID: "type", Counts: true,
		Columns: []pick.Column[offer]{{
			Column: widget.Column{ID: "type", Title: "Type", Width: 10, Flex: true},
			Cell:   func(o offer) string { return o.name },
		}, {
			Column: widget.Column{ID: "each", Title: "Each", Width: 12, Right: true},
			Cell:   func(offer) string { return "1.00" }, Unit: func(step.Draft) string { return "USD/h" },
		}},
		Key: func(o offer) string { return o.name },
		Load: func(context.Context, step.Draft) ([]offer, error) {
			return []offer{{name: "small"}, {name: "large"}}, nil
		},
		Current: func(step.Draft) string { return "" },
		Choose:  func(*step.Draft, offer) {},
	})
	d := uitest.Drive(t, l, uitest.Size{W: 80, H: 24})
	d.WaitFor("small", "1 machine")
	for _, c := range []struct {
		keys string
		want int
		says string
	}{
		{"1 2", 12, "12 × USD/h"},
		{"backspace", 1, "1 machine"},
		{"down 3 0", 30, "30 machines"},
		{"9 9 9", 30999 / 10, "30999 is more than 10000, the most of an order: 3099 is kept"},
	} {
		d.Press(strings.Fields(c.keys)...)
		if got := l.Draft().Spec.Machines(); got != c.want {
			t.Errorf("after %s: %d machines, want %d", c.keys, got, c.want)
		}
		if shown := d.Text(); !strings.Contains(shown, c.says) {
			t.Errorf("after %s the screen does not say %q:\n%s", c.keys, c.says, shown)
		}
	}
}
