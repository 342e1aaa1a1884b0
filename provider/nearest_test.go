package provider_test

import (
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
)

func TestNearest(t *testing.T) {
	t.Parallel()
	words := []string{"zone", "type", "image", "count", "bandwidth_mbps", "network.subnet"}
	for text, want := range map[string]string{
		"zoen": "zone", "Zone": "zone", "tpye": "type", "imag": "image", "bandwidth": "bandwidth_mbps", "ban": "",
		"bandwidth_mpbs": "bandwidth_mbps", "subnett": "network.subnet",
		"xyzzy": "", "": "", strings.Repeat("z", 10000): "", "coünt": "count",
	} {
		if got := provider.Nearest(text, words); got != want {
			t.Errorf("Nearest(%.20q) = %q, want %q", text, got, want)
		}
	}
}
