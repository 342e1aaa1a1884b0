// Package order is the life of an order: a pure transition function, the one sender that may buy, and the watcher and
// reconciler that may not. Screens and commands talk to a [Service].
//
// Everything that matters is in the journal before it is done: a purchase that this package does not know to be
// refused is looked up, and never sent again.
package order

import (
	"errors"
	"io"
	"log/slog"
	"slices"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/identity"
	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/policy"
)

// ID names an order: "o-k7q2m9x4".
type ID string

// String is the id as it may be shown: journals of earlier versions may hold ids that a terminal would obey.
func (id ID) String() string { return identity.Shown(string(id)) }

// Status is the state of a whole order, computed from its batches and instances.
type Status string

// The words, on every screen and in JSON.
const (
	Draft        Status = "DRAFT"        // not confirmed
	Waiting      Status = "WAITING"      // for another person's approval, or to be sent on it: nothing was bought
	Sending      Status = "SENDING"      // requests are on their way, or about to be
	Ambiguous    Status = "AMBIGUOUS"    // something may have been bought: do not order again
	Provisioning Status = "PROVISIONING" // bought, coming up
	Done         Status = "DONE"         // all machines that were wanted are RUNNING
	Partial      Status = "PARTIAL"      // some are
	Failed       Status = "FAILED"       // machines were bought, and none is RUNNING
	Rejected     Status = "REJECTED"     // nothing was bought
)

// Attention is the reason, as one word, why a person should look at an order; "" when there is no reason to. The
// message catalogue has its sentence below "attention.".
type Attention string

// The reasons, the most pressing first.
const (
	attentionTwice     Attention = "bought_twice"      // a batch that was bought again turned up after all: release one
	attentionMore      Attention = "more_than_ordered" // the vendor made more machines than were wanted
	AttentionUndecided Attention = "unresolved"        // looked for long enough, nothing found: a person decides
	attentionLate      Attention = "found_late"        // machines turned up after the order was given up
	// attentionRecovered: the journal did not know the order, and its machines were found at the vendor
	attentionRecovered Attention = "recovered"
	AttentionVanished  Attention = "vanished"        // the vendor lists a machine no more
	AttentionPaid      Attention = "paid_but_failed" // a machine failed, and may cost money
	AttentionMismatch  Attention = "mismatch"        // a machine runs and is not what was ordered
	AttentionLeft      Attention = "left_behind"     // networks or addresses are there, and no machine uses them
	AttentionRelease   Attention = "release_held"    // it was to be released, and was not
	AttentionStatus    Attention = "unknown_status"  // the vendor reports a status that metalwright does not know
	AttentionStuck     Attention = "stuck"           // a machine has been coming up for longer than 90 minutes
)

// Place is the [Command] to place an order that the operator has confirmed. Stock and price are asked for once more,
// the order is written to the journal, and sending it starts. If another person has to approve it first, it becomes
// WAITING instead, and [Send] sends it. When there is no error the order is on disk, and sending continues after the
// context has ended. An error means that nothing was or will be sent: a fault of the spec, [ErrID], [ErrPlaced],
// [ErrNoAccount], [ErrNoBuyer], [ErrStopping], [ErrUnpriced], an error of [Views.Requote], a [*policy.Refusal], or
// a [journal.Error].
type Place struct {
	ID ID // a new one is [NewID]; an order file has its own
	// Names are the other names of the order file: see package identity. While an order has one of them and is not in
	// After, the new order is not placed. After lists the orders that the caller knows not to be in the way: refused
	// ones, or all of them when the same is to be ordered once more.
	Names   []string
	After   []ID
	Profile string // the name under which the account is known here
	Account string // the key of the vendor account, as given to [Service.Use]
	Spec    provider.Spec
	Quote   provider.Quote // as it was shown; more than that is not paid
	// Unpriced is the operator's explicit consent to an order for which the vendor states no price.
	Unpriced bool
	// Made says that the program has made the password: a person sees it once.
	Made bool
	// ReleaseAt is when the order is released; zero: when someone does. See [ReleaseLater].
	ReleaseAt time.Time
}

