// Package review shows exactly what will be sent and what it costs, jumps to any answer, and asks for the last word.
// Its default answer is No.
package review

import (
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/widget"
)

// Step is the last question of every order.
func Step() step.Step {
	return step.Step{
		ID:    "review",
		Shown: func(*provider.Product) bool { return true },
		New:   func(e *step.Env, d step.Draft, fault error) step.Screen { return newScreen(e, d, fault) },
	}
}

// Screen is the review.
type Screen struct {
	step.Mover
	order
	price
	list list
	ask  *question // nil unless it is asked
	doc  *document // nil unless it is shown
	save *saving   // nil unless a file is being saved
	hint string    // why the latest key did nothing; "" when it did something
}

func newScreen(e *step.Env, d step.Draft, fault error) *Screen {
	s := &Screen{
		order: order{env: e, draft: d.Clone(), fault: fault}, price: price{load: &widget.Load[offer]{}},
		list: list{env: e, pane: pane{away: true}},
	}
	if s.draft.Reader() != nil {
		s.draft = s.draft.Completed()
	}
	s.build()
	return s
}

// build makes the rows.
func (s *Screen) build() {
	b := builder{order: &s.order, price: &s.price}
	s.list.set(b.build())
}

// Init asks for the price of exactly this spec.
func (s *Screen) Init() tea.Cmd { return s.price.ask(&s.order) }

// Update takes the price, then keys: those of the question while it is asked.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	if s.load.Update(msg) {
		s.hint = ""
		s.renumber(&s.order)
		s.build()
		if _, ok := step.PriceBefore(s.fault); ok { // the price is what has to be looked at
			s.list.toLast()
		}
		return nil
	}
	if s.save != nil {
		if cmd, ok := s.saving(msg); ok {
			return cmd
		}
	}
	switch msg := msg.(type) {
	case step.TickMsg:
		if s.busy() {
			return step.Tick()
		}
	case tea.KeyPressMsg:
		s.hint = ""
		switch {
		case s.ask != nil:
			return s.answer(msg.String())
		case s.doc != nil:
			return s.read(msg.String())
		}
		return s.press(msg.String())
	}
	return nil
}

func (s *Screen) press(k string) tea.Cmd {
	switch k {
	case "up", "k":
		s.list.move(-1)
	case "down", "j":
		s.list.move(1)
	case "pgup", "pgdown":
		s.list.pane.turn(map[string]int{"pgup": -1, "pgdown": 1}[k])
	case "home", "g":
		s.list.toFirst()
	case "end", "G":
		s.list.toLast()
	case "e", "space":
		if f := s.list.field(); f != "" {
			return s.Go(step.Jump{Field: f})
		}
	case "p":
		s.turn(0)
	case "s":
		s.keep()
	case "r":
		if !s.busy() {
			s.draft.Forget()
			return s.Init()
		}
	case "shift+tab":
		return s.Go(step.Back{})
	case "enter":
		return s.place()
	}
	return nil
}

// place asks whether to order, or leads to the first answer that is in the way.
func (s *Screen) place() tea.Cmd {
	if s.ready() {
		s.ask = &question{}
		return nil
	}
	if faults := s.faults(); len(faults) > 0 {
		return s.Go(step.Jump{Field: faults[0].Field})
	}
	s.hint = s.env.T("review.wait") // the key is not remembered: nobody orders at a price that they have not seen
	if s.load.State() == widget.LoadFailed {
		s.hint = s.env.T("review.no_price")
	}
	return nil
}

// ready reports whether the order could be placed as it stands.
func (s *Screen) ready() bool { return s.known() && len(s.faults()) == 0 }

// answer is the question's: only an explicit yes and then Enter places the order.
func (s *Screen) answer(k string) tea.Cmd {
	closed, place := s.ask.press(k)
	if closed {
		s.ask = nil
	}
	if place && s.ready() {
		return s.Go(step.Place{Quote: s.quote()})
	}
	return nil
}

// read takes a key of the document.
func (s *Screen) read(k string) tea.Cmd {
	switch k {
	case "p":
		if s.doc.turned {
			s.turn(s.doc.form + 1)
			return nil
		}
		s.doc = nil
	case "s", "enter", "q":
		s.doc = nil
	default:
		return s.doc.scroll(k)
	}
	return nil
}

// turn opens the form at n of the order; behind the last one the order itself.
func (s *Screen) turn(n int) {
	forms := s.env.Exports().Forms(s.draft)
	if n > len(forms) {
		s.doc = nil
		return
	}
	d := s.request()
	if n > 0 {
		f := forms[n-1]
		d = newDocument(s.env.T("review.form_"+string(f)), s.env.Exports().Write(s.draft, f))
	}
	d.form, d.copied, d.turned = n, true, true
	d.title = s.env.T("review.form", "Title", d.title, "At", n+1, "Of", len(forms)+1)
	s.doc = d
}

// keep asks where to save the order file, or shows it to those whose files are elsewhere.
func (s *Screen) keep() {
	switch files := s.env.Files; {
	case files.Save != nil:
		s.save = newSaving(s.env, s.draft)
	case files.Text != nil:
		text, err := files.Text(s.draft, "")
		if err != nil {
			text = []byte(err.Error())
		}
		s.doc = newDocument(s.env.T("review.file"), text)
		s.doc.copied = err == nil
	}
}

// saving lets the open dialog have a message; false leaves it to others. Any key closes one that has done its work.
func (s *Screen) saving(msg tea.Msg) (tea.Cmd, bool) {
	if _, ok := msg.(tea.KeyPressMsg); ok && s.save.saved != nil {
		s.save = nil
		return nil, true
	}
	return s.save.update(msg)
}

// Editing is while the name of a file is typed.
func (s *Screen) Editing() bool { return s.save != nil && s.save.editing() }

// Back closes the question, the file's name or the document.
func (s *Screen) Back() bool {
	switch {
	case s.ask != nil:
		s.ask = nil
	case s.save != nil:
		s.save = nil
	case s.doc != nil:
		s.doc = nil
	default:
		return false
	}
	return true
}

// Keys are those of what is shown.
func (s *Screen) Keys() []key.Binding {
	bind := func(k, id string) key.Binding { return key.NewBinding(key.WithKeys(k), key.WithHelp(k, s.env.T(id))) }
	switch {
	case s.ask != nil:
		if s.ask.yes {
			does := s.env.Prices().OrderFor(s.quote())
			return []key.Binding{key.NewBinding(key.WithKeys("enter"), key.WithHelp("enter", does))}
		}
		return []key.Binding{bind("y", "key.yes"), bind("enter", "key.cancel")}
	case s.save != nil:
		return []key.Binding{bind("enter", s.save.key())}
	case s.doc != nil && s.doc.turned:
		return []key.Binding{bind("p", "key.next_form"), bind("y", "key.copy_file"), bind("pgdown", "key.scroll")}
	case s.doc != nil && s.doc.copied:
		return []key.Binding{bind("y", "key.copy_file"), bind("s", "key.close"), bind("pgdown", "key.scroll")}
	case s.doc != nil:
		return []key.Binding{bind("p", "key.close"), bind("pgdown", "key.scroll")}
	}
	keys := []key.Binding{
		bind("e", "key.edit"), bind("p", "key.request"), bind("s", "key.save"), bind("r", "key.price"),
		bind("pgdown", "key.scroll"),
	}
	switch {
	case s.ready():
		return slices.Insert(keys, 0, bind("enter", "key.place"))
	case len(s.faults()) > 0:
		return slices.Insert(keys, 0, bind("enter", "key.fix"))
	}
	return keys
}
