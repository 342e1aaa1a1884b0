// Package ask asks a question by a form: one item per answer, checked by the product's rules while it is typed. The
// billing, network, access and naming steps are a [Config] each.
package ask

import (
	"maps"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/widget"
)

// Item is one answer of a form. It is shown when the product knows Field; what sort of answer it is in the table
// of answers.
type Item struct {
	Field provider.Field
	// Hidden takes the item away while another answer makes it meaningless; its answer stays. nil: always shown.
	Hidden func(step.Draft) bool
	// Required wants an answer here where the product itself can do without.
	Required bool
	// More folds the item away with the others of its form that few people want, as long as it has no answer.
	More bool
	// Free lets an answer be left open: the first choice is "none", worded by "none.<field>". A Toggle becomes a
	// choice of three, for what is left open is the vendor's to decide.
	Free bool

	kind widget.Kind
	unit string // a message id; "" for none
}

// described is it with what the table of answers says.
func (it Item) described() Item {
	a, _ := provider.LineFor(it.Field)
	switch {
	case a.Kind == provider.SwitchValue && it.Free, a.Source != provider.SourceAnyone:
		it.kind = widget.Choice
	case a.Kind == provider.SwitchValue, a.Kind == provider.ConsentValue:
		it.kind = widget.Toggle
	case a.Kind == provider.PasswordValue:
		it.kind = widget.Secret
	case a.Kind == provider.ScriptValue, a.Kind == provider.LinesValue:
		it.kind = widget.Multiline
	case a.Unit != "":
		it.unit = "unit." + a.Unit
	}
	return it
}

// Config is a question by form.
type Config struct {
	ID    string // the step's: its messages are "<ID>.ask" and "<ID>.note"
	Ask   string // the message of the question, where it is not "<ID>.ask"
	Items []Item
	// Beside is what is below the form, such as a preview; nil is nothing. It gets the room that is left.
	Beside func(*step.Env, step.Draft, int, int) []string
	// Wanted reports whether the operator has asked for what is below the form, which is shown in every window then.
	// nil is never.
	Wanted func() bool
	// Warnings are sentences about the answers as they stand, which do not keep anybody from going on. They stand
	// below the form, whatever the room. nil is none.
	Warnings func(*step.Env, step.Draft) []string
	// Actions are further keys.
	Actions []Action
	// Known are lines of an answer of several lines that have a check box each.
	Known map[provider.Field][]step.Line
	// Spare is how many more lines of an answer may become known while the form is open, see [Offer].
	Spare map[provider.Field]int
}

// Action is a further key of a form.
type Action struct {
	Binding key.Binding
	When    func(step.Draft) bool // nil: always
	Do      func(*step.Draft)
}

func (a Action) works(d step.Draft) bool { return a.When == nil || a.When(d) }

// Screen is the form on screen.
type Screen struct {
	step.Mover
	answers
	fieldset
	demand
	spoken spoken
	cfg    Config
	fault  error
	going  step.Move // where the operator goes once the choices that are missing have come; nil: nowhere
}

// New returns the form of c. fault is why the user is back.
func New(e *step.Env, d step.Draft, fault error, c Config) *Screen {
	s := &Screen{
		answers: answers{env: e, draft: d.Clone(), touched: map[provider.Field]bool{}}, cfg: c, fault: fault,
	}
	s.fieldset = fieldset{
		answers: &s.answers, choices: choices{env: e, loaded: options{}, fixed: options{}},
		boxes: boxes{lines: maps.Clone(c.Known), spare: c.Spare},
	}
	s.demand = demand{of: &s.fieldset, load: &widget.Load[options]{}}
	s.spoken = spoken{of: &s.fieldset}
	if s.boxes.lines == nil {
		s.boxes.lines = map[provider.Field][]step.Line{}
	}
	for _, it := range c.Items {
		if !d.Product.Has(it.Field) {
			continue
		}
		s.items, s.fields = append(s.items, it.described()), append(s.fields, it.Field)
		if a, _ := provider.LineFor(it.Field); a.Kind == provider.SwitchValue && it.Free {
			s.choices.fixed[it.Field] = []provider.Option{
				{Value: "true", Label: e.T("answer.true"), Ready: true},
				{Value: "false", Label: e.T("answer.false"), Ready: true},
			}
		}
	}
	s.draft = s.draft.Suggested(s.fields...)
	s.fold = newFold(&s.answers, provider.All(fault))
	s.form = widget.NewForm(e.Theme, e.Text, s.widgets())
	s.boxes.form = s.form
	for _, f := range provider.All(fault) {
		s.touched[f.At()] = true
		s.form.Focus(string(f.At()))
	}
	s.offer(s.choices.fixed)
	s.choices.loaded = options{}
	lacks := s.lacking()
	for _, it := range s.items {
		if s.choices.looked(it) && s.optional(it, lacks) {
			s.form.SetChoices(string(it.Field), []widget.Option{s.choices.none(it)})
		}
	}
	return s
}

// Init loads the choices that are needed.
func (s *Screen) Init() tea.Cmd { return tea.Batch(s.ask(s.wanted()...), s.rest()) }

