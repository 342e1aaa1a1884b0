// Package bmc is the service bmc of Zenlayer's protocol: Bare Metal Cloud, versions 2022-11-20 and 2026-02-01
// (Zenlayer API reference, BMC, read 2026-11). Both versions get the same answers, except where noted.
package bmc

import (
	"maps"

	"github.com/metalwright/metalwright/provider/sim/internal/store"
	"github.com/metalwright/metalwright/provider/sim/internal/wire"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer/compute"
)

// productID is the name of the product in the catalogue and in the database.
const productID = "zenlayer-bmc"

const newVersion = "2026-02-01"

type service struct{ compute.Fleet[detail, *detail] }

// New makes the service over the world.
func New(w *wire.World) zenlayer.Service {
	s := &service{compute.Fleet[detail, *detail]{
		Service: compute.Service{
			World: w, Product: productID, TypeParameter: "instanceTypeId", ByCluster: byCluster, ClusterOf: "BMC",
			MaxMachines:   w.Quota,
			NameMalformed: "INVALID_PARAMETER_INSTANCE_NAME_EXCEED",
			MachineIDs:    1001, OrderIDs: 2001, SubnetIDs: 834,
			FreeMbps: func(z *store.Zone) int { return z.FreeBandwidth }, PostpaidFactor: 1,
			Older: func(v string) bool { return v != newVersion },
		},
		Lifecycle: lifecycle(w.Store),
	}}
	s.TermPrice = s.termPrice
	actions := map[string]zenlayer.Action{
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
		"ModifyInstanceAttribute":               zenlayer.Handle(s.Rename), // its name until 2023
		"StartInstances":                        s.Switched(compute.Start(forBooting)),
		"StopInstances":                         s.Switched(compute.Stop(forStopping)),
		"RebootInstances":                       s.Switched(reboot),
	}
	maps.Copy(actions, s.Actions())
	maps.Copy(actions, s.changes())
	return zenlayer.Service{Name: "bmc", Versions: []string{"2022-11-20", newVersion}, Actions: actions}
}

// changes are the actions on what was bought, and on networks and addresses.
func (s *service) changes() map[string]zenlayer.Action {
	return map[string]zenlayer.Action{
		"ReinstallInstance":            zenlayer.Handle(s.reinstall),
		"DeleteSubnet":                 zenlayer.Handle(s.deleteSubnet),
		"AssociateSubnetInstances":     zenlayer.Handle(s.joinSubnet),
		"UnAssociateSubnetInstance":    zenlayer.Handle(s.leaveSubnet),
		"CreateVpc":                    zenlayer.Handle(s.createVPC),
		"DeleteVpc":                    zenlayer.Handle(s.deleteVPC),
		"AssociateVpcSubnet":           zenlayer.Handle(s.joinVPC),
		"AllocateEipAddresses":         zenlayer.Handle(s.allocateEIPs),
		"InquiryPriceCreateEipAddress": zenlayer.Handle(s.eipPrice),
		"AssociateEipAddress":          zenlayer.Handle(s.associateEIP),
		"UnAssociateEipAddress":        zenlayer.Handle(s.dissociateEIP),
		"TerminateEipAddress":          zenlayer.Handle(s.terminateEIP),
		"RenewEipAddress":              zenlayer.Handle(s.renewEIP),
		"ReleaseEipAddresses":          zenlayer.Handle(s.releaseEIPs),
	}
}

// knownType refuses a type that a filter names and that does not exist.
func (s *service) knownType(id string) error {
	if id == "" {
		return nil
	}
	_, err := s.Type(id)
	return err
}
