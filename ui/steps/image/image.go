// Package image asks what to install: an image, nothing, or what an iPXE script loads.
package image

import (
	"cmp"
	"context"
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/step/ask"
	"github.com/metalwright/metalwright/ui/step/pick"
	"github.com/metalwright/metalwright/ui/widget"
)

// Step is the question.
func Step() step.Step {
	return step.Step{
		ID:   "image",
		Owns: []provider.Field{provider.FieldImage, provider.FieldImageVersion, provider.FieldIPXE},
		New:  screen,
	}
}

// row is an image, or one of the ways to do without.
type row struct {
	provider.Image
	ipxe, none, other bool
}

// asks reports whether the row opens a form.
func (r row) asks() bool { return r.ipxe || r.other }

// Screen is the list, and the form that asks for what the list does not have: the script, once iPXE was chosen, or the
// id of an image.
type Screen struct {
	*pick.Screen[row]
	env  *step.Env
	form *ask.Screen // nil while the list is shown
}

// Wants is what the list wants; a form takes what there is.
func (s *Screen) Wants() int {
	if s.form != nil {
		return 0
	}
	return s.Screen.Wants()
}

func screen(e *step.Env, d step.Draft, fault error) step.Screen {
	s := &Screen{env: e}
	c := pick.Config[row]{
		ID:      "image",
		Columns: columns(e, d.Product),
		Key:     func(r row) string { return rowKey(r) },
		Load:    func(ctx context.Context, d step.Draft) ([]row, error) { return load(ctx, d) },
		Default: func(r row) bool { return !r.none && !r.asks() && !r.Custom },
		Current: current,
		Choose:  choose,
	}
	if d.Product.FreeImage {
		c.Note = e.T("image.no_list")
	}
	s.Screen = pick.New(e, d, fault, c)
	for _, f := range provider.All(fault) {
		switch {
		case f.Field == provider.FieldIPXE:
			s.form = script(e, d, fault)
		case f.Field == provider.FieldImageVersion, d.Product.FreeImage:
			s.form = typed(e, d, fault)
		}
	}
	return s
}

func rowKey(r row) string {
	switch {
	case r.ipxe:
		return "ipxe"
	case r.other:
		return "other"
	case r.none:
		return "none"
	}
	return "image " + string(r.ID)
}

// current is the row of the answer. No image at all is an answer only once a later step was reached, so it is none
// here.
func current(d step.Draft) string {
	switch {
	case d.Spec.IPXE != "":
		return "ipxe"
	case d.Spec.Image != "":
		return "image " + string(d.Spec.Image)
	}
	return ""
}

// load lists the newest of each family first, then the ways to do without.
func load(ctx context.Context, d step.Draft) ([]row, error) {
	images, err := d.Reader().Images(ctx, d.Spec)
	if err != nil {
		return nil, err
	}
	step.SortImages(images)
	var rows []row
	for _, m := range images {
		rows = append(rows, row{Image: m})
	}
	if d.Product.FreeImage {
		rows = unlisted(rows, d)
	}
	if d.Product.NoImage {
		rows = append(rows, row{none: true})
	}
	if d.Product.Has(provider.FieldIPXE) {
		rows = append(rows, row{ipxe: true})
	}
	return rows, nil
}

// unlisted adds the image that was typed, and the way to type one.
func unlisted(rows []row, d step.Draft) []row {
	id := d.Spec.Image
	if id != "" && !slices.ContainsFunc(rows, func(r row) bool { return r.ID == id }) {
		rows = append(rows, row{Image: provider.Image{ID: id, Version: d.Spec.ImageVersion, Origin: originTyped}})
	}
	return append(rows, row{other: true})
}

// originTyped is the origin of an image that the operator has named.
const originTyped provider.Origin = "typed"

func choose(d *step.Draft, r row) {
	switch {
	case r.ipxe:
		d.Spec.Image, d.Known.Image = "", nil
	case r.none:
		d.Spec.Image, d.Spec.ImageVersion, d.Spec.IPXE, d.Known.Image = "", "", "", nil
	default:
		m := r.Image
		if d.Spec.Image != m.ID {
			d.Spec.ImageVersion = "" // it was about another image
		}
		d.Spec.Image, d.Spec.IPXE, d.Known.Image = m.ID, "", &m
	}
}

// label is what a row offers.
func label(e *step.Env, r row) string {
	switch {
	case r.other:
		return e.T("image.unlisted")
	case r.ipxe:
		return e.T("image.ipxe")
	case r.none:
		return e.T("image.none")
	}
	return cmp.Or(r.Name, string(r.ID))
}

func columns(e *step.Env, p *provider.Product) []pick.Column[row] {
	list := []pick.Column[row]{
		{
			Column: widget.Column{ID: "image", Title: e.T("column.image"), Width: 30, Flex: true}, Whole: true,
			Cell: func(r row) string { return label(e, r) },
		},
		{
			Column: widget.Column{ID: "family", Title: e.T("column.family"), Width: 12, Drop: 2},
			Cell:   func(r row) string { return r.Family },
		},
		{
			Column: widget.Column{ID: "os", Title: e.T("column.os"), Width: 10, Drop: 3},
			Cell:   func(r row) string { return string(r.OS) },
		},
		{
			Column: widget.Column{ID: "id", Title: e.T("column.ident"), Width: 36, Drop: 1},
			Cell:   func(r row) string { return string(r.ID) },
		},
	}
	if p.FreeImage { // what is in no list of the vendor's: where it comes from says more than what it is
		list[1].Drop, list[2].Drop = 1, 2
		list[3] = pick.Column[row]{Column: widget.Column{
			ID: "origin", Title: e.T("column.origin"), Width: 27,
			Drop: 3,
		}, Cell: func(r row) string { return origin(e, r) }}
	}
	return list
}

