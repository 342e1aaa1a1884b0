package board

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/state/policy"
	"github.com/metalwright/metalwright/ui/app"
)

// laterKey is the key that sets when an order is released by itself.
const laterKey = "R"

// releasesLater reports whether the time can be set.
func (o *offers) releasesLater(v order.View) bool {
	return (v.Open && v.Status != order.Waiting || v.CountThere() > 0) && o.model.may(v, policy.Release)
}

// openLater offers other times, below the choice that changes nothing: an Enter too many releases nothing.
func (d *dialogs) openLater() {
	v, ok := d.list.current()
	if !ok || !d.offers.releasesLater(v) {
		return
	}
	e := d.model.env
	c := &choice{env: e, title: e.T("release_later.title", "Order", v.ID.String()), again: laterKey}
	from, kind := e.Now(), "release_later.in_"
	if v.Later.Planned() {
		from, kind = v.Later.At, "release_later.after_"
	}
	add := func(label, about string, at time.Time) {
		c.items = append(c.items, item{label, about, func() (tea.Cmd, overlay) {
			return d.commands.releaseLater(v.ID, at), nil
		}})
	}
	keep := e.T("release_later.keep")
	if v.Later == nil {
		keep = e.T("release_later.unplanned")
	}
	c.items = append(c.items, item{keep, "", func() (tea.Cmd, overlay) { return nil, nil }})
	const day = 24 * time.Hour
	for _, span := range []struct {
		id string
		d  time.Duration
	}{{"day", day}, {"week", 7 * day}, {"month", 30 * day}} {
		at := from.Add(span.d)
		add(e.T(kind+span.id), at.UTC().Format("2006-01-02 15:04 UTC"), at)
	}
	if v.Later != nil {
		add(e.T("release_later.never"), e.T("release_later.never_note"), time.Time{})
	}
	d.over = c
}

// releaseLater sets the time, or ends that there is one.
func (c *commands) releaseLater(id order.ID, at time.Time) tea.Cmd {
	return func() tea.Msg {
		if err := c.orders.Do(c.model.env.Ctx, order.ReleaseLater{ID: id, At: at}); err != nil {
			return c.conclusion(id, notDone(c.model.env, err))
		}
		words := c.model.env.T("release_later.unset", "Order", id.String())
		if !at.IsZero() {
			words = c.model.env.T("release_later.set", "Order", id.String(), "Time", at.UTC().Format("2006-01-02 15:04 UTC"))
		}
		return app.Outcome{Of: c.page, Msg: done{words}, Words: words}
	}
}
