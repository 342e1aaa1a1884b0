// Package ask asks a question by a form: one item per answer, checked by the product's rules while it is typed. The
// billing, network, access and naming steps are a [Config] each.
package ask

import (
	"maps"
	"slices"
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
	env     *step.Env
	cfg     Config
	draft   step.Draft
	fault   error
	fields  []provider.Field
	form    *widget.Form
	load    *widget.Load[map[provider.Field][]provider.Option]
	options map[provider.Field][]provider.Option // that were loaded
	want    []provider.Field                     // that are being asked for, or could not be had
	held    []pressed                            // keys that wait for choices
	resting provider.Field                       // where the focus may stay; "" is nowhere
	fixed   map[provider.Field][]provider.Option // choices that no vendor is asked for
	touched map[provider.Field]bool
	folded  bool                    // the items with More are not shown
	lacks   map[provider.Field]bool // the answers that the product wants and that are open
	byLine  bool                    // it is answered line by line
	going   step.Move               // where the operator goes once the choices that are missing have come; nil: nowhere
	tick    int
}

// New returns the form of c. fault is why the user is back.
func New(e *step.Env, d step.Draft, fault error, c Config) *Screen {
	s := &Screen{
		env: e, cfg: c, draft: d.Clone(), fault: fault,
		load: &widget.Load[map[provider.Field][]provider.Option]{}, touched: map[provider.Field]bool{},
	}
	s.cfg.Items = nil
	if s.cfg.Known = maps.Clone(c.Known); s.cfg.Known == nil {
		s.cfg.Known = map[provider.Field][]step.Line{}
	}
	s.fixed = map[provider.Field][]provider.Option{}
	for _, it := range c.Items {
		if !d.Product.Has(it.Field) {
			continue
		}
		s.cfg.Items, s.fields = append(s.cfg.Items, it.described()), append(s.fields, it.Field)
		if a, _ := provider.LineFor(it.Field); a.Kind == provider.SwitchValue && it.Free {
			s.fixed[it.Field] = []provider.Option{
				{Value: "true", Label: e.T("answer.true"), Ready: true},
				{Value: "false", Label: e.T("answer.false"), Ready: true},
			}
		}
	}
	s.draft = s.draft.Suggested(s.fields...)
	s.fold()
	s.form = widget.NewForm(e.Theme, e.Text, s.items())
	for _, f := range provider.All(fault) {
		s.touched[f.At()] = true
		s.form.Focus(string(f.At()))
	}
	s.offer(s.fixed)
	s.options = map[provider.Field][]provider.Option{}
	lacks := s.lacking()
	for _, it := range s.cfg.Items {
		if s.looked(it) && s.optional(it, lacks) {
			s.form.SetChoices(string(it.Field), []widget.Option{s.none(it)})
		}
	}
	return s
}

func (s *Screen) item(it Item) widget.Item {
	e, f := s.env, string(it.Field)
	w := widget.Item{
		ID: f, Label: e.Label(it.Field), Help: e.Help(s.draft.Spec.Product, it.Field), Kind: it.kind,
		Value: s.boxed(it.Field, s.value(it.Field)),
	}
	if len(s.known(it.Field)) > 0 {
		w.Label = e.T("access.other_keys")
	}
	if id := "placeholder." + f; e.Text.Has(id) {
		w.Placeholder = e.T(id)
	}
	a, _ := provider.LineFor(it.Field)
	w.Masked = a.Kind == provider.ScriptValue && e.Recorded()
	if it.unit != "" {
		w.Unit = s.unit(it)
	}
	if it.kind == widget.Toggle && w.Value == "" {
		w.Value = "false"
	}
	return w
}

