package order

import (
	"context"
	"maps"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/together"
	"github.com/metalwright/metalwright/state/journal"
)

const (
	// readyFor is how long after it came up a machine is asked whether its login port answers.
	readyFor = time.Hour
	// firstPause and lastPause are between two times that it is asked; they double in between.
	firstPause, lastPause = 2 * time.Second, time.Minute
	// mostAsked is how many machines are asked at the same time.
	mostAsked = 32
)

// Probe asks a machine whether its login port answers; the error says why it does not. It must end by itself.
type Probe func(ctx context.Context, k journal.Key, s provider.Spec, i provider.Instance) error

// readiness asks the machines that have come up, and remembers when each is asked again.
type readiness struct {
	opt      Options
	accounts *accounts
	next     map[machine]time.Time
	pause    map[machine]time.Duration
}

func newReadiness(s *Service) *readiness {
	return &readiness{
		opt: s.opt, accounts: s.accounts, next: map[machine]time.Time{}, pause: map[machine]time.Duration{},
	}
}

// machine is one of the journal.
type machine struct {
	key journal.Key
	id  provider.InstanceID
}

// run asks the machines that run whether their login port answers until each has, or has had its time. It ends
// with ctx. Several programs may do so at once.
func (r *readiness) run(ctx context.Context) {
	wake, done := r.opt.Store.Changes()
	defer done()
	for !ended(ctx) {
		wait := afterError // after a panic
		guard(r.opt.Log, "asking machines", func() { wait = r.ask(ctx) })
		var later <-chan time.Time
		if wait > 0 {
			later = r.opt.After(wait)
		}
		select {
		case <-ctx.Done():
		case <-wake:
		case <-later:
		}
	}
}

// ask asks those whose time has come, and returns when the next one is due; 0 when none is.
func (r *readiness) ask(ctx context.Context) time.Duration {
	now := r.opt.Now()
	all, specs, err := r.unready(ctx, now)
	if err != nil { // the watcher says so
		return afterError
	}
	r.forget(all)
	var due []journal.Instance
	wait := time.Duration(0)
	for _, i := range all {
		at, asked := r.next[machine{i.Key, i.ID}]
		switch left := at.Sub(now); {
		case !r.accounts.opens(i.Key):
		case !asked || left <= 0:
			due = append(due, i)
		case wait == 0 || left < wait:
			wait = left
		}
	}
	due = due[:min(len(due), mostAsked)]
	if len(due) == 0 {
		return wait
	}
	answered := r.probeAll(ctx, due, specs)
	if ended(ctx) {
		return 0
	}
	for n, i := range due {
		m := machine{i.Key, i.ID}
		if answered[n] {
			delete(r.next, m)
			delete(r.pause, m)
			continue
		}
		r.pause[m] = min(max(2*r.pause[m], firstPause), lastPause)
		r.next[m] = r.opt.Now().Add(r.pause[m])
	}
	if err := r.writeReady(ctx, due, answered); err != nil {
		return afterError
	}
	return firstPause
}

// forget drops what is remembered of machines that are not waited for any more: they were ready for another program,
// are gone, or have had their time.
func (r *readiness) forget(all []journal.Instance) {
	waited := map[machine]bool{}
	for _, i := range all {
		waited[machine{i.Key, i.ID}] = true
	}
	maps.DeleteFunc(r.next, func(m machine, _ time.Time) bool { return !waited[m] })
	maps.DeleteFunc(r.pause, func(m machine, _ time.Duration) bool { return !waited[m] })
}

// unready are the machines that are waited for, and what was ordered by each batch of them.
func (r *readiness) unready(ctx context.Context, now time.Time) (all []journal.Instance, specs map[string]provider.Spec,
	err error,
) {
	specs = map[string]provider.Spec{}
	err = r.opt.Store.View(ctx, func(j *journal.Snapshot) (err error) {
		if all, err = j.Instances.Unready(now.Add(-readyFor)); err != nil {
			return err
		}
		for _, i := range all {
			if _, known := specs[i.Batch]; known {
				continue
			}
			b, _, err := j.Batches.Get(i.Batch)
			if err != nil {
				return err
			}
			o, _, err := j.Orders.Get(b.Order)
			if err != nil {
				return err
			}
			specs[i.Batch] = o.Spec
		}
		return nil
	})
	return all, specs, err
}

// probeAll asks machines at the same time, and returns which have answered.
func (r *readiness) probeAll(ctx context.Context, due []journal.Instance, specs map[string]provider.Spec) []bool {
	answered := make([]bool, len(due))
	g, ctx := together.With(ctx)
	for n, i := range due {
		g.Go(func() error {
			answered[n] = r.opt.Probe(ctx, i.Key, specs[i.Batch], i.Instance) == nil
			return nil
		})
	}
	_ = g.Wait() // none of them returns one
	return answered
}

func (r *readiness) writeReady(ctx context.Context, due []journal.Instance, answered []bool) error {
	var ready []journal.Instance
	for n, i := range due {
		if answered[n] {
			ready = append(ready, i)
		}
	}
	if len(ready) == 0 {
		return nil
	}
	return r.opt.Store.Update(ctx, func(tx *journal.Tx) error {
		for _, i := range ready {
			if err := tx.Instances.SetReady(i); err != nil {
				return err
			}
		}
		return nil
	})
}

// Ready reports whether the machine runs and its login port has answered.
func (i InstanceView) Ready() bool { return i.Status == provider.StatusRunning && !i.ReadyAt.IsZero() }

// Ready is how many machines run and have answered at their login port.
func (v View) Ready() int {
	n := 0
	for at := range v.Instances {
		if i := &v.Instances[at]; i.Ready() {
			n++
		}
	}
	return n
}

// AllReady reports whether each machine that runs has answered at its login port.
func (v View) AllReady() bool { return v.Ready() == v.Count(provider.StatusRunning) }
