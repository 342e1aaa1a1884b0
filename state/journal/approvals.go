package journal

import (
	"database/sql"
	"strings"
	"time"
)

// ApprovalState is the state of a request for another person's approval.
type ApprovalState string

// The states of an approval. That its time is over is not written down: it follows from Expires.
const (
	ApprovalPending ApprovalState = "pending" // not decided yet
	ApprovalGiven   ApprovalState = "given"   // approved, and nothing was sent
	ApprovalDenied  ApprovalState = "denied"  // denied
	ApprovalVoid    ApprovalState = "void"    // what was asked for has changed, or was taken back: Reason says which
	ApprovalUsed    ApprovalState = "used"    // the order was sent on it
)

// Approval is a request for another person's approval of an order, and their decision.
type Approval struct {
	Order       string
	State       ApprovalState
	Digest      string // of exactly what is asked for
	RequestedBy string
	// AskedKey is the fingerprint of the key that asked, or several, separated by blanks; "" without sign-in.
	RequestedKey string
	Secrets      string // a keyed hash of the secrets that approval is asked for; "" without secrets
	Requested    time.Time
	TTL          time.Duration // of the request, and of the approval
	Expires      time.Time     // until then it may be decided, or the order may be sent

	DecidedBy  string    // "" until it is decided
	DecidedKey string    // the fingerprint of their key; "" without sign-in
	Decided    time.Time // when State was last changed; zero until it is decided
	Reason     string    // why it is denied or void; "" without a reason
}

// Approvals reads approvals.
type Approvals struct{ *reader }

// ApprovalWriter reads and changes approvals.
type ApprovalWriter struct {
	Approvals
	*change
}

const approvalColumns = `order_id, state, digest, requested_by, requested_at, ttl_ms, expires_at, decided_by,
	decided_at, reason,
	requested_key, decided_key, secrets`

// All returns those of all orders.
func (s Approvals) All() ([]Approval, error) {
	return query(s.reader, scanApproval, `select `+approvalColumns+` from approvals`)
}

// Get returns the approval of one order; false when it needs none.
func (s Approvals) Get(order string) (Approval, bool, error) {
	return first(query(s.reader, scanApproval, `select `+approvalColumns+` from approvals where order_id = ?1`, order))
}

func scanApproval(r *sql.Rows) (Approval, error) {
	var (
		a                                Approval
		requested, ttl, expires, decided int64
	)
	err := r.Scan(&a.Order, &a.State, &a.Digest, &a.RequestedBy, &requested, &ttl, &expires, &a.DecidedBy, &decided,
		&a.Reason, &a.RequestedKey, &a.DecidedKey, &a.Secrets)
	a.Requested, a.Expires, a.Decided = fromMillis(requested), fromMillis(expires), fromMillis(decided)
	a.TTL = time.Duration(ttl) * time.Millisecond
	return a, err
}

// Ask writes that an order waits for the approval of what a.Digest names, in place of any earlier request.
func (t ApprovalWriter) Ask(a Approval) error {
	_, err := t.exec(`insert into approvals(order_id, state, digest, requested_by, requested_at, ttl_ms, expires_at,
		requested_key, secrets)
		values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
		on conflict (order_id) do update set state = excluded.state, digest = excluded.digest,
			requested_by = excluded.requested_by, requested_at = excluded.requested_at, ttl_ms = excluded.ttl_ms,
			expires_at = excluded.expires_at,
			requested_key = excluded.requested_key, secrets = excluded.secrets, decided_by = '', decided_key = '',
			decided_at = 0, reason = ''`,
		a.Order, ApprovalPending, a.Digest, a.RequestedBy, millis(t.now), a.TTL.Milliseconds(), millis(t.now.Add(a.TTL)),
		a.RequestedKey, a.Secrets)
	return err
}

// Decision changes the recorded approval of an order.
type Decision struct {
	Order  string
	Digest string          // of what was decided about: another one is not touched
	From   []ApprovalState // what it has to be
	To     ApprovalState
	By     string
	Key    string // the fingerprint of their key; "" without sign-in
	// Until is when the approval expires; zero: the time stays.
	Until  time.Time
	Reason string
}

// Decide applies d if and only if the approval is still in one of d.From and about d.Digest. False means that someone
// else was first.
func (t ApprovalWriter) Decide(d Decision) (bool, error) {
	words := make([]string, 0, len(d.From))
	for _, f := range d.From {
		words = append(words, "'"+string(f)+"'")
	}
	n, err := t.exec(`update approvals set state = ?3, decided_by = ?4, decided_at = ?5, reason = ?6, decided_key = ?8,
			expires_at = case when cast(?7 as bigint) > 0 then ?7 else expires_at end
		where order_id = ?1 and digest = ?2 and state in (`+strings.Join(words, ", ")+`)`,
		d.Order, d.Digest, d.To, d.By, millis(t.now), d.Reason, millis(d.Until), d.Key)
	return n == 1, err
}
