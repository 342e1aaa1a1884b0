package vm

import (
	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/internal/rules"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/compute"
)

// maxTag is the length of a tag's key or value in characters (Zenlayer API reference, VM Tag, read 2026-11).
const maxTag = 64

// known are the facts behind a spec's answers, nil where a fact is missing or is about another answer.
type known struct {
	zone   *provider.Zone
	t      *provider.InstanceType
	image  *provider.Image
	subnet *provider.Option
	group  *provider.Option // the security group
}

func relevant(s provider.Spec, k provider.Known) known {
	var out known
	if k.Zone != nil && k.Zone.ID == s.Zone {
		out.zone = k.Zone
	}
	if k.Type != nil && k.Type.ID == s.Type {
		out.t = k.Type
	}
	if k.Image != nil && k.Image.ID == s.Image {
		out.image = k.Image
	}
	if o, ok := k.Chosen[provider.FieldSubnet]; ok && o.Value == s.Network.Subnet {
		out.subnet = &o
	}
	if o, ok := k.Chosen[provider.FieldSecurityGroup]; ok && o.Value == s.Network.SecurityGroup {
		out.group = &o
	}
	return out
}

// os is the family of the image, unknown while it is not looked up.
func (k known) os() provider.OS {
	if k.image == nil {
		return ""
	}
	return k.image.OS
}

// lacks reports that the zone says no; a fact that is not stated forbids nothing.
func (k known) lacks(fact func(provider.ZoneFacts) *bool) bool {
	if k.zone == nil {
		return false
	}
	f := fact(k.zone.Facts)
	return f != nil && !*f
}

// Check applies the rules of the vendor's page that need no network.
func (r *Reader) Check(s provider.Spec, facts provider.Known) error {
	k := relevant(s, facts)
	return provider.Join(
		checkProduct(s), checkZone(s, k), checkType(s, k), checkImage(s),
		r.checkCharge(s, k), r.checkCommitment(s.Billing),
		checkNetCharge(s, k), checkBandwidth(s, k), checkTraffic(s), checkCluster(s), checkSubnet(s, k),
		checkSecurityGroup(s, k),
		checkIPv6(s, k), checkNetMode(s), checkPassthrough(s, k), r.checkCIDRBlock(s), checkCIDRStart(s),
		checkNIC(provider.FieldWAN, s.Network.NIC.WAN, "eth0"), checkNIC(provider.FieldLAN, s.Network.NIC.LAN, "eth1"),
		r.checkSystemDisk(s, k), r.checkDataDisks(s),
		checkLogin(s, k), checkPassword(s), checkKeyPair(s), compute.CheckScript(s.Access.InitScript),
		compute.CheckName(provider.FieldName, s.Name, s.Machines(), compute.MaxBatch), provider.CheckCount(s.Count),
		compute.CheckTags(s.Tags, maxTag),
	)
}

func checkProduct(s provider.Spec) *provider.Error {
	if s.Product != "" && s.Product != ID {
		return rules.Words(provider.FieldProduct, provider.RuleOneOf, string(ID))
	}
	return nil
}

func checkZone(s provider.Spec, k known) *provider.Error {
	switch {
	case s.Zone == "":
		return rules.Required(provider.FieldZone)
	case k.zone != nil && k.zone.Stock == provider.StockSoldOut && k.t == nil:
		return soldOut(provider.FieldZone)
	}
	return nil
}

func checkType(s provider.Spec, k known) *provider.Error {
	switch {
	case s.Type == "":
		return rules.Required(provider.FieldType)
	case k.t != nil && k.t.Under(s.Billing.Charge).Gone() && len(k.t.Supplies.Sold()) == 0:
		return soldOut(provider.FieldType)
	}
	return nil
}

func soldOut(f provider.Field) *provider.Error {
	e := provider.Fault(f, provider.RuleSoldOut)
	e.Kind = provider.KindSoldOut
	return e
}

func checkImage(s provider.Spec) *provider.Error {
	if s.Image == "" {
		return rules.Required(provider.FieldImage)
	}
	return nil
}

// checkCharge: some zones are known to sell nothing to those who pay afterwards.
func (r *Reader) checkCharge(s provider.Spec, k known) *provider.Error {
	if s.Billing.Charge == provider.Postpaid && !r.learnt.postpaid(s.Zone) {
		return rules.Words(provider.FieldCharge, provider.RuleUnsupported, string(provider.Prepaid))
	}
	if e := compute.CheckCharge(s.Billing); e != nil {
		return e
	}
	return compute.CheckSold(s.Billing.Charge, k.zone, k.t)
}

// checkCommitment: months that are promised while paying by use; with a prepaid term they have no meaning and are not
// sent.
func (r *Reader) checkCommitment(b provider.Billing) *provider.Error {
	const f = provider.FieldCommitment
	switch {
	case b.Commitment == 0 || b.Charge == provider.Prepaid:
		return nil
	case b.Commitment < 1:
		return rules.Limit(f, provider.RuleMin, 1, b.Commitment)
	case r.Service.Version == version2023:
		return rules.Words(f, provider.RuleUnsupported, version2026)
	}
	return nil
}
