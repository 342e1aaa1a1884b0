// Package wire is the interface between the simulated cloud and its dialects. A dialect implements one vendor's
// protocol: how requests are named, signed and answered. To add one is a folder and a line in the cloud's list.
package wire

import (
	"context"
	"mime"
	"net/http"
	"net/netip"
	"slices"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/sim/internal/fault"
	"github.com/metalwright/metalwright/provider/sim/internal/store"
)

// Call is one request.
type Call struct {
	Request *http.Request
	Body    []byte // as received

	Service string // as faults name it: "bmc"
	Action  string // "CreateInstances"
	Version string

	Credential Credential // of the caller, once admitted

	RequestID string
	Now       time.Time // by the clock of the cloud, which a fault may have moved
	Faults    fault.Set
	Queue     *fault.Queue // that Faults are from

	machines []fault.Set // those that hit each machine
}

// Strike uses up the faults that hit the machines with the names. An order calls it once, in the transaction that makes
// the machines, so that they are counted in the order in which they are made.
func (c *Call) Strike(names ...string) { c.machines = c.Queue.Strike(c.Faults, names) }

// Machine returns the first fault of one of the kinds that hits machine number nth (from 1) of those that Strike was
// called with.
func (c *Call) Machine(nth int, kinds ...fault.Kind) (fault.Fault, bool) {
	return c.machines[nth-1].Get(kinds...)
}

// Appear sets when machine number nth (from 1) of an order that is carried out at now is created and appears in lists.
// It returns when the machine starts, and its fault.
func (c *Call) Appear(m *store.Machine, nth int, now time.Time) (start time.Time, failure fault.Fault) {
	start = now
	if f, ok := c.Faults.Get(fault.Late); ok {
		start = start.Add(f.For)
	}
	m.Created, m.Visible = start.UnixMilli(), start.UnixMilli()
	if f, ok := c.Machine(nth, fault.Hide); ok {
		m.Hidden, m.Visible = f.Polls, start.Add(f.For).UnixMilli()
	}
	failure, _ = c.Machine(nth, fault.CreateFailed, fault.InstallFailed, fault.Vanish, fault.Stuck,
		fault.OddStatus)
	return start, failure
}

// Reply is an answer.
type Reply struct {
	Status int
	Body   []byte // JSON
}

// Dialect speaks one vendor's protocol. It is safe for concurrent use.
type Dialect interface {
	// Match reports whether the request is in this protocol.
	Match(r *http.Request) bool
	// Name fills in the service, the action and the version.
	Name(c *Call)
	// Admit checks the caller. It returns false and the refusal for one without permission.
	Admit(c *Call) (Reply, bool)
	// Answer runs the action.
	Answer(ctx context.Context, c *Call) Reply
	// Refuse is the vendor's answer for f.
	Refuse(c *Call, f fault.Fault) Reply
}

// Credential is a key that the cloud knows.
type Credential struct {
	KeyID    string
	Secret   provider.Secret
	Token    provider.Secret // for protocols that take a bearer token in place of a signature
	ReadOnly bool            // it is allowed to read alone
	// Versions are those of a product's API, by product, in which the holder is served; a product without one in what
	// its catalogue says.
	Versions map[string]string
}

// World is what every dialect works with.
type World struct {
	Store       *store.Store
	Credentials []Credential
	Quota       int  // machines of one product that the account may hold; 0: no limit
	NoPostpaid  bool // the account may not pay afterwards
	// KeepSubscriptions refuses to end prepaid machines early, as the vendor did until 2023.
	KeepSubscriptions bool
	Lenient           bool // what the vendors' pages leave open is taken
}

// IsJSON reports whether the request's Content-Type is that of JSON, whatever its parameters.
func IsJSON(r *http.Request) bool {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && kind == "application/json"
}

// Credential returns the credential with the key id.
func (w *World) Credential(keyID string) (Credential, bool) {
	for _, c := range w.Credentials {
		if c.KeyID == keyID {
			return c, true
		}
	}
	return Credential{}, false
}

// PrivateBlock reports whether p is an IPv4 prefix within one of the private blocks (RFC 1918).
func PrivateBlock(p netip.Prefix) bool {
	return p.IsValid() && p == p.Masked() && slices.ContainsFunc(privateBlocks, func(block netip.Prefix) bool {
		return p.Bits() >= block.Bits() && block.Contains(p.Addr())
	})
}

var privateBlocks = []netip.Prefix{
	netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("172.16.0.0/12"), netip.MustParsePrefix("192.168.0.0/16"),
}

// Or is what p points to, otherwise for nil.
func Or[T any](p *T, otherwise T) T {
	if p == nil {
		return otherwise
	}
	return *p
}
