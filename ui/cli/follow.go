package cli

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/notify"
	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/run"
	"github.com/metalwright/metalwright/ui/step"
)

// withFollowFlags gives c the flags of the commands that follow an order.
func withFollowFlags(f *run.Flags, c *cobra.Command) *cobra.Command {
	f.RegisterNotify(c)
	registerUntil(f, c)
	c.Flags().DurationVar(&f.Wait, "wait-timeout", 0, "exit with code 9 if the order is not finished by then; 0 "+
		"waits without limit")
	run.AtLeast(c.Flags(), "wait-timeout", 0)
	return c
}

// watchOrder follows an order.
func watchOrder(ctx context.Context, rt *run.Runtime, f *run.Flags, id order.ID) error {
	if err := checkUntil(rt, f); err != nil {
		return err
	}
	target, err := notifyOptions(rt, f.Notify)
	if err != nil {
		return err
	}
	ctx, stop := withWaitLimit(ctx, &rt.Process, f.Wait)
	defer stop()
	return followOrder(ctx, rt, f, rt.NewProgress(f), id, target, false)
}

// What the commands that follow an order wait for.
const (
	untilRunning = "running" // the vendor says so
	untilReady   = "ready"   // their login port answers, too
)

// registerUntil declares what a command waits for.
func registerUntil(f *run.Flags, c *cobra.Command) {
	c.Flags().StringVar(&f.Until, "wait", untilRunning,
		"follow the order until its machines are running, or ready: their login port answers")
}

// checkUntil says what is wrong with --wait.
func checkUntil(rt *run.Runtime, f *run.Flags) error {
	switch f.Until {
	case "", untilRunning:
		return nil
	case untilReady:
		if !rt.Asks && rt.Process.Session == nil || rt.Process.Session != nil && !rt.Process.Session.Runtime.Asks {
			return report.UsageError("ready.off")
		}
		return nil
	default:
		return run.NotOneOf("--wait", f.Until, []string{untilRunning, untilReady})
	}
}

// withWaitLimit is ctx with the limit that was set on waiting, by the timer of p; 0 is none.
func withWaitLimit(ctx context.Context, p *run.Process, wait time.Duration) (context.Context, context.CancelFunc) {
	switch {
	case wait <= 0:
		return ctx, func() {}
	case p.After == nil:
		return context.WithTimeoutCause(ctx, wait, report.ErrWaitTimeout)
	}
	ctx, end := context.WithCancelCause(ctx)
	go func() {
		select {
		case <-p.After(wait):
			end(report.ErrWaitTimeout)
		case <-ctx.Done():
		}
	}()
	return ctx, func() { end(nil) }
}

// followOrder waits until the order is finished or waits for a person, says each change on the error stream, and prints
// the result. With noWait it waits until everything is sent and no longer.
func followOrder(ctx context.Context, rt *run.Runtime, f *run.Flags, t *report.Progress, id order.ID,
	target notify.Options,
	noWait bool,
) error {
	v, err := waitUntil(ctx, rt, t, id, nil, func(v order.View, _ bool) bool {
		return report.Ended(v) && (f.Until != untilReady || v.AllReady()) ||
			noWait && !slices.ContainsFunc(v.Batches, report.Uncertain)
	})
	switch {
	case err != nil:
		return finishEarly(f, t, v, err)
	case report.Ended(v):
		if err := sendNotice(context.WithoutCancel(ctx), rt, target, v); err != nil {
			report.Warn(rt.Process.Err, rt.Env.Text, err) // the order is as it is
		}
		defer noteLogin(rt, f, v)
		return finish(rt.Env, t, v, report.Outcome(rt.Env, v))
	default:
		return finish(rt.Env, t, v, report.Accepted(rt.Env, v))
	}
}

// noteLogin says how to log in to the machines of an order that run.
func noteLogin(rt *run.Runtime, f *run.Flags, v order.View) {
	login := step.FirstLogin(v)
	if login == "" || f.Quiet || f.Format().Structured() {
		return
	}
	line := rt.Env.T("arrived.log_in", "Command", login)
	if v.Count(provider.StatusRunning) > 1 {
		line = rt.Env.Join().Parts(line, rt.Env.T("arrived.more", "Order", v.ID))
	}
	report.Note(rt.Process.Err, line)
}

// finish prints the result and ends with err. What cannot be printed is an error of its own, whatever the machines do.
func finish(env *step.Env, t *report.Progress, v order.View, err error) error {
	lost := t.Finish(v)
	if lost == nil || err != nil {
		return errors.Join(err, lost)
	}
	return report.FollowFailed(env, v, lost)
}

// finishEarly ends the following of v, which is not finished, with err. Programs get the result as far as it is known,
// and so do those who waited for as long as they wanted to.
func finishEarly(f *run.Flags, t *report.Progress, v order.View, err error) error {
	if v.ID == "" || !f.Format().Structured() && !errors.Is(err, report.ErrWaitTimeout) {
		return err
	}
	return errors.Join(err, t.Finish(v))
}

// waitUntil writes each change of an order until enough returns true; its second argument is true after late. With an
// error it returns the order as it was read last.
func waitUntil(
	ctx context.Context, rt *run.Runtime, t *report.Progress, id order.ID, late <-chan time.Time,
	enough func(order.View, bool) bool,
) (order.View, error) {
	ctx, end := interruptible(ctx, rt.Process)
	defer end()
	changes, stop := rt.Orders.Changes()
	defer stop()
	again := time.NewTicker(run.JournalRetry)
	defer again.Stop()
	tooLate := false
	s := orderReader{rt: rt, id: id}
	for {
		seen, err := s.look(ctx)
		if err != nil {
			return s.last, err
		}
		if seen {
			if err := t.Update(s.last); err != nil {
				return s.last, report.FollowFailed(rt.Env, s.last, err)
			}
			if enough(s.last, tooLate) {
				return s.last, nil
			}
		}
		if err := s.giveUp(seen); err != nil {
			return s.last, report.FollowFailed(rt.Env, s.last, err)
		}
		select {
		case <-changes:
		case <-again.C:
		case <-late:
			tooLate = true
		case <-ctx.Done():
			return s.last, stopFollowing(ctx, rt, id, s.last)
		}
	}
}

// stopFollowing says what continues when the operator leaves, or has waited for long enough.
func stopFollowing(ctx context.Context, rt *run.Runtime, id order.ID, v order.View) error {
	if errors.Is(context.Cause(ctx), report.ErrWaitTimeout) {
		return report.TimedOut(rt.Env, id, v)
	}
	if rt.Process.Session == nil { // a session that ends leaves its order to the server
		rt.Service.StopStarting()
		if slices.Contains(rt.Service.Sending(), id) {
			rt.Leaving = id
			return context.Cause(ctx)
		}
	}
	if v.ID == "" {
		return errors.Join(context.Cause(ctx), errors.New(rt.Env.T("apply.unknown", "Order", id)))
	}
	err := report.Println(rt.Process.Err, report.StateSentence(rt.Env, report.ExitPartly, v))
	return errors.Join(context.Cause(ctx), err)
}
