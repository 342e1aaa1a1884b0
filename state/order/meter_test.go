package order

import (
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/sim"
	"github.com/metalwright/metalwright/state/meter"
)

// TestCostsOf keeps apart what machines cost now and what may be added: by those that are coming up or failed, and by
// those that may have been bought.
func TestCostsOf(t *testing.T) {
	t.Parallel()
	machine := func(s provider.Status) InstanceView {
		i := InstanceView{Accepted: start, Changed: start}
		if i.Status = s; s == provider.StatusRunning {
			i.Running = start
		}
		return i
	}
	hourly := provider.Quote{Priced: true, Count: 1, Hour: provider.Amount(1, "USD"), Month: provider.Amount(730, "USD")}
	prepaid := provider.Quote{
		Priced: true, Count: 1, Term: provider.Amount(400, "USD"), Month: provider.Amount(400, "USD"),
	}
	c := CostsOf([]View{
		{Status: Provisioning, Quote: hourly, Wanted: 5, Instances: []InstanceView{
			machine(provider.StatusRunning), machine(provider.StatusPending), machine(provider.StatusFailed),
			machine(provider.StatusVanished), machine(provider.StatusReleased),
		}},
		{Status: Ambiguous, Quote: hourly, Wanted: 2},
		{Status: Ambiguous, Quote: prepaid, Wanted: 1},
		{Status: Done, Quote: prepaid, Wanted: 1, Instances: []InstanceView{machine(provider.StatusRunning)}},
		{Status: Waiting, Quote: hourly, Wanted: 9},
		{Status: Rejected, Quote: hourly, Wanted: 9},
	}, start.Add(time.Minute))
	for what, got := range map[string]struct {
		of  []provider.Money
		usd float64
	}{
		"hourly":               {c.Hourly.Hour(), 1},
		"hourly, by the month": {c.Hourly.Month(), 730},
		"prepaid":              {c.Prepaid.Month(), 400},
		"more by the hour":     {c.MoreHourly.Hour(), 4},
		"more prepaid":         {c.MorePrepaid.Month(), 400},
	} {
		if len(got.of) != 1 || got.of[0] != provider.Amount(got.usd, "USD") {
			t.Errorf("%s = %v, want %v USD", what, got.of, got.usd)
		}
	}
}

// TestMeterAgrees has machines come up, run, fail, be released and be renewed by a clock, and compares what the meter
// says at each step with the simulated cloud's own ledger, to the cent.
func TestMeterAgrees(t *testing.T) {
	t.Parallel()
	for _, charge := range []provider.Charge{provider.Postpaid, provider.Prepaid} {
		t.Run(string(charge), func(t *testing.T) {
			t.Parallel()
			v := newCloud(t)
			if err := v.Inject(sim.Fault{Do: sim.CreateFailed, Nth: 2}); err != nil {
				t.Fatal(err)
			}
			w := v.bmc(t, nil)
			c := w.confirmed(t, 3)
			c.Spec.Billing = provider.Billing{Charge: charge}
			if charge == provider.Prepaid {
				c.Spec.Billing.Months = 1
			}
			var err error
			if c.Quote, err = w.operator.Quote(t.Context(), c.Spec); err != nil {
				t.Fatal(err)
			}
			id := w.place(t, c)
			agree := func(when string) {
				t.Helper()
				v.clock.ms.Store(w.clock.ms.Load()) // it follows requests alone
				spent := map[provider.InstanceID]provider.Money{}
				for _, m := range v.ledger(t).Machines {
					spent[m.ID] = m.Spent
				}
				o := w.order(t, id)
				for _, i := range o.Instances {
					r := o.Meter(i, w.clock.now())
					if got, want := r.Spent.Micros/10_000, spent[i.ID].Micros/10_000; got != want {
						t.Errorf("%s: %s is %s and cost %s by the meter, %s by the ledger", when, i.ID, i.Status, r.Spent,
							spent[i.ID])
					}
				}
			}
			for _, step := range []time.Duration{
				0, 10 * time.Minute, time.Hour, 5*time.Hour + 17*time.Minute, 24 * time.Hour,
			} {
				w.drive(t, step)
				agree("after " + step.String())
			}
			o := w.order(t, id)
			gone := machinesIn(o, provider.StatusFailed, provider.StatusRunning)[:2]
			if err := w.As("ann").Do(t.Context(), Release{ID: id, Machines: gone}); err != nil {
				t.Fatal(err)
			}
			for _, step := range []time.Duration{
				30 * time.Minute, time.Hour, 20 * time.Hour, 10 * 24 * time.Hour, 40 * 24 * time.Hour,
			} {
				w.drive(t, step)
				agree("after the release and " + step.String())
			}
			states := map[meter.State]int{}
			o = w.order(t, id)
			for _, i := range o.Instances {
				states[o.Meter(i, w.clock.now()).State]++
			}
			t.Logf("%v", states)
			if len(states) < 2 {
				t.Errorf("the machines are %v at last", states)
			}
		})
	}
}
