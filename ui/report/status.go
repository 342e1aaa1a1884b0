package report

import (
	"cmp"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/step"
)

// ErrWaitTimeout is the cause when the wait limit was reached.
var ErrWaitTimeout = errors.New("the machines are not up yet")

// Intended are the requests of v that were written down and not sent.
func Intended(v order.View) []order.BatchView {
	return slices.DeleteFunc(slices.Clone(v.Batches), func(b order.BatchView) bool { return b.State != order.BatchIntent })
}

// Uncertain reports whether it is not known yet, or never was, what a request has bought.
func Uncertain(b order.BatchView) bool {
	return b.State == order.BatchAmbiguous || b.State == order.BatchUnresolved || b.State == order.BatchSent ||
		b.State == order.BatchIntent
}

// TimedOut is the exit code of an order that was not finished within the wait limit.
func TimedOut(env *step.Env, id order.ID, v order.View) error {
	end := func(code int, text string) error { return Exit(code, &LocalizedError{text, ErrWaitTimeout}) }
	switch {
	case v.ID == "":
		return end(ExitUnknown, env.T("apply.unknown", "Order", id))
	case slices.ContainsFunc(v.Batches, Uncertain):
		return end(ExitUnknown, WithVendorErrors(env, v, env.T("apply.unknown", "Order", id)))
	case v.Count(provider.StatusFailed)+v.Count(provider.StatusVanished)+v.Lost+v.Rest > 0:
		text := WithVendorErrors(env, v, env.T("apply.partly", "Count", v.Wanted, "Running",
			v.Count(provider.StatusRunning), "Wanted",
			v.Wanted))
		if v.Status == order.Provisioning { // what went wrong is said at the end, by the code of that
			return end(ExitWaited, text+"\n"+env.T("apply.waited", "Order", id))
		}
		return end(ExitPartly, text)
	case !v.Open:
		return end(ExitWaited, env.T("ready.waited", "Order", id, "Ready", v.Ready(), "Running",
			v.Count(provider.StatusRunning)))
	default:
		return end(ExitWaited, env.T("apply.waited", "Order", id))
	}
}

// FollowFailed is the end of what followed v because of err, which is no matter of the order's: its exit code says what
// is known of that.
func FollowFailed(env *step.Env, v order.View, err error) error {
	code := ExitPartly
	switch {
	case v.ID == "" || slices.ContainsFunc(v.Batches, Uncertain):
		code = ExitUnknown
	case v.Bought == 0:
		return err
	}
	return Exit(code, &LocalizedError{Sentence(env.Text, err) + "\n" + StateSentence(env, code, v), err})
}

// Accepted is the exit code of an order that is not waited for.
func Accepted(env *step.Env, v order.View) error {
	if v.Bought == v.Wanted {
		return nil
	}
	return Outcome(env, v)
}

// Ended reports whether there is nothing to wait for but a person.
func Ended(v order.View) bool { return !v.Open || undecided(v) || v.Status == order.Waiting }

// undecided reports whether the order continues only when a person says how. It does not while another of its requests
// is on its way or its machines come up.
func undecided(v order.View) bool {
	asked := false
	for _, b := range v.Batches {
		switch b.State {
		case order.BatchUnresolved:
			asked = true
		case order.BatchIntent, order.BatchSent, order.BatchAmbiguous, order.BatchAccepted:
			return false
		case order.BatchRejected, order.BatchNotSent, order.BatchClosed:
		}
	}
	return asked
}

// Outcome is the exit code of an order that has ended, or waits for a person.
func Outcome(env *step.Env, v order.View) error {
	end := func(code int, text string) error { return Exit(code, errors.New(WithVendorErrors(env, v, text))) }
	if err := Unapproved(env, v); err != nil {
		return err
	}
	wrong := v.Mismatched()
	switch {
	case len(wrong) > 0 && v.Status == order.Done:
		return end(ExitPartly, strings.Join(append([]string{env.T("apply.mismatch", "Count", len(wrong), "Wanted", v.Wanted)},
			mismatches(env, v)...), "\n"))
	case v.Status == order.Done:
		return nil
	case v.Status == order.Rejected && len(env.OrderWords().Dismissed(v)) > 0:
		return Exit(ExitRefused, errors.New(strings.Join(env.OrderWords().Dismissed(v), "\n")))
	case v.Status == order.Rejected:
		return end(ExitRefused, env.T("apply.nothing"))
	case undecided(v):
		return end(ExitUnknown, env.T("apply.undecided", "Order", v.ID))
	case v.Status == order.Ambiguous:
		return end(ExitUnknown, env.T("apply.unknown", "Order", v.ID))
	default:
		return end(ExitPartly, env.T("apply.partly", "Count", v.Wanted, "Running", v.Count(provider.StatusRunning),
			"Wanted", v.Wanted))
	}
}

