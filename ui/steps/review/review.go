// Package review shows exactly what will be sent and what it costs, jumps to any answer, and asks for the last word.
// Its default answer is No.
package review

import (
	"context"
	"slices"
	"strings"

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

// offer is what the vendor says now: the price, and what the account can spend.
type offer struct {
	quote   provider.Quote
	balance *provider.Money       // nil where the vendor does not say
	clashes []string              // names that the zone has already
	limits  func() []step.Limited // what limits leave, in words
	unasked bool                  // whether it has them is not known
	free    *provider.Spec        // the order with names that the zone has not; nil: those it has are free, or none are
}

// row is one line: an answer that can be jumped to, or words only.
type row struct {
	field provider.Field // "" for words only
	label string
	value string
	kind  rowKind
}

type rowKind uint8

const (
	plain rowKind = iota
	heading
	bad
	strong
	faint
	warned
)

// question is the confirmation. No is its default.
type question struct{ yes bool }

// Screen is the review.
type Screen struct {
	step.Mover
	env      *step.Env
	draft    step.Draft
	fault    error
	load     *widget.Load[offer]
	rows     []row
	at       int
	pane     pane
	ask      *question
	doc      *document // nil unless it is shown
	save     *saving   // nil unless a file is being saved
	scrolled int       // first line of the document shown
	tick     int
	hint     string // why the latest key did nothing; "" when it did something
	moved    bool   // the names of the draft have numbers that are free, in place of those that are not
}

func newScreen(e *step.Env, d step.Draft, fault error) *Screen {
	s := &Screen{env: e, draft: d.Clone(), fault: fault, load: &widget.Load[offer]{}, pane: pane{away: true}}
	if s.draft.Reader() != nil {
		s.draft = s.draft.Completed()
	}
	s.build()
	return s
}

// Init asks for the price of exactly this spec.
func (s *Screen) Init() tea.Cmd {
	r, spec, account, profile := s.draft.Reader(), s.draft.Spec.Clone(), s.draft.Account.ID, s.draft.Account.Profile
	return tea.Batch(step.Tick(), s.load.Start(s.env.Ctx, func(ctx context.Context) (offer, error) {
		var o offer
		var err error
		if o.quote, err = r.Quote(ctx, spec); err != nil {
			return o, err
		}
		if b, ok := provider.As[provider.Balancer](r); ok {
			if m, err := b.Balance(ctx); err == nil { // the order may be placed without knowing it
				o.balance = &m
			}
		}
		if s.env.Clashes != nil {
			o.clashes, err = s.env.Clashes(ctx, account, spec)
			if o.unasked = err != nil; len(o.clashes) > 0 {
				if free, ok, no := step.FreeNames(ctx, s.env, r, account, spec); ok && no == nil {
					o.free = &free
				}
			}
		}
		o.limits = step.LimitsFor(ctx, s.env, profile, o.quote)
		return o, nil
	}))
}

// Update takes the price, then keys: those of the question while it is asked.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	if s.load.Update(msg) {
		s.hint = ""
		renumber(s)
		s.build()
		if _, ok := step.PriceBefore(s.fault); ok { // the price is what has to be looked at
			s.at, s.pane.away = max(answered(s.rows, len(s.rows)-1, -1), 0), false
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
		if s.load.State() == widget.LoadBusy {
			s.tick++
			return step.Tick()
		}
	case tea.KeyPressMsg:
		s.hint = ""
		switch {
		case s.ask != nil:
			return s.answer(msg.String())
		case s.doc != nil:
			return s.scroll(msg.String())
		}
		return s.press(msg.String())
	}
	return nil
}

func (s *Screen) press(k string) tea.Cmd {
	switch k {
	case "up", "k":
		s.step(-1)
	case "down", "j":
		s.step(1)
	case "pgup", "pgdown":
		s.pane.turn(map[string]int{"pgup": -1, "pgdown": 1}[k])
	case "home", "g":
		s.at = max(answered(s.rows, 0, 1), 0)
		s.pane.top, s.pane.away = 0, true
	case "end", "G":
		s.at = max(answered(s.rows, len(s.rows)-1, -1), 0)
		s.pane.away = false
	case "e", "space":
		if f := s.rows[s.at].field; f != "" {
			return s.Go(step.Jump{Field: f})
		}
	case "p":
		s.turn(0)
	case "s":
		return s.keep()
	case "r":
		if s.load.State() != widget.LoadBusy {
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
func (s *Screen) ready() bool { return s.load.State() == widget.LoadReady && len(s.faults()) == 0 }

// answer is the question's: only an explicit yes and then Enter places the order.
func (s *Screen) answer(k string) tea.Cmd {
	switch k {
	case "y", "Y":
		s.ask.yes = true
	case "left", "right", "tab", "h", "l": // lead away from yes, never to it
		s.ask.yes = false
	case "n", "N":
		s.ask = nil
	case "enter":
		yes := s.ask.yes
		s.ask = nil
		if yes && s.ready() {
			q := s.load.Value().quote
			return s.Go(step.Place{Quote: q})
		}
	}
	return nil
}

func (s *Screen) scroll(k string) tea.Cmd {
	switch k {
	case "up", "k":
		s.scrolled = max(s.scrolled-1, 0)
	case "down", "j":
		s.scrolled++
	case "pgup":
		s.scrolled = max(s.scrolled-10, 0)
	case "pgdown":
		s.scrolled += 10
	case "y":
		if s.doc.copied {
			return tea.SetClipboard(strings.Join(s.doc.lines, "\n") + "\n")
		}
	case "p":
		if s.doc.turned {
			s.turn(s.doc.form + 1)
			return nil
		}
		s.doc = nil
	case "s", "enter", "q":
		s.doc = nil
	}
	return nil
}

// faults are everything that the product's rules have against the order.
func (s *Screen) faults() []*provider.Error {
	return provider.All(s.draft.Reader().Check(s.draft.Spec, s.draft.Known))
}

// Draft is the spec as it would be sent.
func (s *Screen) Draft() step.Draft { return s.draft }

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

// Close ends the request for the price.
func (s *Screen) Close() { s.load.Cancel() }

// Keys are those of what is shown.
func (s *Screen) Keys() []key.Binding {
	bind := func(k, id string) key.Binding { return key.NewBinding(key.WithKeys(k), key.WithHelp(k, s.env.T(id))) }
	switch {
	case s.ask != nil:
		if s.ask.yes {
			does := step.OrderFor(s.env, s.load.Value().quote)
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
