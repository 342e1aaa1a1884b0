package order

import (
	"slices"
	"testing"

	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/policy"
)

// TestUnsavedPassword has the next program know, on both engines, of which machines the program has made the password,
// which was shown once, until someone says that it is saved. A password that someone has typed is not among them.
func TestUnsavedPassword(t *testing.T) {
	t.Parallel()
	for engine, j := range map[string]func(*testing.T) journal.Options{
		"file":   func(t *testing.T) journal.Options { t.Helper(); return journal.Options{} },
		"server": func(t *testing.T) journal.Options { t.Helper(); return timeless(postgres.Database(t)) },
	} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			o := j(t)
			o.Dir = t.TempDir()
			c, clk := newCloud(t), newClock(start)
			w := c.openOn(t, bmcID, o, clk, nil)
			order := func(made bool) ID {
				t.Helper()
				p := w.confirmed(t, 2)
				p.Made = made
				return w.place(t, p)
			}
			made := order(true)
			order(false)
			w.running.sending.Wait()
			next := c.openOn(t, bmcID, o, clk, nil) // the first was killed
			unsaved := func(want ...ID) {
				t.Helper()
				all, err := next.Audit.Unsaved(t.Context())
				if err != nil || !slices.Equal(all, want) {
					t.Errorf("Unsaved() = %v, %v, want %v", all, err, want)
				}
				list, err := next.Views.Orders(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				for _, v := range list {
					is := len(want) > 0 && v.ID == want[0]
					if v.Unsaved != is || next.order(t, v.ID).Unsaved != is {
						t.Errorf("%s: Unsaved = %v, want %v in the list, too", v.ID, v.Unsaved, is)
					}
				}
			}
			unsaved(made)
			ann := known{"ann": {Name: "ann", Roles: []policy.Role{policy.Operator}}}
			if err := next.For(Actor{Name: "ann", People: ann}).Do(t.Context(), SavePassword{ID: made}); err != nil {
				t.Fatal(err)
			}
			unsaved()
			if _, err := w.Audit.Verify(t.Context(), journal.Head{}); err != nil {
				t.Errorf("Audit.Verify() = %v, want nil", err)
			}
		})
	}
}
