package sim

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"strings"
	"sync"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/sim/internal/store"
)

// bootTime is how long after its vendor says that it runs a machine takes until it lets anybody log in, at speed 1.
const bootTime = 20 * time.Second

// errBooting is the error of a machine that lets nobody log in yet, or any more.
var errBooting = errors.New("connection refused")

// LoginPort is where on this machine a simulated machine answers in place of its own login port, which is at an address
// that is nobody's. The error is that it lets nobody log in now.
func (c *Cloud) LoginPort(ctx context.Context, id provider.InstanceID) (netip.AddrPort, error) {
	s := c.world.Store.Read()
	machines, err := s.Machines(ctx, store.Query{IDs: []string{string(id)}, All: true})
	if err != nil {
		return netip.AddrPort{}, err
	}
	for _, m := range machines {
		for _, p := range m.Timeline {
			up := p.At + int64(float64(bootTime.Milliseconds())/c.speed)
			if strings.EqualFold(p.Status, string(provider.StatusRunning)) && up <= s.At.UnixMilli() &&
				strings.EqualFold(m.Timeline.Status(s.At), p.Status) {
				return c.logins.port(ctx)
			}
		}
	}
	return netip.AddrPort{}, errBooting
}

// logins is the port at which all machines answer. The zero value has not opened it.
type logins struct {
	mu       sync.Mutex
	listener net.Listener
}

// port returns the port, which it opens at first.
func (l *logins) port(ctx context.Context) (netip.AddrPort, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.listener == nil {
		opened, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
		if err != nil {
			return netip.AddrPort{}, err
		}
		l.listener = opened
		go answer(opened)
	}
	return netip.ParseAddrPort(l.listener.Addr().String())
}

func (l *logins) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.listener != nil {
		_ = l.listener.Close() // it was only listened to
	}
}

// answer takes every connection and ends it, until the listener is closed.
func answer(l net.Listener) {
	for {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		_ = conn.Close() // nobody is let in
	}
}
