package storage_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/storage"
)

func TestUsableGB(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		level int
		disks []int
		want  int
		rule  provider.Rule
	}{
		{"one disk striped", 0, []int{480}, 480, ""},
		{"striped", 0, []int{480, 480, 480}, 1440, ""},
		{"mirror", 1, []int{480, 480}, 480, ""},
		{"mirror of four", 1, []int{480, 480, 480, 480}, 960, ""},
		{"mirror counts the smaller disk", 1, []int{480, 1920}, 480, ""},
		{"parity", 5, []int{100, 100, 100}, 200, ""},
		{"mirrors striped", 10, []int{100, 100, 100, 100}, 200, ""},
		{"mirror of one", 1, []int{480}, 0, provider.RuleDisks},
		{"mirror of three", 1, []int{1, 1, 1}, 0, provider.RuleEven},
		{"parity of two", 5, []int{1, 1}, 0, provider.RuleDisks},
		{"ten of five", 10, []int{1, 1, 1, 1, 1}, 0, provider.RuleEven},
		{"no disks", 0, nil, 0, provider.RuleDisks},
		{"level six", 6, []int{1, 1, 1, 1}, 0, provider.RuleOneOf},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := storage.UsableGB(tt.level, tt.disks)
			e, _ := errors.AsType[*provider.Error](err)
			if got != tt.want || (e != nil) != (tt.rule != "") || e != nil && e.Rule != tt.rule {
				t.Errorf("UsableGB(%d, %v) = %d, %v, want %d, rule %q", tt.level, tt.disks, got, err, tt.want, tt.rule)
			}
		})
	}
}

func TestRAIDLevelsFor(t *testing.T) {
	t.Parallel()
	all := storage.RAIDLevels()
	tests := []struct {
		name      string
		disks     []int
		supported []int
		want      []int
	}{
		{"one disk", []int{1}, all, nil},
		{"two", []int{1, 1}, all, []int{0, 1}},
		{"three", []int{1, 1, 1}, all, []int{0, 5}},
		{"four", []int{1, 1, 1, 1}, all, []int{0, 5, 10}},
		{"five", []int{1, 1, 1, 1, 1}, all, []int{0, 5}},
		{"four without parity", []int{1, 1, 1, 1}, []int{0, 1, 10}, []int{0, 10}},
		{"mixed", []int{1, 1, 2, 2}, all, nil},
		{"none supported", []int{1, 1}, nil, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := storage.RAIDLevelsFor(tt.disks, tt.supported); !slices.Equal(got, tt.want) {
				t.Errorf("RAIDLevelsFor(%v, %v) = %v, want %v", tt.disks, tt.supported, got, tt.want)
			}
		})
	}
}

func mixed() provider.InstanceType {
	return provider.InstanceType{
		TotalDiskGB: 8640, RAIDLevels: []int{0, 1, 5, 10},
		Disks: []provider.DiskGroup{{SizeGB: 480, Count: 2}, {SizeGB: 1920, Count: 4}},
	}
}

func even(n int) provider.InstanceType {
	return provider.InstanceType{
		TotalDiskGB: 480 * n, RAIDLevels: []int{0, 1, 5, 10},
		Disks: []provider.DiskGroup{{SizeGB: 480, Count: n}},
	}
}

func arrays(a ...provider.Array) *provider.RAID { return &provider.RAID{Arrays: a} }

