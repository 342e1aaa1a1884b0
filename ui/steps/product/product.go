// Package product asks which product to order from, or what else to begin with: the draft of last time, a template, an
// order to place again.
package product

import (
	"context"
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/step/pick"
	"github.com/metalwright/metalwright/ui/widget"
)

// Step is the question. Every order begins with it.
func Step() step.Step {
	return step.Step{
		ID: "product", Owns: []provider.Field{provider.FieldProduct},
		Shown: func(*provider.Product) bool { return true },
		New:   newScreen,
	}
}

// row is a product, or something else to begin with.
type row struct {
	product *provider.Product
	start   *step.Start
}

// key is the id of the product, or one that no product has.
func (r row) key() string {
	if r.start != nil {
		return string(r.start.Kind) + " " + r.start.Name
	}
	return string(r.product.ID)
}

// Screen is the list, whose rows do not all lead to the next question.
type Screen struct {
	*pick.Screen[row]

	env    *step.Env
	chosen *step.Start                // the row that was accepted; nil when it is a product
	drops  chan func(context.Context) // what the next load forgets first
}

func newScreen(e *step.Env, d step.Draft, fault error) step.Screen {
	s := &Screen{env: e, drops: make(chan func(context.Context), 1)}
	c := pick.Config[row]{
		ID: "product",
		Columns: []pick.Column[row]{
			{
				Column: widget.Column{ID: "name", Title: e.T("column.product"), Width: 24, Flex: true}, Whole: true,
				Cell: func(r row) string { return name(e, r) },
			},
			{
				Column: widget.Column{ID: "where", Title: e.T("column.where"), Width: 24, Drop: 1}, Whole: true,
				Cell: func(r row) string { return state(e, r) },
			},
			{
				Column: widget.Column{ID: "id", Title: e.T("column.ident"), Width: 18, Drop: 2},
				Cell:   ident,
			},
		},
		Key:      row.key,
		Load:     s.rows,
		Current:  func(d step.Draft) string { return string(d.Spec.Product) },
		Choose:   s.choose,
		Enter:    enter,
		Disabled: func(_ step.Draft, r row) string { return why(r) },
	}
	if e.Starts == nil { // there is nothing to be read
		c.Rows, _ = s.rows(e.Ctx, d)
		c.Load = nil
	}
	s.Screen = pick.New(e, d, fault, c)
	return s
}

// rows are the products, then what else there is.
func (s *Screen) rows(ctx context.Context, _ step.Draft) ([]row, error) {
	select {
	case drop := <-s.drops:
		drop(ctx)
	default:
	}
	var all []row
	for _, p := range s.env.Products {
		all = append(all, row{product: p})
	}
	if s.env.Starts != nil {
		for _, x := range s.env.Starts(ctx) {
			all = append(all, row{product: x.Draft.Product, start: &x})
		}
	}
	return all, nil
}

// enter is the message of what Enter does with the row.
func enter(r row) string {
	if r.start == nil {
		return "key.choose"
	}
	switch r.start.Kind {
	case step.StartDraft:
		return "key.draft_take"
	case step.StartOrder:
		return "key.again"
	case step.StartTemplate, step.StartTour, step.StartKeys:
	}
	return "key.open"
}

func why(r row) string {
	if r.start == nil {
		return ""
	}
	return r.start.Why
}

func name(e *step.Env, r row) string {
	if r.start == nil {
		return r.product.Vendor + " " + r.product.Name
	}
	s := r.start
	switch {
	case s.Why != "" && s.Draft.Product == nil:
		return s.Name
	case s.Draft.Product == nil:
		return e.T("start." + string(s.Kind))
	}
	spec := s.Draft.Spec
	what := e.T("side.line", "Count", spec.Machines(), "Type", string(spec.Type), "Zone", string(spec.Zone))
	if !s.Since.IsZero() {
		return e.T("start.draft_elsewhere", "Time", e.Since(s.Since), "What", what)
	}
	return e.T("start."+string(s.Kind), "Name", s.Name, "What", what)
}

