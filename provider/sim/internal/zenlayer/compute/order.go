package compute

import (
	"cmp"
	"context"
	"encoding/json"
	"net/netip"

	"github.com/metalwright/metalwright/provider/sim/internal/fault"
	"github.com/metalwright/metalwright/provider/sim/internal/store"
	"github.com/metalwright/metalwright/provider/sim/internal/wire"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
)

// Order is a purchase while it is checked; each check adds what it found.
type Order struct {
	Service *Service
	Call    *wire.Call
	Session *store.Session
	Terms   *Terms
	Request *Purchase
	Count   int // of machines

	Zone       *store.Zone
	Model      *store.Type
	Offer      *store.Offer
	Image      *store.Image  // nil: a bare server
	Subnet     *store.Subnet // nil: none
	Private    []netip.Addr  // in the subnet, one or more for each machine
	Interfaces NIC
	Names      []string // one for each machine
	Advance    float64  // what one machine costs before it is made
	Hour       float64  // what one machine costs by the hour
}

// Apply applies the rules in their order. One refusal refuses the whole order.
func Apply(ctx context.Context, rules ...func(context.Context) error) error {
	for _, rule := range rules {
		if err := rule(ctx); err != nil {
			return err
		}
	}
	return nil
}

// Deliverable is how many machines will be made: the count, unless a fault wants less.
func (o *Order) Deliverable() int {
	if f, ok := o.Call.Faults.Get(fault.Partial); ok {
		return min(o.Count, f.Keep)
	}
	return o.Count
}

// Delivery is how the machines of an order are made.
type Delivery struct {
	Count   int
	Serials int          // how many serial numbers each takes: its own and those of its parts
	Public  []netip.Addr // addresses for the machines, in turn; those beyond have none
	Make    func(i int, serial int64) (*store.Machine, error)
}

// Receipt is what a purchase made.
type Receipt struct {
	OrderNumber string
	InstanceIDs []string
}

// Deliver makes the machines and takes the money.
func (o *Order) Deliver(ctx context.Context, d Delivery) (Receipt, error) {
	first, err := o.Session.Serials(ctx, 1+d.Count*d.Serials) // the order's, then each machine's
	if err != nil {
		return Receipt{}, err
	}
	o.Call.Strike(o.Names[:d.Count]...)
	r := Receipt{OrderNumber: zenlayer.Number(o.Service.OrderIDs, first), InstanceIDs: []string{}}
	for i := range d.Count {
		m, err := d.Make(i, first+1+int64(i*d.Serials))
		if err != nil {
			return r, err
		}
		m.Order = r.OrderNumber
		if i < len(d.Public) {
			m.Public4 = d.Public[i].String()
		}
		if err := o.Session.Add(ctx, m); err != nil {
			return r, err
		}
		if err := o.Session.Ledger().Move(ctx, "order "+m.Order+" machine "+m.ID, -m.Paid); err != nil {
			return r, err
		}
		r.InstanceIDs = append(r.InstanceIDs, m.ID)
	}
	return r, o.Session.Ledger().AddPurchase(ctx, store.Purchase{
		Serial: first, Order: r.OrderNumber, Product: o.Service.Product, Token: o.Request.Tags.Value(zenlayer.TokenKey),
		Name: o.Names[0],
		At:   o.Session.At.UnixMilli(), Wanted: o.Count, IDs: r.InstanceIDs,
	})
}

// Configuration is how each machine of the order is ordered.
func (o *Order) Configuration() Configuration {
	c := Configuration{
		ChargeType: o.Terms.InstanceChargeType, NetCharge: o.Terms.InternetChargeType, Mbps: o.Terms.Mbps(),
		TrafficTB: o.Terms.Traffic(o.Zone),
		Group:     cmp.Or(o.Request.ResourceGroupID, o.Service.Store.Catalogue.Account.DefaultGroup), NIC: o.Interfaces,
		AutoRenew: o.Terms.Monthly(), Hour: store.Micros(o.Hour),
		KeyID: o.Request.KeyID, Tags: o.Request.Tags,
	}
	if o.Image != nil {
		c.ImageID = o.Image.ID
	}
	if months := o.Terms.Months(); months > 0 {
		c.Period = &months
	}
	return c
}

// Machine makes machine number i of the order. Its life is not scheduled yet.
func (o *Order) Machine(i int, serial int64, detail any) (*store.Machine, error) {
	text, err := json.Marshal(detail)
	if err != nil {
		return nil, err
	}
	m := &store.Machine{
		Serial: serial, ID: zenlayer.Number(o.Service.MachineIDs, serial), Product: o.Service.Product,
		Zone: o.Zone.ID, Type: o.Model.ID,
		Name: o.Names[i], Token: o.Request.Tags.Value(zenlayer.TokenKey), Paid: store.Micros(o.Advance), Detail: text,
	}
	if o.Subnet != nil {
		m.Subnet, m.Private4 = o.Subnet.ID, o.Private[i].String()
	}
	return m, nil
}

// Misdeliver changes the configuration of machine i to what the faults deliver. It reports whether the RAID is missing.
func (o *Order) Misdeliver(c *Configuration, i int) (noRAID bool) {
	if f, ok := o.Call.Machine(i+1, fault.WrongImage); ok {
		c.ImageID = cmp.Or(f.Word, otherImage(o.Service.Catalog().Images, o.Image, o.Model))
	}
	if f, ok := o.Call.Machine(i+1, fault.NoTag); ok {
		c.Tags = c.Tags.Without(f.Word)
	}
	_, noRAID = o.Call.Machine(i+1, fault.NoRAID)
	return noRAID
}

// otherImage is an image that was not ordered and runs on the machines, where there is one.
func otherImage(all []*store.Image, ordered *store.Image, t *store.Type) string {
	for _, image := range all {
		if ordered != nil && image.ID != ordered.ID && image.OS == ordered.OS && (t.Families == nil || t.Runs(image)) {
			return image.ID
		}
	}
	return ""
}
