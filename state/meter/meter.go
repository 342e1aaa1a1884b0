// Package meter says what machines have cost so far and still cost, by the price that was agreed to and the times at
// which they were seen. It is pure, and an estimate: the vendor's bill is the vendor's.
package meter

import (
	"maps"
	"slices"
	"time"

	"github.com/metalwright/metalwright/provider"
)

// State is how a machine is billed now.
type State string

// The states. The message catalogue has their words below "meter.".
const (
	NotBilled State = "not_billed" // it is coming up, or never came up
	Billed    State = "billed"     // by the hour, since Since
	Stopped   State = "stopped"    // it was billed until Until
	Prepaid   State = "prepaid"    // paid until Until, and renewed then
	Ending    State = "ending"     // paid until Until, and not renewed: it was released
	Refunded  State = "refunded"   // paid in advance, and paid back because it never came up
)

// month is a month that is paid in advance (Zenlayer API reference, ChargePrepaid, read 2026-11).
const month = 30 * 24 * time.Hour

// Machine is what has to be known of one.
type Machine struct {
	Status   provider.Status
	Accepted time.Time // when it was bought
	Running  time.Time // when it was first seen to run; zero before
	Changed  time.Time // when its status was last seen to change
	Released time.Time // when someone released it; zero when nobody did
}

// end is when the machine stopped to be billed by the hour; now while it has not.
func (m Machine) end(now time.Time) time.Time {
	switch {
	case m.Status.Gone() && !m.Released.IsZero(): // it was seen to be gone later
		return m.Released
	case m.Status.Gone():
		return m.Changed
	default:
		return now
	}
}

// Reading is what a machine costs.
type Reading struct {
	State State
	Since time.Time // from when on it is or was billed; zero when it never was
	Until time.Time // to when it is paid, or was billed; zero while it is billed
	// Spent is what it has cost so far: every hour and every term that has begun. Hour and Month are what it still costs
	// cost; nobody pays by the hour for what is prepaid. All are zero where the vendor states no price.
	Spent, Hour, Month provider.Money
}

// Of reads the meter of one machine at now, by the quote of its order; months is the term that is paid in advance. The
// error is [provider.ErrMoney] for an amount that is too large.
func Of(q provider.Quote, months int, m Machine, now time.Time) (Reading, error) {
	if !q.Term.IsZero() {
		return prepaid(q, max(months, 1), m, now)
	}
	if m.Running.IsZero() {
		return Reading{State: NotBilled}, nil
	}
	end := m.end(now)
	spent, err := q.Hour.Times(begun(end.Sub(m.Running), time.Hour))
	if m.Status.Gone() {
		return Reading{State: Stopped, Since: m.Running, Until: end, Spent: spent}, err
	}
	return Reading{State: Billed, Since: m.Running, Spent: spent, Hour: q.Hour, Month: q.Month}, err
}

func prepaid(q provider.Quote, months int, m Machine, now time.Time) (Reading, error) {
	term := time.Duration(months) * month
	if m.Status.Gone() && m.Running.IsZero() {
		return Reading{State: Refunded, Since: m.Accepted, Until: m.Changed}, nil
	}
	r := Reading{State: Prepaid, Since: m.Accepted, Month: q.Month}
	end := m.end(now)
	if !m.Released.IsZero() { // what was paid stays paid, and no other term begins
		r.State, end = Ending, m.Released
	}
	terms := begun(end.Sub(m.Accepted), term)
	r.Until = m.Accepted.Add(time.Duration(terms) * term)
	if m.Status.Gone() {
		r.State, r.Month = Stopped, provider.Money{}
		r.Until = m.Changed
	}
	var err error
	r.Spent, err = q.Term.Times(terms)
	return r, err
}

// begun is how many steps of time have begun after d, at least one.
func begun(d, step time.Duration) int { return max(int((d+step-1)/step), 1) }

// Sum adds readings up, by currency.
type Sum struct{ spent, hour, month map[string]provider.Money }

// Add adds a reading. The error is [provider.ErrMoney].
func (s *Sum) Add(r Reading) error {
	for _, x := range []struct {
		to *map[string]provider.Money
		m  provider.Money
	}{{&s.spent, r.Spent}, {&s.hour, r.Hour}, {&s.month, r.Month}} {
		if x.m.Currency == "" {
			continue
		}
		if *x.to == nil {
			*x.to = map[string]provider.Money{}
		}
		have, ok := (*x.to)[x.m.Currency]
		if !ok {
			have = provider.Money{Currency: x.m.Currency}
		}
		all, err := have.Plus(x.m)
		if err != nil {
			return err
		}
		(*x.to)[x.m.Currency] = all
	}
	return nil
}

// Spent is what has been spent, in each currency.
func (s *Sum) Spent() []provider.Money { return sorted(s.spent) }

// Hour is what it all still costs by the hour, in each currency.
func (s *Sum) Hour() []provider.Money { return sorted(s.hour) }

// Month is the same for a month.
func (s *Sum) Month() []provider.Money { return sorted(s.month) }

func sorted(m map[string]provider.Money) []provider.Money {
	var all []provider.Money
	for _, c := range slices.Sorted(maps.Keys(m)) {
		all = append(all, m[c])
	}
	return all
}
