// Package storage computes what the disks of a machine hold: the space of RAID arrays, and the partitions that fill it.
// It is pure and knows no vendor.
package storage

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/metalwright/metalwright/provider"
)

// RAID levels that hardware controllers of the products know.
const (
	raid0  = 0  // striped: all space, no disk may fail
	raid1  = 1  // mirrored
	raid5  = 5  // striped with parity: one disk may fail
	raid10 = 10 // striped over mirrors
)

// raidLevel is what a level needs and leaves.
type raidLevel struct {
	level, min int
	even       bool
	usable     func(disks int) int // disks worth of space
}

var raidLevels = [...]raidLevel{
	{raid0, 1, false, func(n int) int { return n }},
	{raid1, 2, true, func(n int) int { return n / 2 }},
	{raid5, 3, false, func(n int) int { return n - 1 }},
	{raid10, 4, true, func(n int) int { return n / 2 }},
}

func levelOf(level int) (raidLevel, bool) {
	i := slices.IndexFunc(raidLevels[:], func(l raidLevel) bool { return l.level == level })
	if i < 0 {
		return raidLevel{}, false
	}
	return raidLevels[i], true
}

// RAIDLevels lists the levels there are, in ascending order.
func RAIDLevels() []int {
	levels := make([]int, len(raidLevels))
	for i, l := range raidLevels {
		levels[i] = l.level
	}
	return levels
}

// UsableGB is the space that an array of the disks (sizes in GB) offers. Every disk counts as the smallest one. A
// level that does not exist or does not fit the number of disks is an [*provider.Error] at [provider.FieldRAID]. RAID 0
// of one disk is that disk.
func UsableGB(level int, disksGB []int) (int, error) {
	if e := raidFit(level, len(disksGB)); e != nil {
		return 0, e
	}
	l, _ := levelOf(level)
	return l.usable(len(disksGB)) * slices.Min(disksGB), nil
}

// raidFit checks a level against a number of disks.
func raidFit(level, disks int) *provider.Error {
	l, ok := levelOf(level)
	switch {
	case !ok:
		e := provider.Violation(provider.FieldRAID, provider.RuleOneOf)
		e.Allowed, e.Got = joinInts(RAIDLevels()), level
		return e
	case disks < l.min:
		e := provider.Violation(provider.FieldRAID, provider.RuleDisks)
		e.Limit, e.Got = l.min, disks
		return e
	case l.even && disks%2 != 0:
		e := provider.Violation(provider.FieldRAID, provider.RuleEven)
		e.Got = disks
		return e
	}
	return nil
}

// RAIDLevelsFor lists the levels that may be chosen over all disks (sizes in GB) of a model which supports the given
// levels: none for a single disk or for disks of different size, and of RAID 1 and 10 the one that uses all disks.
func RAIDLevelsFor(disksGB, supported []int) []int {
	n := len(disksGB)
	if n < 2 || slices.Min(disksGB) != slices.Max(disksGB) {
		return nil
	}
	var levels []int
	for _, l := range RAIDLevels() {
		if !slices.Contains(supported, l) || raidFit(l, n) != nil || l == raid1 && n > 2 {
			continue
		}
		levels = append(levels, l)
	}
	return levels
}

// CheckRAID applies the rules of r to a model; nil is fine. The order of the checks is: both kinds given, level
// unknown, level not supported, disk number out of range, used twice, out of order, too few or an odd number of disks.
// A model without listed disks is checked as far as that is possible.
func CheckRAID(t *provider.InstanceType, r *provider.RAID) *provider.Error {
	switch {
	case r == nil || r.Level == nil && len(r.Arrays) == 0:
		return nil
	case r.Level != nil && len(r.Arrays) > 0:
		e := provider.Violation(provider.FieldRAID, provider.RuleConflict)
		e.Allowed = "level, arrays"
		return e
	case r.Level != nil:
		return checkFast(t, *r.Level)
	}
	for _, a := range r.Arrays {
		if e := checkLevel(t, a.Level); e != nil {
			return e
		}
	}
	if e := checkNumbers(t, r.Arrays); e != nil {
		return e
	}
	for _, a := range r.Arrays {
		if e := raidFit(a.Level, len(a.Disks)); e != nil {
			return e
		}
	}
	return nil
}

