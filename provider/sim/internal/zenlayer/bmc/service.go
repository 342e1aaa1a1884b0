// Package bmc is the service bmc of Zenlayer's protocol: Bare Metal Cloud, versions 2022-11-20 and 2026-02-01 (Zenlayer API reference,
// BMC, read 2026-11). Both versions get the same answers, save for what is said where it differs.
package bmc

import (
	"github.com/metalwright/metalwright/provider/sim/internal/books"
	"github.com/metalwright/metalwright/provider/sim/internal/wire"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
)

// Product is the name of the shelf and of the machines in the books.
const Product = "zenlayer-bmc"

const newVersion = "2026-02-01"

type service struct{ *wire.World }

// New makes the service over the world.
func New(w *wire.World) zenlayer.Service {
	s := service{w}
	return zenlayer.Service{
		Name:     "bmc",
		Versions: []string{"2022-11-20", newVersion},
		Actions: map[string]zenlayer.Action{
			"DescribeZones":                         zenlayer.Handle(s.describeZones),
			"DescribeInstanceTypes":                 zenlayer.Handle(s.describeInstanceTypes),
			"DescribeAvailableResources":            zenlayer.Handle(s.describeAvailableResources),
			"DescribeImages":                        zenlayer.Handle(s.describeImages),
			"DescribeVpcAvailableRegions":           zenlayer.Handle(s.describeVPCRegions),
			"DescribeVpcs":                          zenlayer.Handle(s.describeVPCs),
			"DescribeSubnetAvailableResources":      zenlayer.Handle(s.describeSubnetZones),
			"DescribeSubnets":                       zenlayer.Handle(s.describeSubnets),
			"CreateSubnet":                          zenlayer.Handle(s.createSubnet),
			"DescribeEipAvailableResources":         zenlayer.Handle(s.describeEIPZones),
			"DescribeEipAddresses":                  zenlayer.Handle(s.describeEIPs),
			"DescribeInstanceAvailableEipResources": zenlayer.Handle(s.describeEIPsFor),
			"DescribeCidrBlocks":                    zenlayer.Handle(s.describeCIDRs),
			"InquiryPriceCreateInstance":            zenlayer.Handle(s.inquiryPrice),
			"CreateInstances":                       zenlayer.Handle(s.createInstances),
			"DescribeInstances":                     zenlayer.Handle(s.describeInstances),
			"DescribeInstanceInternetStatus":        zenlayer.Handle(s.describeInternetStatus),
			"ModifyInstancesAttribute":              zenlayer.Handle(s.rename),
			"ModifyInstanceAttribute":               zenlayer.Handle(s.rename), // its name until 2023
			"StartInstances":                        zenlayer.Handle(s.start),
			"StopInstances":                         zenlayer.Handle(s.stop),
			"RebootInstances":                       zenlayer.Handle(s.reboot),
			"TerminateInstance":                     zenlayer.Handle(s.terminate),
			"ReleaseInstances":                      zenlayer.Handle(s.release),
		},
	}
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

// instanceType returns the type that a parameter names.
func (s service) instanceType(id string) (*books.Type, error) {
	t, ok := s.shelf().Type(id)
	if !ok {
		return nil, zenlayer.Refuse("INVALID_INSTANCE_TYPE_NOT_FOUND", "The specified instanceTypeId `%s` is not found", id)
	}
	return t, nil
}

func (s service) knownType(id string) error {
	if id == "" {
		return nil
	}
	_, err := s.instanceType(id)
	return err
}

func (s service) groupName(id string) string {
	g, _ := s.Books.Catalogue.Account.Group(id)
	return g.Name
}

// The first digits of ids.
const (
	machineIDs = 1001
	orderIDs   = 2001
	subnetIDs  = 834
)
