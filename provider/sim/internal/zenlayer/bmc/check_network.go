package bmc

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/metalwright/metalwright/provider/sim/internal/books"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
)

func (s service) checkBandwidth(_ context.Context, o *order) error {
	if o.mbps() > o.offer.MaxBandwidth {
		return zenlayer.Refuse("INVALID_BANDWIDTH_VALUE_EXCEED_MAXIMUM", "The internetMaxBandwidthOut `%d` exceeds the maximum `%d`", o.mbps(), o.offer.MaxBandwidth)
	}
	if tb := o.traffic(o.zone); tb != nil && *tb < o.zone.FreeTrafficTB {
		return zenlayer.Refuse("INVALID_PARAMETER_TRAFFIC_PACKAGE_LESS", "The trafficPackageSize `%v` is less than the free package `%v`", *tb, o.zone.FreeTrafficTB)
	}
	return nil
}

// checkSubnetOf also picks the addresses.
func (s service) checkSubnetOf(ctx context.Context, o *order) error {
	if o.SubnetID == "" {
		return nil
	}
	if !o.model.Subnet {
		return zenlayer.Refuse("OPERATION_DENIED_INSTANCE_NOT_SUPPORT_SUBNET", "The instanceTypeId `%s` cannot join a subnet", o.model.ID)
	}
	all, err := o.session.Subnets(ctx, Product)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(n *books.Subnet) bool { return n.ID == o.SubnetID })
	switch {
	case i < 0 || all[i].Status != available:
		return zenlayer.Refuse("INVALID_SUBNET_NOT_FOUND", "The specified subnetId `%s` is not found or not available", o.SubnetID)
	case all[i].Zone != o.zone.ID:
		return zenlayer.Refuse("INVALID_SUBNET_ZONE_MISMATCH", "The subnet `%s` is not in zone `%s`", o.SubnetID, o.zone.ID)
	}
	if o.addresses, err = o.session.FreeAddresses(ctx, Product, all[i]); err != nil {
		return err
	}
	if len(o.addresses) < o.amount() {
		return zenlayer.Refuse("INVALID_SUBNET_PRIVATE_IP_INSUFFICIENT", "The subnet `%s` has only `%d` private addresses left", o.SubnetID, len(o.addresses))
	}
	return nil
}

func (s service) checkGroup(_ context.Context, o *order) error {
	if _, ok := s.Books.Catalogue.Account.Group(o.ResourceGroupID); !ok && o.ResourceGroupID != "" {
		return noGroup(o.ResourceGroupID)
	}
	return nil
}

func (s service) checkNIC(_ context.Context, o *order) error {
	given := nic{}
	if o.NIC != nil {
		given = *o.NIC
	}
	for _, n := range []struct{ field, name, taboo string }{{"wanName", given.WANName, "lan"}, {"lanName", given.LANName, "wan"}} {
		if n.name != "" && (!nicName(n.name) || strings.HasPrefix(strings.ToLower(n.name), n.taboo)) {
			return zenlayer.Refuse("INVALID_PARAMETER_NIC_NAME_MALFORMED", "The specified nic.%s `%s` is malformed", n.field, n.name)
		}
	}
	defaults := nic{"wan0", "lan0"}
	if o.model.HA {
		defaults = nic{"bond0", "bond1"}
	}
	o.nic = nic{cmp.Or(given.WANName, defaults.WANName), cmp.Or(given.LANName, defaults.LANName)}
	if strings.EqualFold(o.nic.WANName, o.nic.LANName) {
		return zenlayer.Refuse("INVALID_PARAMETER_NIC_NAME_CONFLICT", "The wanName and the lanName are both `%s`", o.nic.WANName)
	}
	return nil
}

// nicName reports whether name is 4 to 10 letters and digits, the first a letter.
func nicName(name string) bool {
	if len(name) < 4 || len(name) > 10 {
		return false
	}
	for i, c := range []byte(strings.ToLower(name)) {
		letter, digit := c >= 'a' && c <= 'z', c >= '0' && c <= '9'
		if !letter && (!digit || i == 0) {
			return false
		}
	}
	return true
}
