package bmc

import (
	"context"

	"github.com/metalwright/metalwright/provider/sim/internal/store"
	"github.com/metalwright/metalwright/provider/sim/internal/wire"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer/compute"
)

// order is a purchase with the parameters of this service.
type order struct {
	*createRequest
	compute.Order

	hostnames []string // one for each machine
}

// detail is what the database has of a machine of this service. No password, no user data: the vendor shows
// neither.
type detail struct {
	compute.Configuration

	Hostname    string      `json:"hostname"`
	IPXEURL     string      `json:"ipxeUrl"`
	RAID        *raidConfig `json:"raid"`
	Partitions  []partition `json:"partitions"`
	GatewayMode bool        `json:"gatewayMode"`
}

type createAnswer struct {
	InstanceIDSet []string `json:"instanceIdSet"`
	OrderNumber   string   `json:"orderNumber"`
}

func (s instances) createInstances(ctx context.Context, c *wire.Call, r *createRequest) (any, error) {
	if c.Version == newVersion {
		if err := zenlayer.CheckVersion(s.World, c, "sshKeys"); err != nil {
			return nil, err
		}
	}
	var answer createAnswer
	err := s.Store.Write(ctx, func(session *store.Session) error {
		o := &order{createRequest: r, Order: compute.Order{
			Service: &s.Service, Call: c, Session: session, Terms: &r.Terms, Request: &r.Purchase, Count: r.amount(),
		}}
		if err := o.check(ctx); err != nil {
			return err
		}
		receipt, err := o.accept(ctx)
		answer = createAnswer{receipt.InstanceIDs, receipt.OrderNumber}
		return err
	})
	return answer, err
}

// check applies the rules in the order in which the vendor's documentation suggests that they are applied.
func (o *order) check(ctx context.Context) error {
	return compute.Apply(ctx,
		o.checkPlace, o.checkAccount, o.CheckCharge, o.CheckNetCharge, o.checkImage, o.CheckQuota, o.checkBandwidth,
		o.checkSubnet, o.CheckGroup,
		o.checkLogin, o.checkRAID, o.checkPartitions, o.checkNIC, o.checkNames, o.CheckStock, o.checkPrice, o.CheckBalance)
}

// accept makes the machines and takes the money.
func (o *order) accept(ctx context.Context) (compute.Receipt, error) {
	n := o.Deliverable()
	public, err := store.PublicAddresses(ctx, o.Session, o.Zone, n)
	if err != nil {
		return compute.Receipt{}, err
	}
	return o.Deliver(ctx, compute.Delivery{Count: n, Serials: 1, Public: public, Make: o.machine})
}

// machine makes machine number i of the order. It has an IPv6 address unless the order declines it.
func (o *order) machine(i int, serial int64) (*store.Machine, error) {
	d := detail{
		Configuration: o.Configuration(), Hostname: o.hostnames[i], IPXEURL: o.IPXEURL, RAID: o.RAID,
		Partitions:  o.Partitions,
		GatewayMode: o.GatewayMode != nil && *o.GatewayMode,
	}
	if o.Misdeliver(&d.Configuration, i) {
		d.RAID, d.Partitions = nil, nil
	}
	m, err := o.Machine(i, serial, d)
	if err != nil {
		return nil, err
	}
	if a := o.Zone.Public6Address(serial); a.IsValid() && (o.PrimaryIPv6 == nil || *o.PrimaryIPv6) {
		m.Public6 = a.String()
	}
	o.Schedule(m, i+1, creation(o.Image != nil))
	return m, nil
}
