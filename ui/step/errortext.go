package step

import (
	"errors"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/state/orderfile"
	"github.com/metalwright/metalwright/state/policy"
	"github.com/metalwright/metalwright/ui/text"
)

// ErrorText words what the orders or their journal have against something, "" when that is no matter of theirs. Nothing
// was sent.
func ErrorText(tx *text.Text, err error) string {
	if r, ok := errors.AsType[*policy.Refusal](err); ok {
		return Limit(tx, r)
	}
	if e, ok := errors.AsType[*order.Stale](err); ok {
		if e.Was.Known() != e.Is.Known() {
			return tx.T("order_error.priced")
		}
		was, is := Moved(tx, e.Was, e.Is)
		return tx.T("order_error.stale", "Was", was, "Is", is)
	}
	if e, ok := errors.AsType[*journal.Error](err); ok {
		if e.Hidden {
			return tx.T("journal." + string(e.Reason))
		}
		s := tx.Join().Labelled(e.Path, tx.T("journal."+string(e.Reason)))
		if e.Err != nil {
			s = tx.Join().Labelled(s, e.Err.Error())
		}
		if e.Reason == journal.ReasonLost || e.Reason == journal.ReasonCorrupt { // nobody should try something
			s = tx.Join().Sentences(s, tx.T("journal_fix."+string(e.Reason)))
		}
		return tx.Clean(s)
	}
	for _, t := range orderErrors() {
		if errors.Is(err, t.err) {
			return tx.T(t.id)
		}
	}
	return ""
}

// PriceBefore is the price that was agreed to, where err says that it has changed since.
func PriceBefore(err error) (provider.Quote, bool) {
	e, ok := errors.AsType[*order.Stale](err)
	if !ok {
		return provider.Quote{}, false
	}
	return e.Was, true
}

// Limit words what a limit does not allow: which one, and what to do. Limits of a person have sentences of their own.
func Limit(tx *text.Text, r *policy.Refusal) string {
	group, at := "limit.", "limits" // where it stands
	if r.Person {
		group = "limit_own."
	}
	if r.Profile != "" {
		at = "profiles." + r.Profile + ".limits"
	}
	if r.Reason != policy.Exceeded {
		return tx.T(group+string(r.Reason), "At", at, "Name", string(r.Limit), "Cover", string(r.Limit.Cover()),
			"Due", exact(r.Due), "Currency", r.Due.Currency)
	}
	if r.Most.Currency == "" {
		m := r.Machines
		return tx.T(group+string(r.Limit), "At", at, "Count", m.Most, "Limit", m.Most, "Spent", m.Spent, "Due", m.Due,
			"All", m.Spent+m.Due)
	}
	all, err := r.Spent.Plus(r.Due)
	if err != nil { // it is too large to be said
		all = r.Due
	}
	spent := provider.Money{Micros: r.Spent.Micros, Currency: r.Due.Currency} // nothing has no currency
	return tx.T(group+string(r.Limit), "At", at, "Limit", exact(r.Most), "Spent", exact(spent), "Due", exact(r.Due),
		"All", exact(all))
}

