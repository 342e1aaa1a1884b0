package order

import (
	"errors"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/policy"
)

// known is people by name. Nothing needs approval.
type known map[string]policy.Person

func (k known) Person(name string) (policy.Person, bool) {
	p, ok := k[name]
	return p, ok
}

func (known) Approval(string, provider.Quote, int) time.Duration { return 0 }

func (known) OneKey(string, string) bool { return false }

// unasked is an account whose vendor must not be asked: whatever is asked panics.
type unasked struct{ provider.Operator }

// commands are one of each about the order, by what they do.
func commands(id ID, c Place) map[policy.Action]Command {
	c.ID = "o-other"
	return map[policy.Action]Command{
		policy.Order: c, policy.Send: Send{ID: id}, policy.AcceptQuote: AcceptQuote{ID: id},
		policy.OrderRest: BuyRest{ID: id}, policy.RetryFailed: RetryFailed{ID: id}, policy.BuyAgain: BuyAgain{ID: id},
		policy.Adopt:           Adopt{ID: id},
		policy.CloseUnresolved: CloseUnresolved{ID: id}, policy.Release: Release{ID: id}, policy.Destroy: Destroy{ID: id},
		policy.Forget: Forget{ID: id}, policy.Approve: Decide{ID: id, Yes: true}, policy.Deny: Decide{ID: id},
		policy.LookAgain: LookAgain{ID: id}, policy.Refresh: Refresh{ID: id},
		policy.SavePassword: SavePassword{ID: id},
	}
}

// TestEveryCommandIsAsked has every command denied to someone who may not give it, before the vendor is asked for
// anything, with a row of the audit; an order that someone does not see does not exist for them, and has no row.
func TestEveryCommandIsAsked(t *testing.T) {
	t.Parallel()
	w := newCloud(t).bmc(t, nil)
	c := w.confirmed(t, 1)
	id := w.place(t, c)
	w.running.sending.Wait()
	w.Use(bmcID, accountName, unasked{}, nil)
	people := known{
		"eve": {Name: "eve", Roles: []policy.Role{policy.Viewer}},
		"ben": {Name: "ben", Roles: []policy.Role{policy.Operator, policy.Approver}, Profiles: []string{"lab"}},
	}
	all := commands(id, c)
	for _, a := range policy.Actions() {
		command, ok := all[a]
		switch a {
		case policy.Look, policy.Price, policy.AdoptBeyond, policy.ReadAudit, policy.EveryProfile: // no command does it
			continue
		default:
			if !ok {
				t.Errorf("%s: want a command of it in this test", a)
				continue
			}
		}
		what, of := Describe(command)
		if want := id; what != a || a != policy.Order && of != want {
			t.Errorf("Describe(%T) = %s, %s, want %s, %s", command, what, of, a, want)
		}
		refused := func() (n int) {
			rows, err := w.Audit.Rows(t.Context(), of)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range rows {
				if e.What == string(a) && e.Detail["outcome"] == outcomeRefused {
					n++
				}
			}
			return n
		}
		err := w.Do(t.Context(), Actor{Name: "ben", People: people}, command)
		if _, denied := errors.AsType[*policy.Denied](err); a == policy.Order && !denied ||
			a != policy.Order && !errors.Is(err, ErrNotFound) || a != policy.Order && refused() != 0 {
			t.Errorf("Do(%T) by someone who does not see the order = %v, %d rows", command, err, refused())
		}
		before := refused()
		err = w.Do(t.Context(), Actor{Name: "nobody", People: people}, command)
		if d, denied := errors.AsType[*policy.Denied](err); !denied || d.Why != policy.Stranger || refused() != before+1 {
			t.Errorf("Do(%T) by nobody = %v, %d rows, want it denied with a row", command, err, refused()-before)
		}
		if a == policy.Refresh { // who looks on may do it
			continue
		}
		err = w.Do(t.Context(), Actor{Name: "eve", People: people}, command)
		if d, denied := errors.AsType[*policy.Denied](err); !denied || d.Why != policy.ByRole || refused() != before+2 {
			t.Errorf("Do(%T) by a viewer = %v, %d rows, want it denied with a row", command, err, refused()-before)
		}
	}
}
