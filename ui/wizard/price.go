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

// keep keeps the price that of d, once it is worth asking for.
func (p *pricer) keep(d step.Draft) tea.Cmd {
	if !p.worth(d) {
		return nil
	}
	return p.follow(d)
}

// worth reports whether d has a price that is worth asking for: a type that is only the default of a profile is not
// looked up yet, and what depends on it is not suggested.
func (p *pricer) worth(d step.Draft) bool {
	return d.Spec.Type != "" && (d.Known.Type != nil || p.want != "")
}

// line is the price of d under the screen of a narrow window; "" while it is not worth asking for.
func (p *pricer) line(d step.Draft, cols int) string {
	t := p.env.Theme
	if !p.worth(d) {
		return ""
	}
	what := p.env.T("side.line", "Count", d.Spec.Machines(), "Type", string(d.Spec.Type), "Zone", string(d.Spec.Zone))
	price := p.text(d)
	room := max(cols-widget.Width(price)-3, 0)
	return " " + t.Dim.Render(widget.PadRight(widget.Truncate(what, room, t.Glyph.Ellipsis), room)) + " " +
		t.Title.Render(price)
}

// text is the price of all machines of d; a price that is being asked again is marked.
func (p *pricer) text(d step.Draft) string {
	q, fresh := p.quote()
	switch {
	case p.load.State() == widget.LoadFailed:
		return p.env.T("price.failed")
	case p.of == "":
		return p.env.T("price.asking")
	case !fresh && q.Known():
		return p.env.Theme.Glyph.Ellipsis + " " + p.env.Prices().Total(q, d.Spec.Billing.Months)
	}
	q.Count = d.Spec.Machines()
	return p.env.Prices().Total(q, d.Spec.Billing.Months)
}

// total is the price of d in lines of the side bar; none while it is not worth asking for.
func (p *pricer) total(d step.Draft) []string {
	t := p.env.Theme
	if !p.worth(d) {
		return nil
	}
	lines := []string{"", t.Dim.Render(p.env.T("side.total"))}
	for _, l := range widget.Wrap(p.text(d), sideInner) {
		lines = append(lines, t.Title.Render(l))
	}
	if q, ok := p.quote(); ok && q.Known() && d.Spec.Machines() > 1 {
		q.Count = 1
		lines = append(lines, t.Dim.Render(p.env.T("side.each", "Price", p.env.Prices().Each(q, d.Spec.Billing.Months))))
	}
	return lines
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
