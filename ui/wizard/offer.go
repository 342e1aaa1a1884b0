package wizard

import (
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/app"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/widget"
)

// Offer is the page that asks whether to go on with a draft.
type Offer struct {
	env         *step.Env
	draft       step.Draft
	kept        time.Time
	take, leave func() app.Page
}

// NewOffer returns the page about d, which was kept then. take makes the page that continues with it, and leave the
// one without; the draft stays.
func NewOffer(env *step.Env, d step.Draft, kept time.Time, take, leave func() app.Page) *Offer {
	return &Offer{env: env, draft: d, kept: kept, take: take, leave: leave}
}

// Init starts nothing.
func (o *Offer) Init() tea.Cmd { return nil }

// Update takes the answer.
func (o *Offer) Update(msg tea.Msg) tea.Cmd {
	k, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return nil
	}
	switch k.String() {
	case "enter", "y":
		return func() tea.Msg { return app.Open{From: o, Page: o.take} }
	case "n":
		return func() tea.Msg { return app.Open{From: o, Page: o.leave} }
	}
	return nil
}

// View names what has been answered.
func (o *Offer) View(w, h int) (string, *tea.Cursor) {
	e, t, d := o.env, o.env.Theme, o.draft
	lines := []string{"", " " + t.Title.Render(widget.Truncate(e.T("draft.ask"), w-2, t.Glyph.Ellipsis))}
	say := func(text string) {
		for _, l := range widget.Wrap(text, w-2) {
			lines = append(lines, " "+t.Dim.Render(l))
		}
	}
	say(e.T("draft.why", "Time", o.kept.UTC().Format("2006-01-02 15:04 UTC")))
	lines = append(lines, "")
	for _, f := range []provider.Field{
		provider.FieldProduct, provider.FieldZone, provider.FieldType, provider.FieldCount, provider.FieldName,
	} {
		value := e.Answers().Of(d, f)
		if f == provider.FieldProduct {
			value = d.Product.Vendor + " " + d.Product.Name
		}
		if value != "" {
			label := widget.PadRight(widget.Truncate(e.Fields().Label(f), 15, ""), 16)
			lines = append(lines, " "+t.Dim.Render(label)+t.Text.Render(widget.Truncate(value, w-18, t.Glyph.Ellipsis)))
		}
	}
	lines = append(lines, "")
	say(e.T("draft.secrets"))
	return widget.Fit(strings.Join(lines, "\n"), w, h), nil
}

// Head names the product.
func (o *Offer) Head() app.Head {
	simulated := o.env.Accounts.AllSimulated(o.env.Products)
	if a := o.draft.Account; a != nil {
		simulated = a.Simulated
	}
	return app.Head{
		Title: o.draft.Product.Vendor + " " + o.draft.Product.Name, Simulated: simulated,
		Live: !simulated && o.env.Accounts.AnyReal(o.env.Products), Account: o.draft.Account.PayingName(o.env.Text),
	}
}

// Keys are the two answers.
func (o *Offer) Keys() []key.Binding {
	bind := func(k, id string) key.Binding { return key.NewBinding(key.WithKeys(k), key.WithHelp(k, o.env.T(id))) }
	return []key.Binding{bind("enter", "key.draft_take"), bind("n", "key.draft_drop")}
}

// Editing is never.
func (o *Offer) Editing() bool { return false }

// Back leads nowhere.
func (o *Offer) Back() (tea.Cmd, bool) { return nil, false }

// Backs is never: nothing is before it.
func (o *Offer) Backs() bool { return false }

// Leave says that the draft stays.
func (o *Offer) Leave() string { return o.env.T("draft.leave") }

// Close ends nothing.
func (o *Offer) Close() {}
