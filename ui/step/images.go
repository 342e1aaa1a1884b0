package step

import (
	"cmp"
	"slices"
	"strings"

	"github.com/metalwright/metalwright/provider"
)

// SortImages puts the image that most want first, and of each family the newest.
func SortImages(images []provider.Image) {
	slices.SortStableFunc(images, func(a, b provider.Image) int {
		return cmp.Or(rank(a)-rank(b), strings.Compare(a.Family, b.Family), strings.Compare(b.Name, a.Name))
	})
}

// rank puts what most people install first.
func rank(m provider.Image) int {
	if m.Custom {
		return 4
	}
	switch m.OS {
	case provider.Linux:
		if strings.EqualFold(m.Family, "ubuntu") {
			return 0
		}
		return 1
	case provider.Windows:
		return 2
	default:
		return 3
	}
}
