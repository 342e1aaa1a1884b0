package order

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/policy"
)

// ledger holds the decisions that the audit records, as far as the other tables have to agree with them.
type auditLedger struct {
	first  time.Time // from when on every change has a row with its outcome: older programs wrote less
	full   bool      // a row with an outcome was read
	orders map[string]*auditedOrder
}

// auditedOrder is what the audit says about one order.
type auditedOrder struct {
	placed   journal.Entry   // the row that wrote it down; zero when no row did
	priced   journal.Entry   // the row with the price that it has now
	approval journal.Entry   // what the approval has to be; zero when it needs none
	keys     []string        // that asked for the approval
	decided  journal.Entry   // the row of the decision that the approval still names
	later    journal.Entry   // what its release at a time has to be; zero when no row says
	oldLater bool            // a row of an earlier version is about a release at a time, and does not say all of it
	bought   []journal.Entry // the rows that wrote a request down
	closed   []journal.Entry // a person's statements that requests of unknown outcome bought nothing
	hidden   []time.Time     // when it was forgotten
	released map[string]release
	adopted  map[string]bool // machines
}

// release is when it was asked for to give a machine back.
type release struct {
	first   time.Time
	certain bool // the vendor did not refuse
}

func (l *auditLedger) of(order string) *auditedOrder {
	d, ok := l.orders[order]
	if !ok {
		d = &auditedOrder{released: map[string]release{}, adopted: map[string]bool{}}
		l.orders[order] = d
	}
	return d
}

// see takes a row into account.
func (l *auditLedger) see(e journal.Entry) {
	if l.first.IsZero() {
		l.first = e.At
	}
	if e.Order == "" {
		return
	}
	decided := e.What == "ask" || e.What == "void" || policy.Of(policy.Admin, policy.Action(e.What)) != policy.Nobody
	if e.Detail["outcome"] == "" && decided {
		if !l.full { // an earlier version wrote it; after a row with an outcome only someone else can have
			l.first = e.At.Add(time.Millisecond)
		}
		return
	}
	l.full = l.full || decided
	switch d := l.of(e.Order); {
	case ofLater(e):
		d.later = e
	case e.Detail[detailLater] != "" && e.Detail["outcome"] != outcomeRefused && e.Detail[detailLaterState] == "":
		d.oldLater = true
	}
	machines := strings.Fields(e.Detail["machines"])
	switch outcome := e.Detail["outcome"]; {
	case e.What == kindRelease:
		d := l.of(e.Order)
		for _, m := range machines {
			r := d.released[m]
			if r.first.IsZero() && outcome == outcomeAsked {
				r.first = e.At
			}
			r.certain = outcome == outcomeAsked
			d.released[m] = r
		}
	case outcome == outcomeDone:
		l.of(e.Order).done(e, machines)
	}
}

// done takes a row into account that says that something was done.
func (d *auditedOrder) done(e journal.Entry, machines []string) {
	if policy.Action(e.What).Buys() {
		d.bought = append(d.bought, e)
	}
	switch e.What {
	case "order":
		d.placed, d.priced = e, e
	case "ask":
		d.placed, d.priced, d.approval, d.decided = e, e, e, journal.Entry{}
		if key := e.Detail["key"]; key != "" && !slices.Contains(d.keys, key) {
			d.keys = append(d.keys, key)
		}
	case "approve", "deny":
		d.approval, d.decided = e, e
	case "void", "send":
		d.approval = e
	case "close_unresolved":
		d.closed = append(d.closed, e)
	case "accept_quote":
		d.priced = e
	case "forget":
		d.hidden = append(d.hidden, e.At)
	case "adopt":
		for _, m := range machines {
			d.adopted[m] = true
		}
	}
}

// Verify checks the audit as [journal.Audit.Verify] does, and also compares what the other tables say
// about the orders with it: whoever can change the database could add an approval, or hide an order, without an audit
// row. A mismatch is a [*journal.AuditError], too.
func (a *Audit) Verify(ctx context.Context, known journal.Head) (v journal.Verified, err error) {
	err = a.store.View(ctx, func(j *journal.Snapshot) (err error) {
		l := auditLedger{orders: map[string]*auditedOrder{}}
		if v, err = j.Audit.Verify(known, l.see); err != nil {
			return err
		}
		return l.compare(j)
	})
	return v, err
}

