package order

import (
	"crypto/hmac"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/metalwright/metalwright/state/journal"
)

// detailRequestProof is a keyed hash in the row of the audit that asks for an approval: of what is asked for, by whom,
// for how long, and of the row before. Whoever can write to the database but lacks the account's secret cannot say that
// another person has asked, and approve it themselves.
const detailRequestProof = "request_proof"

func (s *signer) requestProof(k journal.Key, a journal.Approval, prev string) string {
	return s.mac(k, "request for an approval", a.Order, a.Digest, a.RequestedBy, a.RequestedKey,
		strconv.FormatInt(a.TTL.Milliseconds(), 10), a.Secrets, prev)
}

// addRequest adds to the detail of the next row of the audit what proves a.
func (s *signer) addRequest(tx *journal.Tx, detail map[string]string, k journal.Key, a journal.Approval) error {
	head, err := tx.Audit.Head()
	if err == nil {
		detail[detailRequestProof] = s.requestProof(k, a, head.Hash)
	}
	return err
}

// provenRequest returns [ErrRequest] when nothing proves that the approval of r was asked for as the journal has it, or
// its state is not that of the last row about it.
func (s *signer) provenRequest(tx *journal.Tx, r rows) error {
	unproven := fmt.Errorf("%w: %s", ErrRequest, r.order.ID)
	all, err := tx.Audit.Of(r.order.ID)
	if err != nil {
		return unlessFlawed(err, unproven)
	}
	var last, ask journal.Entry
	for _, e := range all {
		if e.Detail["outcome"] != outcomeDone || !slices.Contains(aboutApprovals(), e.What) {
			continue
		}
		last = e
		if e.What == "ask" {
			ask = e
		}
	}
	want := s.requestProof(r.order.Key, *r.approval, ask.Prev)
	name, err := digest(r.order, r.approval.Secrets)
	if err != nil {
		return err
	}
	if name != r.approval.Digest || !attested(*r.approval, last) ||
		!hmac.Equal([]byte(ask.Detail[detailRequestProof]), []byte(want)) {
		return unproven
	}
	return unlessFlawed(tx.Audit.Intact(ask.N), unproven)
}

// unlessFlawed is err, joined by unproven where the audit is not as it was written.
func unlessFlawed(err, unproven error) error {
	if _, is := errors.AsType[*journal.AuditError](err); is {
		return fmt.Errorf("%w: %w", unproven, err)
	}
	return err
}

// aboutApprovals are what rows of the audit say of approvals.
func aboutApprovals() []string { return []string{"ask", "approve", "deny", "void", "send"} }
