package types

import (
	"context"
	"errors"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/offers"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/step/pick"
	"github.com/metalwright/metalwright/ui/widget"
)

// Screen is the list of types, and that of the places where one of them is sold.
type Screen struct {
	*pick.Screen[row]
	env    *step.Env
	places *pick.Screen[place] // nil while the list of types is shown
}

// place is where a type can be had, or why an account cannot be asked.
type place struct {
	offers.Offer
	account step.Account
	problem string
	nearest bool // another type, in the zone that was chosen
}

// Limits of the list of places.
const (
	mostNear   = 3  // types that are like the one that cannot be had
	mostPriced = 30 // places that are priced before the list is shown
)

// Update leads keys to the list that is shown, and opens that of places.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	if s.places != nil {
		var behind tea.Cmd
		switch msg.(type) {
		case widget.LoadMsg, tea.BackgroundColorMsg: // the list of types is shown again
			behind = s.Screen.Update(msg)
		}
		return tea.Batch(behind, s.places.Update(msg), s.follow())
	}
	k, ok := msg.(tea.KeyPressMsg)
	if !ok || s.Editing() {
		return s.Screen.Update(msg)
	}
	r, on := s.Selected()
	switch k.String() {
	case "z":
		if on {
			return s.open(r, false)
		}
	case "enter", "tab":
		if on && s.lacks(r) && s.Why() != "" {
			s.Select(string(r.ID))
			return s.open(r, true)
		}
	}
	return s.Screen.Update(msg)
}

// lacks reports whether there are too few of a type here, and others may be wanted instead.
func (s *Screen) lacks(r row) bool {
	d := s.Draft()
	otherwise := provider.SoldOtherwise(d.Spec.Billing.Charge, r.Supplies) != nil // here, under the other charge
	return !otherwise && !offers.Available(r.InstanceType, d.Spec.Machines())
}

// follow goes where the list of places leads, with its answers.
func (s *Screen) follow() tea.Cmd {
	m := s.places.Move()
	if m == nil {
		return nil
	}
	d := s.places.Draft()
	s.places.Close()
	s.places = nil
	if _, back := m.(step.Back); back {
		return nil // to the list of types
	}
	s.SetDraft(d)
	return s.Go(m)
}

// open lists where r is sold; with near, after the types of this zone that are most like it.
func (s *Screen) open(r row, near bool) tea.Cmd {
	e, d := s.env, s.Draft()
	d.Conditions = ""
	c := pick.Config[place]{
		ID: "place", Ask: e.T("place.everywhere", "Type", string(r.ID)),
		Columns: placeColumns(e, d.Product, near, len(sellers(e, d)) > 1),
		Key: func(p place) string {
			return strings.Join([]string{p.account.ID, string(p.Zone.ID), string(p.Type.ID)}, "\x00")
		},
		Load:     func(ctx context.Context, d step.Draft) ([]place, error) { return loadPlaces(ctx, e, d, r, near) },
		Disabled: func(d step.Draft, p place) string { return whyNot(e, d, p) },
		Current:  func(step.Draft) string { return "" },
		Choose:   choosePlace,
		Enter:    func(place) string { return "key.go_there" },
		Fits:     func(_ step.Draft, p place, q offers.Query) bool { return p.problem == "" && q.Fits(p.Offer) },
		Lacks: func(p place) bool {
			return p.problem == "" && d.Product.Currency != "" && !p.Asked && p.Available(1)
		},
		Fill: func(ctx context.Context, d step.Draft, p place, _ offers.Query) (place, error) {
			p.Offer = offers.Priced(ctx, p.account.Reader, d.Spec, p.Offer)
			return p, nil
		},
		Forget: func() {
			for _, a := range sellers(e, d) {
				a.Forget()
			}
		},
	}
	if near {
		c.Ask, c.Note = s.Why(), e.T("place.near")
	}
	s.places = pick.New(e, d, nil, c)
	return s.places.Init()
}