func checkFast(t *provider.InstanceType, level int) *provider.Error {
	if e := checkLevel(t, level); e != nil {
		return e
	}
	if t == nil || len(t.Disks) == 0 {
		return nil
	}
	disks := t.DiskSizes()
	switch {
	case len(disks) > 0 && slices.Min(disks) != slices.Max(disks):
		return provider.Violation(provider.FieldRAID, provider.RuleMixed)
	case len(disks) < 2:
		e := provider.Violation(provider.FieldRAID, provider.RuleDisks)
		e.Limit, e.Got = 2, len(disks)
		return e
	}
	return raidFit(level, len(disks))
}

func checkLevel(t *provider.InstanceType, level int) *provider.Error {
	if _, ok := levelOf(level); !ok {
		return raidFit(level, 0)
	}
	if t == nil || slices.Contains(t.RAIDLevels, level) {
		return nil
	}
	e := provider.Violation(provider.FieldRAID, provider.RuleUnsupported)
	e.Allowed, e.Got = joinInts(t.RAIDLevels), level
	return e
}

// checkNumbers checks the disk numbers of all arrays: in range, used once, and consecutive within an array.
func checkNumbers(t *provider.InstanceType, arrays []provider.Array) *provider.Error {
	last := 0
	if t != nil {
		last = len(t.DiskSizes())
	}
	used := map[int]bool{}
	for _, a := range arrays {
		for _, d := range a.Disks {
			if e := inRange(d, last); e != nil {
				return e
			}
			if used[d] {
				e := provider.Violation(provider.FieldRAID, provider.RuleDuplicate)
				e.Allowed = strconv.Itoa(d)
				return e
			}
			used[d] = true
		}
	}
	for _, a := range arrays {
		for i, d := range a.Disks {
			if d != a.Disks[0]+i {
				e := provider.Violation(provider.FieldRAID, provider.RuleOrder)
				e.Allowed = joinInts(consecutive(slices.Min(a.Disks), len(a.Disks)))
				return e
			}
		}
	}
	return nil
}

func inRange(disk, last int) *provider.Error {
	switch {
	case disk < 1:
		e := provider.Violation(provider.FieldRAID, provider.RuleMin)
		e.Limit, e.Got = 1, disk
		return e
	case last > 0 && disk > last:
		e := provider.Violation(provider.FieldRAID, provider.RuleMax)
		e.Limit, e.Got = last, disk
		return e
	}
	return nil
}

func consecutive(first, n int) []int {
	s := make([]int, n)
	for i := range s {
		s[i] = first + i
	}
	return s
}

func joinInts(n []int) string {
	return strings.Trim(strings.ReplaceAll(fmt.Sprint(n), " ", ", "), "[]")
}

// CapacityGB is what partitions of a machine of type t have to add up to: the whole disks without RAID, else the array
// over all disks or the first custom array. 0 means that it cannot be known.
func CapacityGB(t provider.InstanceType, r *provider.RAID) int {
	if CheckRAID(&t, r) != nil {
		return 0
	}
	switch {
	case r == nil || r.Level == nil && len(r.Arrays) == 0:
		return t.TotalDiskGB
	case r.Level != nil:
		return usable(*r.Level, t.DiskSizes())
	}
	sizes := t.DiskSizes()
	var disks []int
	for _, d := range r.Arrays[0].Disks {
		if d > len(sizes) {
			return 0
		}
		disks = append(disks, sizes[d-1])
	}
	return usable(r.Arrays[0].Level, disks)
}

func usable(level int, disksGB []int) int {
	gb, err := UsableGB(level, disksGB)
	if err != nil {
		return 0
	}
	return gb
}
