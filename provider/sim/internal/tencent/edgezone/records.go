package edgezone

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/netip"
	"slices"
	"sync"

	"github.com/metalwright/metalwright/provider/sim/internal/store"
)

// The kinds of records of this service.
const (
	kindPrivate = "private-network"
	kindPublic  = "public-network"
	kindAddress = "public-address"
	kindSeed    = "seed"
)

// private is a private network.
type private struct {
	store.Record `json:"-"`

	Name    string `json:"name"`
	Zone    string `json:"zone"`
	Network string `json:"network"`
	Mask    int    `json:"mask"`
	Created int64  `json:"created"`
	Updated int64  `json:"updated"`
}

func (n *private) prefix() netip.Prefix {
	a, _ := netip.ParseAddr(n.Network) // checked when it was made
	return netip.PrefixFrom(a, n.Mask)
}

// public is a public network.
type public struct {
	store.Record `json:"-"`

	Name    string `json:"name"`
	Zone    string `json:"zone"`
	Line    string `json:"line"`
	Mode    string `json:"mode"` // in capitals
	Mbps    int    `json:"mbps"`
	Block   string `json:"block"`  // of networks with a route mode of their own
	Block6  string `json:"block6"` // "" for none
	Created int64  `json:"created"`
	Updated int64  `json:"updated"`
}

const static = "STATIC"

// address is a public address that was applied for.
type address struct {
	store.Record `json:"-"`

	Network string `json:"network"`
	Zone    string `json:"zone"`
	IP      string `json:"ip"`
	V6      bool   `json:"v6"`
	Machine string `json:"machine"` // "" for none
	Bound   int64  `json:"bound"`   // it shows as in use from then on
	Created int64  `json:"created"`
	Updated int64  `json:"updated"`
}

// list reads all records of a kind, the oldest first.
func list[T any](ctx context.Context, session *store.Session, kind string, at func(*T) *store.Record) ([]*T, error) {
	records, err := store.Records(ctx, session, Product, kind)
	if err != nil {
		return nil, err
	}
	out := make([]*T, 0, len(records))
	for _, record := range records {
		v := new(T)
		if err := json.Unmarshal(record.Detail, v); err != nil {
			return nil, fmt.Errorf("read %s %s: %w", kind, record.ID, err)
		}
		*at(v) = record
		out = append(out, v)
	}
	return out, nil
}

func privates(ctx context.Context, session *store.Session) ([]*private, error) {
	return list(ctx, session, kindPrivate, func(n *private) *store.Record { return &n.Record })
}

func publics(ctx context.Context, session *store.Session) ([]*public, error) {
	return list(ctx, session, kindPublic, func(n *public) *store.Record { return &n.Record })
}

// addresses reads the addresses that were applied for. Those of machines that exist no longer are free since then.
func addresses(ctx context.Context, session *store.Session) ([]*address, error) {
	all, err := list(ctx, session, kindAddress, func(a *address) *store.Record { return &a.Record })
	if err != nil || find(all, func(a *address) bool { return a.Machine != "" }) == nil {
		return all, err
	}
	ended, err := session.Ended(ctx, Product)
	for _, a := range all {
		if at, ok := ended[a.Machine]; ok {
			a.Machine, a.Bound, a.Updated = "", 0, at
		}
	}
	return all, err
}

// add stores a new record.
func add(ctx context.Context, session *store.Session, kind, id string, serial int64, v any) error {
	detail, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return store.AddRecord(ctx, session, store.Record{
		Serial: serial, Product: Product, Kind: kind, ID: id,
		Timeline: since(session), Detail: detail,
	})
}

// change stores v, whose record is t.
func change(ctx context.Context, session *store.Session, t store.Record, v any) error {
	detail, err := json.Marshal(v)
	if err != nil {
		return err
	}
	t.Detail = detail
	return store.ChangeRecord(ctx, session, t)
}

// seeding makes what the account has from the beginning, before the first action.
type seeding struct {
	edge

	mu   sync.Mutex
	done bool
}

// seed makes once what the catalogue says that the account has from the beginning.
func (s *seeding) seed(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.done {
		return nil
	}
	err := s.Store.Write(ctx, func(session *store.Session) error {
		done, err := store.Records(ctx, session, Product, kindSeed)
		if err != nil || len(done) > 0 {
			return err
		}
		for _, z := range s.catalog().Zones {
			if err := seedZone(ctx, session, z); err != nil {
				return err
			}
		}
		serial, err := session.Serials(ctx, 1)
		if err != nil {
			return err
		}
		return add(ctx, session, kindSeed, Product+"/"+kindSeed, serial, struct{}{})
	})
	s.done = err == nil
	return err
}

func seedZone(ctx context.Context, session *store.Session, z *store.Zone) error {
	if p := z.Edge.Private; p != nil {
		n := &private{Name: p.Name, Zone: z.ID, Network: p.Network, Mask: p.Mask}
		n.ID = seededID(session, privateIDs, z)
		if _, err := addPrivate(ctx, session, n); err != nil {
			return err
		}
	}
	p := z.Edge.Public
	if p == nil {
		return nil
	}
	n := &public{Name: p.Name, Zone: z.ID, Line: p.Line, Mode: p.Mode, Mbps: p.Mbps}
	n.ID = seededID(session, publicIDs, z)
	if p.Mode != static {
		if err := takeBlock(ctx, session, z, n); err != nil {
			return err
		}
	}
	networkID, err := addPublic(ctx, session, n)
	if err != nil {
		return err
	}
	if _, err := apply(ctx, session, z, networkID, p.IPv4s, false); err != nil {
		return err
	}
	_, err = apply(ctx, session, z, networkID, p.IPv6s, true)
	return err
}

// seededID is the id of a network that the account has from the beginning. It does not depend on what was made before,
// so that order files can name it.
func seededID(session *store.Session, prefix string, z *store.Zone) string {
	return text(prefix, session.Stable(Product, prefix, z.ID))
}

func addPrivate(ctx context.Context, session *store.Session, n *private) (string, error) {
	serial, err := session.Serials(ctx, 1)
	if err != nil {
		return "", err
	}
	n.Created, n.Updated = session.At.UnixMilli(), session.At.UnixMilli()
	networkID := cmp.Or(n.ID, id(privateIDs, serial))
	return networkID, add(ctx, session, kindPrivate, networkID, serial, n)
}

func addPublic(ctx context.Context, session *store.Session, n *public) (string, error) {
	serial, err := session.Serials(ctx, 1)
	if err != nil {
		return "", err
	}
	n.Created, n.Updated = session.At.UnixMilli(), session.At.UnixMilli()
	networkID := cmp.Or(n.ID, id(publicIDs, serial))
	return networkID, add(ctx, session, kindPublic, networkID, serial, n)
}

// find returns the element that is meant, nil when there is none.
func find[T any](all []*T, is func(*T) bool) *T {
	if i := slices.IndexFunc(all, is); i >= 0 {
		return all[i]
	}
	return nil
}
