package compute

import (
	"cmp"
	"context"
	"encoding/json"
	"net/netip"

	"github.com/metalwright/metalwright/provider/sim/internal/books"
	"github.com/metalwright/metalwright/provider/sim/internal/fault"
	"github.com/metalwright/metalwright/provider/sim/internal/wire"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
)

// Order is a purchase on its way through the checks; each adds what it found out.
type Order struct {
	Service *Service
	Call    *wire.Call
	Session *books.Session
	Terms   *Terms
	Asked   *Purchase
	Count   int // of machines

	Zone       *books.Zone
	Model      *books.Type
	Offer      *books.Offer
	Image      *books.Image  // nil: a bare server
	Subnet     *books.Subnet // nil: none
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

// Delivery is how the machines of an order come about.
type Delivery struct {
	Count   int
	Serials int          // how many serial numbers each takes: its own and those of its parts
	Public  []netip.Addr // addresses for the machines, in turn; those beyond have none
	Make    func(i int, serial int64) (*books.Machine, error)
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
		if err := o.Session.Move(ctx, "order "+m.Order+" machine "+m.ID, -m.Paid); err != nil {
			return r, err
		}
		r.InstanceIDs = append(r.InstanceIDs, m.ID)
	}
	return r, o.Session.AddPurchase(ctx, books.Purchase{
		Serial: first, Order: r.OrderNumber, Product: o.Service.Product, Token: o.Asked.Tags.Value(zenlayer.TokenKey),
		Name: o.Names[0],
		At:   o.Session.At.UnixMilli(), Wanted: o.Count, IDs: r.InstanceIDs,
	})
}

// Configuration is how each machine of the order is ordered.
func (o *Order) Configuration() Configuration {
	c := Configuration{
		ChargeType: o.Terms.InstanceChargeType, NetCharge: o.Terms.InternetChargeType, Mbps: o.Terms.Mbps(),
		TrafficTB: o.Terms.Traffic(o.Zone),
		Group:     cmp.Or(o.Asked.ResourceGroupID, o.Service.Books.Catalogue.Account.DefaultGroup), NIC: o.Interfaces,
		AutoRenew: o.Terms.Monthly(),
		KeyID:     o.Asked.KeyID, Tags: o.Asked.Tags,
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
func (o *Order) Machine(i int, serial int64, detail any) (*books.Machine, error) {
	text, err := json.Marshal(detail)
	if err != nil {
		return nil, err
	}
	m := &books.Machine{
		Serial: serial, ID: zenlayer.Number(o.Service.MachineIDs, serial), Product: o.Service.Product,
		Zone: o.Zone.ID, Type: o.Model.ID,
		Name: o.Names[i], Token: o.Asked.Tags.Value(zenlayer.TokenKey), Paid: books.Micros(o.Advance), Detail: text,
	}
	if o.Subnet != nil {
		m.Subnet, m.Private4 = o.Subnet.ID, o.Private[i].String()
	}
	return m, nil
}

// Spoil makes the configuration of machine i what is delivered when that is another than was ordered. It reports
// whether the RAID is missing.
func (o *Order) Spoil(c *Configuration, i int) (noRAID bool) {
	if f, ok := o.Call.Machine(i+1, fault.WrongImage); ok {
		c.ImageID = cmp.Or(f.Word, o.otherImage())
	}
	if f, ok := o.Call.Machine(i+1, fault.NoTag); ok {
		c.Tags = c.Tags.Without(f.Word)
	}
	_, noRAID = o.Call.Machine(i+1, fault.NoRAID)
	return noRAID
}

// otherImage is an image that was not ordered and runs on the machines, where there is one.
func (o *Order) otherImage() string {
	for _, image := range o.Service.Shelf().Images {
		if o.Image != nil && image.ID != o.Image.ID && image.OS == o.Image.OS &&
			(o.Model.Families == nil || o.Model.Runs(image)) {
			return image.ID
		}
	}
	return ""
}
