package order

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/sim"
)

// prepaid are the products that are paid in advance.
func prepaid() []provider.ProductID { return []provider.ProductID{bmcID, "zenlayer-vm"} }

// subscribed is an order of two prepaid machines of a month, which run.
func subscribed(t *testing.T, c *cloud, p provider.ProductID) (*world, ID) {
	t.Helper()
	w := c.open(t, p, t.TempDir(), newClock(start), nil)
	o := w.confirmed(t, 2)
	o.Spec.Billing = provider.Billing{Charge: provider.Prepaid, Months: 1}
	var err error
	if o.Quote, err = w.operator.Quote(t.Context(), o.Spec); err != nil {
		t.Fatal(err)
	}
	id := w.place(t, o)
	w.drive(t, time.Hour)
	if v := w.order(t, id); v.Status != Done {
		t.Fatalf("the order is %s, want it done", v.Status)
	}
	return w, id
}

// TestRenewalWarning warns of each prepaid machine from 14 days before the end of its term, not earlier, of every term
// again, with the price of the next one.
func TestRenewalWarning(t *testing.T) {
	t.Parallel()
	for _, p := range prepaid() {
		t.Run(string(p), func(t *testing.T) {
			t.Parallel()
			w, id := subscribed(t, newCloud(t), p)
			v := w.order(t, id)
			const term = 30 * 24 * time.Hour
			for n := range 3 {
				for _, c := range []struct {
					before time.Duration // the end of the term
					soon   bool
				}{
					{RenewalNotice + time.Second, false},
					{RenewalNotice, true},
					{time.Second, true},
				} {
					end := v.Instances[0].Accepted.Add(time.Duration(n+1) * term)
					all := Renewals([]View{v}, end.Add(-c.before))
					if len(all) != 2 || !all[0].At.Equal(end) || all[0].Ends || all[0].Soon(end.Add(-c.before)) != c.soon {
						t.Errorf("%s before the end of term %d: %+v, want both renewed then, warned of %v", c.before, n+1, all,
							c.soon)
						continue
					}
					if all[0].Price != v.Quote.Term || all[0].Price.IsZero() {
						t.Errorf("the next term costs %s, want %s", all[0].Price, v.Quote.Term)
					}
				}
			}
		})
	}
}

// TestRenewalIsCancelled releases one of two prepaid machines: by the vendor's rule it runs on to the end of its term
// and is not renewed; nobody is warned of it, and the other one is renewed at its price. Where the vendor refuses,
// nothing is cancelled.
func TestRenewalIsCancelled(t *testing.T) {
	t.Parallel()
	for _, p := range prepaid() {
		for _, refused := range []bool{false, true} {
			name := string(p)
			if refused {
				name += " refused"
			}
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				c := newCloud(t)
				w, id := subscribed(t, c, p)
				if refused {
					inject(t, c, sim.Fault{
						Do: sim.Refuse, Action: "TerminateInstance", Code: "OPERATION_DENIED_INSTANCE_SUBSCRIPTION", Status: 403,
					})
				}
				one := w.order(t, id).Instances[0].ID
				err := w.As("ann").Do(t.Context(), Release{ID: id, Machines: []provider.InstanceID{one}})
				if _, is := errors.AsType[*provider.Error](err); is != refused {
					t.Fatalf("Release() = %v, want it refused %v", err, refused)
				}
				w.drive(t, 20*24*time.Hour)
				v := w.order(t, id)
				all := Renewals([]View{v}, w.clock.now())
				at := slices.IndexFunc(all, func(r Renewal) bool { return r.Machine.ID == one })
				if len(all) != 2 || at < 0 || all[at].Ends == refused || all[at].Soon(w.clock.now()) != refused {
					t.Errorf("ten days before the end the renewals are %+v, want that of %s cancelled %v", all, one, !refused)
				}
				if n := v.Count(provider.StatusRunning); n != 2 {
					t.Errorf("%d machines run in the term that is paid, want 2", n)
				}
				checkRenewed(t, c, w, one, v.Quote.Term, refused)
			})
		}
	}
}

// checkRenewed compares with the ledger what the machines have cost after the end of the term.
func checkRenewed(t *testing.T, c *cloud, w *world, one provider.InstanceID, term provider.Money, renewed bool) {
	t.Helper()
	w.drive(t, 15*24*time.Hour)
	c.clock.ms.Store(w.clock.ms.Load())
	twice, err := term.Times(2)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range c.ledger(t).Machines {
		want := twice
		if m.ID == one && !renewed {
			want = term
		}
		if m.Spent.Micros/10_000 != want.Micros/10_000 {
			t.Errorf("%s has cost %s after its term, want %s", m.ID, m.Spent, want)
		}
	}
}
