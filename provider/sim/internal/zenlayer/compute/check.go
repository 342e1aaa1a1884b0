package compute

import (
	"cmp"
	"context"
	"slices"

	"github.com/metalwright/metalwright/provider/sim/internal/fault"
	"github.com/metalwright/metalwright/provider/sim/internal/store"
	"github.com/metalwright/metalwright/provider/sim/internal/wire"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
)

// CheckCharge refuses a way to pay that the offer does not have.
func (o *Order) CheckCharge(context.Context) error {
	if slices.Contains(o.Offer.Charges, o.Terms.InstanceChargeType) {
		return nil
	}
	return o.RefuseCharge()
}

// RefuseCharge is the refusal of a way to pay.
func (o *Order) RefuseCharge() error {
	return zenlayer.Refuse("OPERATION_DENIED_CHARGE_TYPE_NOT_SUPPORT",
		"The instanceChargeType `%s` is not supported in zone `%s`",
		o.Terms.InstanceChargeType, o.Zone.ID)
}

// CheckNetCharge refuses a way to pay for traffic that the offer does not have, and a bandwidth cluster that does not
// serve the machines.
func (o *Order) CheckNetCharge(context.Context) error {
	if !slices.Contains(o.Offer.NetCharges, o.Terms.InternetChargeType) {
		return zenlayer.Refuse("OPERATION_FILED_INTERNET_CHARGE_TYPE_NOT_SUPPORT",
			"The internetChargeType `%s` is not supported in zone `%s`",
			o.Terms.InternetChargeType, o.Zone.ID)
	}
	if !o.Terms.Pooled(o.Service.ByCluster) {
		return nil // the cluster is ignored
	}
	cluster, ok := o.Service.Store.Catalogue.Account.Cluster(o.Request.ClusterID)
	if !ok {
		return zenlayer.Refuse("OPERATION_FAILED_RESOURCE_NOT_FOUND", "The specified clusterId `%s` is not found",
			o.Request.ClusterID)
	}
	if !o.Service.serves(cluster, o.Zone) {
		return zenlayer.Refuse("INVALID_PARAMETER_VALUE", "The specified clusterId `%s` does not serve zone `%s`",
			o.Request.ClusterID, o.Zone.ID)
	}
	return nil
}

// serves reports whether the service's machines in the zone can join the cluster.
func (s *Service) serves(k *store.Cluster, z *store.Zone) bool {
	here := slices.ContainsFunc(k.Cities, func(c store.City) bool { return c.Name == z.City })
	return here && (k.Product == s.ClusterOf || k.Product == "AllProduct")
}

// CheckQuota refuses more machines than the account may hold.
func (o *Order) CheckQuota(ctx context.Context) error {
	held, err := o.Session.Held(ctx, o.Service.Product)
	if err != nil {
		return err
	}
	if most := o.Service.MaxMachines; most > 0 && held+o.Count > most {
		return zenlayer.Refuse("OPERATION_DENIED_INSTANCE_QUOTA_EXCEED",
			"The team has `%d` instances and a quota of `%d`", held, most)
	}
	return nil
}

// Join picks the machines' addresses in the subnet; insufficient is the service's code for too few of them.
func (o *Order) Join(ctx context.Context, n *store.Subnet, insufficient string) error {
	free, err := store.FreeAddresses(ctx, o.Session, o.Service.Product, n)
	if err != nil {
		return err
	}
	if len(free) < o.Count {
		return zenlayer.Refuse(insufficient, "The subnet `%s` has only `%d` private addresses left", n.ID, len(free))
	}
	o.Subnet, o.Private = n, free
	return nil
}

// CheckGroup refuses a resource group that does not exist.
func (o *Order) CheckGroup(context.Context) error {
	return o.Service.KnownGroup(o.Request.ResourceGroupID)
}

// CheckName expands the pattern.
func (o *Order) CheckName(context.Context) (err error) {
	o.Names, err = zenlayer.ExpandName(cmp.Or(o.Request.InstanceName, "instance"), o.Count)
	return o.Service.badName(err, o.Request.InstanceName)
}

// CheckStock refuses more machines than are left.
func (o *Order) CheckStock(ctx context.Context) error {
	left, err := o.Session.Left(ctx, o.Service.Product, o.Zone, o.Offer)
	if err != nil {
		return err
	}
	if o.Call.Faults.Has(fault.SoldOut) || left < o.Count {
		return zenlayer.Refuse("RESOURCES_SOLDOUT_INSTANCE_TYPE", "The %s `%s` is sold out in zone `%s`",
			o.Service.TypeParameter, o.Model.ID, o.Zone.ID)
	}
	return nil
}

// CheckBalance refuses what cannot be paid. Both codes are invented: the vendor says that such requests fail and
// documents no code.
func (o *Order) CheckBalance(ctx context.Context) error {
	if m := o.Request.Marketing; m != nil && wire.Or(m.UsePOCVoucher, false) {
		return zenlayer.Refuse("OPERATION_DENIED_POC_VOUCHER_NOT_AVAILABLE", "The account has no POC voucher")
	}
	due, what := o.Advance, "in advance"
	if o.Terms.InstanceChargeType == Postpaid {
		due, what = o.Hour*24, "for the first 24 hours" // a healthy balance lasts for them
	}
	return afford(ctx, o.Call, o.Session, store.Micros(due)*int64(o.Count), what)
}

// afford refuses an amount in millionths that the account cannot pay, and says what it is for.
func afford(ctx context.Context, c *wire.Call, session *store.Session, due int64, what string) error {
	power, err := session.Ledger().Power(ctx)
	if err != nil {
		return err
	}
	if c.Faults.Has(fault.NoBalance) || due > power {
		return zenlayer.Refuse("OPERATION_DENIED_BALANCE_INSUFFICIENT",
			"The balance is insufficient: `%.2f` USD is needed %s", float64(due)/1e6, what)
	}
	return nil
}

// Pay takes an amount from the account, which has to be able to pay it.
func Pay(ctx context.Context, c *wire.Call, session *store.Session, reason string, amount float64) error {
	due := store.Micros(amount)
	if err := afford(ctx, c, session, due, "at once"); err != nil {
		return err
	}
	return session.Ledger().Move(ctx, reason, -due)
}
