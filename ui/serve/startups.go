package serve

import (
	"net"
	"net/netip"
	"slices"

	gossh "golang.org/x/crypto/ssh"
)

// startups are the connections that have not signed in yet, oldest first. They have a share of the server's
// connections to themselves. When it is used up, a new one takes the place of the oldest of the network that has most,
// so that a stranger who holds many keeps nobody out but himself.
type startups struct {
	most int
	all  []*startup
}

// startup is a connection that has not signed in. Until a load balancer has said on whose behalf it connects, it is
// the load balancer's.
type startup struct {
	conn net.Conn
	at   netip.Prefix
	gone bool // signed in, closed, or another one took its place
}

// add counts a connection that has just been accepted, and returns the one whose place it took; nil when there was
// room.
func (s *startups) add(c net.Conn, at netip.Prefix) (added, evicted *startup) {
	added = &startup{conn: c, at: at}
	if len(s.all) >= s.most {
		evicted = s.crowd(at)
		s.remove(evicted)
	}
	s.all = append(s.all, added)
	return added, evicted
}

// crowd is the oldest connection of the address with most connections within the network with most. The new one at
// counts too.
func (s *startups) crowd(at netip.Prefix) *startup {
	networks, addresses := map[netip.Prefix]int{network(at): 1}, map[netip.Prefix]int{at: 1}
	for _, x := range s.all {
		networks[network(x.at)]++
		addresses[x.at]++
	}
	out := s.all[0]
	for _, x := range s.all[1:] {
		here, there := networks[network(x.at)], networks[network(out.at)]
		if here > there || here == there && addresses[x.at] > addresses[out.at] {
			out = x
		}
	}
	return out
}

// remove counts x no more.
func (s *startups) remove(x *startup) {
	if x.gone {
		return
	}
	x.gone = true
	s.all = slices.DeleteFunc(s.all, func(y *startup) bool { return y == x })
}

// network is the network around an address that belongs to one owner as a rule: a /24 of IPv4, a /48 of IPv6.
func network(at netip.Prefix) netip.Prefix {
	bits := 24
	if at.Addr().Is6() {
		bits = 48
	}
	p, err := at.Addr().Prefix(bits)
	if err != nil {
		return netip.Prefix{}
	}
	return p
}

// begin counts a connection before anything is known of it.
func (d *acceptLimiter) begin(c net.Conn) *startup {
	peer := c.RemoteAddr
	if p, ok := c.(interface{ Raw() net.Conn }); ok { // behind a load balancer RemoteAddr waits for what it says
		peer = p.Raw().RemoteAddr
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	x, evicted := d.startups.add(c, prefixOf(peer()))
	if evicted != nil {
		d.refused("startups")
		go func() { _ = evicted.conn.Close() }() // a load balancer's connection waits for its header while it is closed
	}
	return x
}

// signIn says that r's connection has signed in with the key; nil for a server that lets everybody in.
func (d *acceptLimiter) signIn(r *connState, user string, key gossh.PublicKey) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.startups.remove(r.startup)
	r.user, r.key, r.signedIn = user, key, true
}

// cut ends the connections that have signed in and that allow does not let in any more, those with sessions once these
// have said so.
func (d *acceptLimiter) cut(allow func(user string, key gossh.PublicKey, from net.Addr) bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for r := range d.rooms {
		if r.signedIn && !allow(r.user, r.key, r.from) {
			r.revoke()
		}
	}
}
