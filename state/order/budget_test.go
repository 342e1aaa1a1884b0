package order

import (
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/policy"
)

// TestBudgets says what the limits of a person, a profile and everybody leave, before and after an order, and that what
// it says is what the next order is refused or placed by. An order that waits for approval counts unless it is left
// out.
func TestBudgets(t *testing.T) {
	t.Parallel()
	v := newCloud(t)
	usd := func(n float64) map[string]provider.Money {
		return map[string]provider.Money{"USD": provider.Amount(n, "USD")}
	}
	w := v.bmc(t, func(o *Options) {
		o.Spending = policy.Limits{PerDay: usd(1e6)}
		o.Profiles = map[string]policy.Limits{"default": {InstancesPerDay: 7}, "other": {Instances: 1}}
	})
	people := known{"ann": {Name: "ann", Roles: []policy.Role{policy.Operator}, Limits: policy.Limits{OrdersPerDay: 3}}}
	ann := w.For(Actor{Name: "ann", People: people})
	left := func(of Budget) (orders, machines int, money int64) {
		t.Helper()
		of.Profile = "default"
		all, err := ann.Budgets(t.Context(), of)
		if err != nil || len(all) != 3 || !all[0].Person || all[1].Profile != "default" || all[2].Person {
			t.Fatalf("Budgets() = %+v, %v, want those of ann, the profile and everybody", all, err)
		}
		return all[0].Count.Left, all[1].Count.Left, all[2].Left.Micros
	}
	wants := func(when string, of Budget, orders, machines int, spent provider.Money) {
		t.Helper()
		o, m, money := left(of)
		if o != orders || m != machines || money != 1e12-spent.Micros {
			t.Errorf("%s: %d orders, %d machines and %d micros are left, want %d, %d and %d", when, o, m, money, orders,
				machines, 1e12-spent.Micros)
		}
	}
	wants("before", Budget{}, 3, 7, provider.Money{})
	c := w.confirmed(t, 2)
	if _, err := place(t.Context(), ann, c); err != nil {
		t.Fatal(err)
	}
	w.running.sending.Wait()
	due, err := c.Quote.Due()
	if err != nil {
		t.Fatal(err)
	}
	wants("after two machines", Budget{}, 2, 5, due)
	waits := w.waiting(t, 2)
	twice, err := due.Plus(due)
	if err != nil {
		t.Fatal(err)
	}
	wants("with one that waits", Budget{By: "ann"}, 1, 3, twice)
	wants("without one that waits", Budget{By: "ann", Except: waits}, 2, 5, due)
	if name, _ := refusedBy(func() error { _, err := place(t.Context(), ann, w.confirmed(t, 4)); return err }()); name !=
		policy.InstancesPerDay {
		t.Errorf("four machines where three are left are refused by %q, want %s", name, policy.InstancesPerDay)
	}
	if _, err := place(t.Context(), ann, w.confirmed(t, 3)); err != nil {
		t.Errorf("three machines where three are left: Place() = %v, want nil", err)
	}
	five, err := due.Scale(5, 2)
	if err != nil {
		t.Fatal(err)
	}
	wants("at the end", Budget{Except: waits}, 1, 2, five)
}
