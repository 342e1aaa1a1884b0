package vm

import (
	"context"

	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
)

// checkPlace has one code for a zone that sells nothing and another for a type that the zone does not sell.
func (o *order) checkPlace(context.Context) (err error) {
	if o.Zone, o.Model, err = o.Service.Place(o.ZoneID, o.InstanceType); err != nil {
		return err
	}
	if len(o.Zone.Offers) == 0 {
		return zenlayer.Refuse("RESOURCE_INSUFFICIENT_PRODUCT_SOLD_OUT", "Nothing is for sale in zone `%s`", o.Zone.ID)
	}
	offer, ok := o.Zone.Offer(o.Model.ID)
	if !ok {
		return zenlayer.Refuse("INVALID_INSTANCE_TYPE_ZONE_NO_SELL", "The instanceType `%s` is not sold in zone `%s`",
			o.Model.ID, o.Zone.ID)
	}
	o.Offer = offer
	return nil
}

// checkCharge makes no difference between the account and the offer.
func (o *order) checkCharge(context.Context) error {
	if !payable(o.Service, o.Call, o.Offer, o.InstanceChargeType) {
		return o.RefuseCharge()
	}
	return nil
}

func (o *order) checkImage(context.Context) error {
	image, ok := o.Service.Catalog().Image(o.ImageID)
	if !ok || image.Status != available || !zenlayer.In(image.Zones, o.Zone.ID) {
		return zenlayer.Refuse("INVALID_IMAGE_NOT_FOUND", "The specified imageId `%s` is not found", o.ImageID)
	}
	o.Image = image
	return nil
}

// checkPrice computes the price of one machine.
func (o *order) checkPrice(context.Context) error {
	p := price(o.Zone, o.Model, o.Image, &o.terms, 1).moved(o.Call.Faults)
	o.Advance, o.Hour = p.sum(zenlayer.Price.Advance), p.sum(zenlayer.Price.Hour)
	return nil
}
