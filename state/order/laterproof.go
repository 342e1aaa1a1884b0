package order

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/policy"
)

// What rows of the audit have of a release at a time, beside the time. The hash binds the row of the table to the
// audit, and the proof is a keyed hash of it and of the row of the audit before: whoever can write to the database but
// lacks the account's secret cannot have machines released, nor with a copy of a row that was valid once.
const (
	detailLaterState = "release_state"
	detailLaterHash  = "release_row"
	detailLaterProof = "release_proof"
)

// The states of a release at a time in the audit that the table has no word for.
const (
	laterPlanned = "planned" // it is to come
	laterNever   = "never"   // someone took it back
)

// laterPurpose keeps the proofs of releases apart from those of other things.
const laterPurpose = "release at a time"

// laterHash is the hash of what is written down of a release at a time. Which program makes it, and since when, is not
// part of it.
func laterHash(l journal.Later) string {
	text, _ := json.Marshal([]any{ // all of them can be written
		l.Order, laterState(l), l.At.UnixMilli(), l.By, l.Set.UnixMilli(), l.Bound, l.Changes,
	})
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

func laterState(l journal.Later) string { return cmp.Or(string(l.State), laterPlanned) }

// laterDetail is what a row of the audit says of l that follows the row with the hash prev.
func (s *signer) laterDetail(k journal.Key, l journal.Later, prev string) map[string]string {
	hash := laterHash(l)
	return map[string]string{
		detailLater: l.At.UTC().Format(time.RFC3339), detailLaterState: laterState(l), detailLaterHash: hash,
		detailLaterProof: s.mac(k, laterPurpose, hash, prev),
	}
}

// addLater adds to the detail of the next row of the audit what it says of l, in the transaction that writes l down.
func (s *signer) addLater(tx *journal.Tx, detail map[string]string, k journal.Key, l journal.Later) error {
	head, err := tx.Audit.Head()
	if err == nil {
		maps.Copy(detail, s.laterDetail(k, l, head.Hash))
	}
	return err
}

// sameLater reports whether both are one release, in whatever state.
func sameLater(a, b journal.Later) bool {
	a.State, b.State = "", ""
	return laterHash(a) == laterHash(b)
}

// ofLater reports whether a row of the audit says what a release at a time is. Refused commands changed nothing.
func ofLater(e journal.Entry) bool {
	done := e.Detail["outcome"] == outcomeDone || e.Detail["outcome"] == outcomeAsked
	return done && e.Detail[detailLaterState] != ""
}

// doubt is why nothing proves that someone has set l so; "" when the last row of the audit about it says just what the
// table says, signed with the account's secret.
func (s *signer) doubt(j *journal.Snapshot, k journal.Key, l journal.Later) (HeldReason, error) {
	all, err := j.Audit.Of(l.Order)
	if err != nil {
		return flawed(err)
	}
	at := len(all) - 1
	for at >= 0 && !ofLater(all[at]) {
		at--
	}
	if at < 0 {
		if olderLater(all, l) {
			return heldOlder, nil
		}
		return heldProof, nil
	}
	why := s.doubtOf(all, at, k, l)
	if why == heldProof {
		return why, nil
	}
	if err := j.Audit.Intact(all[at].N); err != nil {
		return flawed(err)
	}
	if why == "" {
		since, err := j.Audit.Behind()
		if err != nil {
			return "", err
		}
		if !all[at].At.After(since) { // someone may have taken it back, or have set another time
			return heldRestored, nil
		}
	}
	return why, nil
}

// flawed is the doubt about what an audit says that is not as it was written. Other errors stay what they are.
func flawed(err error) (HeldReason, error) {
	if _, is := errors.AsType[*journal.AuditError](err); is {
		return heldProof, nil
	}
	return "", err
}

// doubtOf compares one of the rows about an order with l.
func (s *signer) doubtOf(all []journal.Entry, at int, k journal.Key, l journal.Later) HeldReason {
	e := all[at]
	want := s.laterDetail(k, l, e.Prev)
	is := func(proof string) bool { return hmac.Equal([]byte(e.Detail[detailLaterProof]), []byte(proof)) }
	switch {
	case e.Detail[detailLaterHash] != want[detailLaterHash]:
		return heldProof
	case is(want[detailLaterProof]):
		return ""
	case is(s.mac(k, laterPurpose, want[detailLaterHash])): // not bound to its place
		return heldOlder
	case slices.ContainsFunc(all[:at], func(o journal.Entry) bool {
		return o.Detail[detailLaterProof] == e.Detail[detailLaterProof]
	}): // a copy
		return heldProof
	}
	return heldSecret
}

// olderLater reports whether an earlier version may have set l, of which no row of the audit says what it is: it wrote
// it down with the order, or with a row that has no more than its time. Rows of new orders say since then that nothing
// is planned, if so.
func olderLater(all []journal.Entry, l journal.Later) bool {
	return slices.ContainsFunc(all, func(e journal.Entry) bool {
		switch {
		case e.Detail["outcome"] != outcomeDone:
			return false
		case e.What == "order" || e.What == "ask":
			return e.At.Equal(l.Set)
		}
		return e.Detail[detailLater] != ""
	})
}

// putLater writes l down, with a row of the audit.
func putLater(s *Service, tx *journal.Tx, k journal.Key, l journal.Later, who string) error {
	if err := tx.Releases.Put(l); err != nil {
		return err
	}
	detail := map[string]string{"outcome": outcomeDone}
	if err := s.signer.addLater(tx, detail, k, l); err != nil {
		return err
	}
	if l.Why != "" {
		detail["why"] = l.Why
	}
	return s.Audit.enter(tx, journal.Entry{Who: who, What: string(policy.Release), Order: l.Order, Detail: detail})
}

// later is when a new order is released; false when that is not planned.
func (c Place) later(id string, who Actor, now time.Time) (journal.Later, bool) {
	l := journal.Later{Order: id, At: c.ReleaseAt, By: who.Name, Set: now, Bound: who.People != nil}
	return l, !c.ReleaseAt.IsZero()
}

// placed is what the row of the audit says of a new order beside what it is.
func (s *signer) placed(tx *journal.Tx, o journal.Order, c Place, who Actor) (map[string]string, error) {
	detail := map[string]string{"key": who.Key}
	if l, ok := c.later(o.ID, who, tx.Now()); ok {
		return detail, s.addLater(tx, detail, o.Key, l)
	}
	detail[detailLaterState] = laterNever
	return detail, nil
}

// releases compares what is released at a time with the rows about it.
func (l *auditLedger) releases(j *journal.Snapshot, there map[string]journal.Order) error {
	all, err := j.Releases.List()
	if err != nil {
		return journal.Malformed(err, "later")
	}
	planned := map[string]bool{}
	for _, x := range all {
		planned[x.Order] = true
		d := l.of(x.Order)
		switch e := d.later; {
		case e.N == 0 && (there[x.Order].Created.Before(l.first) || d.oldLater || d.placed.At.Equal(x.Set)):
			// an earlier version set it
		case e.N == 0:
			return &journal.AuditError{Violation: journal.ViolationNoRow, Order: x.Order, About: "later"}
		case e.Detail[detailLaterHash] != laterHash(x):
			return &journal.AuditError{N: e.N, Violation: journal.ViolationState, Order: x.Order, About: "later"}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(there)) {
		e := l.of(id).later
		if e.N > 0 && e.Detail[detailLaterState] != laterNever && !planned[id] {
			return &journal.AuditError{N: e.N, Violation: journal.ViolationState, Order: id, About: "later"}
		}
	}
	return nil
}