// origin says where an image comes from that the vendor does not list.
func origin(e *step.Env, r row) string {
	if r.asks() || r.none || r.Origin == "" {
		return ""
	}
	return e.T("image.from_" + string(r.Origin))
}

// typed asks for the id of an image that no list has, and its version.
func typed(e *step.Env, d step.Draft, fault error) *ask.Screen {
	return ask.New(e, d, fault, ask.Config{ID: "image_id", Items: []ask.Item{
		{Field: provider.FieldImage, Required: true},
		{
			Field:  provider.FieldImageVersion,
			Hidden: func(d step.Draft) bool { return d.Spec.Image == "" },
		},
	}})
}

// script asks for the iPXE script.
func script(e *step.Env, d step.Draft, fault error) *ask.Screen {
	return ask.New(e, d, fault, ask.Config{ID: "ipxe", Items: []ask.Item{{Field: provider.FieldIPXE}}})
}

// Update hands keys to what is shown. Accepting a row that asks for more opens its form.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	if s.form != nil {
		return s.form.Update(msg)
	}
	if k, ok := msg.(tea.KeyPressMsg); ok && accepts(s, k.String()) {
		if r, on := s.Selected(); on && r.asks() {
			return s.open(r)
		}
	}
	cmd := s.Screen.Update(msg)
	m := s.Screen.Move()
	if r, on := s.Selected(); m == (step.Finish{}) && on && r.asks() { // the review was wanted before the rows were there
		return tea.Batch(cmd, s.open(r))
	}
	return tea.Batch(cmd, s.Go(m))
}

// accepts reports whether the list takes the row under the cursor by the key. The filter has Enter and Tab itself.
func accepts(s *Screen, key string) bool {
	return key == step.FinishKey || !s.Editing() && (key == "enter" || key == "tab")
}

// open opens the form of a row.
func (s *Screen) open(r row) tea.Cmd {
	s.form = script(s.env, s.Screen.Draft(), nil)
	if r.other {
		s.form = typed(s.env, s.Screen.Draft(), nil)
	}
	return s.form.Init()
}

// row is the row with the key; "" is the one under the cursor.
func (s *Screen) row(key string) (row, bool) {
	if key == "" {
		return s.Selected()
	}
	return s.Find(key)
}

// Move is the form's or the list's.
func (s *Screen) Move() step.Move {
	if s.form != nil {
		return s.form.Move()
	}
	return s.Screen.Move()
}

// View draws what is shown.
func (s *Screen) View(w, h int) (string, *tea.Cursor) {
	if s.form != nil {
		return s.form.View(w, h)
	}
	return s.Screen.View(w, h)
}

// Draft has the script instead of an image once it is asked for; of an image that was typed nothing is known.
func (s *Screen) Draft() step.Draft {
	if s.form == nil {
		return s.Screen.Draft()
	}
	d := s.form.Draft()
	if !d.Product.Has(provider.FieldIPXE) {
		d.Spec.IPXE = ""
	} else {
		d.Spec.Image = ""
	}
	if m := d.Known.Image; m != nil && m.ID != d.Spec.Image {
		d.Known.Image = nil
	}
	return d
}

// Editing is the form's or the list's.
func (s *Screen) Editing() bool {
	if s.form != nil {
		return s.form.Editing()
	}
	return s.Screen.Editing()
}

// Prepare is the form's or the list's.
func (s *Screen) Prepare() tea.Cmd {
	if s.form != nil {
		return s.form.Prepare()
	}
	return s.Screen.Prepare()
}

// Waiting is the form's or the list's.
func (s *Screen) Waiting() bool {
	if s.form != nil {
		return s.form.Waiting()
	}
	return s.Screen.Waiting()
}

// Failed is the form's or the list's.
func (s *Screen) Failed() error {
	if s.form != nil {
		return s.form.Failed()
	}
	return s.Screen.Failed()
}

// PromptBack goes to the item before in the form.
func (s *Screen) PromptBack() bool { return s.form != nil && s.form.PromptBack() }

// Prompt asks for a row of the list, or for what its form asks.
func (s *Screen) Prompt() step.Prompt {
	if s.form != nil {
		return s.form.Prompt()
	}
	p := s.Screen.Prompt()
	take := p.Take
	p.Take = func(value string) (tea.Cmd, string) {
		if r, ok := s.row(value); ok && r.asks() {
			return s.open(r), ""
		}
		return take(value)
	}
	return p
}

// Back closes the form, keeping what was typed.
func (s *Screen) Back() bool {
	if s.form != nil {
		s.SetDraft(s.form.Draft())
		s.form.Close()
		s.form = nil
		return true
	}
	return s.Screen.Back()
}

// Keys are those of what is shown.
func (s *Screen) Keys() []key.Binding {
	if s.form != nil {
		return s.form.Keys()
	}
	return s.Screen.Keys()
}
