package vm

import (
	"context"
	"net/netip"
	"slices"

	"github.com/metalwright/metalwright/provider/sim/internal/store"
	"github.com/metalwright/metalwright/provider/sim/internal/wire"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer/compute"
)

// order is a purchase with what this service alone finds out.
type order struct {
	*createRequest
	compute.Order

	block    []netip.Addr // public addresses out of a block, one for each machine; nil without a block
	security string       // security group; "" where the zone has none
}

// detail is what the database has of a machine of this service. No password, no script: the vendor shows neither.
type detail struct {
	compute.Configuration

	SecurityGroup string       `json:"securityGroup"` // "" for none
	SecondGroup   string       `json:"secondGroup"`
	System        boughtDisk   `json:"system"`
	Data          []boughtDisk `json:"data"`
}

// groups are the security groups that the machine is in.
func (d *detail) groups() []string {
	return append(zenlayer.ListOf(d.SecurityGroup), zenlayer.ListOf(d.SecondGroup)...)
}

// setGroups enters the security groups, two at most.
func (d *detail) setGroups(groups []string) {
	two := append(slices.Clone(groups), "", "")
	d.SecurityGroup, d.SecondGroup = two[0], two[1]
}

type boughtDisk struct {
	ID       string `json:"id"`
	SizeGB   int    `json:"size"`
	Category string `json:"category"`
}

type createAnswer struct {
	OrderNumber   string          `json:"orderNumber"`
	InstanceIDSet []string        `json:"instanceIdSet"`
	Instances     []instanceDisks `json:"instances,omitempty"` // the older version has none
}

type instanceDisks struct {
	InstanceID string   `json:"instanceId"`
	DiskIDSet  []string `json:"diskIdSet"`
}

func (s instances) createInstances(ctx context.Context, c *wire.Call) (any, error) {
	r := &createRequest{}
	if err := r.read(s.World, c); err != nil {
		return nil, err
	}
	var answer createAnswer
	err := s.Store.Write(ctx, func(session *store.Session) error {
		o := &order{createRequest: r, Order: compute.Order{
			Service: &s.Service, Call: c, Session: session, Terms: &r.Terms, Request: &r.Purchase, Count: r.count(),
		}}
		if err := o.check(ctx); err != nil {
			return err
		}
		var err error
		answer, err = o.accept(ctx)
		return err
	})
	if c.Version == oldVersion {
		answer.Instances = nil
	}
	return answer, err
}

// check applies the rules in the order in which the vendor's documentation suggests that they are applied.
func (o *order) check(ctx context.Context) error {
	return compute.Apply(ctx,
		o.checkPlace, o.checkCharge, o.CheckNetCharge, o.checkImage, o.CheckQuota, o.checkTraffic,
		o.checkSubnet, o.checkSecurityGroup, o.checkFacts, o.checkBlock, o.CheckGroup,
		o.checkLogin, o.checkDisks, o.checkNIC, o.CheckName, o.CheckStock, o.checkPrice,
		o.CheckBalance)
}

// accept makes the machines and takes the money.
func (o *order) accept(ctx context.Context) (createAnswer, error) {
	d := compute.Delivery{Count: o.Deliverable(), Serials: 2, Public: o.block} // its own and the system disk's
	for _, disks := range o.data() {
		d.Serials += disks.Count
	}
	if d.Public == nil && (o.EnableIPv4 == nil || *o.EnableIPv4) {
		var err error
		if d.Public, err = store.PublicAddresses(ctx, o.Session, o.Zone, d.Count); err != nil {
			return createAnswer{}, err
		}
	}
	made := []instanceDisks{}
	d.Make = func(i int, serial int64) (*store.Machine, error) {
		m, disks, err := o.machine(i, serial)
		if err == nil {
			made = append(made, instanceDisks{m.ID, disks})
		}
		return m, err
	}
	receipt, err := o.Deliver(ctx, d)
	return createAnswer{receipt.OrderNumber, receipt.InstanceIDs, made}, err
}

// machine makes machine number i of the order and returns the ids of its data disks. It has an IPv6 address only where
// the order says so.
func (o *order) machine(i int, serial int64) (*store.Machine, []string, error) {
	d := detail{Configuration: o.Configuration(), SecurityGroup: o.security}
	if o.Offer.MaxBandwidth < 0 {
		d.Mbps = 0 // no limit
	}
	o.Misdeliver(&d.Configuration, i)
	if o.Postpaid.Given() && !o.Terms.Monthly() {
		d.Commitment = *o.Postpaid.Period
	}
	made := d.disks(o, serial+1)
	m, err := o.Machine(i, serial, d)
	if err != nil {
		return nil, nil, err
	}
	if a := o.Zone.Public6Address(serial); a.IsValid() && o.EnableIPv6 != nil && *o.EnableIPv6 {
		m.Public6 = a.String()
	}
	o.Schedule(m, i+1, creation())
	return m, made, nil
}

// disks enters the disks of the order and returns the ids of those for data.
func (d *detail) disks(o *order, serial int64) []string {
	system := o.system(o.Image)
	d.System = boughtDisk{zenlayer.Number(diskIDs, serial), system.SizeGB, system.Category}
	d.Data = []boughtDisk{}
	made := []string{}
	for _, group := range o.data() {
		for range group.Count {
			serial++
			d.Data = append(d.Data, boughtDisk{zenlayer.Number(diskIDs, serial), group.SizeGB, group.Category})
			made = append(made, d.Data[len(d.Data)-1].ID)
		}
	}
	return made
}
