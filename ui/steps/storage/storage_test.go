package storage

import (
	"slices"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/step/sheet"
)

// TestParseDisks reads lists and ranges of disk numbers.
func TestParseDisks(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]int{"1,2": {1, 2}, " 3 , 1 ": {3, 1}, "2-4": {2, 3, 4}} {
		if got, ok := parseDisks(text); !ok || !slices.Equal(got, want) {
			t.Errorf("parseDisks(%q) = %v, %v, want %v", text, got, ok, want)
		}
	}
	for _, text := range []string{"a", "1-", "1;2"} {
		if got, ok := parseDisks(text); ok && len(got) > 0 {
			t.Errorf("parseDisks(%q) = %v, want none", text, got)
		}
	}
}

// TestSuggestedArrays makes an array of each group of equal disks, at a level that it can have.
func TestSuggestedArrays(t *testing.T) {
	t.Parallel()
	got := suggestArrays(provider.InstanceType{RAIDLevels: []int{0, 1}, Disks: []provider.DiskGroup{
		{Count: 2, SizeGB: 480}, {Count: 1, SizeGB: 960},
	}})
	if len(got) != 2 || got[0].Level != 1 || !slices.Equal(got[0].Disks, []int{1, 2}) ||
		!slices.Equal(got[1].Disks, []int{3}) {
		t.Errorf("suggestArrays() = %v, want a mirror of 1 and 2, and 3 alone", got)
	}
}

// TestTheLastPartitionTakesTheRest keeps the sum at the size of the disk, and what was just edited as it is.
func TestTheLastPartitionTakesTheRest(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		edited int
		want   []int
	}{{-1, []int{100, 50, 330}}, {2, []int{100, 180, 200}}} {
		s := partitions{&sheet.Screen{}}
		s.Now = step.Draft{
			Known: provider.Known{Type: &provider.InstanceType{TotalDiskGB: 480}},
			Spec: provider.Spec{Storage: provider.Storage{Partitions: []provider.Partition{
				{Path: "/", SizeGB: 100}, {Path: "/var", SizeGB: 50}, {Path: "/home", SizeGB: 200},
			}}},
		}
		s.rest(c.edited)
		var got []int
		for _, p := range s.Now.Spec.Storage.Partitions {
			got = append(got, p.SizeGB)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("rest(%d) = %v, want %v", c.edited, got, c.want)
		}
	}
}
