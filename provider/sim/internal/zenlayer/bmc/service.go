// Package bmc is the service bmc of Zenlayer's protocol: Bare Metal Cloud, versions 2022-11-20 and 2026-02-01 (Zenlayer API reference,
// BMC, read 2026-11). Both versions get the same answers, save for what is said where it differs.
package bmc

import (
	"strconv"

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
			"DescribeZones":                         s.describeZones,
			"DescribeInstanceTypes":                 s.describeInstanceTypes,
			"DescribeAvailableResources":            s.describeAvailableResources,
			"DescribeImages":                        s.describeImages,
			"DescribeVpcAvailableRegions":           s.describeVPCRegions,
			"DescribeVpcs":                          s.describeVPCs,
			"DescribeSubnetAvailableResources":      s.describeSubnetZones,
			"DescribeSubnets":                       s.describeSubnets,
			"CreateSubnet":                          s.createSubnet,
			"DescribeEipAvailableResources":         s.describeEIPZones,
			"DescribeEipAddresses":                  s.describeEIPs,
			"DescribeInstanceAvailableEipResources": s.describeEIPsFor,
			"DescribeCidrBlocks":                    s.describeCIDRs,
			"InquiryPriceCreateInstance":            s.inquiryPrice,
			"CreateInstances":                       s.createInstances,
			"DescribeInstances":                     s.describeInstances,
			"DescribeInstanceInternetStatus":        s.describeInternetStatus,
			"ModifyInstancesAttribute":              s.rename,
			"ModifyInstanceAttribute":               s.rename, // its name until 2023
			"StartInstances":                        s.start,
			"StopInstances":                         s.stop,
			"RebootInstances":                       s.reboot,
			"TerminateInstance":                     s.terminate,
			"ReleaseInstances":                      s.release,
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

// number formats a serial number as one of the vendor's long decimal ids; kind tells machines from orders.
func number(kind, serial int64) string {
	return strconv.FormatInt(kind*1_000_000_000_000_000+serial, 10)
}

// The first digits of ids.
const (
	machineIDs = 1001
	orderIDs   = 2001
	subnetIDs  = 834
)

// stamp is the vendor's format of times.
const stamp = "2006-01-02T15:04:05Z"

// orNull is nil for the empty string.
func orNull(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

func ids(name string, list []string) error { return zenlayer.AtMost(name, len(list), zenlayer.MaxIDs) }

// decode reads and checks a request.
func decode[T interface{ check() error }](c *wire.Call, v T) error {
	if err := zenlayer.Decode(c.Body, v); err != nil {
		return err
	}
	return v.check()
}

// unchecked is embedded in requests that have no rules of their own.
type unchecked struct{}

func (*unchecked) check() error { return nil }
