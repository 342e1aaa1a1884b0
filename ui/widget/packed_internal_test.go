package widget

import (
	"slices"
	"testing"
)

// TestPacked breaks no part that a line has room for.
func TestPacked(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		parts []string
		want  []string
	}{
		{nil, nil},
		{[]string{"ID zenlayer-bmc"}, []string{"ID zenlayer-bmc"}},
		{[]string{"MEMORY 32 GB", "3 × USD/month 556.26"}, []string{"MEMORY 32 GB", "3 × USD/month 556.26"}},
		{[]string{"MEMORY 32 GB", "2x480GB SSD and more", "USD 5"}, []string{"MEMORY 32 GB  USD 5", "2x480GB SSD and more"}},
		{[]string{"CPU 4", "GPU 2"}, []string{"CPU 4  GPU 2"}},
		{[]string{"DISKS of many words and sizes"}, []string{"DISKS of many words", "and sizes"}},
		{[]string{"OS linux", "ID ec7ac8ad-1b2b-406b"}, []string{"OS linux  ID", "ec7ac8ad-1b2b-406b"}},
	} {
		if got := packed(c.parts, 20); !slices.Equal(got, c.want) {
			t.Errorf("packed(%q) = %q, want %q", c.parts, got, c.want)
		}
	}
}
