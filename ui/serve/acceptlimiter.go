package serve

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"
	"golang.org/x/time/rate"
)

// Limits is how much the server takes. A zero field is the default.
type Limits struct {
	Connections int           // open at once: 1024. A quarter of them may not have signed in yet
	PerAddress  int           // open at once from one address: 32
	Rate        float64       // new connections per second from one address, after a burst of 20: 5
	PerUser     int           // sessions of one user at once: 8
	PerLine     int           // sessions of one connection at once: 8
	Handshake   time.Duration // until a connection has signed in: 15 s
	Idle        time.Duration // without a key in a session, or without a session on a connection: 30 min
	Stalled     time.Duration // for a client that does not read: 2 min
	Longest     time.Duration // of a connection: 12 h
}

func (l Limits) filled() Limits {
	set := func(d *time.Duration, v time.Duration) {
		if *d <= 0 {
			*d = v
		}
	}
	count := func(n *int, v int) {
		if *n <= 0 {
			*n = v
		}
	}
	count(&l.Connections, 1024)
	count(&l.PerAddress, 32)
	count(&l.PerUser, 8)
	count(&l.PerLine, 8)
	if l.Rate <= 0 {
		l.Rate = 5
	}
	set(&l.Handshake, 15*time.Second)
	set(&l.Idle, 30*time.Minute)
	set(&l.Stalled, 2*time.Minute)
	set(&l.Longest, 12*time.Hour)
	return l
}

const (
	burst     = 20   // connections that an address may open at once before its rate counts
	addresses = 4096 // that are remembered before those without a connection are forgotten
	// What one session may send before it runs: sshd takes more, and nobody needs it here.
	maxVariables = 16
	maxValue     = 256
	maxCommand   = 8 << 10
)

// acceptLimiter counts connections before they cost anything: a handshake takes milliseconds of a core.
type acceptLimiter struct {
	limits  Limits
	now     func() time.Time
	refused func(reason string)
	log     *slog.Logger

	mu       sync.Mutex
	open     int
	from     map[netip.Prefix]*client
	startups startups
	rooms    map[*connState]struct{}
}

// client is an address: an IPv4 address, or the /64 of an IPv6 address, which is one customer.
type client struct {
	open int
	rate *rate.Limiter
}

func newAcceptLimiter(l Limits, now func() time.Time, refused func(string), log *slog.Logger) *acceptLimiter {
	return &acceptLimiter{
		limits: l, now: now, refused: refused, log: log, from: map[netip.Prefix]*client{}, rooms: map[*connState]struct{}{},
		startups: startups{most: max(l.Connections/4, 1)},
	}
}

// admit takes a connection that has just been accepted; nil refuses it.
func (d *acceptLimiter) admit(ctx ssh.Context, c net.Conn) net.Conn {
	started := d.begin(c)
	from := c.RemoteAddr()
	at := prefixOf(from)
	d.mu.Lock()
	defer d.mu.Unlock()
	if started.gone { // meanwhile another one took its place
		return nil
	}
	started.at = at
	v := d.client(at)
	if !d.fits(v) {
		d.startups.remove(started)
		return nil
	}
	d.open++
	v.open++
	r := &connState{startup: started, from: from, conn: c}
	r.timer = time.AfterFunc(d.limits.Idle, r.close) // nobody is there to be warned
	d.rooms[r] = struct{}{}
	ctx.SetValue(roomKey{}, r)
	return &line{Conn: c, stalled: d.limits.Stalled, closed: sync.OnceFunc(func() {
		r.timer.Stop()
		d.leave(v, r)
		d.log.Debug("connection closed", "from", from.String())
	})}
}

// fits reports whether there is room for one more connection of v.
func (d *acceptLimiter) fits(v *client) bool {
	switch {
	case d.open >= d.limits.Connections:
		d.refused("connections")
		return false
	case v.open >= d.limits.PerAddress:
		d.refused("address")
		return false
	case !v.rate.AllowN(d.now(), 1):
		d.refused("rate")
		return false
	}
	return true
}

func prefixOf(a net.Addr) netip.Prefix {
	ip := host(a)
	bits := ip.BitLen()
	if ip.Is6() {
		bits = 64
	}
	p, err := ip.Prefix(bits)
	if err != nil {
		return netip.Prefix{}
	}
	return p
}

func (d *acceptLimiter) client(at netip.Prefix) *client {
	v, ok := d.from[at]
	if ok {
		return v
	}
	if len(d.from) >= addresses {
		for k, o := range d.from {
			if o.open == 0 && o.rate.TokensAt(d.now()) >= burst {
				delete(d.from, k)
			}
		}
	}
	v = &client{rate: rate.NewLimiter(rate.Limit(d.limits.Rate), burst)}
	d.from[at] = v
	return v
}

