package bmc_test

import (
	"testing"

	"github.com/metalwright/metalwright/provider"
)

// TestWarnOfRoom warns of partitions that do not fill the disks of a machine without RAID, and refuses none of them.
func TestWarnOfRoom(t *testing.T) {
	t.Parallel()
	r := serve(t).reader("")
	for _, row := range []struct {
		name    string
		sizes   []int
		raid    *provider.RAID
		warned  bool
		refused bool
	}{
		{"whole disks", []int{8000, 640}, nil, false, false},
		{"room is left", []int{100}, nil, true, false},
		{"too much", []int{9000}, nil, true, false},
		{"none", nil, nil, false, false},
		{"an array with room", []int{100}, full().Storage.RAID, false, true},
	} {
		s := full()
		s.Storage = provider.Storage{RAID: row.raid}
		for i, gb := range row.sizes {
			s.Storage.Partitions = append(s.Storage.Partitions, provider.Partition{
				Path: []string{"/", "/data"}[i], FS: "ext4", SizeGB: gb,
			})
		}
		got := r.Warn(s, facts())
		if (len(got) > 0) != row.warned || row.warned && (got[0].Rule != provider.RuleMaySum || got[0].Limit != 8640) {
			t.Errorf("%s: Warn() = %v, want a warning: %v", row.name, got, row.warned)
		}
		if err := r.Check(s, facts()); (err != nil) != row.refused {
			t.Errorf("%s: Check() = %v, want a fault: %v", row.name, err, row.refused)
		}
	}
	if got := r.Warn(full(), provider.Known{}); len(got) != 0 {
		t.Errorf("Warn() of a type that is not known = %v, want nothing", got)
	}
}

// TestRemembering asks what the questions of an order ask, in the ways that they do: each list is asked for once.
func TestRemembering(t *testing.T) {
	t.Parallel()
	v := serve(t)
	v.catalogue()
	r := v.reader("").Cached()
	if _, err := r.Zones(t.Context()); err != nil {
		t.Fatal(err)
	}
	s := full()
	for _, charge := range []provider.Charge{"", provider.Postpaid, provider.Prepaid} {
		s.Billing.Charge = charge
		types, err := r.Types(t.Context(), s)
		if err != nil || len(types) != 3 {
			t.Fatalf("Types() = %+v, %v, want three", types, err)
		}
		for _, f := range []provider.Field{provider.FieldCharge, provider.FieldNetCharge, provider.FieldLogin} {
			if o, err := r.Options(t.Context(), s, f); err != nil || len(o) < 2 {
				t.Fatalf("Options(%s) = %v, %v, want some", f, o, err)
			}
		}
	}
	for action, most := range map[string]int{
		"DescribeAvailableResources": 2, "DescribeInstanceTypes": 1, "DescribeImages": 1, "DescribeZones": 1,
	} {
		if got := len(v.Requests(action)); got != most {
			t.Errorf("%s was asked for %d times, want %d", action, got, most)
		}
	}
	r.Forget()
	if _, err := r.Zones(t.Context()); err != nil || len(v.Requests("DescribeZones")) != 2 {
		t.Errorf("Zones() after Forget() asked %d times, %v, want once more", len(v.Requests("DescribeZones")), err)
	}
}

// TestSold asks for the stock of one type with one request, and for that under the other charge when it is gone.
func TestSold(t *testing.T) {
	t.Parallel()
	v := serve(t)
	v.catalogue()
	r := v.reader("")
	for _, row := range []struct {
		kind provider.TypeID
		left int // -1: not sold here
		asks int
	}{{"M6C", 24, 1}, {"L9M", 0, 2}, {"X", -1, 2}} {
		before := len(v.Requests("DescribeAvailableResources"))
		got, err := r.StockOf(t.Context(), provider.Spec{
			Zone: "SEL-A", Type: row.kind,
			Billing: provider.Billing{Charge: provider.Prepaid},
		})
		if err != nil || (got == nil) != (row.left < 0) || got != nil && (got.ID != row.kind || *got.Left != row.left) {
			t.Errorf("Sold(%s) = %+v, %v, want %d left", row.kind, got, err, row.left)
		}
		if asks := len(v.Requests("DescribeAvailableResources")) - before; asks != row.asks {
			t.Errorf("Sold(%s) asked %d times, want %d", row.kind, asks, row.asks)
		}
	}
}
