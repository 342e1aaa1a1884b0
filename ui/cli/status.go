package cli

import (
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/step"
)

// errWaited is the cause when the wait limit was reached.
var errWaited = errors.New("the machines are not up yet")

// intended are the requests of v that were written down and not sent.
func intended(v order.View) []order.BatchView {
	return slices.DeleteFunc(slices.Clone(v.Batches), func(b order.BatchView) bool { return b.State != order.BatchIntent })
}

func uncertain(b order.BatchView) bool {
	return b.State == order.BatchAmbiguous || b.State == order.BatchUnresolved || b.State == order.BatchSent ||
		b.State == order.BatchIntent
}

// timedOut is the exit code of an order that was not finished within the wait limit.
func timedOut(env *step.Env, id order.ID, v order.View) error {
	end := func(code int, text string) error { return exitWith(code, &wordedError{text, errWaited}) }
	switch {
	case v.ID == "":
		return end(exitUnknown, env.T("apply.unknown", "Order", id))
	case slices.ContainsFunc(v.Batches, uncertain):
		return end(exitUnknown, withVendorErrors(env, v, env.T("apply.unknown", "Order", id)))
	case v.Count(provider.StatusFailed)+v.Count(provider.StatusVanished)+v.Lost+v.Rest > 0:
		text := withVendorErrors(env, v, env.T("apply.partly", "Count", v.Wanted, "Running", v.Count(provider.StatusRunning), "Wanted",
			v.Wanted))
		return end(exitPartly, text+"\n"+env.T("apply.waited", "Order", id))
	default:
		return end(exitWaited, env.T("apply.waited", "Order", id))
	}
}

// followFailed is the end of what followed v because of err, which is no matter of the order's: its exit code says what is
// known of that.
func followFailed(env *step.Env, v order.View, err error) error {
	code := exitPartly
	switch {
	case v.ID == "" || slices.ContainsFunc(v.Batches, uncertain):
		code = exitUnknown
	case v.Bought == 0:
		return err
	}
	return exitWith(code, &wordedError{said(env.Text, err) + "\n" + stateSentence(env, code, v), err})
}

// accepted is the exit code of an order that is not waited for.
func accepted(env *step.Env, v order.View) error {
	if v.Bought == v.Wanted {
		return nil
	}
	return outcome(env, v)
}

// ended reports whether there is nothing to wait for but a person.
func ended(v order.View) bool { return !v.Open || undecided(v) || v.Word == order.Waiting }

// undecided reports whether the order goes on only when a person says how. It does not while another of its requests
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

// outcome is the exit code of an order that has ended, or waits for a person.
func outcome(env *step.Env, v order.View) error {
	end := func(code int, text string) error { return exitWith(code, errors.New(withVendorErrors(env, v, text))) }
	if err := unapproved(env, v); err != nil {
		return err
	}
	switch v.Word {
	case order.Done:
		return nil
	case order.Rejected:
		return end(exitRefused, env.T("apply.nothing"))
	case order.Ambiguous:
		return end(exitUnknown, env.T("apply.unknown", "Order", v.ID))
	default:
		return end(exitPartly, env.T("apply.partly", "Count", v.Wanted, "Running", v.Count(provider.StatusRunning),
			"Wanted", v.Wanted))
	}
}

// withVendorErrors adds to a sentence what the vendor said against the requests of v, a line each.
func withVendorErrors(env *step.Env, v order.View, text string) string {
	return strings.Join(append([]string{text}, vendorErrors(env, v)...), "\n")
}

// vendorErrors is what the vendor said against the requests of v that nothing has made good: its words, code and request id.
func vendorErrors(env *step.Env, v order.View) []string {
	var lines []string
	for _, b := range v.Batches {
		again := slices.ContainsFunc(v.Batches, func(o order.BatchView) bool { return o.RetryOf == b.N })
		if b.Err == nil || again || b.State == order.BatchAccepted {
			continue
		}
		if line := requestError(env, b); !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	return lines
}

// requestError is what the vendor said against a request. What to do about it is said where it is certain that nothing was
// bought: nobody should try again what may have been.
func requestError(env *step.Env, b order.BatchView) string {
	if b.State == order.BatchRejected || b.State == order.BatchNotSent {
		return vendorWords(env, b.Err)
	}
	s := env.WhyInFile(b.Err)
	if trace := env.Trace(b.Err); trace != "" {
		s += " (" + trace + ")"
	}
	return s
}

// stateSentence says how an order stands, beside the exit code.
func stateSentence(env *step.Env, code int, v order.View) string {
	switch code {
	case exitUnknown:
		return env.T("apply.unknown", "Order", v.ID)
	case exitRefused:
		return env.T("apply.nothing")
	}
	if v.ID != "" && !v.Open {
		return env.T("apply.ended", "Order", v.ID, "State", v.Word, "Count", v.Wanted, "Bought", v.Bought, "Wanted",
			v.Wanted)
	}
	return env.T("apply.left", "Order", v.ID, "State", v.Word, "Count", v.Wanted, "Bought", v.Bought, "Wanted", v.Wanted)
}

// exitSummary is where an order stands, and how to go on with it.
func exitSummary(env *step.Env, v order.View) string {
	id := "parting.open"
	switch {
	case v.Word == order.Ambiguous:
		id = "parting.ambiguous"
	case v.Bought > 0 && v.Rest > 0:
		id = "parting.rest"
	case v.Word == order.Rejected:
		id = "parting.nothing"
	case v.Attention != "":
		id = "parting.attention"
	case !v.Open:
		id = "parting.ended"
	}
	return withVendorErrors(env, v, env.T(id, "Order", v.ID, "State", v.Word, "Count", v.Wanted, "Running",
		v.Count(provider.StatusRunning), "Bought", v.Bought, "Wanted", v.Wanted,
		"Rest", v.Rest))
}

// unapproved is the exit code of an order that nothing was sent of for want of a yes; nil for every other order.
func unapproved(env *step.Env, v order.View) error {
	if v.Approval == nil || v.Approval.State == order.AskedUsed {
		return nil
	}
	text := env.Approval(v)
	if v.Approval.State == order.AskedGiven {
		text += ". " + env.T("approve.send", "Order", v.ID)
	}
	return exitWith(exitUnapproved, errors.New(text))
}

// waitingFor says why a request is waited for, and until when; "" when it is not.
func waitingFor(env *step.Env, v order.View, b order.BatchView) string {
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
