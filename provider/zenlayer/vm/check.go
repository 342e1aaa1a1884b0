package vm

import (
	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/internal/rules"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/compute"
)

// maxTag is the length of a tag's key or value in characters (Zenlayer API reference, VM Tag, read 2026-11).
const maxTag = 64

// known are the facts behind a spec's answers.
type known struct {
	compute.Facts

	group *provider.Option // the security group
}

func relevant(s provider.Spec, k provider.Known) known {
	return known{
		Facts: compute.Relevant(s, k), group: compute.Chosen(k, provider.FieldSecurityGroup, s.Network.SecurityGroup),
	}
}

// lacks reports that the zone says no; a fact that is not stated forbids nothing.
func (k known) lacks(fact func(provider.ZoneFacts) *bool) bool {
	if k.Zone == nil {
		return false
	}
	f := fact(k.Zone.Facts)
	return f != nil && !*f
}

// Check applies the rules of the vendor's page that need no network.
func (r *ruleSet) Check(s provider.Spec, facts provider.Known) error {
	k := relevant(s, facts)
	return provider.Join(
		compute.CheckProduct(s, ID), compute.CheckZone(s, k.Facts), compute.CheckType(s, k.Facts), checkImage(s),
		r.checkCharge(s, k), r.checkCommitment(s.Billing),
		compute.CheckNetCharge(s.Network.Charge, append(netCharges(), compute.ByInstance95), k.Facts), checkBandwidth(s, k),
		checkTraffic(s), compute.CheckCluster(s.Network, clusterCharges()), checkSubnet(s, k), checkSecurityGroup(s, k),
		checkIPv6(s, k), checkNetMode(s), checkPassthrough(s, k), r.checkCIDRBlock(s), checkCIDRStart(s),
		checkNIC(provider.FieldWAN, s.Network.NIC.WAN, "eth0"), checkNIC(provider.FieldLAN, s.Network.NIC.LAN, "eth1"),
		r.checkSystemDisk(s, k), r.checkDataDisks(s),
		checkLogin(s, k), compute.CheckCredential(login(s.Access), s.Access, specials),
		compute.CheckScript(s.Access.InitScript),
		compute.CheckName(provider.FieldName, s.Name, s.Machines(), compute.MaxBatch), provider.CheckCount(s.Count),
		compute.CheckTags(s.Tags, maxTag),
	)
}

func checkImage(s provider.Spec) *provider.Error {
	if s.Image == "" {
		return rules.Required(provider.FieldImage)
	}
	return nil
}

// checkCharge: some zones are known to sell nothing to those who pay afterwards.
func (r *ruleSet) checkCharge(s provider.Spec, k known) *provider.Error {
	if s.Billing.Charge == provider.Postpaid && !r.zoneCache.postpaid(s.Zone) {
		return rules.Words(provider.FieldCharge, provider.RuleUnsupported, string(provider.Prepaid))
	}
	return compute.CheckSoldUnder(s.Billing, k.Facts)
}

// checkCommitment: months that are promised while paying by use; with a prepaid term they have no meaning and are not
// sent.
func (r *ruleSet) checkCommitment(b provider.Billing) *provider.Error {
	const f = provider.FieldCommitment
	switch {
	case b.Commitment == 0 || b.Charge == provider.Prepaid:
		return nil
	case b.Commitment < 1:
		return rules.Limit(f, provider.RuleMin, 1, b.Commitment)
	case r.conn.Service.Version == version2023:
		return rules.Words(f, provider.RuleUnsupported, version2026)
	}
	return nil
}
