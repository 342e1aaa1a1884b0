// Package compute is what Zenlayer's two services that sell machines, bmc (Bare Metal Cloud) and vm (Virtual Machine),
// have in common (Zenlayer API reference, BMC and VM, read 2026-11). Where the vendor has them differ, their own
// packages have the rule, or pass it in a [Service], a [Lifecycle] or a [Creation].
package compute

import (
	"context"

	"github.com/metalwright/metalwright/provider/sim/internal/fault"
	"github.com/metalwright/metalwright/provider/sim/internal/store"
	"github.com/metalwright/metalwright/provider/sim/internal/wire"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
)

// Service is one of the two over the world. All members are needed.
type Service struct {
	*wire.World

	Product       string // the name in the catalogue and in the database
	TypeParameter string // that names a type: "instanceTypeId"
	ByCluster     string // the way to pay for traffic through a bandwidth cluster: "ByBandwidthCluster"
	ClusterOf     string // the product of bandwidth clusters that machines may join: "BMC"
	MaxMachines   int    // machines that the account may hold; 0: no limit
	NameMalformed string // the code for a machine's name that cannot be
	MachineIDs    int64  // the first digits of ids
	OrderIDs      int64

	Subnets Subnets

	FreeMbps       func(*store.Zone) int     // bandwidth of a zone that costs nothing
	PostpaidFactor float64                   // how many times as much bandwidth costs when it is paid afterwards
	Older          func(version string) bool // its prices are as before 2026
}

// Catalog is what the service sells.
func (s *Service) Catalog() *store.Product { return s.Store.Catalogue.Product(s.Product) }

// Zone returns the zone that a parameter names.
func (s *Service) Zone(id string) (*store.Zone, error) {
	z, ok := s.Catalog().Zone(id)
	if !ok {
		return nil, zenlayer.Refuse("INVALID_ZONE_NOT_FOUND", "The specified zoneId `%s` is not found", id)
	}
	return z, nil
}

// KnownZone refuses a zone that a filter names and that does not exist.
func (s *Service) KnownZone(id string) error {
	if id == "" {
		return nil
	}
	_, err := s.Zone(id)
	return err
}

// Zones lists the zones that a filter names: all for the empty one. It refuses a zone that does not exist.
func (s *Service) Zones(filter string) ([]*store.Zone, error) {
	if filter == "" {
		return s.Catalog().Zones, nil
	}
	z, err := s.Zone(filter)
	return []*store.Zone{z}, err
}

// Stock returns how many machines of an offer a zone has left for c.
func (s *Service) Stock(ctx context.Context, c *wire.Call) (func(*store.Zone, *store.Offer) int, error) {
	sold, err := s.Store.Read().Sold(ctx, s.Product)
	return func(z *store.Zone, o *store.Offer) int {
		if c.Faults.Has(fault.SoldOut) {
			return 0
		}
		return max(o.Stock-sold[[2]string{z.ID, o.Type}], 0)
	}, err
}

// Type returns the type that a parameter names.
func (s *Service) Type(id string) (*store.Type, error) {
	t, ok := s.Catalog().Type(id)
	if !ok {
		return nil, zenlayer.Refuse("INVALID_INSTANCE_TYPE_NOT_FOUND", "The specified %s `%s` is not found",
			s.TypeParameter, id)
	}
	return t, nil
}

// KnownType refuses a type that a filter names and that does not exist.
func (s *Service) KnownType(id string) error {
	if id == "" {
		return nil
	}
	_, err := s.Type(id)
	return err
}

// Place returns the zone and the type that parameters name.
func (s *Service) Place(zone, instanceType string) (*store.Zone, *store.Type, error) {
	z, err := s.Zone(zone)
	if err != nil {
		return nil, nil, err
	}
	t, err := s.Type(instanceType)
	return z, t, err
}

// GroupName is the name of the resource group with the id, "" when there is none.
func (s *Service) GroupName(id string) string {
	g, _ := s.Store.Catalogue.Account.Group(id)
	return g.Name
}

// KnownGroup refuses a resource group that is named and does not exist.
func (s *Service) KnownGroup(id string) error {
	if _, ok := s.Store.Catalogue.Account.Group(id); !ok && id != "" {
		return zenlayer.Refuse("OPERATION_FAILED_RESOURCE_GROUP_NOT_FOUND",
			"The specified resourceGroupId `%s` is not found", id)
	}
	return nil
}

// PayableAfterwards reports whether the account may pay for use.
func (s *Service) PayableAfterwards(c *wire.Call) bool {
	return !s.NoPostpaid && !c.Faults.Has(fault.NoPostpaid)
}