// WithVendorErrors adds to a sentence what the vendor said against the requests of v, a line each.
func WithVendorErrors(env *step.Env, v order.View, text string) string {
	return strings.Join(append([]string{text}, vendorErrors(env, v)...), "\n")
}

// vendorErrors is what the vendor said against the requests of v that nothing has made good: its words, code and
// request id.
func vendorErrors(env *step.Env, v order.View) []string {
	var lines []string
	for _, b := range v.Batches {
		again := slices.ContainsFunc(v.Batches, func(o order.BatchView) bool { return o.RetryOf == b.N })
		if b.Fault() == nil || again {
			continue
		}
		if line := requestError(env, b); !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	return lines
}

// requestError is what the vendor said against a request. What to do about it is said where it is certain that nothing
// was bought: nobody should try again what may have been.
func requestError(env *step.Env, b order.BatchView) string {
	if b.State == order.BatchRejected || b.State == order.BatchNotSent {
		return vendorWords(env, b.Err)
	}
	return env.Join().Aside(env.Errors().WhyInFile(b.Err), env.Errors().Trace(b.Err))
}

// StateSentence says what the state of an order is, beside the exit code.
func StateSentence(env *step.Env, code int, v order.View) string {
	switch code {
	case ExitUnknown:
		return env.T("apply.unknown", "Order", v.ID)
	case ExitRefused:
		return env.T("apply.nothing")
	}
	if v.ID != "" && !v.Open {
		return env.T("apply.ended", "Order", v.ID, "State", env.OrderWords().Word(v.Status), "Count", v.Wanted, "Bought",
			v.Bought, "Wanted", v.Wanted)
	}
	return env.T("apply.left", "Order", v.ID, "State", env.OrderWords().Word(v.Status), "Count", v.Wanted,
		"Bought", v.Bought, "Wanted", v.Wanted)
}

// ExitSummary is the state of an order, and what to do next with it.
func ExitSummary(env *step.Env, v order.View) string {
	id := "exit_summary.open"
	switch {
	case v.Status == order.Ambiguous:
		id = "exit_summary.ambiguous"
	case v.Bought > 0 && v.Rest > 0:
		id = "exit_summary.rest"
	case v.Status == order.Rejected:
		id = "exit_summary.nothing"
	case v.Attention != "":
		id = "exit_summary.attention"
	case !v.Open:
		id = "exit_summary.ended"
	}
	return WithVendorErrors(env, v, env.T(id, "Order", v.ID, "State", env.OrderWords().Word(v.Status), "Count", v.Wanted,
		"Running", v.Count(provider.StatusRunning), "Bought", v.Bought, "Wanted", v.Wanted, "Rest", v.Rest))
}

// Unapproved is the exit code of an order that nothing was sent of for want of an approval; nil for every other order.
func Unapproved(env *step.Env, v order.View) error {
	if v.Approval == nil || v.Approval.State == order.AskedUsed {
		return nil
	}
	text := env.OrderWords().Approval(v)
	if v.Approval.State == order.AskedGiven {
		text = env.Join().Sentences(text, env.T("approve.send", "Order", v.ID))
	}
	return Exit(ExitUnapproved, errors.New(text))
}

// WaitingFor says why a request is waited for, and until when; "" when it is not.
func WaitingFor(env *step.Env, v order.View, b order.BatchView) string {
	id, until := "", time.Time{}
	switch b.State {
	case order.BatchIntent:
		id, until = "resume.intent", b.NextLook
	case order.BatchSent:
		id, until = "resume.sent", b.Deadline
	case order.BatchAmbiguous:
		id, until = "resume.looking", b.Settles
	case order.BatchUnresolved, order.BatchAccepted, order.BatchRejected, order.BatchNotSent, order.BatchClosed:
		return ""
	}
	return env.T(id, "Order", v.ID, "N", b.N, "Until", until.UTC().Format(time.DateTime))
}

// mismatches are the machines of v that are not what was ordered: a line each field.
func mismatches(env *step.Env, v order.View) []string {
	var lines []string
	for _, i := range v.Mismatched() {
		for _, m := range i.Mismatches {
			lines = append(lines, env.T("board.row", "Name", env.Clean(cmp.Or(i.Name, string(i.ID))), "Advice",
				env.Fields().Mismatch(i, m)))
		}
	}
	return lines
}
