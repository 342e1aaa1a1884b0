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
	Order   string
	State   ApprovalState
	Seal    string // of exactly what is asked for
	AskedBy string
	// AskedKey is the fingerprint of the key that asked, or several, separated by blanks; "" without sign-in.
	AskedKey string
	Secrets  string // a keyed hash of the secrets that approval is asked for; "" without secrets
	Asked    time.Time
	Lasts    time.Duration // of the asking, and of the yes
	Expires  time.Time     // until then it may be decided, or the order may be sent

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

const approvalColumns = `order_id, state, seal, asked_by, asked_at, lasts_ms, expires_at, decided_by,
	decided_at, reason,
	asked_key, decided_key, secrets`

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
		a                              Approval
		asked, lasts, expires, decided int64
	)
	err := r.Scan(&a.Order, &a.State, &a.Seal, &a.AskedBy, &asked, &lasts, &expires, &a.DecidedBy, &decided, &a.Reason,
		&a.AskedKey, &a.DecidedKey, &a.Secrets)
	a.Asked, a.Expires, a.Decided = fromMillis(asked), fromMillis(expires), fromMillis(decided)
	a.Lasts = time.Duration(lasts) * time.Millisecond
	return a, err
}

// Ask writes that an order waits for a yes to seal from now on, in the place of whatever was asked and said before.
func (t ApprovalWriter) Ask(a Approval) error {
	_, err := t.exec(`insert into approvals(order_id, state, seal, asked_by, asked_at, lasts_ms, expires_at, asked_key,
		secrets)
		values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
		on conflict (order_id) do update set state = excluded.state, seal = excluded.seal, asked_by = excluded.asked_by,
			asked_at = excluded.asked_at, lasts_ms = excluded.lasts_ms, expires_at = excluded.expires_at,
			asked_key = excluded.asked_key, secrets = excluded.secrets, decided_by = '', decided_key = '',
			decided_at = 0, reason = ''`,
		a.Order, ApprovalPending, a.Seal, a.AskedBy, millis(t.now), a.Lasts.Milliseconds(), millis(t.now.Add(a.Lasts)),
		a.AskedKey, a.Secrets)
	return err
}

// Decision changes the recorded approval of an order.
type Decision struct {
	Order string
	Seal  string          // of what was decided about: another one is not touched
	From  []ApprovalState // what it has to be
	To    ApprovalState
	By    string
	Key   string // the fingerprint of their key; "" without sign-in
	// Until is when the yes expires; zero: the time stays.
	Until  time.Time
	Reason string
}

// Decide applies d if and only if the approval is still in one of d.From and about d.Seal. False means that someone
// else was first.
func (t ApprovalWriter) Decide(d Decision) (bool, error) {
	words := make([]string, 0, len(d.From))
	for _, f := range d.From {
		words = append(words, "'"+string(f)+"'")
	}
	n, err := t.exec(`update approvals set state = ?3, decided_by = ?4, decided_at = ?5, reason = ?6, decided_key = ?8,
			expires_at = case when cast(?7 as bigint) > 0 then ?7 else expires_at end
		where order_id = ?1 and seal = ?2 and state in (`+strings.Join(words, ", ")+`)`,
		d.Order, d.Seal, d.To, d.By, millis(t.now), d.Reason, millis(d.Until), d.Key)
	return n == 1, err
}