// View is an order as the journal has it. It is a copy and may be kept.
type View struct {
	ID        ID
	Status    Status
	Open      bool          // something is still to be sent, looked up, watched or decided
	Spec      provider.Spec // without its secrets
	Quote     provider.Quote
	Profile   string
	Account   string
	Product   provider.ProductID
	By        string
	Created   time.Time
	Finished  time.Time // zero while Open
	Batches   []BatchView
	Instances []InstanceView // in the order of their batches, then of their names
	Resources []ResourceView // networks and addresses that it has made, in the order in which they were bought

	Wanted    int // machines that were confirmed
	Bought    int // machines that are known to exist, or to have existed
	Shortfall int // Wanted minus Bought, less what is still being sent or looked up
	Rest      int // machines that are certain not to have been bought: what [BuyRest] would order
	// Lost is how many machines never came up, are known to be gone, and were not replaced: [RetryFailed]
	// would order these. A machine that failed and still exists has to be released first.
	Lost      int
	Forgotten bool // a person took it off the lists
	Recovered bool // the journal did not know the order: its machines were found at the vendor
	// Asks are the secrets that have to be given again before more can be ordered. It is empty when no secrets are
	// needed or this program still holds them.
	Asks []provider.Field

	Attention Attention
	Watch     Watch
	Approval  *Approval // nil when no approval by another person was needed
	Script    *Script   // nil when the order has no first-boot script
	Later     *Later    // when it is released; nil when that is not planned
	Unsaved   bool      // its password was made by the program and shown once, and nobody has said that it is saved
}

// Script identifies the first-boot script of an order; the journal holds no more of it.
type Script struct {
	Bytes  int
	SHA256 string // in hexadecimal
}

// Refusal is the error of the last batch that was refused or not sent, nil when the order's last batch was not. It is
// an error as the provider made it: its field and kind say which step can fix it.
func (v View) Refusal() *provider.Error {
	if len(v.Batches) == 0 {
		return nil
	}
	b := v.Batches[len(v.Batches)-1]
	if b.State != BatchRejected && b.State != BatchNotSent {
		return nil
	}
	return b.Err
}

// Count is the number of instances in status s.
func (v View) Count(s provider.Status) int {
	n := 0
	for at := range v.Instances {
		if i := &v.Instances[at]; i.Status == s {
			n++
		}
	}
	return n
}

// Unfinished reports whether a person may have something to do about the order: it is open, needs a look, or only a
// part of it was ordered.
func (v View) Unfinished() bool {
	return v.Open || v.Attention != "" || v.Bought > 0 && v.Rest > 0
}

// There are the machines that are not known to be gone.
func (v View) There() []InstanceView {
	var there []InstanceView
	for i := range v.Instances {
		if !v.Instances[i].Status.Gone() {
			there = append(there, v.Instances[i])
		}
	}
	return there
}

// CountThere is how many [View.There] are.
func (v View) CountThere() int {
	n := 0
	for i := range v.Instances {
		if !v.Instances[i].Status.Gone() {
			n++
		}
	}
	return n
}

// InFlight reports whether a purchase request of the order may be on its way.
func (v View) InFlight() bool {
	return slices.ContainsFunc(v.Batches, func(b BatchView) bool { return b.State == BatchSent })
}

// State is the state of a batch.
type State = journal.State

// The states of a batch.
const (
	BatchIntent     = journal.Intent     // on disk, no request has been made
	BatchSent       = journal.Sent       // a request may be on its way
	BatchAmbiguous  = journal.Ambiguous  // it may have been bought: being looked up
	BatchUnresolved = journal.Unresolved // looked for long enough: a person decides
	BatchAccepted   = journal.Accepted   // bought; watched until every instance is at its end
	BatchRejected   = journal.Rejected   // refused: nothing was bought
	BatchNotSent    = journal.NotSent    // no byte left this machine: nothing was bought
	BatchClosed     = journal.Closed     // no further change is expected
)

