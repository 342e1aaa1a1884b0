package journal

import (
	"time"

	"github.com/metalwright/metalwright/provider"
)

// State is the state of a batch.
type State string

// The states of a batch.
const (
	Intent     State = "intent"     // on disk, no request has been made
	Sent       State = "sent"       // a request may be on its way
	Ambiguous  State = "ambiguous"  // it may have been bought: being looked up
	Unresolved State = "unresolved" // looked for long enough, nothing found: a person decides
	Accepted   State = "accepted"   // bought; watched until every instance is at its end
	Rejected   State = "rejected"   // refused: nothing was bought
	NotSent    State = "not_sent"   // no byte left the machine: nothing was bought
	Closed     State = "closed"     // no further change is expected
)

// States returns all states, in the order of a batch's life.
func States() []State {
	return []State{Intent, Sent, Ambiguous, Unresolved, Accepted, Rejected, NotSent, Closed}
}

// Source says how an instance became known.
type Source string

// The sources.
const (
	SourceAnswer Source = "answer" // the vendor's answer to the purchase
	SourceFound  Source = "found"  // a look-up by its token
	SourcePerson Source = "person" // a person said so
)

// Key is one account at one product: the unit that is watched together and shares one request budget.
type Key struct {
	Account string
	Product provider.ProductID
}

// Order is a confirmed order. The spec is stored as its JSON, in which every secret is a mask.
type Order struct {
	ID      string
	Profile string
	Key     Key
	Spec    provider.Spec
	Quote   provider.Quote
	// ScriptBytes and ScriptSHA256 recognise the init script, which is not stored; 0 and "" without one.
	ScriptBytes  int
	ScriptSHA256 string
	Created      time.Time
	By           string
	Recovered    bool      // the journal did not know it: its machines were found at the vendor
	Forgotten    time.Time // hidden by a person; zero when not
}

// Batch is one CreateInstances request of an order, whether it was sent or not.
type Batch struct {
	ID      string
	Order   string
	N       int // from 1, unique within the order
	Key     Key
	Zone    provider.ZoneID
	Token   string // unique; what the vendor's list says of its machines
	Name    string // the name pattern that is sent
	First   int    // the number of its first machine within the order, from 0
	Wanted  int
	State   State
	Version int // counts the moves; the version of the last event
	Owner   string
	RetryOf string // the batch that this one tries again; "" for a first try

	Created  time.Time
	Sent     time.Time
	Deadline time.Time
	SettleAt time.Time
	LookedAt time.Time
	LookAt   time.Time // the next look-up; zero when no look-up is due
	Looks    int       // look-ups that were answered
	Changed  time.Time

	OrderNumber string
	RequestID   string
	Err         *provider.Error // nil when there was no error
	Shortfall   int
	Attention   string

	Cost     provider.Money // by the quote that was confirmed; without a currency when the vendor states no prices
	Evidence Evidence       // what it may have bought, while a person decides
	// Replaces are the machines that the batch is ordered to replace. It is written with the batch and never read
	// back: each replaced machine records it.
	Replaces []provider.InstanceID

	// Make is what it buys instead of machines; nil for machines. Wanted is 0 then. Before are the resources of the kind
	// that there were just before it was sent; nil when nobody has looked.
	Make   *provider.Making
	Before []string
}

// Evidence is machines at the vendor that no batch claims and that a batch may have bought. It proves nothing.
type Evidence struct {
	At       time.Time           `json:"at,omitzero"` // when the vendor was asked; zero when it was not
	Machines []provider.Instance `json:"machines,omitempty"`
}

// Instance is a machine of a batch.
type Instance struct {
	provider.Instance
	Key      Key
	Batch    string // the batch's ID
	Position int    // its place among the machines of its batch
	Source   Source
	Misses   int       // complete answers in a row that did not list it
	Accepted time.Time // when it became known
	Running  time.Time // first seen RUNNING
	Changed  time.Time // status last seen to change
	Seen     time.Time // last listed
	CheckAt  time.Time // when a machine that is at its end is asked for once more; zero when that is not due

	ReleaseAt  time.Time // when a person asked to give it back; zero when no one did
	ReplacedBy string    // the batch that was ordered to replace it; "" when it was not replaced

	Mismatches []provider.Mismatch // where it was not what was ordered when it came up
	Ready      time.Time           // when its login port first answered, by [InstanceWriter.SetReady]; zero before
}

// Event is one entry of a batch's history, numbered without gaps.
type Event struct {
	Batch   string
	Version int
	At      time.Time
	Kind    string
	Detail  string
}

// Watch is how the watching of a key goes.
type Watch struct {
	Key    Key
	Polled time.Time
	Next   time.Time // the next poll; zero when no poll is due
	Err    string
	Swept  time.Time // the last complete sweep, by any program; zero before the first
	Line   string    // [Host.Timeline] of it
}
