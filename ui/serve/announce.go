package serve

import (
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/state/policy"
)

// announceApprovals notifies those who have a session that an order waits for their yes, or what came of theirs.
// before is nil when nothing was looked at before.
func (s *Server) announceApprovals(before, now []order.View) {
	was := map[order.ID]*order.Approval{}
	for _, v := range before {
		was[v.ID] = v.Approval
	}
	for _, v := range now {
		if v.Approval == nil {
			continue
		}
		old := was[v.ID]
		if old != nil && old.State == v.Approval.State && old.Digest == v.Approval.Digest {
			continue
		}
		s.sessions.each(func(o *Session) { o.announceApproval(v) })
	}
}

// announceApproval says what has changed about an order, if it is the session's user's matter.
func (s *Session) announceApproval(v order.View) {
	if changed := max(v.Approval.At.UnixMilli(), v.Approval.Decided.UnixMilli()); changed < s.started.UnixMilli() {
		return // it was so when the session began
	}
	p := s.Person()
	mine := v.Approval.By == s.User || v.By == s.User
	switch v.Approval.State {
	case order.AskedPending:
		if !mine && p.May(policy.Approve, v.By) && sees(p, v) {
			s.notify("serve.asks", "Name", v.Approval.By, "Order", v.ID)
		}
	case order.AskedGiven:
		if mine {
			s.notify("serve.approved", "Name", v.Approval.DecidedBy, "Order", v.ID)
		}
	case order.AskedDenied:
		if mine {
			s.notify("serve.denied", "Name", v.Approval.DecidedBy, "Order", v.ID)
		}
	case order.AskedVoid, order.AskedExpired, order.AskedUsed:
	}
}
