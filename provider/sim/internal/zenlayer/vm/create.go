package vm

import (
	"context"
	"encoding/json"
	"net/netip"

	"github.com/metalwright/metalwright/provider/sim/internal/books"
	"github.com/metalwright/metalwright/provider/sim/internal/fault"
	"github.com/metalwright/metalwright/provider/sim/internal/wire"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
)

// order is a purchase on its way through the checks; each adds what it found out.
type order struct {
	*createRequest
	call    *wire.Call
	session *books.Session

	zone     *books.Zone
	model    *books.Type
	offer    *books.Offer
	image    *books.Image
	subnet   *books.Subnet
	private  []netip.Addr // one per machine
	block    []netip.Addr // public ones out of a block, one per machine; nil without a block
	security string       // security group; "" where the zone has none
	nic      nic
	names    []string
	each     priceAnswer // the price of one machine
}

// detail is what the books keep of a machine in this service's words. No password, no script: the vendor shows neither.
type detail struct {
	ImageID       string         `json:"imageId"`
	ChargeType    string         `json:"chargeType"`
	Period        *int           `json:"period"`
	NetCharge     string         `json:"netCharge"`
	Mbps          int            `json:"mbps"`
	TrafficTB     *float64       `json:"trafficTB"`
	Group         string         `json:"group"`
	SecurityGroup string         `json:"securityGroup"`
	System        boughtDisk     `json:"system"`
	Data          []boughtDisk   `json:"data"`
	NIC           nic            `json:"nic"`
	AutoRenew     bool           `json:"autoRenew"`
	KeyID         string         `json:"keyId"`
	Tags          *zenlayer.Tags `json:"tags"`
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

func (s service) createInstances(ctx context.Context, c *wire.Call) (any, error) {
	r := &createRequest{}
	if err := r.read(c); err != nil {
		return nil, err
	}
	var answer createAnswer
	err := s.Books.Write(ctx, func(session *books.Session) error {
		o := &order{createRequest: r, call: c, session: session}
		if err := s.checkOrder(ctx, o); err != nil {
			return err
		}
		var err error
		answer, err = s.accept(ctx, o)
		return err
	})
	if c.Version == oldVersion {
		answer.Instances = nil
	}
	return answer, err
}

// checkOrder applies the rules in the order in which the vendor's documentation suggests that they are applied. One refusal refuses
// the whole order.
func (s service) checkOrder(ctx context.Context, o *order) error {
	for _, check := range []func(context.Context, *order) error{
		s.checkPlace, s.checkCharge, s.checkNetCharge, s.checkImage, s.checkQuota, s.checkBandwidth, s.checkTraffic,
		s.checkSubnet, s.checkSecurityGroup, s.checkFacts, s.checkBlock, s.checkGroup,
		s.checkLogin, s.checkSystemDisk, s.checkDataDisks, s.checkNIC, s.checkName, s.checkStock, s.checkBalance,
	} {
		if err := check(ctx, o); err != nil {
			return err
		}
	}
	return nil
}

// accept makes the machines and takes the money.
func (s service) accept(ctx context.Context, o *order) (createAnswer, error) {
	n := o.count()
	if f, ok := o.call.Faults.Get(fault.Partial); ok {
		n = min(n, f.Keep)
	}
	answer := createAnswer{InstanceIDSet: []string{}, Instances: []instanceDisks{}}
	disks := 1 // the system's
	for _, d := range o.data() {
		disks += d.Count
	}
	first, err := o.session.Serials(ctx, 1+n*(1+disks)) // the order, then each machine and its disks
	if err != nil {
		return answer, err
	}
	answer.OrderNumber = zenlayer.Number(orderIDs, first)
	public := o.block
	if public == nil && (o.EnableIPv4 == nil || *o.EnableIPv4) {
		if public, err = o.session.PublicAddresses(ctx, o.zone, n); err != nil {
			return answer, err
		}
	}
	for i := range n {
		m, made, err := s.machine(o, i, first+1+int64(i*(1+disks)))
		if err != nil {
			return answer, err
		}
		m.Order = answer.OrderNumber
		if i < len(public) {
			m.Public4 = public[i].String()
		}
		if err := o.session.Add(ctx, m); err != nil {
			return answer, err
		}
		if err := o.session.Move(ctx, "order "+m.Order+" machine "+m.ID, -m.Paid); err != nil {
			return answer, err
		}
		answer.InstanceIDSet = append(answer.InstanceIDSet, m.ID)
		answer.Instances = append(answer.Instances, instanceDisks{m.ID, made})
	}
	return answer, o.session.AddPurchase(ctx, books.Purchase{
		Serial: first, Order: answer.OrderNumber, Product: Product, Token: o.Tags.Value(zenlayer.TokenKey), Name: o.names[0],
		At: o.session.At.UnixMilli(), Wanted: o.count(), IDs: answer.InstanceIDSet,
	})
}

// machine makes machine number i of the order and returns the ids of its data disks.
func (s service) machine(o *order, i int, serial int64) (*books.Machine, []string, error) {
	d := detail{
		ImageID: o.ImageID, ChargeType: o.InstanceChargeType, NetCharge: o.InternetChargeType, Mbps: o.mbps(), TrafficTB: o.traffic(o.zone),
		Group: o.ResourceGroupID, SecurityGroup: o.security, NIC: o.nic, AutoRenew: o.InstanceChargeType == prepaid, KeyID: o.KeyID, Tags: o.Tags,
	}
	if o.offer.MaxBandwidth < 0 {
		d.Mbps = 0 // no limit
	}
	if d.Group == "" {
		d.Group = s.Books.Catalogue.Account.DefaultGroup
	}
	if months := o.months(); months > 0 {
		d.Period = &months
	}
	made := d.disks(o, serial+1)
	text, err := json.Marshal(d)
	if err != nil {
		return nil, nil, err
	}
	m := &books.Machine{
		Serial: serial, ID: zenlayer.Number(machineIDs, serial), Product: Product, Zone: o.zone.ID, Type: o.model.ID, Subnet: o.subnet.ID,
		Name: o.names[i], Token: o.Tags.Value(zenlayer.TokenKey), Paid: books.Micros(o.each.sum(zenlayer.Price.Advance)), Detail: text,
		Private4: o.private[i].String(),
	}
	if a := o.zone.Public6Address(serial); a.IsValid() && o.EnableIPv6 != nil && *o.EnableIPv6 {
		m.Public6 = a.String()
	}
	s.schedule(o, m, i+1)
	return m, made, nil
}

// disks enters the disks of the order and returns the ids of those for data.
func (d *detail) disks(o *order, serial int64) []string {
	system := o.system(o.image)
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
