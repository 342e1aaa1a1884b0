// Package serve gives the program to operators over SSH: who may come in, what they may do, how many there may be and
// for how long. What a session runs is the caller's; orders belong to the order service and outlive every session.
package serve

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"time"

	"charm.land/ssh"
	"charm.land/wish/v2"
	gossh "golang.org/x/crypto/ssh"

	"github.com/metalwright/metalwright/provider/together"
	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/term/frame"
	"github.com/metalwright/metalwright/ui/text"
)

// Why sessions are ended, as the cause of their context.
var (
	ErrShutdown = errors.New("the server is going down")
	ErrRevoked  = errors.New("no longer allowed in")
	ErrRights   = errors.New("may do less than when the session began")
	ErrIdle     = errors.New("nobody pressed a key")
)

// Options is what a server works with. All but Limits and the times is required.
type Options struct {
	Access *Access
	Orders Journal
	As     func(who order.Actor) step.Orders // the same for someone: what they do is in the audit
	Key    gossh.Signer
	Cert   string // file of a certificate for the key, read again with the others; "": the server shows none
	Log    *slog.Logger
	Now    func() time.Time
	// Text is the words of a language, or of the one that there is instead.
	Text func(lang string) *text.Text
	// Asked is called for every order that someone placed, approved or denied on this host. It must not wait. nil:
	// nobody is.
	Asked func(id order.ID)
	// Run is one session. It returns the exit code, and soon after ctx ends.
	Run    func(ctx context.Context, s *Session) int
	Limits Limits
	Grace  time.Duration // between the notice that the server goes down and the end of sessions; 0: 20 s
	Drain  time.Duration // after that, until connections are cut; 0: 10 s
}

// Journal is what the server itself asks of the orders.
type Journal interface {
	Orders(ctx context.Context) ([]order.View, error)
	Order(ctx context.Context, id order.ID) (order.View, error)
	Changes() (<-chan struct{}, func())
	// Watching says of every account whether this host watches its orders, and why it could not.
	Watching() []order.Watching
	// Record adds a row to the audit.
	Record(ctx context.Context, e journal.Entry) error
	// Writable reports why the journal cannot be written; nil when it can.
	Writable(ctx context.Context) error
}

// Server is an SSH server. It serves once.
type Server struct {
	opt      Options
	limits   Limits
	log      *slog.Logger
	orders   *orderCache
	limiter  *acceptLimiter
	metrics  *metrics
	audit    *auditLog
	sessions *sessions
	frames   *frame.Shared // of the screens of all sessions
	files    *accessFiles
	ssh      *ssh.Server
}

// New makes a server; it listens to nothing yet.
func New(o Options) (*Server, error) {
	if o.Grace <= 0 {
		o.Grace = 20 * time.Second
	}
	if o.Drain <= 0 {
		o.Drain = 10 * time.Second
	}
	if o.Asked == nil {
		o.Asked = func(order.ID) {}
	}
	s := &Server{
		opt: o, limits: o.Limits.filled(), log: o.Log, orders: newOrderCache(o.Orders, o.Now),
		frames: frame.NewShared(),
	}
	s.metrics = newMetrics(s)
	s.sessions = &sessions{
		access: o.Access, now: o.Now, perUser: s.limits.PerUser, all: map[*Session]struct{}{}, idle: make(chan struct{}),
		shares: shares{now: o.Now, waited: s.metrics.waited},
	}
	s.orders.announce, s.orders.needed = s.announceApprovals, func() bool { return s.sessions.count() > 0 }
	s.limiter = newAcceptLimiter(s.limits, o.Now, s.metrics.refuse, s.log)
	s.audit = &auditLog{journal: o.Orders, access: o.Access, metrics: s.metrics, log: s.log, now: o.Now}
	s.files = &accessFiles{
		access: o.Access, audit: s.audit, sessions: s.sessions, limiter: s.limiter, metrics: s.metrics, key: o.Key,
		cert: o.Cert, log: s.log, now: o.Now,
	}
	in := &signIn{
		access: o.Access, files: s.files, limiter: s.limiter, limits: s.limits, metrics: s.metrics, log: s.log, now: o.Now,
	}
	var err error
	if s.ssh, err = wish.NewServer(s.options(in)...); err != nil {
		return nil, err
	}
	s.files.ssh = s.ssh
	s.files.warn()
	return s, s.files.certify()
}

