package board

import (
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/estimate"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/uitest"
)

// learned is what machines of the kind in the tests took: from 10 to 10 + n minutes.
func learned(n int) *estimate.Book {
	var all []order.Arrival
	for m := range n {
		all = append(all, order.Arrival{
			Zone: "SEL-A", Type: "M6C", Accepted: noon, Running: noon.Add(time.Duration(10+m) * time.Minute),
			Stages: []order.Stage{
				{At: noon, Status: provider.StatusPending, VendorStatus: "PENDING"},
				{At: noon.Add(time.Minute), Status: provider.StatusCreating, VendorStatus: "CREATING"},
				{At: noon.Add(5 * time.Minute), Status: provider.StatusCreating, VendorStatus: "INSTALLING"},
			},
		})
	}
	return estimate.Learn(all)
}

// TestOutlook says how long a machine usually takes and how much is left, that nobody knows yet below five machines,
// and that one is slower than 19 of 20.
func TestOutlook(t *testing.T) {
	t.Parallel()
	p := open(t, "zenlayer-bmc")
	v, h := coming()
	p.board.model.history = h
	p.board.model.book = learned(4)
	p.board.show([]order.View{v})
	p.Resize(uitest.Size{W: 120, H: 40})
	p.board.list.grid.Select(rowKey(row{InstanceView: &v.Instances[1], order: v.ID}))
	p.Press("enter")
	p.shows(t, "no estimate yet: 4 machines like this have come up, 5 are needed")
	p.board.model.book = learned(20)
	p.board.show([]order.View{v})
	p.shows(t, "usually 11–28 min, about 10 min left", "INSTALLING usually takes")
	p.Press("esc")
	p.board.show([]order.View{v})
	p.shows(t, "web-002: usually 11–28 min, about 10 min left", "12:00 · about 10 min left")
	p.board.model.now = noon.Add(18*time.Minute + 30*time.Second)
	p.board.show([]order.View{v})
	p.shows(t, "web-002: slower than 19 of 20: usually 11–28 min")
}