func TestCheckRAID(t *testing.T) {
	t.Parallel()
	array := func(level int, disks ...int) provider.Array { return provider.Array{Level: level, Disks: disks} }
	bare := even(4)
	bare.RAIDLevels = nil
	tests := []struct {
		name     string
		t        provider.InstanceType
		raid     *provider.RAID
		want     provider.Rule
		capacity int
	}{
		{"none", mixed(), nil, "", 8640},
		{"nothing inside", mixed(), &provider.RAID{}, "", 8640},
		{
			"fast and custom", even(4), &provider.RAID{Level: new(0), Arrays: []provider.Array{array(1, 1, 2)}},
			provider.RuleConflict, 0,
		},
		{"fast 0 is a level", even(2), &provider.RAID{Level: new(0)}, "", 960},
		{"fast 5", even(4), &provider.RAID{Level: new(5)}, "", 1440},
		{"fast on mixed disks", mixed(), &provider.RAID{Level: new(10)}, provider.RuleMixed, 0},
		{"fast on one disk", even(1), &provider.RAID{Level: new(0)}, provider.RuleDisks, 0},
		{"fast 10 on three", even(3), &provider.RAID{Level: new(10)}, provider.RuleDisks, 0},
		{"fast level six", even(4), &provider.RAID{Level: new(6)}, provider.RuleOneOf, 0},
		{"model without RAID", bare, &provider.RAID{Level: new(1)}, provider.RuleUnsupported, 0},
		{"custom, documented", mixed(), arrays(array(1, 1, 2), array(10, 3, 4, 5, 6)), "", 480},
		{"custom, large system array", mixed(), arrays(array(5, 3, 4, 5, 6)), "", 5760},
		{"custom, single disk", mixed(), arrays(array(0, 3)), "", 1920},
		{"custom, disorder", mixed(), arrays(array(1, 1, 2), array(10, 3, 5, 4, 6)), provider.RuleOrder, 0},
		{"custom, gap", mixed(), arrays(array(1, 1, 3)), provider.RuleOrder, 0},
		{"custom, same disk twice", mixed(), arrays(array(1, 1, 1)), provider.RuleDuplicate, 0},
		{"custom, disk in two arrays", mixed(), arrays(array(1, 1, 2), array(1, 2, 3)), provider.RuleDuplicate, 0},
		{"custom, disk 0", mixed(), arrays(array(1, 0, 1)), provider.RuleMin, 0},
		{"custom, disk 7 of 6", mixed(), arrays(array(1, 6, 7)), provider.RuleMax, 0},
		{"custom, parity of two", mixed(), arrays(array(5, 1, 2)), provider.RuleDisks, 0},
		{"custom, no disks", mixed(), arrays(array(0)), provider.RuleDisks, 0},
		{"custom, odd mirror", mixed(), arrays(array(1, 3, 4, 5)), provider.RuleEven, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			e := storage.CheckRAID(&tt.t, tt.raid)
			if (e != nil) != (tt.want != "") || e != nil && e.Rule != tt.want {
				t.Errorf("CheckRAID(%+v) = %v, want rule %q", tt.raid, e, tt.want)
			}
			if got := storage.CapacityGB(tt.t, tt.raid); got != tt.capacity {
				t.Errorf("CapacityGB(%+v) = %d, want %d", tt.raid, got, tt.capacity)
			}
		})
	}
	if e := storage.CheckRAID(nil, arrays(array(10, 3, 5, 4, 6))); e == nil || e.Allowed != "3, 4, 5, 6" {
		t.Errorf("CheckRAID of a disorder = %v, want the right order in Allowed", e)
	}
}

func TestDefaultPartitions(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		os       provider.OS
		capacity int
		want     []provider.Partition
	}{
		{"linux", provider.Linux, 480, []provider.Partition{
			{Path: "/", FS: "ext4", SizeGB: 100},
			{Path: "/data", FS: "ext4", SizeGB: 380},
		}},
		{"small linux", provider.Linux, 120, []provider.Partition{{Path: "/", FS: "ext4", SizeGB: 120}}},
		{"windows", provider.Windows, 480, []provider.Partition{
			{Path: "C", FS: "NTFS", SizeGB: 100},
			{Path: "D", FS: "NTFS", SizeGB: 380},
		}},
		{"esxi", provider.ESXi, 480, nil},
		{"unknown capacity", provider.Linux, 0, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := storage.DefaultPartitions(tt.os, tt.capacity); !slices.Equal(got, tt.want) {
				t.Errorf("DefaultPartitions(%q, %d) = %v, want %v", tt.os, tt.capacity, got, tt.want)
			}
		})
	}
	parts := []provider.Partition{{Path: "/", SizeGB: 100}, {Path: "/a", SizeGB: 1}}
	if got := storage.PartitionRest(parts, 100); got != -1 {
		t.Errorf("PartitionRest(%v, 100) = %d, want -1", parts, got)
	}
}
