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

// fleet is the machines of the service.
type fleet = compute.Fleet[detail, *detail]

// New makes the service over the world. Key pairs were its own in the older version, and private clouds.
func New(w *wire.World) zenlayer.Service {
	f := &fleet{
		Service: compute.Service{
			World: w, Product: productID, TypeParameter: "instanceType", ByCluster: byCluster, ClusterOf: "VM",
			MaxMachines:   min(w.Quota, vendorQuota),
			NameMalformed: "INVALID_PARAMETER_INSTANCE_NAME_MALFORMED",
			MachineIDs:    1101, OrderIDs: 2101,
			Subnets:  compute.Subnets{Store: w.Store, Product: productID, FirstDigits: 902},
			FreeMbps: func(*store.Zone) int { return 0 }, PostpaidFactor: compute.PostpaidFactor,
			Older: func(v string) bool { return v == oldVersion },
		},
		Lifecycle: lifecycle(w.Store),
	}
	sold := catalogue{&f.Service}
	f.TermPrice = sold.termPrice
	actions := f.Actions()
	for _, some := range []map[string]zenlayer.Action{
		sold.actions(), instances{f}.actions(), networks{&f.Service}.actions(), groups{f}.actions(), disks{f}.actions(),
	} {
		maps.Copy(actions, some)
	}
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

// diskIDs are the first digits of the ids of disks.
const diskIDs = 1201
