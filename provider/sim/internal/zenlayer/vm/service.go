// Package vm is the service vm of Zenlayer's protocol: Virtual Machine, versions 2023-03-13 and 2026-04-01 (Zenlayer API reference, VM,
// read 2026-11). Both versions get the same answers, save for what is said where it differs.
package vm

import (
	"maps"

	"github.com/metalwright/metalwright/provider/sim/internal/books"
	"github.com/metalwright/metalwright/provider/sim/internal/wire"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer/console"
)

// Product is the name of the shelf and of the machines in the books.
const Product = "zenlayer-vm"

const oldVersion = "2023-03-13"

type service struct{ *wire.World }

// New makes the service over the world. Key pairs were its own until 2025, and still answer here.
func New(w *wire.World) zenlayer.Service {
	s := service{w}
	actions := map[string]zenlayer.Action{
		"DescribeZones":                   zenlayer.Handle(s.describeZones),
		"DescribeZoneInstanceConfigInfos": zenlayer.Handle(s.describeOffers),
		"DescribeVmInventoryCapacity":     zenlayer.Handle(s.describeCapacity),
		"DescribeImages":                  zenlayer.Handle(s.describeImages),
		"DescribeDiskCategory":            zenlayer.Handle(s.describeDiskCategories),
		"DescribeSubnets":                 zenlayer.Handle(s.describeSubnets),
		"CreateSubnet":                    zenlayer.Handle(s.createSubnet),
		"DescribeSecurityGroups":          zenlayer.Handle(s.describeSecurityGroups),
		"InquiryPriceCreateInstance":      zenlayer.Handle(s.inquiryPrice),
		"CreateInstances":                 s.createInstances,
		"DescribeInstances":               zenlayer.Handle(s.describeInstances),
		"DescribeInstancesStatus":         zenlayer.Handle(s.describeStatus),
		"DescribeInstanceInternetStatus":  zenlayer.Handle(s.describeInternetStatus),
		"DescribeDisks":                   zenlayer.Handle(s.describeDisks),
		"ModifyInstancesAttribute":        zenlayer.Handle(s.rename),
		"StartInstances":                  zenlayer.Handle(s.start),
		"StopInstances":                   zenlayer.Handle(s.stop),
		"RebootInstances":                 zenlayer.Handle(s.reboot),
		"TerminateInstance":               zenlayer.Handle(s.terminate),
		"ReleaseInstances":                zenlayer.Handle(s.release),
	}
	for _, other := range console.New(w) {
		if other.Name == "ccs" {
			maps.Copy(actions, other.Actions)
		}
	}
	return zenlayer.Service{Name: "vm", Versions: []string{oldVersion, "2026-04-01"}, Actions: actions}
}

func (s service) shelf() *books.Shelf { return s.Books.Catalogue.Shelf(Product) }

// zone returns the zone that a parameter names.
func (s service) zone(id string) (*books.Zone, error) {
	z, ok := s.shelf().Zone(id)
	if !ok {
		return nil, zenlayer.Refuse("INVALID_ZONE_NOT_FOUND", "The specified zoneId `%s` is not found", id)
	}
	return z, nil
}

// knownZone refuses a zone that a filter names and nobody knows.
func (s service) knownZone(id string) error {
	if id == "" {
		return nil
	}
	_, err := s.zone(id)
	return err
}

// place returns the zone and the type that parameters name.
func (s service) place(zone, instanceType string) (*books.Zone, *books.Type, error) {
	z, err := s.zone(zone)
	if err != nil {
		return nil, nil, err
	}
	t, ok := s.shelf().Type(instanceType)
	if !ok {
		return nil, nil, zenlayer.Refuse("INVALID_INSTANCE_TYPE_NOT_FOUND", "The specified instanceType `%s` is not found", instanceType)
	}
	return z, t, nil
}

func (s service) groupName(id string) string {
	g, _ := s.Books.Catalogue.Account.Group(id)
	return g.Name
}

// The first digits of ids.
const (
	machineIDs = 1101
	diskIDs    = 1201
	orderIDs   = 2101
	subnetIDs  = 902
)
