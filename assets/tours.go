package assets

import (
	"embed"
	"io/fs"
	"strings"
)

// Tours holds the guided demos, a file each: tours/first-order.yaml.
//
//go:embed tours/*.yaml
var Tours embed.FS

// TourNames are their names in the order in which they are listed: that of their files, which begin with a number.
func TourNames() []string {
	files, _ := fs.Glob(Tours, "tours/*.yaml") // the pattern is right, and nothing else fails
	for i, f := range files {
		files[i] = strings.TrimSuffix(strings.TrimPrefix(f, "tours/"), ".yaml")
	}
	return files
}
