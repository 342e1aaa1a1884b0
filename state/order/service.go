package order

import (
	"cmp"
	"context"
	"crypto/rand"
	"strings"
	"sync/atomic"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
)

// Service owns the orders of one program: it writes them down, sends them, and watches them. It is safe for
// concurrent use, and one serves any number of screens. Its parts hold only what they need; the watcher has none that
// buys.
type Service struct {
	Views *Views // reads orders and prices
	Audit *Audit // what was decided, and by whom

	opt       Options
	owners    *owners
	accounts  *accounts
	secrets   *secrets
	drafts    *openDrafts
	signer    *signer
	running   *running
	decisions *decisions
	approvals *approvals
	limits    *limits
	discovery discovery
	dispatch  *dispatcher
	inFlight  atomic.Int64
	unwritten *unwritten // what the journal does not take
}

// New makes a service on an open journal. It does no work until it is used.
func New(opt Options) *Service {
	if now := opt.Store.Host().Clock(); now != nil { // several hosts compare the same times
		opt.Now = now
	}
	host := opt.Store.Host().ID()
	own := &owners{dir: opt.Dir, id: cmp.Or(host, random(rand.Reader)), shared: host != ""}
	opt.Owner = strings.TrimSpace(opt.Owner + " " + own.id)
	own.owner = opt.Owner
	opt = opt.withDefaults()
	s := &Service{
		Audit: &Audit{store: opt.Store, log: opt.Log},
		opt:   opt, owners: own,
		accounts: &accounts{all: map[journal.Key]*account{}},
		secrets:  &secrets{of: map[ID]provider.Access{}}, drafts: &openDrafts{by: map[ID]*Drafts{}},
		signer:  &signer{keys: map[journal.Key][]byte{}},
		running: newRunning(),
		limits:  &limits{all: opt.Spending, profiles: opt.Profiles}, unwritten: newUnwritten(),
	}
	s.Views = &Views{
		checks: checks{opt.Store, s.accounts}, store: opt.Store, now: opt.Now, accounts: s.accounts, secrets: s.secrets,
	}
	s.decisions = &decisions{store: opt.Store, audit: s.Audit}
	s.discovery = discovery{s.Views}
	s.approvals = &approvals{
		store: opt.Store, audit: s.Audit, signer: s.signer, secrets: s.secrets, limits: s.limits,
	}
	s.dispatch = &dispatcher{
		opt: opt, owners: own, accounts: s.accounts, secrets: s.secrets, running: s.running, views: s.Views,
	}
	return s
}

func (o Options) withDefaults() Options {
	if o.After == nil {
		o.After = time.After
	}
	if o.Random == nil {
		o.Random = rand.Reader
	}
	if o.Point == nil {
		o.Point = func(string) {}
	}
	if o.Hide == nil {
		o.Hide = func(...provider.Secret) func() { return func() {} }
	}
	l := &o.Limits
	if l.Cadence == nil {
		l.Cadence = cadence
	}
	l.Request = cmp.Or(l.Request, 120*time.Second)
	l.Margin = cmp.Or(l.Margin, 60*time.Second)
	l.Grace = cmp.Or(l.Grace, 60*time.Second)
	l.Polls = cmp.Or(l.Polls, 2)
	return o
}

// Use registers an account: o prices, watches and ends machines, b buys; a nil b makes an account that cannot buy.
// account names the vendor account, not the profile: two profiles with the same key give the same account. Using the
// same account again replaces its o, and its b when that is not nil.
func (s *Service) Use(product provider.ProductID, name string, o provider.Operator, b provider.Buyer) {
	var buys *sender
	if b != nil {
		buys = &sender{
			store: s.opt.Store, buyer: b, product: o.Product(), limits: s.opt.Limits, owner: s.opt.Owner, now: s.opt.Now,
			after: s.opt.After, random: s.opt.Random, point: s.opt.Point, log: s.opt.Log,
			inFlight: &s.inFlight, kept: s.unwritten,
			stopping: s.running.isStopping,
		}
	}
	s.accounts.use(journal.Key{Account: name, Product: product}, o, buys, func(a *account) *watcher {
		return newWatcher(&watchEnv{
			key: a.key, watchLock: newWatchLock(s.opt.Store, s.opt.Dir, a.key), store: s.opt.Store, operator: a.operator,
			limits: s.opt.Limits, budget: newBudget(s.opt.Limits.Polls), now: s.opt.Now, after: s.opt.After,
			point: s.opt.Point, log: s.opt.Log, owners: s.owners, health: &health{},
		})
	})
}

// StopStarting lets requests that are on their way finish and starts no further ones: batches that wait for their turn
// are not sent. [Service.StartAgain] undoes it.
func (s *Service) StopStarting() { s.running.hold(false) }

// StartAgain undoes [Service.StopStarting]. Batches that were not sent meanwhile stay unsent and count in View.Rest: a
// person may order them. After [Service.Close] it does nothing.
func (s *Service) StartAgain() { s.running.resume() }

// Sending is the orders that this program is sending: requests are on their way, or wait for their turn.
func (s *Service) Sending() []ID { return s.running.ids() }

// Close starts no more requests and waits until the outcome of those being sent is written down. If ctx ends first it
// returns the cause, and the open requests are looked up at the next start. It does not close the journal.
func (s *Service) Close(ctx context.Context) error {
	s.running.hold(true)
	done := make(chan struct{})
	go func() {
		s.running.sending.Wait()
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
