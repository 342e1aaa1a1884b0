package order

import (
	"errors"
	"testing"
	"time"

	"github.com/metalwright/metalwright/state/policy"
)

// TestLimitsOfAProfile counts the orders of each profile separately, even on one account, and all of them together.
func TestLimitsOfAProfile(t *testing.T) {
	t.Parallel()
	v := newCloud(t)
	w := v.bmc(t, func(o *Options) {
		o.Spending = policy.Limits{InstancesPerDay: 6}
		o.Profiles = map[string]policy.Limits{"lab": {InstancesPerDay: 2}, "prod": {Instances: 3}}
	})
	for _, c := range []struct {
		profile  string
		machines int
		over     string // the limit and whose it is; "" for none
	}{
		{"lab", 3, "instances_per_day of lab"},
		{"lab", 2, ""},
		{"lab", 1, "instances_per_day of lab"},
		{"prod", 4, "instances of prod"},
		{"prod", 3, ""},
		{"none", 2, "instances_per_day of "},
		{"none", 1, ""},
		{"prod", 1, "instances_per_day of "},
	} {
		order := w.confirmed(t, c.machines)
		order.Profile = c.profile
		_, err := place(t.Context(), w.As("ann"), order)
		over := ""
		if r, ok := errors.AsType[*policy.Refusal](err); ok {
			over = string(r.Limit) + " of " + r.Profile
		}
		if over != c.over || err != nil && over == "" {
			t.Errorf("Place(%d machines with %s) = %v, over %q, want %q", c.machines, c.profile, err, over, c.over)
		}
		w.running.sending.Wait()
	}
}

// TestAccountsArePolledOnce has an account that was opened for several profiles, and one beside it at another cloud,
// asked as often as one that is alone.
func TestAccountsArePolledOnce(t *testing.T) {
	t.Parallel()
	polls := func(c *cloud) int {
		l, err := c.Ledger(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return l.Requests("bmc", "DescribeInstances")
	}
	run := func(profiles int, second *cloud) int {
		v := newCloud(t)
		w := v.bmc(t, nil)
		for range profiles - 1 {
			w.Use(bmcID, accountName, w.operator, w.buys)
		}
		orders := []Place{w.confirmed(t, 3)}
		if second != nil {
			a := second.account(w.clock.now)
			r, err := w.product.OpenOperator(a)
			if err != nil {
				t.Fatal(err)
			}
			b, err := w.product.OpenBuyer(a)
			if err != nil {
				t.Fatal(err)
			}
			w.Use(bmcID, "other", r, b)
			orders = append(orders, orders[0])
			orders[1].Account = "other"
		}
		for _, o := range orders {
			w.place(t, o)
		}
		w.drive(t, time.Hour)
		v.wantMachines(t, 3)
		if second != nil {
			second.wantMachines(t, 3)
		}
		return polls(v)
	}
	alone, second := run(1, nil), newCloud(t)
	if got := run(3, nil); got != alone || alone == 0 {
		t.Errorf("an account of three profiles was polled %d times, want %d as one of one profile", got, alone)
	}
	if got := run(1, second); got != alone || polls(second) != alone {
		t.Errorf("two accounts were polled %d and %d times, want %d each", got, polls(second), alone)
	}
}

// wantMachines checks how many machines the cloud has sold.
func (c *cloud) wantMachines(t *testing.T, machines int) {
	t.Helper()
	l, err := c.Ledger(t.Context())
	if err != nil || len(l.Machines) != machines {
		t.Errorf("the books have %d machines, %v, want %d", len(l.Machines), err, machines)
	}
}
