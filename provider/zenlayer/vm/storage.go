package vm

import (
	"slices"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/internal/rules"
)

// The categories of disks (Zenlayer API reference, VM DiskCategory, read 2026-11).
const (
	standard = "STANDARD"
	ssd      = "SSD"
)

func categories() []string { return []string{standard, ssd} }

// Limits of disks in GB and in number (Zenlayer API reference, VM CreateInstances, systemDisk and dataDisks, read
// 2026-11).
const (
	systemStep = 10
	minData    = 20
	maxData    = 2000
	maxDisks   = 10
)

// leastSystem is the smallest system disk in GB that the image fits on.
func leastSystem(imageGB int) int {
	return max((imageGB+systemStep-1)/systemStep*systemStep, systemStep)
}

// checkSystemDisk: no answer is the smallest disk that the image fits on.
func (r *ruleSet) checkSystemDisk(s provider.Spec, k known) *provider.Error {
	const f = provider.FieldSystemDisk
	d := s.Storage.SystemDisk
	if d == nil {
		return nil
	}
	least := systemStep
	if k.Image != nil {
		least = leastSystem(k.Image.MinDiskGB)
	}
	switch {
	case d.SizeGB < least:
		return rules.Limit(f, provider.RuleMin, least, d.SizeGB)
	case d.SizeGB%systemStep != 0:
		return rules.Limit(f, provider.RuleMultiple, systemStep, d.SizeGB)
	}
	return r.checkCategory(f, s.Zone, d.Category)
}

func (r *ruleSet) checkDataDisks(s provider.Spec) *provider.Error {
	const f = provider.FieldDataDisks
	n := 0
	for _, d := range s.Storage.DataDisks {
		switch {
		case d.SizeGB < minData:
			return rules.Limit(f, provider.RuleMin, minData, d.SizeGB)
		case d.SizeGB > maxData:
			return rules.Limit(f, provider.RuleMax, maxData, d.SizeGB)
		case d.Count < 0:
			return rules.Limit(f, provider.RuleMin, 1, d.Count)
		}
		if e := r.checkCategory(f, s.Zone, d.Category); e != nil {
			return e
		}
		if n += max(d.Count, 1); n > maxDisks || n < 0 {
			return rules.Limit(f, provider.RuleTooMany, maxDisks, n)
		}
	}
	return nil
}

// checkCategory: one that exists, and one that the zone has as far as that was looked up. No answer is the one that is
// always sent.
func (r *ruleSet) checkCategory(f provider.Field, z provider.ZoneID, category string) *provider.Error {
	if category == "" {
		return nil
	}
	sold := r.zoneCache.sold(z)
	if !slices.Contains(categories(), category) {
		return rules.Words(f, provider.RuleOneOf, sold...)
	}
	if !slices.Contains(sold, category) {
		return rules.Words(f, provider.RuleNotOffered, sold...)
	}
	return nil
}
