// Package edgezone is the service edgezone of Tencent Cloud's protocol: physical machines in edge zones, version
// 2026-04-01 in its revisions A and B (Tencent Cloud API reference, edgezone, read 2026-11). What the vendor does not
// document is decided here, and a comment says so.
package edgezone

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/metalwright/metalwright/provider/sim/internal/store"
	"github.com/metalwright/metalwright/provider/sim/internal/tencent"
	"github.com/metalwright/metalwright/provider/sim/internal/wire"
)

// Product is the name of the product in the catalogue and in the database.
const Product = "tencent-edgezone"

// edge is the product over the world: what its actions look up.
type edge struct{ *wire.World }

// New makes the service over the world.
func New(w *wire.World) tencent.Service {
	e := edge{w}
	actions := map[string]tencent.Action{}
	for _, some := range []map[string]tencent.Action{
		places{e}.actions(), instances{e}.actions(), privateNetworks{e}.actions(), publicNetworks{e}.actions(),
		publicIPs{e}.actions(),
	} {
		maps.Copy(actions, some)
	}
	s := &seeding{edge: e}
	for name, action := range actions {
		actions[name] = func(ctx context.Context, c *tencent.Call) (any, error) {
			if err := s.seed(ctx); err != nil {
				return nil, err
			}
			return action(ctx, c)
		}
	}
	var regions []string
	for _, z := range e.catalog().Zones {
		regions = append(regions, z.Edge.Region)
	}
	return tencent.Service{
		Name: "edgezone", Version: "2026-04-01", Actions: actions, Regions: regions,
		OnlyB: []string{"CreateEdgeNodeService"}, RevisionB: e.revisionB,
	}
}

func (e edge) catalog() *store.Product { return e.Store.Catalogue.Product(Product) }

// revisionB: the key says which revision it is, or else the catalogue. Both share the version's name.
func (e edge) revisionB(c wire.Credential) bool {
	return cmp.Or(c.Versions[Product], e.catalog().Edge.Revision) == "B"
}

// zone returns the zone with the code; the zones of other regions do not exist for a request.
func (e edge) zone(c *tencent.Call, code string) (*store.Zone, bool) {
	z, ok := e.catalog().Zone(code)
	return z, ok && z.Edge.Region == c.Region
}

// networkZone is zone for the network actions, which call the code ZoneId.
func (e edge) networkZone(c *tencent.Call, code string) (*store.Zone, error) {
	z, ok := e.zone(c, code)
	if !ok {
		return nil, tencent.Refuse("InvalidParameter", "The specified ZoneId `%s` does not exist.", code)
	}
	return z, nil
}

// decode reads the request of c into v, and checks it.
func decode(c *tencent.Call, v any) error {
	if err := tencent.Decode(c.Body, v, c.RevisionB); err != nil {
		return err
	}
	if p, ok := v.(interface{ Check() error }); ok {
		return p.Check()
	}
	return nil
}

// id makes one of the vendor's ids: the prefix and eight characters. Every serial number has its own.
func id(prefix string, serial int64) string {
	const spread = 982_451_653 // has no divisor in common with the number of ids
	return text(prefix, uint64(serial)*spread)
}

// text is the prefix and the last eight digits of n.
func text(prefix string, n uint64) string {
	const digits = "0123456789abcdefghijklmnopqrstuvwxyz"
	var text [8]byte
	for i := range text {
		text[i] = digits[n%36]
		n /= 36
	}
	return prefix + string(text[:])
}

// The prefixes of ids; the vendor's examples have several for machines.
const (
	privateIDs = "ein-"
	publicIDs  = "epn-"
	machineIDs = "epm-"
	hostIDs    = "srv-"
)

// The vendor's formats of times: machines have a zone, everything else has none.
const (
	timeFormat     = "2006-01-02T15:04:05Z"
	bareTimeFormat = "2006-01-02T15:04:05"
)

// in reports whether value passes the list, whatever the letter case; the empty list lets all pass.
func in(filter []string, value string) bool {
	return len(filter) == 0 || slices.ContainsFunc(filter, func(f string) bool { return equal(f, value) })
}
