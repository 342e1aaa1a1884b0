// Package serve gives the program to operators over SSH: who may come in, what they may do, how many there may be and
// for how long. What a session runs is the caller's; orders belong to the order service and outlive every session.
package serve

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"charm.land/ssh"
	"charm.land/wish/v2"
	gossh "golang.org/x/crypto/ssh"

	"github.com/metalwright/metalwright/provider/together"
	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/state/policy"
	"github.com/metalwright/metalwright/ui/step"
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
	As     func(who order.Actor) step.Orders // the same for somebody: what they do is in the audit
	Key    gossh.Signer
	Cert   string // file of a certificate for the key, read again with the others; "": the server shows none
	Log    *slog.Logger
	Now    func() time.Time
	// Text is the words of a language, or of the one that there is instead.
	Text func(lang string) *text.Text
	// Asked is called for every order that somebody placed, or said yes or no to, on this host. It must not wait. nil:
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
	// Watching tells of every account whether this host watches its orders, and why it could not.
	Watching() []order.Watching
	// Record adds a row to the audit.
	Record(ctx context.Context, e journal.Entry) error
	// Writable reports why the journal cannot be written; nil when it can.
	Writable(ctx context.Context) error
}

// Server is an SSH server. It serves once.
type Server struct {
	opt     Options
	limits  Limits
	log     *slog.Logger
	hub     *hub
	door    *door
	here    presence
	metrics *metrics
	rows    rowLimits
	last    atomic.Pointer[state] // nil before the first write
	ssh     *ssh.Server

	mu       sync.Mutex
	sessions map[*Session]struct{}
	shares   shares
	closing  bool
	idle     chan struct{} // closed when closing and the last session has ended
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
		opt: o, limits: o.Limits.filled(), log: o.Log, hub: newHub(o.Orders, o.Now), sessions: map[*Session]struct{}{},
		idle: make(chan struct{}),
	}
	s.hub.tell, s.hub.needed = s.tellApprovals, s.occupied
	s.metrics = newMetrics(s)
	s.shares.now, s.shares.waited = o.Now, s.metrics.waited
	s.door = newDoor(s.limits, o.Now, s.metrics.refuse, s.log)
	options := []ssh.Option{
		func(srv *ssh.Server) error {
			srv.AddHostKey(o.Key)
			srv.HandshakeTimeout = s.limits.Handshake
			srv.ChannelHandlers = map[string]ssh.ChannelHandler{"session": s.channel}
			srv.ConnectionFailedCallback = s.failed
			srv.ServerConfigCallback = s.config
			return nil
		},
		wish.WithVersion("metalwright"),
		wish.WithMaxTimeout(s.limits.Longest),
		ssh.WrapConn(s.door.admit),
		wish.WithMiddleware(func(ssh.Handler) ssh.Handler { return s.session }),
	}
	if !o.Access.files.Anyone { // without a handler everybody is let in
		options = append(options, wish.WithPublicKeyAuth(s.allow))
	}
	var err error
	if s.ssh, err = wish.NewServer(options...); err != nil {
		return nil, err
	}
	s.warn()
	return s, s.certify()
}

// config is how a connection signs in.
func (s *Server) config(ctx ssh.Context) *gossh.ServerConfig {
	signIn := func(user string, key gossh.PublicKey) {
		if r, ok := ctx.Value(roomKey{}).(*room); ok {
			s.door.signIn(r, user, key)
		}
	}
	c := modern()
	c.VerifiedPublicKeyCallback = func(m gossh.ConnMetadata, key gossh.PublicKey, p *gossh.Permissions,
		_ string,
	) (*gossh.Permissions, error) {
		signIn(m.User(), key)
		return p, nil
	}
	c.NoClientAuthCallback = func(m gossh.ConnMetadata) (*gossh.Permissions, error) {
		signIn(m.User(), nil)
		return nil, nil //nolint:nilnil // it has no permissions, and is let in
	}
	return c
}

// allow is asked about every key that a client offers.
func (s *Server) allow(ctx ssh.Context, key ssh.PublicKey) bool {
	s.look()
	err := s.opt.Access.Allow(ctx.User(), key, ctx.RemoteAddr(), s.opt.Now())
	if err != nil {
		s.log.Debug("key not accepted", "user", ctx.User(), "from", ctx.RemoteAddr().String(), "key", fingerprint(key),
			"why", err)
	}
	return err == nil
}

// keyOf is the fingerprint of the key itself, also of a certificate's: whoever has it can use each of its certificates.
// "" without a key.
func keyOf(key gossh.PublicKey) string {
	if c, ok := key.(*gossh.Certificate); ok {
		key = c.Key
	}
	if key == nil {
		return ""
	}
	return gossh.FingerprintSHA256(key)
}