// BatchView is one purchase request of an order.
type BatchView struct {
	N           int // from 1
	State       State
	Token       string // what its machines carry in tag or name
	Name        string // the name pattern that was sent
	First       int    // the number of its first machine within the order, from 0
	Wanted      int
	Found       int // instances known
	Shortfall   int // machines that will not come
	RetryOf     int // N of the batch that it tries again; 0 when it is the first try
	OrderNumber string
	RequestID   string
	Cost        provider.Money  // what it costs as it was agreed to; zero when the vendor states no price
	Err         *provider.Error // why it was refused or is ambiguous; nil otherwise

	Created  time.Time // confirmed
	Sent     time.Time // zero when it was not sent
	Deadline time.Time // when an answer is no longer waited for; zero when it was not sent
	Changed  time.Time // when State was entered
	Settles  time.Time // when a person is asked if no machine is found; zero unless it was ambiguous
	LookedAt time.Time // the last look-up; zero before the first
	NextLook time.Time // zero when no look-up is due
	Looks    int       // look-ups that were answered
	FoundAt  time.Time // when machines were found by a look-up, because no answer had named them; zero for none
	LookUps  []Look    // the newest of them, and of those that failed, the oldest first; none when the outcome is certain

	// Evidence lists the machines of the same zone and type that were made at the time it was sent and that no batch
	// claims, while a person has to decide about it. It proves nothing. EvidenceAt is when the vendor was asked, zero
	// when it was not.
	Evidence   []provider.Instance
	EvidenceAt time.Time

	// Dismissed is who said that it bought nothing, while nothing of it was found.
	Dismissed Dismissal

	// Make is what it buys instead of machines; nil for machines. Wanted is 0 then, and Found counts resources.
	Make *provider.Making
}

// Fault is the error of the request as long as it explains what is missing; nil once its machines were found.
func (b BatchView) Fault() *provider.Error {
	if b.State == BatchAccepted || b.State == BatchClosed && b.Found > 0 {
		return nil
	}
	return b.Err
}

// InstanceView is a machine of an order.
type InstanceView struct {
	provider.Instance
	Batch    int       // N of its batch
	Source   Source    // how we know that it is ours
	Accepted time.Time // when the vendor's answer, or the look-up, named it
	Running  time.Time // when it was first seen RUNNING; zero before
	Changed  time.Time // when its status was last seen to change
	Seen     time.Time // when the vendor last listed it; zero when it never did
	Misses   int       // complete answers in a row that did not list it
	Stuck    bool      // coming up for longer than 90 minutes

	Gone         bool      // it never came up and is known not to exist any more: see View.Lost
	ReleaseAsked time.Time // when a person asked to give it back; zero when no one did
	ReplacedBy   int       // N of the batch that was ordered to replace it; 0 when it was not replaced

	// OrderedImage is what the vendor calls the image that was ordered; "" where no machine of the order has it.
	OrderedImage string
	Mismatches   []provider.Mismatch // where it was not what was ordered when it came up
	ReadyAt      time.Time           // when its login port first answered; zero before, or when nobody asks
}

// Elapsed is how long i has been coming up at now, or took until it was RUNNING or failed.
func (i InstanceView) Elapsed(now time.Time) time.Duration {
	if end := i.came(); !end.IsZero() {
		now = end
	}
	return max(now.Sub(i.Accepted), 0)
}

// Source says how we came to know an instance.
type Source = journal.Source

// The sources.
const (
	sourceAnswer = journal.SourceAnswer // the vendor's answer to the purchase
	sourceFound  = journal.SourceFound  // a look-up by its token
	sourcePerson = journal.SourcePerson // a person said so
)

