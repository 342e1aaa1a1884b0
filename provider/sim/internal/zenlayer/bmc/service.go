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

// fleet is the machines of the service.
type fleet = compute.Fleet[detail, *detail]

// New makes the service over the world.
func New(w *wire.World) zenlayer.Service {
	f := &fleet{
		Service: compute.Service{
			World: w, Product: productID, TypeParameter: "instanceTypeId", ByCluster: byCluster, ClusterOf: "BMC",
			MaxMachines:   w.Quota,
			NameMalformed: "INVALID_PARAMETER_INSTANCE_NAME_EXCEED",
			MachineIDs:    1001, OrderIDs: 2001,
			Subnets:  compute.Subnets{Store: w.Store, Product: productID, FirstDigits: 834},
			FreeMbps: func(z *store.Zone) int { return z.FreeBandwidth }, PostpaidFactor: 1,
			Older: func(v string) bool { return v != newVersion },
		},
		Lifecycle: lifecycle(w.Store),
	}
	sold := catalogue{&f.Service}
	f.TermPrice = sold.termPrice
	actions := f.Actions()
	for _, some := range []map[string]zenlayer.Action{
		sold.actions(), instances{f}.actions(), subnets{f}.actions(), vpcs{&f.Service}.actions(), addresses{f}.actions(),
	} {
		maps.Copy(actions, some)
	}
	return zenlayer.Service{Name: "bmc", Versions: []string{"2022-11-20", newVersion}, Actions: actions}
}