// orderErrors are the errors that a sentence of the catalogue says all about.
func orderErrors() []struct {
	err error
	id  string
} {
	return []struct {
		err error
		id  string
	}{
		{order.ErrPlaced, "order_error.placed"},
		{order.ErrID, "order_error.no_id"},
		{order.ErrNoAccount, "order_error.no_account"},
		{order.ErrNoBuyer, "order_error.no_buyer"},
		{order.ErrStopping, "order_error.stopping"},
		{order.ErrBusy, "order_error.busy"},
		{order.ErrMoved, "order_error.moved"},
		{order.ErrOpen, "order_error.open"},
		{order.ErrNothing, "order_error.nothing"},
		{order.ErrPast, "order_error.past"},
		{order.ErrSecrets, "order_error.secrets"},
		{order.ErrUnresolved, "order_error.unresolved"},
		{order.ErrToken, "order_error.token"},
		{order.ErrUnknownID, "order_error.unknown_id"},
		{order.ErrBeyond, "order_error.beyond"},
		{order.ErrNotGone, "order_error.not_gone"},
		{order.ErrUnable, "order_error.unable"},
		{order.ErrInUse, "order_error.in_use"},
		{order.ErrStillThere, "order_error.still_there"},
		{order.ErrFound, "order_error.found"},
		{order.ErrEvidence, "order_error.evidence"},
		{order.ErrUnpriced, "order_error.unpriced"},
		{order.ErrWaiting, "order_error.waiting"},
		{order.ErrDenied, "order_error.denied"},
		{order.ErrExpired, "order_error.expired"},
		{order.ErrVoid, "order_error.void"},
		{order.ErrOwn, "order_error.own"},
		{order.ErrOwnKey, "order_error.own_key"},
		{order.ErrProof, "order_error.proof"},
		{order.ErrRequest, "order_error.request"},
		{order.ErrApprover, "order_error.approver"},
		{order.ErrUncovered, "order_error.uncovered"},
		{order.ErrDecided, "order_error.decided"},
	}
}

// ErrorText words any error in one sentence: what the orders say, what the vendor or a rule says and what to do, or the
// error's own words.
func (e *Env) ErrorText(err error) string {
	if s := ErrorText(e.Text, err); s != "" {
		return s
	}
	if u, ok := errors.AsType[*order.Unasked](err); ok {
		return e.T("order_error.unasked", "Why", e.ErrorText(u.Err))
	}
	why, hint := e.Failure(err)
	return e.Text.Join().Sentences(why, hint)
}

// Script says what the first-boot script of an order is recognised by, in lines; none when it has no script.
func (e *Env) Script(v order.View) []string {
	if v.Script == nil {
		return nil
	}
	return []string{e.T("show.script", "Count", v.Script.Bytes), "  " + v.Script.SHA256}
}

// Approval is the state of the request for another person's approval of an order; "" when nobody was asked, or it was
// sent.
func (e *Env) Approval(v order.View) string {
	a := v.Approval
	if a == nil {
		return ""
	}
	until, decided := a.Expires.UTC().Format("2006-01-02 15:04 UTC"), a.Decided.UTC().Format("2006-01-02 15:04 UTC")
	switch a.State {
	case order.AskedPending:
		return e.T("approval.pending", "Name", a.By, "Until", until)
	case order.AskedGiven:
		return e.T("approval.given", "Name", a.DecidedBy, "Time", decided, "By", a.By, "Until", until)
	case order.AskedDenied:
		if a.Reason != "" {
			return e.T("approval.denied_why", "Name", a.DecidedBy, "Time", decided, "Why", a.Reason)
		}
		return e.T("approval.denied", "Name", a.DecidedBy, "Time", decided)
	case order.AskedExpired:
		return e.T("approval.expired", "Until", until)
	case order.AskedVoid:
		return e.T("approval.void_" + a.Reason)
	case order.AskedUsed:
	}
	return ""
}

// Dismissed says who said of which requests of an order that they bought nothing, and for how long they are checked
// nevertheless: a sentence each.
func Dismissed(e *Env, v order.View) (all []string) {
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
		all = append(all, e.T(id, "Name", d.By, "N", b.N, "Time", d.At.UTC().Format(minute), "Until",
			d.Until.UTC().Format(minute)))
	}
	return all
}

// Doubts says what is not known of orders, so that nobody takes them for complete; "" when there is nothing.
func Doubts(e *Env, views []order.View) string {
	uncertain, missing := order.Doubts(views)
	var all []string
	if uncertain > 0 {
		all = append(all, e.T("orphans.uncertain", "Count", uncertain))
	}
	if missing > 0 {
		all = append(all, e.T("orphans.missing", "Count", missing))
	}
	return e.Text.Join().Sentences(all...)
}

