package wizard

import (
	"context"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/widget"
)

// shop prices everything at its bandwidth.
type shop struct{ provider.Reader }

func (shop) Suggest(s provider.Spec, _ provider.Known) provider.Spec { return s }

func (shop) Quote(_ context.Context, s provider.Spec) (provider.Quote, error) {
	return provider.Quote{Priced: true, Hour: provider.Amount(float64(s.Network.BandwidthMbps), "USD")}, nil
}

// TestPriceOfAnotherDraft changes the draft while its price is on its way: the price that comes is not the one of the
// draft as it stands.
func TestPriceOfAnotherDraft(t *testing.T) {
	t.Parallel()
	p := newPricer(&step.Env{Ctx: t.Context()})
	d := step.Draft{Account: &step.Account{ID: "a", Reader: shop{}}, Spec: provider.Spec{Zone: "Z", Type: "T"}}

	d.Spec.Network.BandwidthMbps = 10
	p.follow(d)
	ask, _ := p.update(settled{p.want})
	answer := ask()
	d.Spec.Network.BandwidthMbps = 20
	p.follow(d)
	p.update(answer)
	if q, fresh := p.quote(); fresh || q.Hour.Decimal() != "10.00" {
		t.Errorf("quote() = %v, %v before the new price is asked for, want 10.00 and not fresh", q.Hour, fresh)
	}

	ask, _ = p.update(settled{p.want})
	p.update(ask())
	if q, fresh := p.quote(); !fresh || q.Hour.Decimal() != "20.00" {
		t.Errorf("quote() = %v, %v, want 20.00 and fresh", q.Hour, fresh)
	}
}

// TestPriceWhileSending sends the order before the price of its answers has come: it is kept, for an order that was not
// placed leads back to the answers.
func TestPriceWhileSending(t *testing.T) {
	t.Parallel()
	env := &step.Env{Ctx: t.Context()}
	w := &Wizard{route: route{env: env}, price: newPricer(env), placing: &placing{load: &widget.Load[placed]{}}}
	d := step.Draft{Account: &step.Account{ID: "a", Reader: shop{}}, Spec: provider.Spec{Zone: "Z", Type: "T"}}
	d.Spec.Network.BandwidthMbps = 10
	w.price.follow(d)
	ask := w.Update(settled{w.price.want})
	if ask == nil {
		t.Fatal("the price is not asked for while the order is sent")
	}
	w.Update(ask())
	if q, fresh := w.price.quote(); !fresh || q.Hour.Decimal() != "10.00" {
		t.Errorf("quote() = %v, %v, want 10.00 and fresh", q.Hour, fresh)
	}
}
