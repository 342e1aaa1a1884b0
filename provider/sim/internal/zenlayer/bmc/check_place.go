package bmc

import (
	"context"
	"slices"

	"github.com/metalwright/metalwright/provider/sim/internal/books"
	"github.com/metalwright/metalwright/provider/sim/internal/fault"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
)

func (s service) checkPlace(_ context.Context, o *order) (err error) {
	if o.zone, o.model, err = s.place(&o.terms); err != nil {
		return err
	}
	offer, ok := o.zone.Offer(o.model.ID)
	if !ok {
		return zenlayer.Refuse("RESOURCE_INSUFFICIENT_PRODUCT_SOLD_OUT", "The instanceTypeId `%s` is not for sale in zone `%s`", o.model.ID, o.zone.ID)
	}
	o.offer = offer
	return nil
}

func (s service) checkCharge(_ context.Context, o *order) error {
	if err := s.payable(o.call, o.InstanceChargeType); err != nil {
		return err
	}
	if !slices.Contains(o.offer.Charges, o.InstanceChargeType) {
		return zenlayer.Refuse("OPERATION_DENIED_CHARGE_TYPE_NOT_SUPPORT", "The instanceChargeType `%s` is not supported in zone `%s`",
			o.InstanceChargeType, o.zone.ID)
	}
	return nil
}

func (s service) checkNetCharge(_ context.Context, o *order) error {
	if !slices.Contains(o.offer.NetCharges, o.InternetChargeType) {
		return zenlayer.Refuse("OPERATION_FILED_INTERNET_CHARGE_TYPE_NOT_SUPPORT", "The internetChargeType `%s` is not supported in zone `%s`",
			o.InternetChargeType, o.zone.ID)
	}
	if o.InternetChargeType != byCluster && o.InternetChargeType != byCity {
		return nil // the cluster is ignored
	}
	cluster, ok := s.Books.Catalogue.Account.Cluster(o.ClusterID)
	if !ok {
		return zenlayer.Refuse("OPERATION_FAILED_RESOURCE_NOT_FOUND", "The specified clusterId `%s` is not found", o.ClusterID)
	}
	here := slices.ContainsFunc(cluster.Cities, func(c books.City) bool { return c.Name == o.zone.City })
	if !here || cluster.Product != "BMC" && cluster.Product != "AllProduct" {
		return zenlayer.Refuse("INVALID_PARAMETER_VALUE", "The specified clusterId `%s` does not serve zone `%s`", o.ClusterID, o.zone.ID)
	}
	return nil
}

func (s service) checkImage(_ context.Context, o *order) error {
	if o.ImageID == "" {
		return nil
	}
	image, ok := s.shelf().Image(o.ImageID)
	if !ok || !o.model.Runs(image) {
		return zenlayer.Refuse("INVALID_IMAGE_NOT_FOUND", "The specified imageId `%s` is not found", o.ImageID)
	}
	o.image = image
	return nil
}

func (s service) checkQuota(ctx context.Context, o *order) error {
	held, err := o.session.Held(ctx, Product)
	if err != nil {
		return err
	}
	if s.Quota > 0 && held+o.amount() > s.Quota {
		return zenlayer.Refuse("OPERATION_DENIED_INSTANCE_QUOTA_EXCEED", "The team has `%d` instances and a quota of `%d`", held, s.Quota)
	}
	return nil
}

func (s service) checkStock(ctx context.Context, o *order) error {
	left, err := o.session.Left(ctx, Product, o.zone, o.offer)
	if err != nil {
		return err
	}
	if o.call.Faults.Has(fault.SoldOut) || left < o.amount() {
		return zenlayer.Refuse("RESOURCES_SOLDOUT_INSTANCE_TYPE", "The instanceTypeId `%s` is sold out in zone `%s`", o.model.ID, o.zone.ID)
	}
	return nil
}

// checkBalance refuses what cannot be paid. Both codes are invented: the vendor says that such requests fail and documents no code.
func (s service) checkBalance(ctx context.Context, o *order) error {
	if m := o.Marketing; m != nil && m.UsePOCVoucher != nil && *m.UsePOCVoucher {
		return zenlayer.Refuse("OPERATION_DENIED_POC_VOUCHER_NOT_AVAILABLE", "The account has no POC voucher")
	}
	o.cost = price(o.zone, o.model, &o.terms)
	due := o.cost.advance()
	if o.InstanceChargeType == postpaid {
		due = o.cost.hour() * 24 // a healthy balance lasts for the first day
	}
	power, err := o.session.Power(ctx)
	if err != nil {
		return err
	}
	if need := books.Micros(due) * int64(o.amount()); o.call.Faults.Has(fault.NoBalance) || need > power {
		return zenlayer.Refuse("OPERATION_DENIED_BALANCE_INSUFFICIENT", "The balance is insufficient, `%.2f` is needed", float64(need)/1e6)
	}
	return nil
}