// state says where an order of a product would be placed, and of the others when it was and what came of it.
func state(e *step.Env, r row) string {
	if r.start == nil {
		return where(e, r.product)
	}
	s := r.start
	at := s.At.UTC().Format("2006-01-02 15:04")
	switch {
	case s.Why != "" && s.Draft.Product == nil:
		return s.Why
	case s.Draft.Product == nil:
		return e.T("start.what." + string(s.Kind))
	case s.Kind == step.StartOrder:
		return e.OrderWords().Word(s.Word) + "  " + at
	case s.Kind == step.StartDraft:
		return at
	}
	return r.product.Vendor + " " + r.product.Name
}

func ident(r row) string {
	switch {
	case r.start == nil:
		return string(r.product.ID)
	case r.start.Kind == step.StartOrder:
		return r.start.Name
	}
	return "" // the id is that of the product alone, where it is typed
}

// where says what an order of p would be placed on.
func where(e *step.Env, p *provider.Product) string {
	var real []step.Account // profiles with one key are one account
	all := e.Accounts.Of(p.ID)
	for _, a := range all {
		if a.Problem == nil && !a.Simulated && !slices.ContainsFunc(real, func(x step.Account) bool { return x.ID == a.ID }) {
			real = append(real, a)
		}
	}
	switch {
	case len(real) > 1:
		return e.T("product.several", "Count", len(real))
	case len(real) == 1:
		return e.T("product.real", "Hint", real[0].KeyHint)
	case slices.ContainsFunc(all, func(a step.Account) bool { return a.Simulated }):
		return e.T("product.simulated")
	}
	return e.T("product.none")
}

func (s *Screen) choose(d *step.Draft, r row) {
	s.chosen = r.start
	if r.start == nil {
		choose(d, r.product)
	}
}

// choose takes the product. Answers of another product mean nothing here, except those that are the operator's own.
func choose(d *step.Draft, p *provider.Product) {
	if d.Spec.Product != p.ID {
		s := d.Spec
		d.Spec = provider.Spec{Count: s.Count, Name: s.Name, Tags: s.Tags, Access: provider.Access{SSHKeys: s.Access.SSHKeys}}
		d.Spec.Product = p.ID
		d.Known, d.Account, d.Raw, d.Like = provider.Known{}, nil, nil, nil
	}
	d.Product = p
}

// Move begins with what was chosen, when that is no product.
func (s *Screen) Move() step.Move {
	m := s.Screen.Move()
	switch m.(type) {
	case step.Done, step.Finish:
		if s.chosen != nil {
			return step.Begin{Start: *s.chosen}
		}
	}
	return m
}

// Update has two keys of its own: one orders an order again, as Enter does, and one forgets the draft.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	k, ok := msg.(tea.KeyPressMsg)
	if r, at := s.Selected(); ok && at && r.start != nil && !s.Editing() {
		switch {
		case k.String() == "c" && r.start.Kind == step.StartOrder:
			return s.Screen.Update(tea.KeyPressMsg{Code: tea.KeyEnter})
		case k.String() == "x" && r.start.Drop != nil:
			select {
			case s.drops <- r.start.Drop:
			default: // it is on its way
			}
			return s.Init()
		}
	}
	return s.Screen.Update(msg)
}

// Keys are those of the list, and what can be done with the row under the cursor.
func (s *Screen) Keys() []key.Binding {
	keys := s.Screen.Keys()
	r, ok := s.Selected()
	if !ok || r.start == nil || s.Editing() {
		return keys
	}
	bind := func(k, id string) key.Binding { return key.NewBinding(key.WithKeys(k), key.WithHelp(k, s.env.T(id))) }
	switch {
	case r.start.Kind == step.StartOrder:
		keys = slices.Insert(keys, min(1, len(keys)), bind("c", "key.again"))
	case r.start.Drop != nil:
		keys = slices.Insert(keys, min(1, len(keys)), bind("x", "key.drop"))
	}
	return keys
}
