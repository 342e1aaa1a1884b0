package bmc

import (
	"net/url"
	"slices"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/internal/rules"
	"github.com/metalwright/metalwright/provider/storage"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/compute"
)

// maxTag is the length of a tag's key or value in characters (Zenlayer API reference, Tag, read 2026-11).
const maxTag = 128

// known are the facts behind a spec's answers.
type known = compute.Facts

// Check applies the rules of the vendor's page that need no network.
func (r *ruleSet) Check(s provider.Spec, facts provider.Known) error {
	k := compute.Relevant(s, facts)
	return provider.Join(
		compute.CheckProduct(s, ID), compute.CheckZone(s, k), compute.CheckType(s, k), checkImage(s, k), checkIPXE(s),
		compute.CheckSoldUnder(s.Billing, k), compute.CheckNetCharge(s.Network.Charge, netCharges(), k),
		checkBandwidth(s, k), checkTraffic(s, k), compute.CheckCluster(s.Network, clusterCharges()), checkSubnet(s, k),
		checkWAN(s), checkLAN(s, k),
		storage.CheckRAID(k.Type, s.Storage.RAID), checkPartitions(s, k),
		r.checkLogin(s, k), checkSSHKeys(s), compute.CheckCredential(login(s.Access), s.Access, specials),
		compute.CheckScript(s.Access.InitScript),
		compute.CheckName(provider.FieldName, s.Name, s.Machines(), compute.MaxBatch),
		compute.CheckName(provider.FieldHostname, s.Hostname, s.Machines(), compute.MaxBatch),
		checkCount(s, k), compute.CheckTags(s.Tags, maxTag),
	)
}

// checkCount: more machines than are left is a fault of the count as long as there are some.
func checkCount(s provider.Spec, k known) *provider.Error {
	if e := provider.CheckCount(s.Count); e != nil {
		return e
	}
	if k.Type == nil {
		return nil
	}
	if left := k.Type.Under(s.Billing.Charge).Left; left != nil && *left > 0 && s.Count > *left {
		e := compute.SoldOut(provider.FieldCount, *left)
		e.Got = s.Count
		return e
	}
	return nil
}

// checkImage: an image of the account's own may be missing from the type's list.
func checkImage(s provider.Spec, k known) *provider.Error {
	if s.Image == "" || k.Type == nil || len(k.Type.Images) == 0 || k.Image != nil && k.Image.Custom ||
		slices.Contains(k.Type.Images, s.Image) {
		return nil
	}
	return rules.Words(provider.FieldImage, provider.RuleUnsupported, string(s.Type))
}

func checkIPXE(s provider.Spec) *provider.Error {
	if s.IPXE == "" {
		return nil
	}
	u, err := url.Parse(s.IPXE)
	script := err == nil && u.Host != "" && slices.Contains([]string{"http", "https", "tftp"}, u.Scheme)
	if s.IPXE == "netboot" || script {
		return nil
	}
	return rules.Words(provider.FieldIPXE, provider.RuleFormat, "https://example.com/boot.ipxe", "netboot")
}

// checkPartitions: the first partition is the system's; the sizes add up to the disks or the array (Zenlayer API
// reference, BMC CreateInstances, partitions, read 2026-11).
func checkPartitions(s provider.Spec, k known) *provider.Error {
	parts := s.Storage.Partitions
	switch {
	case len(parts) == 0 || s.Image == "" || s.IPXE != "": // without an image they do not count
		return nil
	case k.OS() == provider.ESXi:
		return rules.Words(provider.FieldPartitions, provider.RuleUnsupported, string(provider.Linux),
			string(provider.Windows))
	}
	check := checkMounts
	if k.OS() == provider.Windows || k.OS() == "" && !strings.HasPrefix(parts[0].Path, "/") {
		check = checkDrives
	}
	if e := check(parts); e != nil {
		return e
	}
	for _, p := range parts {
		if p.SizeGB < 1 {
			return rules.Limit(provider.FieldPartitions, provider.RuleMin, 1, p.SizeGB)
		}
	}
	if k.Type == nil || s.Storage.RAID == nil {
		return nil
	}
	return checkSum(s, *k.Type, provider.RuleSum)
}

// checkSum: without RAID the vendor does not say which disks have to be filled.
func checkSum(s provider.Spec, t provider.InstanceType, rule provider.Rule) *provider.Error {
	capacity := storage.CapacityGB(t, s.Storage.RAID)
	if rest := storage.PartitionRest(s.Storage.Partitions, capacity); capacity > 0 && rest != 0 {
		return rules.Limit(provider.FieldPartitions, rule, capacity, capacity-rest)
	}
	return nil
}

// Warn lists what the vendor may refuse: partitions that leave room on machines without RAID, or want more.
func (r *ruleSet) Warn(s provider.Spec, facts provider.Known) []*provider.Error {
	s = r.conn.Product().Sent(s)
	k := compute.Relevant(s, facts)
	if len(s.Storage.Partitions) == 0 || s.Storage.RAID != nil || k.Type == nil {
		return nil
	}
	if e := checkSum(s, *k.Type, provider.RuleMaySum); e != nil {
		return []*provider.Error{e}
	}
	return nil
}
