package board

import (
	"context"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/export"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/app"
	"github.com/metalwright/metalwright/ui/uitest"
)

// TestOutcomeNamesItsOrder says what came of an action on the board where it was asked for; who has left that for the
// board of another order reads it with the name of the order, and that other board stays as it is.
func TestOutcomeNamesItsOrder(t *testing.T) {
	t.Parallel()
	stale := &order.Stale{
		Was: provider.Quote{Priced: true, Count: 1, Hour: provider.Amount(1, "USD"), Month: provider.Amount(730, "USD")},
		Is:  provider.Quote{Priced: true, Count: 1, Hour: provider.Amount(2, "USD"), Month: provider.Amount(1460, "USD")},
	}
	release := action{id: "release_all", command: func(given) order.Command { return order.Release{ID: "o-k7q2m9x4"} }}
	for _, c := range []struct {
		name, here, away string
		ask              func(b *Board) tea.Cmd
	}{
		{"release", "Failed: ", "o-k7q2m9x4: Failed: ", func(b *Board) tea.Cmd {
			return b.commands.do("o-k7q2m9x4", release, given{})
		}},
		{"release later", "Failed: ", "o-k7q2m9x4: Failed: ", func(b *Board) tea.Cmd {
			return b.commands.releaseLater("o-k7q2m9x4", noon.AddDate(0, 0, 1))
		}},
		{"refresh", "Could not refresh: ", "o-k7q2m9x4: Could not refresh: ", func(b *Board) tea.Cmd {
			return b.checks.ask()
		}},
		{"export", "Could not export: ", "o-k7q2m9x4: Could not export: ", func(b *Board) tea.Cmd {
			b.reach.access.Export = func(context.Context, order.View, export.Format) ([]byte, error) {
				return nil, export.ErrNoInstances
			}
			b.dialogs.over = b.reach.tools()
			cmd, _ := b.dialogs.over.press(tea.KeyPressMsg{Code: tea.KeyEnter})
			b.dialogs.over = nil
			return cmd
		}},
		{"risen price", "Order at the new price", "o-k7q2m9x4: Failed: ", func(b *Board) tea.Cmd {
			m := dearer{of: "o-k7q2m9x4", action: release, stale: stale}
			return func() tea.Msg { return b.commands.outcome(m.of, m, notDone(b.env, stale)) }
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := open(t, "zenlayer-bmc")
			p.Resize(uitest.Size{W: 200, H: 60})
			p.board.show([]order.View{view("zenlayer-bmc", 2)})
			msg := c.ask(p.board)()
			p.Send(msg)
			if p.shows(t, c.here); strings.Contains(p.Text(), c.away) {
				t.Errorf("the board of one order names it in what came of an action:\n%s", p.Text())
			}
			other := open(t, "zenlayer-bmc").board
			p.Send(app.Open{From: p.board, Page: func() app.Page { return other }}, msg)
			p.shows(t, c.away)
			if d := other.dialogs; d.notice.text != "" || d.menu != nil || d.over != nil {
				t.Errorf("the board of another order says %q, has the menu %v and %v", d.notice.text, d.menu, d.over)
			}
		})
	}
}

// TestAllOrdersNameTheOrder names the order in what came of an action on the board of all of them.
func TestAllOrdersNameTheOrder(t *testing.T) {
	t.Parallel()
	p := open(t, "zenlayer-bmc")
	p.Resize(uitest.Size{W: 120, H: 40})
	p.board.model.id = ""
	p.board.show([]order.View{view("zenlayer-bmc", 2)})
	p.Send(p.board.commands.conclusion("o-k7q2m9x4", "Done"))
	p.shows(t, "o-k7q2m9x4: Done")
}
