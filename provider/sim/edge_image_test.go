package sim_test

import (
	"testing"

	"github.com/metalwright/metalwright/provider/sim"
)

// TestEdgeWrongImage: a machine with the wrong image has another one of the same system, in a version that exists.
func TestEdgeWrongImage(t *testing.T) {
	t.Parallel()
	f := open(t, sim.Options{})
	for _, row := range []struct {
		order         obj
		image, number any
	}{
		{obj{"ImageId": "img-win22dce", "VersionNumber": "10.0.20348"}, "img-win19dce", "10.0.17763"},
		{obj{"ImageId": "img-win22dce"}, "img-win19dce", ""},
		{obj{"ImageId": "img-centos-7.9"}, "img-hmk3il0q", ""},
	} {
		f.inject(t, sim.Fault{Do: sim.WrongImage})
		m := f.edge.machine(t, guangzhou, f.edge.buy(t, guangzhou, row.order)[0])
		if m["ImageId"] != row.image || m["VersionNumber"] != row.number {
			t.Errorf("%v came with %v %v, want %v %v", row.order, m["ImageId"], m["VersionNumber"], row.image, row.number)
		}
	}
}
