package vm

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/metalwright/metalwright/provider/sim/internal/books"
	"github.com/metalwright/metalwright/provider/sim/internal/fault"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
)

// checkPlace tells a zone that sells nothing from a type that the zone does not sell.
func (s service) checkPlace(_ context.Context, o *order) (err error) {
	if o.zone, o.model, err = s.place(o.ZoneID, o.InstanceType); err != nil {
		return err
	}
	if len(o.zone.Offers) == 0 {
		return zenlayer.Refuse("RESOURCE_INSUFFICIENT_PRODUCT_SOLD_OUT", "Nothing is for sale in zone `%s`", o.zone.ID)
	}
	offer, ok := o.zone.Offer(o.model.ID)
	if !ok {
		return zenlayer.Refuse("INVALID_INSTANCE_TYPE_ZONE_NO_SELL", "The instanceType `%s` is not sold in zone `%s`", o.model.ID, o.zone.ID)
	}
	o.offer = offer
	return nil
}

func (s service) checkCharge(_ context.Context, o *order) error {
	if !s.payable(o.call, o.offer, o.InstanceChargeType) {
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
	if !o.pooled() {
		return nil // the cluster is ignored
	}
	cluster, ok := s.Books.Catalogue.Account.Cluster(o.ClusterID)
	if !ok {
		return zenlayer.Refuse("OPERATION_FAILED_RESOURCE_NOT_FOUND", "The specified clusterId `%s` is not found", o.ClusterID)
	}
	here := slices.ContainsFunc(cluster.Cities, func(c books.City) bool { return c.Name == o.zone.City })
	if !here || cluster.Product != "VM" && cluster.Product != "AllProduct" {
		return zenlayer.Refuse("INVALID_PARAMETER_VALUE", "The specified clusterId `%s` does not serve zone `%s`", o.ClusterID, o.zone.ID)
	}
	return nil
}

func (s service) checkImage(_ context.Context, o *order) error {
	image, ok := s.shelf().Image(o.ImageID)
	if !ok || image.Status != available || !zenlayer.In(image.Zones, o.zone.ID) {
		return zenlayer.Refuse("INVALID_IMAGE_NOT_FOUND", "The specified imageId `%s` is not found", o.ImageID)
	}
	o.image = image
	return nil
}

// vendorQuota is how many virtual machines a team may hold by default (Zenlayer product documentation, read 2026-11).
const vendorQuota = 999

func (s service) checkQuota(ctx context.Context, o *order) error {
	held, err := o.session.Held(ctx, Product)
	if err != nil {
		return err
	}
	if quota := min(s.Quota, vendorQuota); s.Quota > 0 && held+o.count() > quota {
		return zenlayer.Refuse("OPERATION_DENIED_INSTANCE_QUOTA_EXCEED", "The team has `%d` instances and a quota of `%d`", held, quota)
	}
	return nil
}

func (s service) checkGroup(_ context.Context, o *order) error {
	if _, ok := s.Books.Catalogue.Account.Group(o.ResourceGroupID); !ok && o.ResourceGroupID != "" {
		return zenlayer.Refuse("OPERATION_FAILED_RESOURCE_GROUP_NOT_FOUND", "The specified resourceGroupId `%s` is not found", o.ResourceGroupID)
	}
	return nil
}

func (s service) checkName(_ context.Context, o *order) (err error) {
	if o.names, err = zenlayer.ExpandName(cmp.Or(o.InstanceName, "instance"), o.count()); err != nil {
		return badName(err, o.InstanceName)
	}
	return nil
}

func badName(err error, name string) error {
	if errors.Is(err, zenlayer.ErrNameTooLong) {
		return zenlayer.Refuse("INVALID_PARAMETER_INSTANCE_NAME_EXCEED", "The length of the specified instanceName `%s` exceeds `%d`", name, zenlayer.MaxName)
	}
	return zenlayer.Refuse("INVALID_PARAMETER_INSTANCE_NAME_MALFORMED", "The format of the specified instanceName `%s` is malformed", name)
}

func (s service) checkStock(ctx context.Context, o *order) error {
	left, err := o.session.Left(ctx, Product, o.zone, o.offer)
	if err != nil {
		return err
	}
	if o.call.Faults.Has(fault.SoldOut) || left < o.count() {
		return zenlayer.Refuse("RESOURCES_SOLDOUT_INSTANCE_TYPE", "The instanceType `%s` is sold out in zone `%s`", o.model.ID, o.zone.ID)
	}
	return nil
}

// checkBalance refuses what cannot be paid. Both codes are invented: the vendor says that such requests fail and documents no code.
func (s service) checkBalance(ctx context.Context, o *order) error {
	if m := o.Marketing; m != nil && m.UsePOCVoucher != nil && *m.UsePOCVoucher {
		return zenlayer.Refuse("OPERATION_DENIED_POC_VOUCHER_NOT_AVAILABLE", "The account has no POC voucher")
	}
	o.each = price(o.zone, o.model, o.image, &o.terms, 1)
	due := o.each.sum(zenlayer.Price.Advance)
	if o.InstanceChargeType == postpaid {
		due = o.each.sum(zenlayer.Price.Hour) * 24 // a healthy balance lasts for the first day
	}
	power, err := o.session.Power(ctx)
	if err != nil {
		return err
	}
	if need := books.Micros(due) * int64(o.count()); o.call.Faults.Has(fault.NoBalance) || need > power {
		return zenlayer.Refuse("OPERATION_DENIED_BALANCE_INSUFFICIENT", "The balance is insufficient, `%.2f` is needed", float64(need)/1e6)
	}
	return nil
}
