package bmc

import (
	"net/url"
	"slices"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/internal/rules"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/compute"
)

// maxTag is the length of a tag's key or value in characters (Zenlayer API reference, Tag, read 2026-11).
const maxTag = 128

// known are the facts behind a spec's answers, nil where a fact is missing or is about another answer.
type known struct {
	zone   *provider.Zone
	t      *provider.InstanceType
	image  *provider.Image
	subnet *provider.Option
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
	return out
}

// os is the family of the image: none without an image, and unknown while it is not looked up.
func (k known) os() provider.OS {
	if k.image == nil {
		return ""
	}
	return k.image.OS
}

// Check applies the rules of the vendor's page that need no network.
func (r *Reader) Check(s provider.Spec, facts provider.Known) error {
	k := relevant(s, facts)
	return provider.Join(
		checkProduct(s), checkZone(s, k), checkType(s, k), checkImage(s, k), checkIPXE(s),
		checkCharge(s, k),
		checkNetCharge(s, k), checkBandwidth(s, k), checkTraffic(s, k), checkCluster(s), checkSubnet(s, k),
		checkWAN(s), checkLAN(s, k),
		provider.CheckRAID(k.t, s.Storage.RAID), checkPartitions(s, k),
		r.checkLogin(s, k), checkPassword(s), checkSSHKeys(s), checkKeyPair(s), compute.CheckScript(s.Access.InitScript),
		compute.CheckName(provider.FieldName, s.Name, s.Machines(), compute.MaxBatch),
		compute.CheckName(provider.FieldHostname, s.Hostname, s.Machines(), compute.MaxBatch),
		checkCount(s, k), compute.CheckTags(s.Tags, maxTag),
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
		return soldOut(provider.FieldZone, 0)
	}
	return nil
}

func checkType(s provider.Spec, k known) *provider.Error {
	switch {
	case s.Type == "":
		return rules.Required(provider.FieldType)
	case k.t != nil && k.t.Under(s.Billing.Charge).Gone() && len(k.t.Supplies.Sold()) == 0:
		return soldOut(provider.FieldType, 0)
	}
	return nil
}

// checkCharge: what is sold under another charge alone is no fault of the zone or the type.
func checkCharge(s provider.Spec, k known) *provider.Error {
	if e := compute.CheckCharge(s.Billing); e != nil {
		return e
	}
	return compute.CheckSold(s.Billing.Charge, k.zone, k.t)
}

// checkCount: more machines than are left is a fault of the count as long as there are some.
func checkCount(s provider.Spec, k known) *provider.Error {
	if e := provider.CheckCount(s.Count); e != nil {
		return e
	}
	if k.t == nil {
		return nil
	}
	if left := k.t.Under(s.Billing.Charge).Left; left != nil && *left > 0 && s.Count > *left {
		e := soldOut(provider.FieldCount, *left)
		e.Got = s.Count
		return e
	}
	return nil
}

func soldOut(f provider.Field, left int) *provider.Error {
	e := provider.Fault(f, provider.RuleSoldOut)
	e.Kind, e.Limit = provider.KindSoldOut, left
	return e
}

// checkImage: an image of the account's own may be missing from the type's list.
func checkImage(s provider.Spec, k known) *provider.Error {
	if s.Image == "" || k.t == nil || len(k.t.Images) == 0 || k.image != nil && k.image.Custom ||
		slices.Contains(k.t.Images, s.Image) {
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
	case k.os() == provider.ESXi:
		return rules.Words(provider.FieldPartitions, provider.RuleUnsupported, string(provider.Linux),
			string(provider.Windows))
	}
	check := checkMounts
	if k.os() == provider.Windows || k.os() == "" && !strings.HasPrefix(parts[0].Path, "/") {
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
	if k.t == nil || s.Storage.RAID == nil {
		return nil
	}
	return checkSum(s, *k.t, provider.RuleSum)
}

// checkSum: without RAID the vendor does not say which disks have to be filled.
func checkSum(s provider.Spec, t provider.InstanceType, rule provider.Rule) *provider.Error {
	capacity := provider.CapacityGB(t, s.Storage.RAID)
	if rest := provider.PartitionRest(s.Storage.Partitions, capacity); capacity > 0 && rest != 0 {
		return rules.Limit(provider.FieldPartitions, rule, capacity, capacity-rest)
	}
	return nil
}

// Warn lists what the vendor may refuse: partitions that leave room on machines without RAID, or want more.
func (r *Reader) Warn(s provider.Spec, facts provider.Known) []*provider.Error {
	s = r.Product().Sent(s)
	k := relevant(s, facts)
	if len(s.Storage.Partitions) == 0 || s.Storage.RAID != nil || k.t == nil {
		return nil
	}
	if e := checkSum(s, *k.t, provider.RuleMaySum); e != nil {
		return []*provider.Error{e}
	}
	return nil
}
