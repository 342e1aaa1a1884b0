package bmc

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

	zone      *books.Zone
	model     *books.Type
	offer     *books.Offer
	image     *books.Image // nil: a bare server
	addresses []netip.Addr // private ones, one per machine; nil without a subnet
	nic       nic
	names     []string
	hostnames []string
	cost      priceAnswer
}

// detail is what the books keep of a machine in this service's words. No password, no user data: the vendor shows neither.
type detail struct {
	Hostname    string         `json:"hostname"`
	ImageID     string         `json:"imageId"`
	IPXEURL     string         `json:"ipxeUrl"`
	ChargeType  string         `json:"chargeType"`
	Period      *int           `json:"period"`
	NetCharge   string         `json:"netCharge"`
	Mbps        int            `json:"mbps"`
	TrafficTB   *float64       `json:"trafficTB"`
	Group       string         `json:"group"`
	RAID        *raidConfig    `json:"raid"`
	Partitions  []partition    `json:"partitions"`
	NIC         nic            `json:"nic"`
	AutoRenew   bool           `json:"autoRenew"`
	KeyID       string         `json:"keyId"`
	Tags        *zenlayer.Tags `json:"tags"`
	GatewayMode bool           `json:"gatewayMode"`
}

type createAnswer struct {
	InstanceIDSet []string `json:"instanceIdSet"`
	OrderNumber   string   `json:"orderNumber"`
}

func (s service) createInstances(ctx context.Context, c *wire.Call, r *createRequest) (any, error) {
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
	return answer, err
}

// checkOrder applies the rules in the order in which the vendor's documentation suggests that they are applied. One refusal refuses
// the whole order.
func (s service) checkOrder(ctx context.Context, o *order) error {
	for _, check := range []func(context.Context, *order) error{
		s.checkPlace, s.checkCharge, s.checkNetCharge, s.checkImage, s.checkQuota, s.checkBandwidth, s.checkSubnetOf, s.checkGroup,
		s.checkLogin, s.checkRAID, s.checkPartitions, s.checkNIC, s.checkNames, s.checkStock, s.checkBalance,
	} {
		if err := check(ctx, o); err != nil {
			return err
		}
	}
	return nil
}

// accept makes the machines and takes the money.
func (s service) accept(ctx context.Context, o *order) (createAnswer, error) {
	n := o.amount()
	if f, ok := o.call.Faults.Get(fault.Partial); ok {
		n = min(n, f.Keep)
	}
	first, err := o.session.Serials(ctx, n+1) // one more for the order
	if err != nil {
		return createAnswer{}, err
	}
	public, err := o.session.PublicAddresses(ctx, o.zone, n)
	if err != nil {
		return createAnswer{}, err
	}
	answer := createAnswer{InstanceIDSet: []string{}, OrderNumber: zenlayer.Number(orderIDs, first)}
	for i := range n {
		m, err := s.machine(o, i, first+1+int64(i))
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
	}
	return answer, o.session.AddPurchase(ctx, books.Purchase{
		Serial: first, Order: answer.OrderNumber, Product: Product, Token: o.Tags.Value(zenlayer.TokenKey), Name: o.names[0],
		At: o.session.At.UnixMilli(), Wanted: o.amount(), IDs: answer.InstanceIDSet,
	})
}

// machine makes machine number i of the order.
func (s service) machine(o *order, i int, serial int64) (*books.Machine, error) {
	d := detail{
		Hostname: o.hostnames[i], IPXEURL: o.IPXEURL, ChargeType: o.InstanceChargeType, NetCharge: o.InternetChargeType, Mbps: o.mbps(),
		TrafficTB: o.traffic(o.zone), Group: o.ResourceGroupID, RAID: o.RAID, Partitions: o.Partitions, NIC: o.nic,
		AutoRenew: o.InstanceChargeType == prepaid, KeyID: o.KeyID, Tags: o.Tags, GatewayMode: o.GatewayMode != nil && *o.GatewayMode,
	}
	if d.Group == "" {
		d.Group = s.Books.Catalogue.Account.DefaultGroup
	}
	if o.image != nil {
		d.ImageID = o.image.ID
	}
	if months := o.months(); months > 0 {
		d.Period = &months
	}
	text, err := json.Marshal(d)
	if err != nil {
		return nil, err
	}
	m := &books.Machine{
		Serial: serial, ID: zenlayer.Number(machineIDs, serial), Product: Product, Zone: o.zone.ID, Type: o.model.ID, Subnet: o.SubnetID,
		Name: o.names[i], Token: o.Tags.Value(zenlayer.TokenKey), Paid: books.Micros(o.cost.advance()), Detail: text,
	}
	if i < len(o.addresses) {
		m.Private4 = o.addresses[i].String()
	}
	if a := o.zone.Public6Address(serial); a.IsValid() && (o.PrimaryIPv6 == nil || *o.PrimaryIPv6) {
		m.Public6 = a.String()
	}
	s.schedule(o, m, i+1)
	return m, nil
}
