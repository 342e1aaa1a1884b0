package step

import (
	"strconv"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/text"
)

// OrderWords words the state of an order that was placed, and of its machines.
type OrderWords struct{ text *text.Text }

// What is how many machines of which kind an order is for.
func What(v order.View) string {
	return strconv.Itoa(v.Wanted) + " × " + string(v.Spec.Type) + " " + string(v.Spec.Zone)
}

// Word is the word for the state of an order.
func (w OrderWords) Word(s order.Status) string { return w.text.T("word." + string(s)) }

// All are the states of orders, a line each, with what they mean.
func (w OrderWords) All() string {
	var lines []string
	for _, s := range []order.Status{
		order.Waiting, order.Sending, order.Ambiguous, order.Provisioning, order.Done, order.Partial, order.Failed,
		order.Rejected,
	} {
		lines = append(lines, w.text.Join().Labelled(w.Word(s), w.text.T("explain_state."+string(s))))
	}
	return strings.Join(lines, "\n")
}

// Status is the word for what a machine is doing.
func (w OrderWords) Status(s provider.Status) string { return w.text.T("status." + string(s)) }

// Approval is the state of the request for another person's approval of an order; "" when nobody was asked, or it was
// sent.
func (w OrderWords) Approval(v order.View) string {
	a := v.Approval
	if a == nil {
		return ""
	}
	until, decided := a.Expires.UTC().Format("2006-01-02 15:04 UTC"), a.Decided.UTC().Format("2006-01-02 15:04 UTC")
	switch a.State {
	case order.AskedPending:
		return w.text.T("approval.pending", "Name", a.By, "Until", until)
	case order.AskedGiven:
		return w.text.T("approval.given", "Name", a.DecidedBy, "Time", decided, "By", a.By, "Until", until)
	case order.AskedDenied:
		if a.Reason != "" {
			return w.text.T("approval.denied_why", "Name", a.DecidedBy, "Time", decided, "Why", a.Reason)
		}
		return w.text.T("approval.denied", "Name", a.DecidedBy, "Time", decided)
	case order.AskedExpired:
		return w.text.T("approval.expired", "Until", until)
	case order.AskedVoid:
		return w.text.T("approval.void_" + a.Reason)
	case order.AskedUsed:
	}
	return ""
}

// Dismissed says who said of which requests of an order that they bought nothing, and for how long they are checked
// nevertheless: a sentence each.
func (w OrderWords) Dismissed(v order.View) (all []string) {
	const minute = "2006-01-02 15:04"
	for _, b := range v.Batches {
		d := b.Dismissed
		if d.At.IsZero() {
			continue
		}
		id := "board.dismissed"
		if d.By != "" {
			id = "board.dismissed_by"
		}
		all = append(all, w.text.T(id, "Name", d.By, "N", b.N, "Time", d.At.UTC().Format(minute), "Until",
			d.Until.UTC().Format(minute)))
	}
	return all
}

// Doubts says what is not known of orders, so that nobody takes them for complete; "" when there is nothing.
func (w OrderWords) Doubts(views []order.View) string {
	uncertain, missing := order.Doubts(views)
	var all []string
	if uncertain > 0 {
		all = append(all, w.text.T("orphans.uncertain", "Count", uncertain))
	}
	if missing > 0 {
		all = append(all, w.text.T("orphans.missing", "Count", missing))
	}
	return w.text.Join().Sentences(all...)
}

// Shortfall says how many machines of an order were bought, and how many were not ordered; "" when none is missing, or
// none was bought.
func (w OrderWords) Shortfall(v order.View) string {
	switch {
	case v.Bought == 0:
		return ""
	case v.Rest > 0 && order.Unmade(v) >= v.Rest: // they were ordered
		return w.text.T("board.rest_unmade", "Bought", v.Bought, "Wanted", v.Wanted, "Count", v.Rest)
	case v.Rest > 0:
		return w.text.T("board.rest", "Bought", v.Bought, "Wanted", v.Wanted, "Rest", v.Rest)
	case order.Unlisted(v) > 0:
		return w.text.T("board.lost_unlisted", "Count", v.Lost)
	case v.Lost > 0:
		return w.text.T("board.lost", "Count", v.Lost)
	default:
		return ""
	}
}

// Came says how many machines of an order came up, and how many of them were released since; "" while none was.
func (w OrderWords) Came(v order.View) string {
	n, running := order.CameUp(v), v.Count(provider.StatusRunning)
	if n == running {
		return ""
	}
	return w.text.T("orders.released", "Came", n, "Wanted", v.Wanted, "Released", n-running)
}

// Arrived says in a shell, of an order that is done, what runs of it, what that costs and how to log in; "" for any
// other.
func (w OrderWords) Arrived(v order.View) string {
	if v.Status != order.Done {
		return ""
	}
	running := v.Count(provider.StatusRunning)
	text := w.text.T("arrived.done", "Order", v.ID, "Count", running)
	if released := order.CameUp(v) - running; released > 0 {
		text = w.text.T("arrived.released", "Order", v.ID, "Count", running, "Wanted", v.Wanted, "Released", released)
	}
	if v.Quote.Known() {
		text = w.text.Join().Clauses(text, Prices(w).Going(v))
	}
	text = w.text.Join().Parts(text, FirstLogin(v))
	if running > 1 {
		text = w.text.Join().Parts(text, w.text.T("arrived.more", "Order", v.ID))
	}
	return text
}

// GoesOn says that machines of v exist and still cost money, and how much; "" when none does.
func (w OrderWords) GoesOn(v order.View) string {
	n := v.CountThere()
	if n == 0 {
		return ""
	}
	q := v.Quote
	q.Count = n
	if !q.Priced {
		return w.text.T("forget.costs_unpriced", "Count", n)
	}
	return w.text.T("forget.costs", "Count", n, "Price", Prices(w).Total(q, v.Spec.Billing.Months))
}

// Unsaved says that the password that the program made for machines of v was shown once, and that nobody has said that
// it is saved, with what to do; "" when it is not so.
func (w OrderWords) Unsaved(v order.View) string {
	if !v.Unsaved {
		return ""
	}
	n := v.CountThere()
	if n == 0 {
		return ""
	}
	return w.text.T("password_unsaved.order", "Count", n)
}

// Script says what the first-boot script of an order is recognised by, in lines; none when it has no script.
func (w OrderWords) Script(v order.View) []string {
	if v.Script == nil {
		return nil
	}
	return []string{w.text.T("show.script", "Count", v.Script.Bytes), "  " + v.Script.SHA256}
}

// Machine is the word for a machine's state: MISMATCH for one that runs and is not what was ordered, READY for one
// whose login port answers, and else its status.
func (w OrderWords) Machine(i order.InstanceView) string {
	switch {
	case i.Mismatch():
		return w.text.T("board.mismatch_word")
	case i.Ready():
		return w.text.T("ready.word")
	}
	return w.Status(i.Status)
}