// compare finds the first order that is not what the audit says.
func (l *auditLedger) compare(j *journal.Snapshot) error {
	orders, err := j.Orders.All()
	if err != nil {
		return journal.Malformed(err, "orders")
	}
	approvals, err := j.Approvals.All()
	if err != nil {
		return journal.Malformed(err, "approvals")
	}
	there := map[string]journal.Order{}
	for _, o := range orders {
		there[o.ID] = o
	}
	asked := map[string]journal.Approval{}
	for _, a := range approvals {
		asked[a.Order] = a
	}
	for _, id := range slices.Sorted(maps.Keys(there)) {
		if err := l.order(j, there[id]); err != nil {
			return err
		}
	}
	if err := l.approvals(there, asked); err != nil {
		return err
	}
	if err := l.machines(j, there); err != nil {
		return err
	}
	if err := l.releases(j, there); err != nil {
		return err
	}
	moved, err := j.Batches.Moved()
	if err != nil {
		return journal.Malformed(err, "batches")
	}
	if len(moved) > 0 {
		return &journal.AuditError{Violation: journal.ViolationState, Order: moved[0], About: "batches"}
	}
	return l.requests(j, there)
}

// order compares one order with what the audit says of it.
func (l *auditLedger) order(j *journal.Snapshot, o journal.Order) error {
	d := l.of(o.ID)
	older := l.first.IsZero() || o.Created.Before(l.first)
	if d.placed.N == 0 && !o.Recovered && !older {
		return &journal.AuditError{Violation: journal.ViolationNoRow, Order: o.ID, About: "orders"}
	}
	print, err := j.Orders.Fingerprint(o.ID)
	if err != nil {
		return journal.Malformed(err, "orders")
	}
	if was := d.placed.Detail["row"]; was != "" && was != print {
		return &journal.AuditError{N: d.placed.N, Violation: journal.ViolationOrder, Order: o.ID, About: "orders"}
	}
	if print, err = j.Orders.PriceFingerprint(o.ID); err != nil {
		return journal.Malformed(err, "orders")
	}
	if was := d.priced.Detail["quote"]; was != "" && was != print {
		return &journal.AuditError{N: d.priced.N, Violation: journal.ViolationOrder, Order: o.ID, About: "orders"}
	}
	hidden := slices.ContainsFunc(d.hidden, o.Forgotten.Equal)
	if !o.Forgotten.IsZero() && !hidden && !o.Forgotten.Before(l.first) {
		return &journal.AuditError{Violation: journal.ViolationNoRow, Order: o.ID, About: "orders"}
	}
	return nil
}

