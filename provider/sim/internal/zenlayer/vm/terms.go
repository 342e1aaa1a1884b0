package vm

import (
	"strconv"

	"github.com/metalwright/metalwright/provider/sim/internal/store"
	"github.com/metalwright/metalwright/provider/sim/internal/wire"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer/compute"
)

const (
	byCluster = "BandwidthCluster" // this service's charge type for it

	standard = "STANDARD"
	ssd      = "SSD"

	maxCount = 100 // the vendor publishes no bound
	maxDisks = 10
)

var diskCategories = []string{standard, ssd}

// terms are the parameters that a price depends on; price inquiry and purchase share them.
type terms struct {
	compute.Terms

	ImageID       string        `json:"imageId"`
	InstanceType  string        `json:"instanceType"`
	Postpaid      *compute.Term `json:"instanceChargePostpaid"`
	InstanceCount *int          `json:"instanceCount"`
	SystemDisk    *systemDisk   `json:"systemDisk"`
	DataDisks     []dataDisk    `json:"dataDisks"`
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

func (d dataDisk) amount() int { return wire.Or(d.DiskAmount, 1) }

// Check finds what is missing, then what is out of range.
func (t *terms) Check() error {
	err := zenlayer.First(
		zenlayer.Required("zoneId", t.ZoneID), zenlayer.Required("instanceType", t.InstanceType),
		zenlayer.Required("instanceChargeType", t.InstanceChargeType), zenlayer.Required("internetChargeType",
			t.InternetChargeType),
		zenlayer.RequiredIf(t.Monthly(), "instanceChargePrepaid.period", t.Prepaid.Given()),
		zenlayer.RequiredIf(t.Postpaid != nil && !t.Monthly(), "instanceChargePostpaid.period", t.Postpaid.Given()),
		t.missingDisk(),
		t.CheckWords(byCluster),
		zenlayer.Within("instanceCount", t.InstanceCount, 1, maxCount),
		zenlayer.Within("internetMaxBandwidthOut", t.Bandwidth, 1, 1<<30),
	)
	if err != nil {
		return err
	}
	return zenlayer.First(compute.CheckTerm("instanceChargePrepaid", t.Monthly(), t.Prepaid),
		compute.CheckTerm("instanceChargePostpaid", t.Postpaid != nil && !t.Monthly(), t.Postpaid), t.oddDisk())
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

func (t *terms) count() int { return wire.Or(t.InstanceCount, 1) }

// disk is a disk that is bought, or some equal ones.
type disk struct {
	SizeGB   int    `json:"size"`
	Category string `json:"category"`
	Count    int    `json:"count"`
}

// system is the system disk: without a size the smallest that the image fits on.
func (t *terms) system(image *store.Image) disk {
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

func leastSystem(image *store.Image) int {
	if image == nil {
		return systemStep
	}
	return max((image.SizeGB+systemStep-1)/systemStep*systemStep, systemStep)
}
