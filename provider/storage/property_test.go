package storage_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/storage"
)

// model is a machine with up to three kinds of disks, and levels that it supports.
func model(r *rand.Rand) provider.InstanceType {
	var t provider.InstanceType
	for range r.IntN(4) {
		g := provider.DiskGroup{SizeGB: []int{240, 480, 960, 1920}[r.IntN(4)], Count: 1 + r.IntN(6)}
		t.Disks = append(t.Disks, g)
		t.TotalDiskGB += g.SizeGB * g.Count
	}
	for _, l := range storage.RAIDLevels() {
		if r.IntN(3) > 0 {
			t.RAIDLevels = append(t.RAIDLevels, l)
		}
	}
	return t
}

// raid is no RAID, a level over all disks, or arrays that may overlap, break off, or not exist.
func raid(r *rand.Rand) *provider.RAID {
	level := func() int { return []int{0, 1, 5, 10, 6}[r.IntN(5)] }
	out := &provider.RAID{}
	switch r.IntN(4) {
	case 0:
		return nil
	case 1:
		out.Level = new(level())
		return out
	}
	next := 1
	for range 1 + r.IntN(3) {
		a := provider.Array{Level: level()}
		for range r.IntN(5) {
			a.Disks = append(a.Disks, next)
			next++
		}
		if r.IntN(8) == 0 {
			next--
		}
		out.Arrays = append(out.Arrays, a)
	}
	return out
}

// TestArithmetic: whatever the model and the arrays, what passes the rules has space, never more than its disks have,
// and the suggested partitions fill it.
func TestArithmetic(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	passed := 0
	for range 20_000 {
		m, a := model(r), raid(r)
		e, gb := storage.CheckRAID(&m, a), storage.CapacityGB(m, a)
		switch {
		case e != nil && gb != 0:
			t.Fatalf("CapacityGB(%+v, %+v) = %d, want 0 where CheckRAID() = %v", m, a, gb, e)
		case e != nil:
			continue
		case gb > m.TotalDiskGB, gb < 1 && len(m.Disks) > 0:
			t.Fatalf("CapacityGB(%+v, %+v) = %d, want 1 to %d", m, a, gb, m.TotalDiskGB)
		}
		passed++
		for _, os := range []provider.OS{provider.Linux, provider.Windows} {
			parts := storage.DefaultPartitions(os, gb)
			if rest := storage.PartitionRest(parts, gb); rest != 0 ||
				slices.ContainsFunc(parts, func(p provider.Partition) bool { return p.SizeGB < 1 }) {
				t.Fatalf("DefaultPartitions(%s, %d) = %+v, which leaves %d GB", os, gb, parts, rest)
			}
		}
	}
	if passed < 1000 {
		t.Errorf("only %d of the arrays passed: the test shows little", passed)
	}
}

// TestOfferedLevels: every level that is offered for a model passes its rules, and every one that is not offered either
// breaks them or leaves a better one: mirrors over more than two disks are RAID 10.
func TestOfferedLevels(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 4))
	for range 5000 {
		m := model(r)
		offered := storage.RAIDLevelsFor(m.DiskSizes(), m.RAIDLevels)
		for _, l := range storage.RAIDLevels() {
			e := storage.CheckRAID(&m, &provider.RAID{Level: new(l)})
			if slices.Contains(offered, l) && (e != nil || len(m.Disks) == 0) {
				t.Fatalf("RAIDLevelsFor(%+v) = %v, but level %d: %v", m, offered, l, e)
			}
			if e == nil && len(m.Disks) > 0 && !slices.Contains(offered, l) && (l != 1 || len(m.DiskSizes()) < 3) {
				t.Fatalf("RAIDLevelsFor(%+v) = %v, want %d among them", m, offered, l)
			}
		}
	}
}

// FuzzCheckRAID has any numbers for disks and levels: the rules neither panic nor let an array pass that has no space.
func FuzzCheckRAID(f *testing.F) {
	f.Add(2, 480, 1, []byte{1, 2})
	f.Add(6, 1920, 10, []byte{3, 4, 5, 6})
	f.Add(0, 0, -1, []byte{0, 255})
	f.Fuzz(func(t *testing.T, count, size, level int, numbers []byte) {
		if count < 0 || count > 100 || size < 1 || size > 1<<20 {
			return
		}
		m := provider.InstanceType{
			Disks: []provider.DiskGroup{{SizeGB: size, Count: count}}, TotalDiskGB: size * count,
			RAIDLevels: storage.RAIDLevels(),
		}
		a := provider.Array{Level: level}
		for _, n := range numbers {
			a.Disks = append(a.Disks, int(n))
		}
		one := &provider.RAID{Arrays: []provider.Array{a}}
		e, gb := storage.CheckRAID(&m, one), storage.CapacityGB(m, one)
		if passes := e == nil && count > 0; passes != (gb > 0) || gb > m.TotalDiskGB {
			t.Errorf("CheckRAID() = %v and CapacityGB() = %d of %d", e, gb, m.TotalDiskGB)
		}
	})
}