func (d *acceptLimiter) leave(v *client, r *connState) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.startups.remove(r.startup)
	delete(d.rooms, r)
	d.open--
	v.open--
}

func (d *acceptLimiter) count() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.open
}

// line is a connection. A client that stops reading is given up: everything behind a blocked write waits for it.
type line struct {
	net.Conn
	stalled time.Duration
	closed  func()
}

func (l *line) Write(p []byte) (int, error) {
	if err := l.SetWriteDeadline(fileClock().Add(l.stalled)); err != nil {
		return 0, err
	}
	return l.Conn.Write(p)
}

func (l *line) Close() error {
	l.closed()
	return l.Conn.Close()
}

// Keys of what is kept with a connection or a channel.
type (
	channelKey struct{} // the *channelContext of one session channel
	roomKey    struct{} // the *connState of a connection
)

// errGone is the cause when a session's channel was closed.
var errGone = errors.New("the client is gone")

// connState is one connection with its sessions. A connection may stay open when its only session ends: then it has
// nothing to do.
type connState struct {
	conn    net.Conn
	from    net.Addr
	startup *startup
	timer   *time.Timer // closes a connection without a session

	// Guarded by the limiter's lock.
	signedIn bool
	user     string
	key      gossh.PublicKey // nil where everybody is let in

	mu      sync.Mutex
	open    int
	revoked bool
}

func (r *connState) close() { _ = r.conn.Close() } // the client may be gone

// revoke closes the connection: at once, or when its sessions have ended, which have little time for it.
func (r *connState) revoke() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.revoked = true
	if r.open == 0 {
		go r.close() // the limiter's lock is held
		return
	}
	r.timer.Reset(hangUp)
}

// enter counts a session, if there may be one more.
func (r *connState) enter(most int) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.revoked || r.open >= most {
		return false
	}
	r.open++
	r.timer.Stop()
	return true
}

// leave counts a session no more.
func (r *connState) leave(idle time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch r.open--; {
	case r.revoked && r.open == 0:
		go r.close()
	case r.open == 0:
		r.timer.Reset(idle)
	}
}

// channelContext is a connection's context that also knows the channel's.
type channelContext struct {
	ssh.Context
	inner context.Context
	begun chan struct{} // closed when the session has read what was asked for it
}

// Value gives out the channel's context besides what the connection's has.
func (c *channelContext) Value(key any) any {
	if key == (channelKey{}) {
		return c
	}
	return c.Context.Value(key)
}

// wait waits until the session has read the size that it begins with: the library changes that in place.
func (c *channelContext) wait() {
	select {
	case <-c.begun:
	case <-c.inner.Done():
	}
}

// opening accepts a channel and lets only those requests through that sessions here need.
type opening struct {
	gossh.NewChannel
	channel *channelContext
	gone    context.CancelCauseFunc
	refused func()
}

// Accept starts the filter, which ends with the channel.
func (o *opening) Accept() (gossh.Channel, <-chan *gossh.Request, error) {
	ch, in, err := o.NewChannel.Accept()
	if err != nil {
		return nil, nil, err
	}
	out := make(chan *gossh.Request)
	go func() {
		defer close(out)
		defer o.gone(errGone)
		variables, started := 0, false
		for r := range in {
			if r.Type == "env" {
				variables++
			}
			if !welcome(r, variables) {
				o.refused()
				_ = r.Reply(false, nil) // the client may be gone
				continue
			}
			if started && r.Type == "window-change" {
				o.channel.wait()
			}
			started = started || r.Type == "shell" || r.Type == "exec"
			out <- r
		}
	}()
	return ch, out, nil
}

// welcome reports whether a request is one that is served here. Agent and X11 forwarding, and subsystems such as sftp,
// are not.
func welcome(r *gossh.Request, variables int) bool {
	switch r.Type {
	case "pty-req", "window-change", "shell":
		return true
	case "exec":
		return len(r.Payload) <= maxCommand
	case "env":
		var kv struct{ Key, Value string }
		return gossh.Unmarshal(r.Payload, &kv) == nil && variables <= maxVariables && variable(kv.Key, kv.Value)
	default:
		return false
	}
}

// variable reports whether a variable of the client's is used: for language and colours.
func variable(key, value string) bool {
	if !slices.Contains([]string{"LANG", "LC_ALL", "LC_CTYPE", "LC_MESSAGES", "COLORTERM", "NO_COLOR"}, key) {
		return false
	}
	return len(value) <= maxValue && !strings.ContainsFunc(value, func(r rune) bool { return r < ' ' || r > '~' })
}
