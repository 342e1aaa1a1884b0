// Package vm is the service vm of Zenlayer's protocol: Virtual Machine, versions 2023-03-13 and 2026-04-01 (Zenlayer
// API reference, VM, read 2026-11). Both versions get the same answers, except where noted.
package vm

import (
	"maps"

	"github.com/metalwright/metalwright/provider/sim/internal/store"
	"github.com/metalwright/metalwright/provider/sim/internal/wire"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer/compute"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer/console"
)

// productID is the name of the product in the catalogue and in the database.
const productID = "zenlayer-vm"

const (
	oldVersion = "2023-03-13"
	newVersion = "2026-04-01"
)

// vendorQuota is how many virtual machines a team may hold by default (Zenlayer product documentation, read 2026-11).
const vendorQuota = 999

type service struct{ compute.Fleet[detail, *detail] }

// New makes the service over the world. Key pairs were its own in the older version, and private clouds.
func New(w *wire.World) zenlayer.Service {
	s := &service{compute.Fleet[detail, *detail]{
		Service: compute.Service{
			World: w, Product: productID, TypeParameter: "instanceType", ByCluster: byCluster, ClusterOf: "VM",
			MaxMachines:   min(w.Quota, vendorQuota),
			NameMalformed: "INVALID_PARAMETER_INSTANCE_NAME_MALFORMED",
			MachineIDs:    1101, OrderIDs: 2101, SubnetIDs: 902,
			FreeMbps: func(*store.Zone) int { return 0 }, PostpaidFactor: compute.PostpaidFactor,
			Older: func(v string) bool { return v == oldVersion },
		},
		Lifecycle: lifecycle(w.Store),
	}}
	s.TermPrice = s.termPrice
	actions := map[string]zenlayer.Action{
		"DescribeZones":                   zenlayer.Handle(s.describeZones),
		"DescribeZoneInstanceConfigInfos": zenlayer.Handle(s.describeOffers),
		"DescribeVmInventoryCapacity":     zenlayer.Handle(s.describeCapacity),
		"DescribeImages":                  zenlayer.Handle(s.describeImages),
		"DescribeDiskCategory":            zenlayer.Handle(s.describeDiskCategories),
		"DescribeSubnets":                 zenlayer.Handle(s.describeSubnets),
		"CreateSubnet":                    zenlayer.Handle(s.createSubnet),
		"DescribeVpcs":                    zenlayer.Handle(s.describeVPCs),
		"DescribeVpcSubnets":              zenlayer.Handle(s.describeVPCSubnets),
		"DescribeSecurityGroups":          zenlayer.Handle(s.describeSecurityGroups),
		"InquiryPriceCreateInstance":      zenlayer.Handle(s.inquiryPrice),
		"CreateInstances":                 s.createInstances,
		"DescribeInstances":               zenlayer.Handle(s.describeInstances),
		"DescribeInstancesStatus":         zenlayer.Handle(s.describeStatus),
		"DescribeDisks":                   zenlayer.Handle(s.describeDisks),
		"StartInstances":                  s.Switched(compute.Start(forBooting)),
		"StopInstances":                   zenlayer.Handle(s.stop),
		"RebootInstances":                 s.Switched(reboot),
	}
	maps.Copy(actions, s.Actions())
	maps.Copy(actions, s.changes())
	only := map[string][]string{
		"DescribeVmInventoryCapacity": {newVersion}, "ResizeDisk": {newVersion}, "DescribeVpcs": {oldVersion},
		"DescribeVpcSubnets": {oldVersion},
	}
	for _, other := range console.New(w) {
		if other.Name == "ccs" {
			maps.Copy(actions, other.Actions)
			for name := range other.Actions {
				only[name] = []string{oldVersion}
			}
		}
	}
	return zenlayer.Service{Name: "vm", Versions: []string{oldVersion, newVersion}, Actions: actions, Only: only}
}

// changes are the actions on what was bought, and on networks.
func (s *service) changes() map[string]zenlayer.Action {
	return map[string]zenlayer.Action{
		"ResetInstance":                                   zenlayer.Handle(s.reset),
		"ResetInstancesPassword":                          zenlayer.Handle(s.resetPassword),
		"DeleteSubnet":                                    zenlayer.Handle(s.deleteSubnet),
		"CreateSecurityGroup":                             zenlayer.Handle(s.createGroup),
		"DeleteSecurityGroup":                             zenlayer.Handle(s.deleteGroup),
		"ModifySecurityGroupsAttribute":                   zenlayer.Handle(s.renameGroups),
		"AuthorizeSecurityGroupRules":                     zenlayer.Handle(s.addRules),
		"AuthorizeSecurityGroupRule":                      zenlayer.Handle(s.addRule),
		"RevokeSecurityGroupRules":                        zenlayer.Handle(s.removeRules),
		"ConfigureSecurityGroupRules":                     zenlayer.Handle(s.setRules),
		"AssociateSecurityGroupInstance":                  zenlayer.Handle(s.joinGroup),
		"UnAssociateSecurityGroupInstance":                zenlayer.Handle(s.leaveGroup),
		"DescribeInstanceAvailableSecurityGroupResources": zenlayer.Handle(s.describeGroupsFor),
		"CreateDisks":                                     zenlayer.Handle(s.createDisks),
		"InquiryPriceCreateDisks":                         zenlayer.Handle(s.diskPrice),
		"AttachDisks":                                     zenlayer.Handle(s.attachDisks),
		"DetachDisks":                                     zenlayer.Handle(s.detachDisks),
		"ResizeDisk":                                      zenlayer.Handle(s.resizeDisk),
		"ModifyDisksAttributes":                           zenlayer.Handle(s.renameDisks),
		"TerminateDisk":                                   zenlayer.Handle(s.terminateDisk),
		"ReleaseDisk":                                     zenlayer.Handle(s.releaseDisk),
	}
}

// diskIDs are the first digits of the ids of disks.
const diskIDs = 1201
