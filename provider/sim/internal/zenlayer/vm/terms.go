package vm

import (
	"strconv"

	"github.com/metalwright/metalwright/provider/sim/internal/books"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
)

const (
	prepaid  = "PREPAID"
	postpaid = "POSTPAID"

	byBandwidth = "ByBandwidth"
	byTraffic   = "ByTrafficPackage"
	byInstance  = "ByInstanceBandwidth95"
	byCity      = "ByClusterBandwidth95"
	byCluster   = "BandwidthCluster"

	standard = "STANDARD"
	ssd      = "SSD"

	maxMonths  = 36   // the vendor publishes no bound
	maxPackage = 1000 // TB; nor here
	maxCount   = 100
	maxDisks   = 10
)

var (
	netCharges     = []string{byBandwidth, byTraffic, byInstance, byCity, byCluster}
	diskCategories = []string{standard, ssd}
)

// terms are the parameters that a price depends on; price inquiry and purchase share them.
type terms struct {
	ZoneID             string      `json:"zoneId"`
	ImageID            string      `json:"imageId"`
	InstanceType       string      `json:"instanceType"`
	InstanceChargeType string      `json:"instanceChargeType"`
	Prepaid            *term       `json:"instanceChargePrepaid"`
	Postpaid           *term       `json:"instanceChargePostpaid"`
	InternetChargeType string      `json:"internetChargeType"`
	TrafficPackageSize *float64    `json:"trafficPackageSize"`
	Bandwidth          *int        `json:"internetMaxBandwidthOut"`
	InstanceCount      *int        `json:"instanceCount"`
	SystemDisk         *systemDisk `json:"systemDisk"`
	DataDisks          []dataDisk  `json:"dataDisks"`
}

type term struct {
	Period *int `json:"period"`
}

// systemDisk and dataDisk lack the members that are output alone: they are ignored.
type systemDisk struct {
	DiskSize     *int   `json:"diskSize"`
	DiskCategory string `json:"diskCategory"`
}

type dataDisk struct {
	DiskSize     *int   `json:"diskSize"`
	DiskAmount   *int   `json:"diskAmount"`
	DiskCategory string `json:"diskCategory"`
}

func (d dataDisk) amount() int {
	if d.DiskAmount == nil {
		return 1
	}
	return *d.DiskAmount
}

// Check finds what is missing, then what is out of range.
func (t *terms) Check() error {
	monthly := t.InstanceChargeType == prepaid
	err := zenlayer.First(
		zenlayer.Required("zoneId", t.ZoneID), zenlayer.Required("instanceType", t.InstanceType),
		zenlayer.Required("instanceChargeType", t.InstanceChargeType), zenlayer.Required("internetChargeType", t.InternetChargeType),
		zenlayer.RequiredIf(monthly, "instanceChargePrepaid.period", t.Prepaid != nil && t.Prepaid.Period != nil),
		zenlayer.RequiredIf(t.Postpaid != nil && !monthly, "instanceChargePostpaid.period", t.Postpaid != nil && t.Postpaid.Period != nil),
		t.missingDisk(),
		zenlayer.OneOf("instanceChargeType", t.InstanceChargeType, prepaid, postpaid),
		zenlayer.OneOf("internetChargeType", t.InternetChargeType, netCharges...),
		zenlayer.Within("instanceCount", t.InstanceCount, 1, maxCount),
		zenlayer.Within("internetMaxBandwidthOut", t.Bandwidth, 1, 1<<30),
	)
	switch {
	case err != nil:
		return err
	case monthly:
		err = zenlayer.Within("instanceChargePrepaid.period", t.Prepaid.Period, 1, maxMonths)
	case t.Postpaid != nil:
		err = zenlayer.Within("instanceChargePostpaid.period", t.Postpaid.Period, 1, maxMonths)
	}
	return zenlayer.First(err, t.oddDisk())
}

func (t *terms) missingDisk() error {
	for i, d := range t.DataDisks {
		if err := zenlayer.RequiredIf(true, "dataDisks["+strconv.Itoa(i)+"].diskSize", d.DiskSize != nil); err != nil {
			return err
		}
	}
	return nil
}

// oddDisk applies the rules for disks that do not depend on the place.
func (t *terms) oddDisk() error {
	if d := t.SystemDisk; d != nil {
		if err := zenlayer.OneOf("systemDisk.diskCategory", d.DiskCategory, diskCategories...); err != nil {
			return err
		}
	}
	n := 0
	for i, d := range t.DataDisks {
		at := "dataDisks[" + strconv.Itoa(i) + "]."
		err := zenlayer.First(zenlayer.OneOf(at+"diskCategory", d.DiskCategory, diskCategories...),
			zenlayer.Within(at+"diskAmount", d.DiskAmount, 1, 1<<20))
		if err != nil {
			return err
		}
		n += min(d.amount(), maxDisks+1)
	}
	return zenlayer.AtMost("dataDisks", n, maxDisks)
}

// months is 0 for POSTPAID.
func (t *terms) months() int {
	if t.InstanceChargeType != prepaid {
		return 0
	}
	return *t.Prepaid.Period
}

func (t *terms) count() int {
	if t.InstanceCount == nil {
		return 1
	}
	return *t.InstanceCount
}

func (t *terms) mbps() int {
	if t.Bandwidth == nil {
		return 1
	}
	return *t.Bandwidth
}

// traffic is the package in TB, nil when it is not billed by package.
func (t *terms) traffic(z *books.Zone) *float64 {
	switch {
	case t.InternetChargeType != byTraffic:
		return nil
	case t.TrafficPackageSize == nil:
		return &z.FreeTrafficTB
	}
	return t.TrafficPackageSize
}

// disk is a disk that is bought, or some equal ones.
type disk struct {
	SizeGB   int    `json:"size"`
	Category string `json:"category"`
	Count    int    `json:"count"`
}

// system is the system disk: without a size the smallest that the image fits on.
func (t *terms) system(image *books.Image) disk {
	d := disk{leastSystem(image), standard, 1}
	if s := t.SystemDisk; s != nil {
		if s.DiskSize != nil {
			d.SizeGB = *s.DiskSize
		}
		if s.DiskCategory != "" {
			d.Category = s.DiskCategory
		}
	}
	return d
}

// data are the data disks, equal ones together.
func (t *terms) data() []disk {
	var all []disk
	for _, d := range t.DataDisks {
		one := disk{*d.DiskSize, d.DiskCategory, d.amount()}
		if one.Category == "" {
			one.Category = standard
		}
		merged := false
		for i := range all {
			if all[i].SizeGB == one.SizeGB && all[i].Category == one.Category {
				all[i].Count += one.Count
				merged = true
			}
		}
		if !merged {
			all = append(all, one)
		}
	}
	return all
}

const systemStep = 10 // GB; Zenlayer API reference, VM CreateInstances, systemDisk, read 2026-11

func leastSystem(image *books.Image) int {
	if image == nil {
		return systemStep
	}
	return max((image.SizeGB+systemStep-1)/systemStep*systemStep, systemStep)
}