// Update takes answers, then keys.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	if s.load.Update(msg) {
		return s.took()
	}
	switch msg := msg.(type) {
	case rested:
		return s.restedOn(msg)
	case step.TickMsg:
		return s.turn()
	case tea.KeyPressMsg:
		s.going = nil
		switch msg.String() {
		case "ctrl+r":
			return s.again()
		case step.FinishKey:
			return s.submit(step.Finish{})
		}
		for _, a := range s.cfg.Actions {
			if a.works(s.draft) && key.Matches(msg, a.Binding) {
				a.Do(&s.draft)
				s.fill()
				return nil
			}
		}
		if cmd, ok := s.hold(msg); ok {
			return cmd
		}
	case tea.PasteMsg:
		s.going = nil
	default:
		return nil
	}
	return s.press(msg)
}

// press hands a key or a paste to the form, and follows what it does.
func (s *Screen) press(msg tea.Msg) tea.Cmd {
	cmd := s.form.Update(msg)
	for _, id := range s.form.Changed() {
		s.answer(fieldOf(id))
	}
	if s.form.Back() {
		return s.Go(step.Back{})
	}
	if s.form.Unfolded() != "" {
		s.unfold()
	}
	if s.form.Submitted() {
		return s.submit(step.Done{})
	}
	return tea.Batch(cmd, s.need(), s.rest())
}

// took follows the choices that have come: with the keys that waited for them, with what has become needed meanwhile,
// and to where the operator wanted to go.
func (s *Screen) took() tea.Cmd {
	going := s.going
	s.going = nil
	held, ok := s.demand.took()
	if !ok {
		return nil
	}
	cmds := []tea.Cmd{}
	at := s.form.Focused()
	for _, p := range held { // who has gone on since meant the item all the same
		if s.form.Focus(string(p.field)) {
			cmds = append(cmds, s.press(p.key))
		}
	}
	s.form.Focus(at)
	cmds = append(cmds, s.ask(s.wanted()...))
	if going != nil {
		cmds = append(cmds, s.submit(going))
	}
	return tea.Batch(cmds...)
}

// submit accepts and continues to m, or goes to the first fault. What may still change the answers is waited for.
func (s *Screen) submit(m step.Move) tea.Cmd {
	if s.unsettled() {
		s.going = m
		return nil
	}
	for _, f := range s.fields {
		s.touched[f] = true
	}
	s.show()
	if faults := s.faults(); len(faults) > 0 {
		s.unfoldFor(faults[0].Field)
		s.form.Focus(string(faults[0].Field))
		return nil
	}
	s.env.Secrets.Hide(s.draft.Spec.Access)
	return s.Go(m)
}

// Set answers f with a text that was not typed, and shows it.
func (s *Screen) Set(f provider.Field, value string) {
	s.unfoldFor(f)
	s.boxes.set(f, value)
	s.answer(f)
	s.form.Focus(string(f))
}

// Offer gives more lines of an answer a check box each below label, as far as the form has room for them. Lines that it
// has are left out.
func Offer(s *Screen, f provider.Field, label string, more []step.Line) {
	s.boxes.offer(f, s.value(f), label, more)
	s.show()
}

// Stay has the operator stay in s, whatever was to follow once the choices that are missing have come.
func Stay(s *Screen) { s.going = nil }

// Back ends the filter of a choice; else it leaves at once.
func (s *Screen) Back() bool {
	Stay(s)
	return s.form.CloseFilter()
}

// Close ends the request.
func (s *Screen) Close() {
	s.env.Secrets.Hide(s.draft.Spec.Access)
	s.load.Cancel()
}

// View draws the question, the fault, the form and what is below it.
func (s *Screen) View(w, h int) (string, *tea.Cursor) {
	t := s.env.Theme
	lines := []string{t.Title.Render(widget.Truncate(s.cfg.question(s.env), w, t.Glyph.Ellipsis))}
	lines = append(lines, s.env.Errors().Lines(s.fault, w)...)
	if s.Waiting() || s.failed() {
		v := widget.Loading{State: s.load.State(), What: s.env.T(s.cfg.ID + ".what"), Tick: s.tick}
		var hint string
		v.Why, hint = s.env.Errors().Failure(s.load.Err())
		v.Hint = hint + " " + s.env.T("load.retry_form")
		n := 1
		if v.State == widget.LoadFailed {
			n = 4
		}
		lines = append(lines, v.View(t, s.env.Text, w, n))
		if s.going != nil {
			lines = append(lines, t.Warn.Render(widget.Truncate(s.env.T("form.going"), w, t.Glyph.Ellipsis)))
		}
		lines = strings.Split(strings.Join(lines, "\n"), "\n")
	}
	if h > 14 {
		lines = append(lines, "")
	}
	room := max(h-len(lines), 1)
	below := s.cfg.warnings(s.env, s.draft, w)
	if most := s.cfg.beside(room); s.cfg.Beside != nil && most > 0 {
		below = append(below, s.cfg.Beside(s.env, s.draft, w, most)...)
	}
	form, cur := s.form.View(w, room-len(below))
	if cur != nil {
		cur.Y += len(lines)
	}
	return strings.Join(append(append(lines, form), below...), "\n"), cur
}