// Watch says how well the order's account and product are being watched. Its zero value means not watched yet. SweptAt
// is the last time that all machines with a token of metalwright at the vendor were compared with the journal.
type Watch struct {
	PolledAt time.Time
	NextAt   time.Time
	Err      string // why the last poll failed; "" when it did not
	SweptAt  time.Time
	Opened   bool // this program has the account's credentials and can watch it
}

// Errors of the [Service]. They come wrapped; test with errors.Is.
var (
	ErrNotFound   = errors.New("no such order")
	ErrPlaced     = errors.New("the order is already placed")
	ErrID         = identity.Err
	ErrNoAccount  = errors.New("the account is not open")
	ErrNoBuyer    = errors.New("the account is open for watching only")
	ErrStopping   = errors.New("the program is about to end and starts no order")
	ErrBusy       = errors.New("the order is still being sent or its outcome is unknown")
	ErrMoved      = errors.New("the order has changed since it was looked at")
	ErrOpen       = errors.New("the order is still open")
	ErrNothing    = errors.New("there is nothing left to order")
	ErrPast       = errors.New("the time to release the order is over already")
	ErrSecrets    = errors.New("the order needs its password or script again")
	ErrUnresolved = errors.New("no batch of the order waits for a decision")
	ErrToken      = errors.New("the token is not the one of the batch")
	ErrUnknownID  = errors.New("the vendor does not list the instance")
	ErrBeyond     = errors.New("the evidence does not allow that the instance is adopted")
	ErrNotGone    = errors.New("the failed machines still exist: release them first")
	ErrUnable     = errors.New("the product has no such request")
	ErrFound      = errors.New("the vendor has machines of the order that the journal did not know")
	ErrInUse      = errors.New("the order still has machines, or is still being sent: they use its networks")
	ErrStillThere = errors.New("the vendor still lists what was released")
	ErrEvidence   = errors.New("machines that the batch may have bought are at the vendor: check them first")
)

// Options are the settings of a [Service] and the parts that it uses.
type Options struct {
	Store *journal.Store // required
	// where the lock files of this machine are: the directory of a journal that is a file; required for one
	Dir   string
	Now   func() time.Time // required; a server that several hosts share has a clock of its own, which is used then
	Log   *slog.Logger     // required
	Owner string           // host and process, for people; the id of this program is added

	// After is the timer for pauses; nil is time.After.
	After func(time.Duration) <-chan time.Time
	// Random makes ids and tokens; nil is the system's. It must not fail, and is read by several goroutines.
	Random io.Reader
	// Spending limits the orders of all programs on the journal together; its zero value sets no limit.
	Spending policy.Limits
	// Profiles limits the orders of each profile, in addition to Spending; a profile that is not listed has no limit
	// of its own.
	Profiles map[string]policy.Limits
	Limits   Limits
	// Hide keeps secrets out of the log. It is called before an order is written down; the function that it returns is
	// called when no part of the order is being sent any more. nil does nothing.
	Hide func(...provider.Secret) (show func())
	// Probe asks machines that run whether they can be logged in to; nil asks none.
	Probe Probe
	// People are the rules for what the program does by itself in the name of someone who was signed in; nil: it
	// leaves that to a program that has them.
	People People
	// Brief has the program release nothing at its time, since it ends at once.
	Brief bool
	// Point is called at named points of sending and watching, for crash tests; nil does nothing.
	Point func(name string)
}

// Limits are the times that govern sending and watching. A zero field is the default.
type Limits struct {
	Request time.Duration // for a whole purchase request: 120 s
	Margin  time.Duration // after which a request without an answer is ambiguous: 60 s more
	Grace   time.Duration // after which an intent counts as not sent: 60 s
	// Cadence is the time between polls of machines that were bought age ago: 5 s in the first minute, then 10 s, after
	// 30 minutes 30 s, after 90 minutes 60 s.
	Cadence func(age time.Duration) time.Duration
	// Polls is how many requests per second watching and looking up may take, per account and product: 2.
	Polls float64
}
