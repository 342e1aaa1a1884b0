package compute

import (
	"time"

	"github.com/metalwright/metalwright/provider/sim/internal/store"
	"github.com/metalwright/metalwright/provider/sim/internal/wire"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
)

// The ways to pay for a machine and for its traffic (Zenlayer API reference, BMC and VM, read 2026-11). The fifth for
// traffic, a bandwidth cluster, has another value in each service.
const (
	Prepaid  = "PREPAID"
	Postpaid = "POSTPAID"

	byBandwidth = "ByBandwidth"
	ByTraffic   = "ByTrafficPackage"
	byInstance  = "ByInstanceBandwidth95"
	byCity      = "ByClusterBandwidth95"
)

// Limits of terms. The vendor publishes none of them.
const (
	maxMonths  = 36
	MaxPackage = 1000 // TB
)

// Month is a billing month (Zenlayer product documentation, billing, read 2026-11).
const Month = 30 * 24 * time.Hour

// TermEnd is when the term of months ends that runs now, where the first one ends at end and is renewed again and
// again.
func TermEnd(end time.Time, months int, now time.Time) time.Time {
	for !end.After(now) {
		end = end.Add(time.Duration(months) * Month)
	}
	return end
}

// TermsLeft is how many terms of months are left until end.
func TermsLeft(end time.Time, months int, now time.Time) float64 {
	return max(end.Sub(now).Hours(), 0) / (float64(months) * Month.Hours())
}

// PostpaidFactor is how many times as much use costs when it is paid afterwards.
const PostpaidFactor = 1.25

// Terms are the parameters of both services that a price depends on; price inquiry and purchase share them.
type Terms struct {
	ZoneID             string   `json:"zoneId"`
	InstanceChargeType string   `json:"instanceChargeType"`
	Prepaid            *Term    `json:"instanceChargePrepaid"`
	InternetChargeType string   `json:"internetChargeType"`
	Bandwidth          *int     `json:"internetMaxBandwidthOut"` // Mbps
	TrafficPackageSize *float64 `json:"trafficPackageSize"`      // TB
}

// Term is for how long is paid, or promised to be.
type Term struct {
	Period *int `json:"period"` // months
}

// Given reports whether the term is there.
func (t *Term) Given() bool { return t != nil && t.Period != nil }

// CheckWords refuses charge types that do not exist; byCluster is the service's for a bandwidth cluster.
func (t *Terms) CheckWords(byCluster string) error {
	return zenlayer.First(zenlayer.OneOf("instanceChargeType", t.InstanceChargeType, Prepaid, Postpaid),
		zenlayer.OneOf("internetChargeType", t.InternetChargeType, NetCharges(byCluster)...))
}

// CheckTerm refuses a term that is needed and missing, or too short or too long.
func CheckTerm(parameter string, needed bool, t *Term) error {
	if !needed {
		return nil
	}
	if err := zenlayer.RequiredIf(true, parameter+".period", t.Given()); err != nil {
		return err
	}
	return zenlayer.Within(parameter+".period", t.Period, 1, maxMonths)
}

// CheckCharge refuses a way to pay that is missing or does not exist.
func CheckCharge(parameter, charge string) error {
	return zenlayer.First(zenlayer.Required(parameter, charge), zenlayer.OneOf(parameter, charge, Prepaid, Postpaid))
}

// Monthly reports whether the machine is paid for in advance, by the month.
func (t *Terms) Monthly() bool { return t.InstanceChargeType == Prepaid }

// Pooled reports whether traffic is shared in a cluster; byCluster is the service's charge type for it.
func (t *Terms) Pooled(byCluster string) bool {
	return t.InternetChargeType == byCluster || t.InternetChargeType == byCity
}

// NetCharges are the ways to pay for traffic, with the service's own.
func NetCharges(byCluster string) []string {
	return []string{byBandwidth, ByTraffic, byInstance, byCity, byCluster}
}

// Months is 0 for POSTPAID.
func (t *Terms) Months() int {
	if !t.Monthly() {
		return 0
	}
	return *t.Prepaid.Period
}

// Mbps is the bandwidth, 1 when it was not given.
func (t *Terms) Mbps() int { return wire.Or(t.Bandwidth, 1) }

// Traffic is the package in TB, nil when it is not billed by package.
func (t *Terms) Traffic(z *store.Zone) *float64 {
	switch {
	case t.InternetChargeType != ByTraffic:
		return nil
	case t.TrafficPackageSize == nil:
		return &z.FreeTrafficTB
	}
	return t.TrafficPackageSize
}

// BandwidthPrice is the price of the traffic when mbps are to be paid for. fixed makes a price for the term out of one
// for a month. Traffic through a cluster is billed with the cluster.
func (t *Terms) BandwidthPrice(z *store.Zone, mbps int, fixed func(monthly float64) zenlayer.Price) []zenlayer.Price {
	const overage = 0.08 // for 1 GB
	// Mbps that the 95th percentile is billed for at least; Zenlayer product documentation, read 2026-11
	const committed95 = 200
	switch t.InternetChargeType {
	case byBandwidth:
		return []zenlayer.Price{fixed(float64(mbps) * z.MbpsMonthly).Of("Mbps")}
	case ByTraffic:
		return []zenlayer.Price{
			// the page documents both: the overage as members of the package, and as an entry with steps
			fixed(max(*t.Traffic(z)-z.FreeTrafficTB, 0)*z.TBMonthly).Of("TB").Beyond("GB", overage),
			zenlayer.ByUse("MONTH", "GB", zenlayer.At(0, 0, overage)),
		}
	case byInstance, byCity:
		return []zenlayer.Price{zenlayer.ByUse("MONTH", "Mbps",
			zenlayer.At(0, committed95, z.MbpsMonthly*1.5), zenlayer.At(committed95, 0, z.MbpsMonthly*1.2))}
	}
	return []zenlayer.Price{}
}
