package order

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
)

// Service owns the orders of one program: it writes them down, sends them, and watches them. It is safe for
// concurrent use, and one serves any number of screens.
type Service struct {
	opt      Options
	owners   *owners
	inFlight atomic.Int64
	sending  sync.WaitGroup // of orders being sent
	// unwritten is what the journal does not take.
	unwritten *unwritten

	mu       sync.Mutex
	stop     chan struct{} // closed while holding
	holding  bool          // no new requests are started
	closed   bool          // nor ever again
	accounts map[journal.Key]*account
	secrets  map[ID]provider.Access // of the orders that this program placed
	running  map[ID]bool            // orders being sent
	seals    map[journal.Key][]byte // what approvals are sealed with
	started  func(*account)         // starts a watcher; nil while Run does not run
}

// account is one account at one product.
type account struct {
	key     journal.Key
	mu      sync.Mutex
	current provider.Operator
	buys    *sender // nil: watch only
	watch   *watcher
}

// New makes a service on an open journal. It does no work until it is used.
func New(opt Options) *Service {
	if now := opt.Store.Clock(); now != nil { // several hosts compare the same times
		opt.Now = now
	}
	own := &owners{dir: opt.Dir, mark: cmp.Or(opt.Store.Host(), random()), shared: opt.Store.Host() != ""}
	opt.Owner = strings.TrimSpace(opt.Owner + " " + own.mark)
	own.owner = opt.Owner
	if opt.After == nil {
		opt.After = time.After
	}
	if opt.Point == nil {
		opt.Point = func(string) {}
	}
	if opt.Hide == nil {
		opt.Hide = func(...provider.Secret) func() { return func() {} }
	}
	if opt.Limits.Cadence == nil {
		opt.Limits.Cadence = cadence
	}
	l := &opt.Limits
	l.Request = cmp.Or(l.Request, 120*time.Second)
	l.Margin = cmp.Or(l.Margin, 60*time.Second)
	l.Grace = cmp.Or(l.Grace, 60*time.Second)
	l.Polls = cmp.Or(l.Polls, 2)
	return &Service{
		opt: opt, owners: own, stop: make(chan struct{}), accounts: map[journal.Key]*account{},
		secrets: map[ID]provider.Access{},
		running: map[ID]bool{}, seals: map[journal.Key][]byte{}, unwritten: newUnwritten(),
	}
}

// Use registers an account: o prices, watches and ends machines, b buys; a nil b makes an account that cannot buy.
// account names the vendor account, not the profile: two profiles with the same key give the same account. Using the
// same account again replaces its o, and its b when that is not nil.
func (s *Service) Use(product provider.ProductID, name string, o provider.Operator, b provider.Buyer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := journal.Key{Account: name, Product: product}
	a, ok := s.accounts[key]
	if !ok {
		a = &account{key: key}
		a.watch = s.watcher(key, a.operator)
		s.accounts[key] = a
	}
	a.use(o, s.sender(o, b))
	if !ok && s.started != nil {
		s.started(a)
	}
}

func (a *account) use(o provider.Operator, buys *sender) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.current = o
	if buys != nil {
		a.buys = buys
	}
}

func (a *account) operator() provider.Operator {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.current
}

func (a *account) sender() *sender {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.buys
}

func (s *Service) sender(o provider.Operator, b provider.Buyer) *sender {
	if b == nil {
		return nil
	}
	return &sender{
		store: s.opt.Store, buyer: b, product: o.Product(), limits: s.opt.Limits, owner: s.opt.Owner, now: s.opt.Now,
		after: s.opt.After, point: s.opt.Point, log: s.opt.Log, inFlight: &s.inFlight, kept: s.unwritten,
		stopping: s.isStopping,
	}
}

func (s *Service) watcher(key journal.Key, o func() provider.Operator) *watcher {
	return &watcher{
		key: key, turn: s.turn(key), store: s.opt.Store, operator: o, limits: s.opt.Limits,
		budget: newBudget(s.opt.Limits.Polls),
		now:    s.opt.Now, after: s.opt.After, point: s.opt.Point, log: s.opt.Log,
		owners: s.owners, health: &health{}, trials: &sync.WaitGroup{},
	}
}

// Changes returns a channel that receives when orders may have changed, in this program or in another one on the same
// journal: read them again then. Changes that were not received yet count as one. The function ends it.
func (s *Service) Changes() (<-chan struct{}, func()) { return s.opt.Store.Changes() }

// InFlight is the number of this program's purchase requests that are on their way, or whose outcome is not on disk.
func (s *Service) InFlight() int { return int(s.inFlight.Load()) }

// StopStarting lets requests that are on their way finish and starts no further ones: batches that wait for their turn
// are not sent. [Service.StartAgain] undoes it.
func (s *Service) StopStarting() { s.hold(false) }

func (s *Service) hold(forever bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = s.closed || forever
	if !s.holding {
		s.holding = true
		close(s.stop)
	}
}

// StartAgain undoes [Service.StopStarting]. Batches that were not sent meanwhile stay unsent and count in View.Rest: a
// person may order them. After [Service.Close] it does nothing.
func (s *Service) StartAgain() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.holding && !s.closed {
		s.holding, s.stop = false, make(chan struct{})
	}
}

// Sending is the orders that this program is sending: requests are on their way, or wait for their turn.
func (s *Service) Sending() []ID {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Sorted(maps.Keys(s.running))
}

// Close starts no more requests and waits until the outcome of those being sent is written down. If ctx ends first it
// returns the cause, and the open requests are looked up at the next start. It does not close the journal.
func (s *Service) Close(ctx context.Context) error {
	s.hold(true)
	done := make(chan struct{})
	go func() {
		s.sending.Wait()
		close(done)
	}()
	select {
	case <-done:
		s.owners.free()
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
