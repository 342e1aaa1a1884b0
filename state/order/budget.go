package order

import (
	"context"
	"time"

	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/policy"
)

// Budget says whose limits are asked for.
type Budget struct {
	By      string // who orders; "" for who asks
	Profile string // the order's
	Except  ID     // an order that waits for approval and does not count; "" when all count
}

// Budgets returns what all limits that bind an order leave today: those of everybody, of the profile, and of who
// orders. It is for people to see: what is ordered is checked again in the transaction that writes it down.
func (c *Client) Budgets(ctx context.Context, of Budget) ([]policy.Budget, error) {
	if of.By == "" {
		of.By = c.who.Name
	}
	s := c.service
	var own policy.Limits
	if c.who.People != nil {
		own = c.who.person(of.By).Limits
	}
	var all []policy.Budget
	err := s.opt.Store.View(ctx, func(j *journal.Snapshot) error {
		for _, x := range []struct {
			limits policy.Limits
			scope  journal.Scope
		}{
			{own, journal.Scope{By: of.By}},
			{s.limits.profiles[of.Profile], journal.Scope{Profile: of.Profile}},
			{s.limits.all, journal.Scope{}},
		} {
			if x.limits.None() {
				continue
			}
			now := s.opt.Now()
			x.scope.Now, x.scope.Except = now, string(of.Except)
			x.scope.Since, x.scope.Until = today(now)
			day, err := j.Bought(x.scope)
			if err != nil {
				return err
			}
			for _, b := range x.limits.Budgets(day) {
				b.Person, b.Profile = x.scope.By != "", x.scope.Profile
				all = append(all, b)
			}
		}
		return nil
	})
	return all, err
}

// today is the UTC day of now, on which the limits per day count.
func today(now time.Time) (since, until time.Time) {
	const day = 24 * time.Hour
	since = now.UTC().Truncate(day)
	return since, since.Add(day)
}