// sellers are the accounts that can be asked, the chosen one first; profiles with one key are one account.
func sellers(e *step.Env, d step.Draft) []step.Account {
	all := []step.Account{*d.Account}
	for _, a := range e.Accounts.Of(d.Spec.Product) {
		if a.Reader != nil && a.Simulated == d.Account.Simulated &&
			!slices.ContainsFunc(all, func(o step.Account) bool { return o.ID == a.ID }) {
			all = append(all, a)
		}
	}
	return all
}

// loadPlaces asks all accounts where r is sold, and what it costs there.
func loadPlaces(ctx context.Context, e *step.Env, d step.Draft, r row, near bool) ([]place, error) {
	accounts := sellers(e, d)
	asked := make([]offers.Seller, len(accounts))
	for i, a := range accounts {
		asked[i] = offers.Seller{Account: a.Name(e.Text), Reader: a.Reader}
	}
	found, wrong := offers.Look(ctx, asked, d.Spec)
	if len(found) == 0 && len(wrong) > 0 {
		return nil, wrong[0].Err
	}
	var types []provider.InstanceType
	var same []offers.Offer
	here := map[provider.TypeID]offers.Offer{}
	for _, o := range found {
		if o.Seller == 0 && o.Zone.ID == d.Spec.Zone {
			types, here[o.Type.ID] = append(types, o.Type), o
		}
		if o.Type.ID == r.ID {
			same = append(same, o)
		}
	}
	var out []offers.Offer
	if near {
		for _, t := range offers.Nearest(r.InstanceType, types, d.Spec.Machines(), mostNear) {
			out = append(out, here[t.ID])
		}
		same = slices.DeleteFunc(same, func(o offers.Offer) bool { return !o.Available(d.Spec.Machines()) })
	}
	nearest := len(out)
	out = append(out, same...)
	offers.Price(ctx, asked, d.Spec, out, mostPriced)
	offers.Sort(out[nearest:])
	var rows []place
	for i, o := range out {
		rows = append(rows, place{Offer: o, account: accounts[o.Seller], nearest: i < nearest})
	}
	for _, p := range wrong {
		why, _ := e.Errors().Failure(p.Err)
		rows = append(rows, place{
			Offer:   offers.Offer{Account: p.Account, Zone: provider.Zone{ID: p.Zone}},
			problem: strings.ReplaceAll(why, "\n", " "), account: step.Account{ID: p.Account},
		})
	}
	return rows, ctxError(ctx)
}

// ctxError is why what was loaded is not all; nil when it is.
func ctxError(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return errors.Join(context.Cause(ctx))
	}
	return nil
}

// choosePlace answers zone and type, and the account where another one is meant.
func choosePlace(d *step.Draft, p place) {
	if p.account.ID != d.Account.ID {
		*d = d.Paid(p.account)
	}
	*d = d.InZone(p.Zone)
	t := p.Type
	d.Spec.Type, d.Known.Type = t.ID, &t
}

// shown is the list that is shown.
func (s *Screen) shown() interface {
	step.Screen
	Wants() int
} {
	if s.places != nil {
		return s.places
	}
	return s.Screen
}

// View draws the list that is shown.
func (s *Screen) View(w, h int) (string, *tea.Cursor) { return s.shown().View(w, h) }

// Wants is what the list wants.
func (s *Screen) Wants() int { return s.shown().Wants() }

// Editing reports whether a filter is typed.
func (s *Screen) Editing() bool { return s.shown().Editing() }

// Keys are those of the list that is shown. Of a type that there is too little of, Enter shows others.
func (s *Screen) Keys() []key.Binding {
	keys := s.shown().Keys()
	if s.places != nil || s.Editing() {
		return keys
	}
	if r, on := s.Selected(); on && s.lacks(r) && s.Why() != "" && len(keys) > 0 {
		keys[0].SetHelp("enter", s.env.T("key.instead"))
	}
	return keys
}

// Back closes the list of places.
func (s *Screen) Back() bool {
	switch {
	case s.places == nil:
		return s.Screen.Back()
	case !s.places.Back():
		s.places.Close()
		s.places = nil
	}
	return true
}

// Close ends the requests.
func (s *Screen) Close() {
	s.Screen.Close()
	if s.places != nil {
		s.places.Close()
	}
}
