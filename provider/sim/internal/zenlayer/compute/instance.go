package compute

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/metalwright/metalwright/provider/sim/internal/store"
	"github.com/metalwright/metalwright/provider/sim/internal/wire"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
)

// Configuration is how a machine was ordered, as the database has it for both services.
type Configuration struct {
	ImageID    string         `json:"imageId"`
	ChargeType string         `json:"chargeType"`
	Period     *int           `json:"period"` // months; nil when it is paid for by use
	NetCharge  string         `json:"netCharge"`
	Mbps       int            `json:"mbps"`
	TrafficTB  *float64       `json:"trafficTB"`
	Group      string         `json:"group"`
	NIC        NIC            `json:"nic"`
	AutoRenew  bool           `json:"autoRenew"`
	KeyID      string         `json:"keyId"`
	Tags       *zenlayer.Tags `json:"tags"`
	NextMbps   *Change        `json:"nextMbps"` // nil: none
	NextTB     *Change        `json:"nextTB"`
	Commitment int            `json:"promise"` // months that the buyer committed to; 0: none
	Hour       int64          `json:"hour"`    // millionths that an hour of use costs, as it was bought
	Until      int64          `json:"until"`   // Unix milliseconds; the end that a renewal or a cancellation set
}

// Ordered is c itself, for those who embed it.
func (c *Configuration) Ordered() *Configuration { return c }

// Detail is what the database has of a machine for its service: a Configuration and the members of this service.
type Detail[D any] interface {
	*D
	Ordered() *Configuration
}

// Instance is a machine as it is at one time.
type Instance[D any] struct {
	*store.Machine
	*Configuration

	Own        *D // the Configuration is a part of it
	Status     string
	PrivateIP  string // "" as long as it does not show
	PublicIP   string
	PublicIPv6 string
	PublicIPs  []string // PublicIP, and those that its service adds

	now time.Time
}

// Expires is when a prepaid machine's term ends; the zero time for others. It is renewed until it is cancelled.
func (i *Instance[D]) Expires() time.Time {
	if i.Period == nil {
		return time.Time{}
	}
	end := store.Time(i.Created).Add(time.Duration(*i.Period) * Month)
	if i.Until > 0 {
		end = store.Time(i.Until)
	}
	if !i.AutoRenew {
		return end
	}
	return TermEnd(end, *i.Period, i.now)
}

// Fleet is the machines of a service.
type Fleet[D any, P Detail[D]] struct {
	Service

	Lifecycle Lifecycle
	// TermPrice is what another term of a prepaid machine costs.
	TermPrice func(c *wire.Call, i *Instance[D]) (float64, error)
}

// Read reads a machine from its row.
func (*Fleet[D, P]) Read(session *store.Session, m *store.Machine) (*Instance[D], error) {
	own := P(new(D))
	if err := json.Unmarshal(m.Detail, own); err != nil {
		return nil, fmt.Errorf("read machine %s: %w", m.ID, err)
	}
	i := &Instance[D]{
		Machine: m, Configuration: own.Ordered(), Own: own, Status: m.Timeline.Status(session.At), now: session.At,
	}
	i.applyDue(session)
	if session.Past(m.PrivateFrom) {
		i.PrivateIP = m.Private4
	}
	if session.Past(m.PublicFrom) {
		i.PublicIP, i.PublicIPv6 = m.Public4, m.Public6
	}
	i.PublicIPs = zenlayer.ListOf(i.PublicIP)
	return i, nil
}

// List reads the service's machines that q selects and match lets pass.
func (f *Fleet[D, P]) List(ctx context.Context, session *store.Session, q store.Query,
	match func(*Instance[D]) bool,
) ([]*Instance[D], error) {
	q.Product = f.Product
	machines, err := session.Machines(ctx, q)
	if err != nil {
		return nil, err
	}
	rows := make([]*Instance[D], 0, len(machines))
	for _, m := range machines {
		i, err := f.Read(session, m)
		if err != nil {
			return nil, err
		}
		if match(i) {
			rows = append(rows, i)
		}
	}
	return rows, nil
}

// Find returns the machines with the ids, or refuses when one of them does not exist: what is done to several is done
// to all or none.
func (f *Fleet[D, P]) Find(ctx context.Context, session *store.Session, ids ...string) ([]*Instance[D], error) {
	all, err := f.List(ctx, session, store.Query{IDs: ids}, func(*Instance[D]) bool { return true })
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		if !slices.ContainsFunc(all, func(i *Instance[D]) bool { return i.ID == id }) {
			return nil, zenlayer.Refuse("INVALID_INSTANCE_NOT_FOUND", "The specified instanceId `%s` is not found", id)
		}
	}
	return all, nil
}