// options are those of the library.
func (s *Server) options(in *signIn) []ssh.Option {
	options := []ssh.Option{
		func(srv *ssh.Server) error {
			srv.AddHostKey(s.opt.Key)
			srv.HandshakeTimeout = s.limits.Handshake
			srv.ChannelHandlers = map[string]ssh.ChannelHandler{"session": in.channel}
			srv.ConnectionFailedCallback = in.failed
			srv.ServerConfigCallback = in.config
			return nil
		},
		wish.WithVersion("metalwright"),
		wish.WithMaxTimeout(s.limits.Longest),
		ssh.WrapConn(s.limiter.admit),
		wish.WithMiddleware(func(ssh.Handler) ssh.Handler { return s.session }),
	}
	if !s.opt.Access.files.Anyone { // without a handler everybody is let in
		options = append(options, wish.WithPublicKeyAuth(in.allow))
	}
	return options
}

// Serve serves on l until ctx ends. Then sessions are warned, ended after the time of grace, and connections are cut.
// It returns nil after that. It panics with a [*together.Panic] when one of its parts does.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	back, stop := context.WithCancel(context.WithoutCancel(ctx))
	parts, back := together.With(back)
	defer func() { _ = parts.Wait() }() // they have no errors
	defer stop()
	part := func(f func()) {
		parts.Go(func() error {
			f()
			return nil
		})
	}
	part(func() { s.orders.run(back) })
	part(func() { s.files.run(back) })
	served := make(chan error, 1)
	started := make(chan struct{})
	part(func() { served <- s.ssh.Serve(&accepting{l, sync.OnceFunc(func() { close(started) })}) })
	select {
	case err := <-served:
		return fmt.Errorf("serving: %w", err)
	case <-back.Done(): // a part has panicked
		return errors.Join(s.ssh.Close(), l.Close()) // the library may not know the listener yet
	case <-ctx.Done():
	}
	select {
	case <-started: // the library ends only a listener that it knows already
	case err := <-served:
		return fmt.Errorf("serving: %w", err)
	}
	err := s.shutdown(back)
	if err := <-served; !errors.Is(err, ssh.ErrServerClosed) {
		s.log.Error("serving", "error", err)
	}
	return err
}

// accepting calls started when it is listened to.
type accepting struct {
	net.Listener
	started func()
}

// Accept is that of the listener.
func (a *accepting) Accept() (net.Conn, error) {
	a.started()
	return a.Listener.Accept()
}

// hangUp is how long a client may take to close its connection.
const hangUp = time.Second

// shutdown ends everything within the times that the options give.
func (s *Server) shutdown(ctx context.Context) error {
	n := s.sessions.close()
	s.log.Info("shutting down", "sessions", n)
	last, cancel := context.WithTimeout(ctx, s.opt.Grace+s.opt.Drain)
	defer cancel()
	closed := make(chan struct{})
	go func() {
		defer close(closed)
		_ = s.ssh.Shutdown(last) // stops listening at once; what is left is closed below
	}()
	s.sessions.each(func(o *Session) { o.notify("serve.going_down", "Seconds", int(s.opt.Grace.Seconds())) })
	grace := time.NewTimer(s.opt.Grace)
	defer grace.Stop()
	select {
	case <-grace.C:
	case <-s.sessions.idle:
	}
	s.sessions.each(func(o *Session) { o.end(ErrShutdown) })
	select {
	case <-s.sessions.idle:
	case <-last.Done():
	}
	// Clients hang up when their last session has ended. Those that do not are cut.
	select {
	case <-closed:
	case <-time.After(hangUp):
	case <-last.Done():
	}
	err := s.ssh.Close()
	<-closed
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

// Ready reports why the server cannot be used; nil when it can.
func (s *Server) Ready(ctx context.Context) error {
	if s.sessions.isClosing() {
		return ErrShutdown
	}
	if _, err := s.orders.orders(ctx); err != nil {
		return err
	}
	if err := s.audit.writable(ctx); err != nil {
		return &unwritableError{err}
	}
	var blind unwatched
	for _, w := range s.opt.Orders.Watching() {
		if t := w.WatchError; t != nil && s.opt.Now().Sub(t.Since) >= passes {
			blind = append(blind, *t)
		}
	}
	if len(blind) > 0 {
		return blind
	}
	return nil
}
