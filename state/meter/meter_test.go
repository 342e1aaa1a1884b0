package meter_test

import (
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/meter"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

func at(d time.Duration) time.Time { return noon.Add(d) }

func usd(v float64) provider.Money { return provider.Amount(v, "USD") }

func TestOf(t *testing.T) {
	t.Parallel()
	hourly := provider.Quote{Priced: true, Count: 1, Hour: usd(1.89), Month: usd(1379.7)}
	yearly := provider.Quote{Priced: true, Count: 1, Term: usd(400), Hour: usd(0.55), Month: usd(400)}
	const hour, day = time.Hour, 24 * time.Hour
	for _, c := range []struct {
		name    string
		quote   provider.Quote
		machine meter.Machine
		now     time.Duration
		state   meter.State
		spent   float64
		goesOn  bool
		until   time.Duration // 0: none
	}{
		{
			"coming up", hourly,
			meter.Machine{Status: provider.StatusCreating, Accepted: noon, Changed: noon},
			hour,
			meter.NotBilled, 0, false, 0,
		},
		{
			"just up", hourly,
			meter.Machine{Status: provider.StatusRunning, Accepted: noon, Running: noon, Changed: noon},
			0,
			meter.Billed, 1.89, true, 0,
		},
		{
			"the second hour", hourly,
			meter.Machine{Status: provider.StatusRunning, Accepted: noon, Running: noon, Changed: noon},
			hour + 1,
			meter.Billed, 3.78, true, 0,
		},
		{
			"unknown is billed on", hourly,
			meter.Machine{Status: provider.StatusUnknown, Accepted: noon, Running: noon, Changed: at(hour)},
			10 * hour,
			meter.Billed, 18.9, true, 0,
		},
		{
			"released", hourly,
			meter.Machine{Status: provider.StatusReleased, Accepted: noon, Running: noon, Changed: at(2 * hour)},
			9 * hour,
			meter.Stopped, 3.78, false, 2 * hour,
		},
		{
			"failed", hourly,
			meter.Machine{Status: provider.StatusFailed, Accepted: noon, Changed: at(hour)},
			9 * hour,
			meter.NotBilled, 0, false, 0,
		},
		{
			"prepaid", yearly,
			meter.Machine{Status: provider.StatusCreating, Accepted: noon, Changed: noon},
			29 * day,
			meter.Prepaid, 400, true, 30 * day,
		},
		{
			"renewed", yearly,
			meter.Machine{Status: provider.StatusRunning, Accepted: noon, Running: at(hour)},
			31 * day,
			meter.Prepaid, 800, true, 60 * day,
		},
		{
			"refunded", yearly,
			meter.Machine{Status: provider.StatusReleased, Accepted: noon, Changed: at(hour)},
			31 * day,
			meter.Refunded, 0, false, hour,
		},
		{
			"ended", yearly,
			meter.Machine{Status: provider.StatusReleased, Accepted: noon, Running: at(hour), Changed: at(30 * day)},
			99 * day,
			meter.Stopped, 400, false, 30 * day,
		},
		{
			"released, not renewed", yearly,
			meter.Machine{Status: provider.StatusRunning, Accepted: noon, Running: at(hour), Released: at(day)},
			20 * day,
			meter.Ending, 400, true, 30 * day,
		},
		{
			"released and seen to be gone late", yearly, meter.Machine{
				Status: provider.StatusReleased, Accepted: noon, Running: at(hour), Changed: at(31 * day), Released: at(day),
			}, 99 * day, meter.Stopped, 400, false, 31 * day,
		},
		{
			"no price",
			provider.Quote{Count: 1},
			meter.Machine{Status: provider.StatusRunning, Accepted: noon, Running: noon},
			hour, meter.Billed, 0, false, 0,
		},
	} {
		r, err := meter.Of(c.quote, 1, c.machine, at(c.now))
		until := time.Time{}
		if c.until > 0 {
			until = at(c.until)
		}
		if err != nil || r.State != c.state || r.Spent.Micros != usd(c.spent).Micros || r.Month.IsZero() == c.goesOn ||
			r.Hour.IsZero() != (c.quote.Hour.IsZero() || !c.goesOn || !c.quote.Term.IsZero()) ||
			!r.Until.Equal(until) {
			t.Errorf("%s: %+v, %v", c.name, r, err)
		}
	}
}

func TestSum(t *testing.T) {
	t.Parallel()
	var s meter.Sum
	for _, r := range []meter.Reading{
		{Spent: usd(1), Hour: usd(0.1)},
		{Spent: usd(2.5), Hour: usd(0.2), Month: usd(3)},
		{Spent: provider.Amount(7, "CNY")},
		{},
	} {
		if err := s.Add(r); err != nil {
			t.Fatal(err)
		}
	}
	if got := s.Spent(); len(got) != 2 || got[0] != provider.Amount(7, "CNY") || got[1] != usd(3.5) {
		t.Errorf("spent %v", got)
	}
	if got := s.Hour(); len(got) != 1 || got[0].Micros != usd(0.3).Micros || len(s.Month()) != 1 {
		t.Errorf("by the hour %v, a month %v", got, s.Month())
	}
	huge := meter.Reading{Spent: provider.Money{Micros: 1<<63 - 1, Currency: "USD"}}
	if err := s.Add(huge); err == nil {
		t.Error("more than an amount can be is added up")
	}
}