// value is what is in the form for f: what was typed, or the answer.
func (s *Screen) value(f provider.Field) string {
	if raw, ok := s.draft.Raw[f]; ok {
		return raw
	}
	b, _ := provider.LineFor(f)
	return b.Get(&s.draft.Spec)
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
		if msg.of != s {
			return nil
		}
		return s.restedOn(msg.field)
	case step.TickMsg:
		if s.load.State() == widget.LoadBusy {
			s.tick++
			return step.Tick()
		}
		return nil
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

// answer takes over what was typed at f.
func (s *Screen) answer(f provider.Field) {
	v := s.typed(f)
	b, _ := provider.LineFor(f)
	before := s.draft.Clone()
	s.touched[f] = true
	if err := b.Set(&s.draft.Spec, v); err != nil {
		s.draft.Raw[f] = v
	} else {
		delete(s.draft.Raw, f)
	}
	s.know(f, v)
	s.suggest(f, before)
	s.show()
}

// suggest answers what is open, but for the field that is being typed; names that follow other answers follow them.
func (s *Screen) suggest(typed provider.Field, old step.Draft) {
	before := s.draft.Spec
	s.draft = s.draft.Clone().Renamed(old, typed).Suggested(slices.DeleteFunc(slices.Clone(s.fields),
		func(o provider.Field) bool { return o == typed })...)
	for _, f := range s.fields {
		b, _ := provider.LineFor(f)
		if _, raw := s.draft.Raw[f]; raw || b.Get(&before) == b.Get(&s.draft.Spec) {
			continue
		}
		s.set(f, b.Get(&s.draft.Spec))
		s.know(f, b.Get(&s.draft.Spec))
	}
}

// fill shows the answers of the draft, after something else than typing changed them.
func (s *Screen) fill() {
	for _, f := range s.fields {
		s.set(f, s.value(f))
		s.touched[f] = true
	}
	s.show()
}

// show hides what has no meaning now and words the faults of what was touched.
func (s *Screen) show() {
	s.lacks = s.lacking()
	for _, it := range s.cfg.Items {
		s.form.SetHidden(string(it.Field), s.hidden(it))
		for i := range s.cfg.Known[it.Field] {
			s.form.SetHidden(checkID(it.Field, i), s.byLine || s.hidden(it))
		}
		if a, _ := provider.LineFor(it.Field); a.Kind == provider.ScriptValue {
			help := strings.TrimSpace(s.env.Help(s.draft.Spec.Product, it.Field) + "\n" + s.env.Answer(s.draft, it.Field))
			s.form.SetHelp(string(it.Field), help) // how many bytes it has
		}
	}
	names := s.foldedNames()
	s.form.SetValue(foldID, names)
	s.form.SetHidden(foldID, names == "")
	for _, it := range s.cfg.Items {
		if it.unit != "" {
			s.form.SetUnit(string(it.Field), s.unit(it))
		}
	}
	s.form.ClearErrors()
	faults := s.faults()
	s.mark(faults)
	for _, f := range faults {
		if s.touched[f.Field] {
			s.form.SetError(string(f.Field), s.why(f))
		}
	}
}

// submit accepts and continues to m, or goes to the first fault. An answer whose choices are still asked for may be
// suggested once they have come, or changed by keys that wait for them: that is waited for.
func (s *Screen) submit(m step.Move) tea.Cmd {
	waits := func(f *provider.Error) bool {
		return f.Rule == provider.RuleRequired && slices.Contains(s.want, f.Field)
	}
	if s.load.State() == widget.LoadBusy && (len(s.held) > 0 || slices.ContainsFunc(s.faults(), waits)) {
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
	s.env.HideSecrets(s.draft.Spec.Access)
	return s.Go(m)
}

// Focused is the answer that the cursor is on; "" is none.
func (s *Screen) Focused() provider.Field {
	it, _ := s.focused()
	return it.Field
}

// Draft has the answers as they stand.
func (s *Screen) Draft() step.Draft { return s.draft }

// Editing reports whether letters are text.
func (s *Screen) Editing() bool { return s.form.Editing() }

// Stay has the operator stay in s, whatever was to follow once the choices that are missing have come.
func Stay(s *Screen) { s.going = nil }

// Back ends the filter of a choice; else it leaves at once.
func (s *Screen) Back() bool {
	Stay(s)
	return s.form.CloseFilter()
}

// Close ends the request.
func (s *Screen) Close() {
	s.env.HideSecrets(s.draft.Spec.Access)
	s.load.Cancel()
}

// View draws the question, the fault, the form and what is below it.
func (s *Screen) View(w, h int) (string, *tea.Cursor) {
	t := s.env.Theme
	lines := []string{t.Title.Render(widget.Truncate(question(s), w, t.Glyph.Ellipsis))}
	lines = append(lines, s.env.FaultLines(s.fault, w)...)
	if s.load.State() == widget.LoadBusy || s.load.State() == widget.LoadFailed {
		v := widget.Loading{State: s.load.State(), What: s.env.T(s.cfg.ID + ".what"), Tick: s.tick}
		var hint string
		v.Why, hint = s.env.Failure(s.load.Err())
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
	below := s.warnings(w)
	if most := beside(s, room); s.cfg.Beside != nil && most > 0 {
		below = append(below, s.cfg.Beside(s.env, s.draft, w, most)...)
	}
	form, cur := s.form.View(w, room-len(below))
	if cur != nil {
		cur.Y += len(lines)
	}
	return strings.Join(append(append(lines, form), below...), "\n"), cur
}
