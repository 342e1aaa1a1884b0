package step

import (
	"errors"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/order"
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
		was, is := Prices{tx}.Moved(e.Was, e.Is)
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
	group, at := "limit.", "limits" // where it is in the file
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
