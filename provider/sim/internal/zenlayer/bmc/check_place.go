package bmc

import (
	"context"

	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
)

func (o *order) checkPlace(context.Context) (err error) {
	if o.Zone, o.Model, err = o.Service.Place(o.ZoneID, o.InstanceTypeID); err != nil {
		return err
	}
	offer, ok := o.Zone.Offer(o.Model.ID)
	if !ok {
		return zenlayer.Refuse("RESOURCE_INSUFFICIENT_PRODUCT_SOLD_OUT",
			"The instanceTypeId `%s` is not for sale in zone `%s`", o.Model.ID, o.Zone.ID)
	}
	o.Offer = offer
	return nil
}

func (o *order) checkAccount(context.Context) error {
	return payable(o.Service, o.Call, o.InstanceChargeType)
}

func (o *order) checkImage(context.Context) error {
	if o.ImageID == "" {
		return nil
	}
	if o.IPXEURL != "" && !o.Service.Lenient { // the page says to leave the image empty, not what happens with both
		return zenlayer.Refuse("INVALID_PARAMETER_VALUE", "Only one of imageId and ipxeUrl can be specified")
	}
	image, ok := o.Service.Catalog().Image(o.ImageID)
	if !ok || !o.Model.Runs(image) {
		return zenlayer.Refuse("INVALID_IMAGE_NOT_FOUND", "The specified imageId `%s` is not found", o.ImageID)
	}
	o.Image = image
	return nil
}

// checkPrice computes the price of one machine.
func (o *order) checkPrice(context.Context) error {
	p := price(o.Zone, o.Model, &o.terms).moved(o.Call.Faults)
	o.Advance, o.Hour = p.sum(zenlayer.Price.Advance), p.sum(zenlayer.Price.Hour)
	return nil
}
