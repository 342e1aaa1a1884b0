package wizard

import (
	"context"
	"encoding/json"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/widget"
)

// settleTime is how long the answers rest before they are priced: typing a number is one request, not four.
const settleTime = 250 * time.Millisecond

// pricer keeps the price of the draft up to date.
type pricer struct {
	env  *step.Env
	want string // what is to be priced, as its key
	spec provider.Spec
	by   provider.Catalog
	load *widget.Load[provider.Quote]
	asks string // what load asks for, as its key
	// last is the newest price, shown while the next is asked for; of says which spec it belongs to.
	last provider.Quote
	of   string
}

// settled comes when the answers behind key have rested.
type settled struct{ key string }

func newPricer(env *step.Env) pricer {
	return pricer{env: env, load: &widget.Load[provider.Quote]{}}
}

// follow notices a change of d and asks for a price once it has rested.
func (p *pricer) follow(d step.Draft) tea.Cmd {
	r := d.Reader()
	if r == nil || d.Spec.Zone == "" || d.Spec.Type == "" {
		return nil
	}
	spec := r.Suggest(d.Spec, d.Known)
	k := priceKey(d.Account.ID, spec)
	if k == p.want {
		return nil
	}
	p.want, p.spec, p.by = k, spec, r
	return tea.Tick(settleTime, func(time.Time) tea.Msg { return settled{k} })
}

func (p *pricer) update(msg tea.Msg) (tea.Cmd, bool) {
	if m, ok := msg.(settled); ok {
		if m.key != p.want {
			return nil, true // changed again meanwhile
		}
		spec, by := p.spec, p.by
		p.asks = p.want
		return p.load.Start(p.env.Ctx, func(ctx context.Context) (provider.Quote, error) { return by.Quote(ctx, spec) }), true
	}
	if p.load.Update(msg) {
		if p.load.Err() == nil {
			p.last, p.of = p.load.Value(), p.asks
		}
		return nil, true
	}
	return nil, false
}

// quote is the newest price and whether it is that of the draft as it stands.
func (p *pricer) quote() (provider.Quote, bool) { return p.last, p.of != "" && p.of == p.want }

func (p *pricer) close() { p.load.Cancel() }

// priceKey differs for specs with different prices: names, labels and logins cost nothing.
func priceKey(account string, s provider.Spec) string {
	s.Name, s.Hostname, s.ResourceGroup, s.Tags, s.Access = "", "", "", nil, provider.Access{}
	b, err := json.Marshal(s)
	if err != nil {
		return ""
	}
	return account + string(b)
}