// approvals compares every approval with the last row about it, and finds orders that are missing.
func (l *auditLedger) approvals(there map[string]journal.Order, asked map[string]journal.Approval) error {
	for _, id := range slices.Sorted(maps.Keys(asked)) {
		a, d := asked[id], l.of(id)
		switch {
		case d.approval.N == 0 && a.Requested.Before(l.first):
		case d.approval.N == 0:
			return &journal.AuditError{Violation: journal.ViolationNoRow, Order: id, About: "approvals"}
		case !attested(a, d.approval), !d.named(a), !d.sameDigest(a, there[id]):
			return &journal.AuditError{N: d.approval.N, Violation: journal.ViolationState, Order: id, About: "approvals"}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(l.orders)) {
		_, ordered := there[id]
		_, waits := asked[id]
		if e := l.orders[id].approval; ordered && e.N > 0 && !waits {
			return &journal.AuditError{N: e.N, Violation: journal.ViolationState, Order: id, About: "approvals"}
		}
	}
	return nil
}

// attested reports whether the approval is what the last row about it says.
func attested(a journal.Approval, e journal.Entry) bool {
	state := map[string]journal.ApprovalState{
		"ask": journal.ApprovalPending, "approve": journal.ApprovalGiven, "deny": journal.ApprovalDenied,
		"void": journal.ApprovalVoid, "send": journal.ApprovalUsed,
	}[e.What]
	if a.State != state || a.Digest != digestIn(e) {
		return false
	}
	when, ends := a.Decided, a.Expires
	switch e.What {
	case "ask":
		when, ends = a.Requested, e.At.Add(a.TTL)
		if a.RequestedBy != e.Who || a.DecidedBy != "" {
			return false
		}
	case "approve":
		ends = e.At.Add(a.TTL)
	}
	by := e.Who
	if e.What == "send" {
		by = e.Detail["approved_by"]
	}
	return when.Equal(e.At) && ends.Equal(a.Expires) && (a.DecidedBy == by || e.What == "ask" || e.What == "void")
}

// named reports whether the keys and the reason of the approval are those of the rows about it. Rows of earlier
// versions, which did not write down what an order is, may not have them.
func (d *auditedOrder) named(a journal.Approval) bool {
	if d.placed.Detail["row"] == "" {
		return true
	}
	key := ""
	if d.decided.N > 0 && d.approval.What != "void" {
		key = d.decided.Detail["key"]
	}
	reason := d.decided.Detail["reason"]
	if d.approval.What == "void" {
		reason = d.approval.Detail["reason"]
	}
	return slices.Equal(strings.Fields(a.RequestedKey), d.keys) && a.DecidedKey == key && a.Reason == reason
}

// sameDigest reports whether the approval was asked for this order, with its secrets. After it was sent, the order may
// have become cheaper.
func (d *auditedOrder) sameDigest(a journal.Approval, o journal.Order) bool {
	if d.placed.Detail["row"] == "" || o.ID == "" || a.State == journal.ApprovalUsed || a.State == journal.ApprovalVoid {
		return true
	}
	name, err := digest(o, a.Secrets)
	return err == nil && name == a.Digest
}

// machines compares who was released, and who was named by a person, with the rows about it.
func (l *auditLedger) machines(j *journal.Snapshot, there map[string]journal.Order) error {
	batches, err := j.Batches.Of("")
	if err != nil {
		return journal.Malformed(err, "batches")
	}
	of := map[string]string{}
	for _, b := range batches {
		of[b.ID] = b.Order
	}
	all, err := j.Instances.Of("")
	if err != nil {
		return journal.Malformed(err, "instances")
	}
	seen := map[string]map[provider.InstanceID]bool{}
	for _, i := range all {
		order := of[i.Batch]
		d, id := l.of(order), string(i.ID)
		if seen[order] == nil {
			seen[order] = map[provider.InstanceID]bool{}
		}
		seen[order][i.ID] = true
		r, asked := d.released[id]
		switch {
		case !i.ReleaseAt.IsZero() && (r.first.IsZero() || i.ReleaseAt.Before(r.first)) && !i.ReleaseAt.Before(l.first),
			i.Source == journal.SourcePerson && !d.adopted[id] && !i.Accepted.Before(l.first):
			return &journal.AuditError{Violation: journal.ViolationNoRow, Order: order, About: "instances"}
		case asked && r.certain && i.ReleaseAt.IsZero():
			return &journal.AuditError{Violation: journal.ViolationState, Order: order, About: "instances"}
		}
	}
	return l.missing(j, there, seen)
}

// missing finds orders, and machines that a person has named, that are not there any more and were not removed for
// their age.
func (l *auditLedger) missing(j *journal.Snapshot, there map[string]journal.Order,
	seen map[string]map[provider.InstanceID]bool,
) error {
	for _, id := range slices.Sorted(maps.Keys(l.orders)) {
		d := l.orders[id]
		if _, ok := there[id]; !ok && d.placed.N > 0 {
			_, removed, err := j.Orders.Removed(id)
			if err != nil {
				return journal.Malformed(err, "removed")
			}
			if !removed {
				return &journal.AuditError{N: d.placed.N, Violation: journal.ViolationNoOrder, Order: id, About: "orders"}
			}
			continue
		}
		for _, m := range slices.Concat(slices.Sorted(maps.Keys(d.adopted)), slices.Sorted(maps.Keys(d.released))) {
			if _, ok := there[id]; ok && !seen[id][provider.InstanceID(m)] && (d.adopted[m] || d.released[m].certain) {
				return &journal.AuditError{Violation: journal.ViolationState, Order: id, About: "instances"}
			}
		}
	}
	return nil
}