// Release says when an order is released by itself, or why it was not; "" when there is nothing to say.
func (e *Env) Release(v order.View) string {
	l := v.Later
	if l == nil {
		return ""
	}
	at := l.At.UTC().Format("2006-01-02 15:04 UTC")
	switch {
	case l.Held != "" && v.CountThere() > 0 && l.At.After(e.Now()):
		return e.T("release_later.held_before", "Time", at, "Why", e.T("release_held."+string(l.Held)))
	case l.Held != "" && v.CountThere() > 0:
		return e.T("release_later.held", "Time", at, "Why", e.T("release_held."+string(l.Held)))
	case !v.Open && v.CountThere() == 0: // there is nothing to release
		return ""
	case l.Planned() && l.By != "":
		return e.T("release_later.planned_by", "Time", at, "Name", l.By)
	case l.Planned():
		return e.T("release_later.planned", "Time", at)
	}
	return ""
}

// ReleaseTime is when an order that is placed now is released by itself; "" when it is not.
func (e *Env) ReleaseTime(w orderfile.When) string {
	if w.IsZero() {
		return ""
	}
	at := w.From(e.Now()).UTC().Format("2006-01-02 15:04 UTC")
	if w.Span > 0 {
		return e.T("release_later.span", "Span", w.String(), "Time", at)
	}
	return at
}

// Shortfall says how many machines of an order were bought, and how many were not ordered; "" when none is missing, or
// none was bought.
func (e *Env) Shortfall(v order.View) string {
	switch {
	case v.Bought == 0:
		return ""
	case v.Rest > 0 && order.Unmade(v) >= v.Rest: // they were ordered
		return e.T("board.rest_unmade", "Bought", v.Bought, "Wanted", v.Wanted, "Count", v.Rest)
	case v.Rest > 0:
		return e.T("board.rest", "Bought", v.Bought, "Wanted", v.Wanted, "Rest", v.Rest)
	case v.Lost > 0:
		return e.T("board.lost", "Count", v.Lost)
	default:
		return ""
	}
}

// GoesOn says that machines of v are there and go on costing money, and how much; "" when none is.
func (e *Env) GoesOn(v order.View) string {
	n := v.CountThere()
	if n == 0 {
		return ""
	}
	q := v.Quote
	q.Count = n
	if !q.Priced {
		return e.T("forget.costs_unpriced", "Count", n)
	}
	return e.T("forget.costs", "Count", n, "Price", e.Total(q, v.Spec.Billing.Months))
}

// Unsaved says that the password that the program made for machines of v was shown once, and that nobody has said that
// it is saved, with what to do; "" when it is not so.
func Unsaved(e *Env, v order.View) string {
	if !v.Unsaved {
		return ""
	}
	n := v.CountThere()
	if n == 0 {
		return ""
	}
	return e.T("password_unsaved.order", "Count", n)
}

// Going is what the machines of an order cost that were not released and are not gone.
func Going(e *Env, v order.View) string {
	q := v.Going()
	if q.Count < 1 {
		return e.T("price.over")
	}
	return e.Total(q, v.Spec.Billing.Months)
}

// Releasing says what the vendor does with n machines of v that are released, and what of the order stays.
func (e *Env) Releasing(v order.View, n int) string {
	id := "release.how." + string(v.Product)
	if c := v.Spec.Billing.Charge; c != "" {
		id = "release.how_" + string(v.Product) + "." + string(c)
	}
	how := e.T(id, "Count", n)
	if left := v.Left(); len(left) > 0 {
		how = e.Text.Join().Sentences(how, e.T("release.stays", "What", e.Left(left)))
	}
	return how
}

// Taken says which names machines of the zone have already; the first most of them are named.
func (e *Env) Taken(names []string, most int) string {
	text := strings.Join(names[:min(len(names), most)], ", ")
	if n := len(names) - most; n > 0 {
		text += " " + e.T("naming.more", "Count", n)
	}
	return e.T("review.taken_names", "Names", text)
}
