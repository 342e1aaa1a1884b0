package bmc

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/metalwright/metalwright/provider/sim/internal/store"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
)

var raidLevels = []int{0, 1, 5, 10}

// checkRAID looks for a conflict, then at the levels, then at the disks. A configuration without anything in it is
// none.
func (o *order) checkRAID(context.Context) error {
	r := o.RAID
	if r == nil || r.RaidType == nil && len(r.CustomRaids) == 0 {
		o.RAID = nil
		return nil
	}
	if r.RaidType != nil && len(r.CustomRaids) > 0 {
		return zenlayer.Refuse("INVALID_RAID_CONFIG_FAST_CUSTOM_CONFLICT",
			"Only one of raidType and customRaids can be specified")
	}
	var levels []int
	if r.RaidType != nil {
		levels = append(levels, *r.RaidType)
	}
	for _, a := range r.CustomRaids {
		levels = append(levels, *a.RaidType)
	}
	if err := checkLevels(o.Model, levels); err != nil {
		return err
	}
	if r.RaidType != nil {
		return checkFastRAID(o.Model, *r.RaidType)
	}
	return checkCustomRAID(o.Model, r.CustomRaids)
}

func checkLevels(t *store.Type, levels []int) error {
	for _, level := range levels {
		if !slices.Contains(raidLevels, level) {
			return zenlayer.Refuse("INVALID_PARAMETER_VALUE", "The specified raidType `%d` is not one of 0, 1, 5, 10", level)
		}
	}
	for _, level := range levels {
		if !slices.Contains(t.RAIDs, level) {
			return zenlayer.Refuse("INVALID_INSTANCE_TYPE_RAID_NOT_SUPPORT",
				"The instanceTypeId `%s` does not support RAID `%d`", t.ID, level)
		}
	}
	return nil
}

func checkFastRAID(t *store.Type, level int) error {
	sizes := t.DiskSizes()
	switch {
	case len(sizes) > 0 && slices.Max(sizes) != slices.Min(sizes):
		return zenlayer.Refuse("INVALID_INSTANCE_TYPE_QUICK_RAID_NOT_SUPPORT",
			"The disks of instanceTypeId `%s` differ, use customRaids", t.ID)
	case len(sizes) < 2 || !fits(level, len(sizes)):
		return mismatch(level, len(sizes))
	}
	return nil
}

func checkCustomRAID(t *store.Type, arrays []customRaid) error {
	disks := len(t.DiskSizes())
	seen := map[int]bool{}
	for _, a := range arrays {
		for _, n := range a.DiskSequence {
			if n < 1 || n > disks {
				return zenlayer.Refuse("INVALID_PARAMETER_VALUE_RAID_DISK_SEQUENCE_RANGE",
					"The disk `%d` is not one of the `%d` disks", n, disks)
			}
		}
	}
	for _, a := range arrays {
		for _, n := range a.DiskSequence {
			if seen[n] {
				return zenlayer.Refuse("INVALID_PARAMETER_VALUE_RAID_DISK_SEQUENCE_DUPLICATE", "The disk `%d` is used twice", n)
			}
			seen[n] = true
		}
	}
	for _, a := range arrays {
		for i, n := range a.DiskSequence {
			if n != a.DiskSequence[0]+i {
				return zenlayer.Refuse("INVALID_PARAMETER_VALUE_RAID_DISK_DISORDER",
					"The specified diskSequence `%s` must be in sequential order", sequence(a.DiskSequence))
			}
		}
	}
	for _, a := range arrays {
		if !fits(*a.RaidType, len(a.DiskSequence)) {
			return mismatch(*a.RaidType, len(a.DiskSequence))
		}
	}
	return nil
}

func sequence(numbers []int) string {
	texts := make([]string, len(numbers))
	for i, n := range numbers {
		texts[i] = strconv.Itoa(n)
	}
	return "[" + strings.Join(texts, ", ") + "]"
}

func mismatch(level, disks int) error {
	return zenlayer.Refuse("INVALID_PARAMETER_VALUE_RAID_DISK_MISMATCH", "RAID `%d` cannot be made of `%d` disks",
		level, disks)
}

// fits reports whether n disks make an array of the level. One disk alone makes a RAID 0 in a custom array.
func fits(level, n int) bool {
	switch level {
	case 0:
		return n >= 1
	case 1:
		return n >= 2 && n%2 == 0
	case 5:
		return n >= 3
	default:
		return n >= 4 && n%2 == 0
	}
}

// usable is the capacity in GB of an array of the level over disks of the sizes.
func usable(level int, sizes []int) int {
	if len(sizes) == 0 {
		return 0
	}
	n, least := len(sizes), slices.Min(sizes)
	switch level {
	case 0:
		return n * least
	case 5:
		return (n - 1) * least
	default:
		return n / 2 * least
	}
}

// capacity is what partitions have to add up to in GB: all disks without RAID, otherwise the array that holds the
// system.
func capacity(t *store.Type, r *raidConfig) int {
	sizes := t.DiskSizes()
	switch {
	case r == nil:
		return sum(sizes)
	case r.RaidType != nil:
		return usable(*r.RaidType, sizes)
	}
	first := r.CustomRaids[0]
	var members []int
	for _, n := range first.DiskSequence {
		members = append(members, sizes[n-1])
	}
	return usable(*first.RaidType, members)
}

func sum(sizes []int) int {
	total := 0
	for _, size := range sizes {
		total += size
	}
	return total
}