func fingerprint(key gossh.PublicKey) string {
	if key == nil {
		return ""
	}
	if c, ok := key.(*gossh.Certificate); ok {
		return fmt.Sprintf("%s id %q serial %d by %s", gossh.FingerprintSHA256(c.Key), c.KeyId, c.Serial,
			gossh.FingerprintSHA256(c.SignatureKey))
	}
	return gossh.FingerprintSHA256(key)
}

func (s *Server) failed(c net.Conn, err error) {
	s.metrics.refuse("handshake")
	s.log.Info("connection failed", "from", c.RemoteAddr().String(), "error", err)
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
	part(func() { s.hub.run(back) })
	part(func() { s.keepLooking(back) })
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

// accepting tells when it is listened to.
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
	s.mu.Lock()
	s.closing = true
	if len(s.sessions) == 0 {
		close(s.idle)
	}
	n := len(s.sessions)
	s.mu.Unlock()
	s.log.Info("shutting down", "sessions", n)
	last, cancel := context.WithTimeout(ctx, s.opt.Grace+s.opt.Drain)
	defer cancel()
	closed := make(chan struct{})
	go func() {
		defer close(closed)
		_ = s.ssh.Shutdown(last) // stops listening at once; what is left is closed below
	}()
	s.each(func(o *Session) { o.notify("serve.going_down", "Seconds", int(s.opt.Grace.Seconds())) })
	grace := time.NewTimer(s.opt.Grace)
	defer grace.Stop()
	select {
	case <-grace.C:
	case <-s.idle:
	}
	s.each(func(o *Session) { o.end(ErrShutdown) })
	select {
	case <-s.idle:
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

// review ends a session that may not be there any more, or not as what it is. The server's lock is held.
func (s *Server) review(o *Session) {
	now := o.Person()
	switch {
	case !s.allowed(o.User, o.key, o.from):
		o.end(ErrRevoked)
	case less(o.may, now):
		o.end(ErrRights)
	default:
		o.may = now
	}
}

// less reports whether somebody may do less now than before, or see less.
func less(before, now policy.Person) bool {
	for _, a := range policy.Actions() {
		if before.May(a, before.Name) && !now.May(a, now.Name) || before.May(a, "") && !now.May(a, "") {
			return true
		}
	}
	if !before.OwnOnly && now.OwnOnly && !now.Ever(policy.EveryProfile) {
		return true
	}
	if len(before.Profiles) == 0 {
		return len(now.Profiles) > 0 && !now.Ever(policy.EveryProfile)
	}
	return slices.ContainsFunc(before.Profiles, func(p string) bool { return !now.Uses(p) })
}

// allowed reports whether somebody who has signed in may still be there.
func (s *Server) allowed(user string, key gossh.PublicKey, from net.Addr) bool {
	_, known := s.opt.Access.Person(user)
	return known && s.opt.Access.Allow(user, key, from, s.opt.Now()) == nil
}

// each calls f for every session.
func (s *Server) each(f func(*Session)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for o := range s.sessions {
		f(o)
	}
}

// add counts a session; id is why it may not be, a message.
func (s *Server) add(o *Session) (id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	mine := 0
	for x := range s.sessions {
		if x.User == o.User {
			mine++
		}
	}
	switch {
	case s.closing:
		return "serve.closing"
	case mine >= s.limits.PerUser:
		return "serve.too_many"
	}
	s.sessions[o] = struct{}{}
	o.share = s.shares.of(s.who(o))
	s.review(o) // the files may have changed since it was let in
	return ""
}

func (s *Server) remove(o *Session) {
	s.here.gone(o)
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, in := s.sessions[o]; in {
		s.shares.leave(s.who(o))
	}
	delete(s.sessions, o)
	if s.closing && len(s.sessions) == 0 {
		select {
		case <-s.idle:
		default:
			close(s.idle)
		}
	}
}

// Ready reports why the server cannot be used; nil when it can.
func (s *Server) Ready(ctx context.Context) error {
	s.mu.Lock()
	closing := s.closing
	s.mu.Unlock()
	if closing {
		return ErrShutdown
	}
	if _, err := s.hub.orders(ctx); err != nil {
		return err
	}
	if err := s.writable(ctx); err != nil {
		return &unwritableError{err}
	}
	var blind unwatched
	for _, w := range s.opt.Orders.Watching() {
		if t := w.Trouble; t != nil && s.opt.Now().Sub(t.Since) >= passes {
			blind = append(blind, *t)
		}
	}
	if len(blind) > 0 {
		return blind
	}
	return nil
}
