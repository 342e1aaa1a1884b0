package compute

import (
	"cmp"
	"strings"

	"github.com/metalwright/metalwright/provider"
)

// The network charges of both products (Zenlayer API reference, BMC and VM InternetChargeType, read 2026-11).
const (
	ByBandwidth      = "ByBandwidth"
	ByTrafficPackage = "ByTrafficPackage"
	ByInstance95     = "ByInstanceBandwidth95"
	ByCluster95      = "ByClusterBandwidth95"
)

// ChargeType is c in the vendor's spelling; "" when it is not answered.
func ChargeType(c provider.Charge) string { return strings.ToUpper(string(c)) }

// OfferedCharge is the charge that lists and prices are asked for: c, and POSTPAID when it is not answered.
func OfferedCharge(c provider.Charge) string { return ChargeType(cmp.Or(c, provider.Postpaid)) }

// Period is ChargePrepaid and ChargePostpaid: months.
type Period struct {
	Period int `json:"period"`
}

// PrepaidPeriod is the prepaid term of b, nil when it has none.
func PrepaidPeriod(b provider.Billing) *Period {
	if b.Charge != provider.Prepaid || b.Months == 0 {
		return nil
	}
	return &Period{Period: b.Months}
}

// NIC names the network interfaces.
type NIC struct {
	WANName string `json:"wanName,omitempty"`
	LANName string `json:"lanName,omitempty"`
}

// Interfaces returns the names in n; nil when the vendor chooses both.
func Interfaces(n provider.NIC) *NIC {
	if n == (provider.NIC{}) {
		return nil
	}
	return &NIC{WANName: n.WAN, LANName: n.LAN}
}

// Marketing is MarketingInfo.
type Marketing struct {
	DiscountCode  string `json:"discountCode,omitempty"`
	UsePOCVoucher *bool  `json:"usePocVoucher,omitempty"`
}

// MarketingOptions returns the discounts in m; nil when there are none.
func MarketingOptions(m provider.Marketing) *Marketing {
	if m == (provider.Marketing{}) {
		return nil
	}
	return &Marketing{DiscountCode: m.DiscountCode, UsePOCVoucher: m.UsePOCVoucher}
}

// Tags is TagAssociation.
type Tags struct {
	Tags []Tag `json:"tags"`
}

// Tag is a label.
type Tag struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// Labels returns the operator's tags and the one with the batch token, by which the machines of the batch are found
// again; nil when there are none.
func Labels(own []provider.Tag, token string) *Tags {
	var all []Tag
	for _, t := range own {
		all = append(all, Tag(t))
	}
	if token != "" {
		all = append(all, tagOf(token))
	}
	if len(all) == 0 {
		return nil
	}
	return &Tags{Tags: all}
}

// tagOf is the tag that carries the batch token.
func tagOf(token string) Tag { return Tag{Key: batchTag, Value: token} }
