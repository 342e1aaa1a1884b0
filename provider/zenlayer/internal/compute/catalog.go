package compute

import (
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/api"
)

// OS is the family of an image by the vendor's osType, "" where that says nothing.
func OS(osType api.Text) provider.OS {
	switch strings.ToLower(string(osType)) {
	case "windows":
		return provider.Windows
	case "linux":
		return provider.Linux
	}
	return ""
}
