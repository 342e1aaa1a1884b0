package board

import (
	"errors"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/state/policy"
	"github.com/metalwright/metalwright/ui/uitest"
)

// TestPriceOfWhatWaits shows what an order that waits costs by now, beside what it was asked for with, on its board and
// in the question, and that the price is not known.
func TestPriceOfWhatWaits(t *testing.T) {
	t.Parallel()
	p := open(t, "zenlayer-bmc")
	v := view("zenlayer-bmc", 2)
	v.Status, v.Instances, v.Batches, v.Bought = order.Waiting, nil, nil, 0
	v.By = "ann"
	v.Approval = &order.Approval{State: order.AskedPending, Digest: "s", By: "ann", Expires: noon.Add(time.Hour)}
	p.Resize(uitest.Size{W: 120, H: 40})
	p.board.show([]order.View{v})
	if p.board.pricing.ask() == nil || p.board.pricing.ask() != nil {
		t.Error("the price is not asked for once")
	}
	p.shows(t, "Price when requested 3.78 USD/h", "Against limits 2,759.40 USD: all machines for a month of 730 hours")
	is := v.Quote
	is.Hour, is.Month = provider.Amount(2, "USD"), provider.Amount(1460, "USD")
	for _, c := range []struct {
		quote provider.Quote
		err   error
		want  string
	}{
		{is, nil, "Price now 4.00 USD/h, 160.60 USD/month more"},
		{v.Quote, nil, "Price now 3.78 USD/h, the same"},
		{provider.Quote{}, errors.New("no answer"), "Price now no answer"},
	} {
		p.board.Update(priceNow{pricing: p.board.pricing, digest: "s", quote: c.quote, err: c.err, known: true})
		p.board.show([]order.View{v})
		p.shows(t, c.want)
	}
	left := policy.Budget{Limit: policy.PerDay, Person: true, Most: provider.Amount(5000, "USD"), Left: provider.Amount(90,
		"USD")}
	whole := policy.Budget{Limit: policy.InstancesPerDay, Profile: "prod"}
	whole.Count.Most, whole.Count.Left = 9, 7
	all := []policy.Budget{left, whole}
	p.board.Update(priceNow{pricing: p.board.pricing, digest: "s", quote: is, known: true, left: all})
	p.shows(t, "Limits 90.00 USD of 5,000.00 USD left today (UTC), ann's not enough",
		"7 of 9 machines left today (UTC), of profile prod")
	p.Press("x", "enter")
	p.shows(t, "Price now: 4.00 USD/h, 160.60 USD/month more",
		"Limits: 90.00 USD of 5,000.00 USD left today (UTC), ann's")
	p.board.Update(priceNow{pricing: p.board.pricing, digest: "another", quote: v.Quote, known: true})
	if p.board.pricing.price.quote.Hour != is.Hour {
		t.Error("the price of what was asked for before is taken")
	}
}
