// Package pick asks a question by a list: loading, filtering, sorting, a detail pane, rows that cannot be chosen and
// say why. The zone, type and image steps are a [Config] each.
package pick

import (
	"context"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"github.com/metalwright/metalwright/state/offers"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/widget"
)

// Column is one column of the list.
type Column[T any] struct {
	widget.Column                // Title is the words on screen
	Cell          func(T) string // it may have the vendor's text: the grid cleans it
	// Amount, in place of Cell, is for amounts that depend on the number of machines, and Unit is what they are in,
	// "USD/h", which makes the title. A column whose Unit is "" is left out.
	Amount func(step.Draft, T) string
	Unit   func(step.Draft) string
	Sort   func(T) string // nil: as the cell reads
	// Say puts a cell into words for those who have no columns; nil: the title says enough.
	Say func(cell string) string
	// Whole asks for the room that the longest cell needs, within reason, before any column of higher Drop is shown.
	Whole bool
	// Spare leaves the column out when all that it says of each row is this, or nothing. nil: it is always shown.
	Spare []string
}

// Config is a question by list.
type Config[T any] struct {
	ID      string // the step's: its messages are "<ID>.ask", "<ID>.what" and "<ID>.empty"
	Ask     string // the question, where it is not the message "<ID>.ask"
	Columns []Column[T]
	Key     func(T) string
	// Load gets the rows, the best choice among equals first. nil: they are Rows, and known.
	Load func(context.Context, step.Draft) ([]T, error)
	Rows []T
	// Disabled is why a row cannot be chosen, in words; "" when it can. nil: all can.
	Disabled func(step.Draft, T) string
	Style    func(T) lipgloss.Style // nil: plain
	Detail   func(step.Draft, T, int) []string
	// Current is the key of the draft's answer; "" when there is none.
	Current func(step.Draft) string
	// Note is below the question; "" is none.
	Note string
	// Default is the row to suggest when there is no answer; the first row that can be chosen when nil.
	Default func(T) bool
	// Choose answers with a row.
	Choose func(*step.Draft, T)
	// Enter is the message of what Enter does with a row that can be chosen; nil: "key.choose".
	Enter func(T) string
	// Actions are further keys.
	Actions []Action[T]
	// Fill, when set, is asked after each load for what a row still lacks, such as its price.
	Fill func(context.Context, step.Draft, T, offers.Query) (T, error)
	// Lacks reports whether Fill has something to add to a row.
	Lacks func(T) bool
	// Counts has the digits that are typed answer how many machines there will be.
	Counts bool
	// Fits has the filter take conditions, such as "cpu>=32", and says whether a row is what they want. nil: words alone.
	Fits func(step.Draft, T, offers.Query) bool
	// Forget is called before the operator's own reload; nil forgets what was asked with the draft's account.
	Forget func()
}

// Action is a further key of a list.
type Action[T any] struct {
	Binding key.Binding
	// Do changes the draft; the list is loaded again when it reports true.
	Do func(*step.Draft) (reload bool)
}

// Screen is the list on screen.
type Screen[T any] struct {
	step.Mover
	question[T]
	list[T]
	loading[T]
	outcome
	fault  error
	hide   bool // the detail pane
	digits bool // the latest key belongs to the number of machines, and the next digit as well
}

// outcome is what the latest key has led to.
type outcome struct {
	reason string // why the row that was just refused cannot be chosen
	finish bool   // the review is wanted once the rows are there
}

// stay has the operator stay here, although the review was wanted once the rows are there.
func (o *outcome) stay() {
	if o.finish {
		o.finish, o.reason = false, ""
	}
}

// New returns the list of c. fault is why the user is back.
func New[T any](e *step.Env, d step.Draft, fault error, c Config[T]) *Screen[T] {
	s := &Screen[T]{
		question: question[T]{env: e, cfg: c, draft: d.Clone()}, fault: fault,
		loading: loading[T]{load: &widget.Load[[]T]{}, fill: &widget.Load[filled[T]]{}},
	}
	s.q = &s.question
	s.rows = rows[T]{q: &s.question, filter: filter{env: e, on: c.Fits != nil}}
	s.grid = widget.NewGrid(e.Theme, e.Text, s.rows.show(), &s.rows).Whole()
	return s
}

// Init loads the rows.
func (s *Screen[T]) Init() tea.Cmd {
	cmd, ok := s.start(&s.question)
	if !ok {
		return s.loaded()
	}
	return cmd
}

// Update takes answers, then keys.
func (s *Screen[T]) Update(msg tea.Msg) tea.Cmd {
	if s.load.Update(msg) {
		return s.loaded()
	}
	if s.fill.Update(msg) {
		if s.fill.Err() != nil {
			return nil // the list is of use without; the next look tries again
		}
		s.put(s.fill.Value())
		return s.next(&s.list)
	}
	switch msg := msg.(type) {
	case step.TickMsg:
		return s.turn()
	case tea.KeyPressMsg:
		return s.press(msg)
	case tea.PasteMsg, tea.MouseMsg:
		s.stay()
		s.grid.Update(msg)
		return s.next(&s.list)
	case tea.BackgroundColorMsg:
		s.grid.SetTheme(s.env.Theme)
	}
	return nil
}

func (s *Screen[T]) loaded() tea.Cmd {
	finish := s.finish
	s.finish = false
	if s.load.Err() != nil {
		return nil
	}
	if finish {
		s.reason = ""
	}
	if gone := s.show(s.load.Value()); gone != "" && s.reason == "" && s.fault == nil { // which says it
		s.reason = s.env.T("pick.gone", "Value", gone)
	}
	if finish && s.reason == "" {
		return s.accept(step.Finish{})
	}
	return s.next(&s.list)
}

func (s *Screen[T]) press(k tea.KeyPressMsg) tea.Cmd {
	s.reason = ""
	again := s.digits
	s.digits = false
	if s.finish = k.String() == step.FinishKey && s.busy(); s.finish {
		s.reason = s.env.T("form.going")
		return nil
	}
	if k.String() == step.FinishKey && s.load.State() == widget.LoadReady {
		return s.accept(step.Finish{})
	}
	if s.grid.Typing() {
		if !s.complete(k.String()) {
			s.grid.Update(k)
		}
		return s.next(&s.list)
	}
	switch state := s.load.State(); {
	case k.String() == "r" && state != widget.LoadBusy:
		forget := s.cfg.Forget
		if forget == nil {
			forget = s.draft.Forget
		}
		forget()
		return s.Init()
	case state == widget.LoadBusy && k.String() == "/": // what follows is text, also once the rows are there
		s.grid.Update(k)
		return nil
	case state == widget.LoadBusy || state == widget.LoadFailed:
		return nil
	case k.String() == "enter" || k.String() == "tab":
		return s.accept(step.Done{})
	case s.cfg.Counts && s.count(k.String(), again):
		return nil
	case k.String() == "d":
		s.hide = !s.hide
		return nil
	}
	for _, a := range s.cfg.Actions {
		if key.Matches(k, a.Binding) {
			if a.Do(&s.draft) {
				return s.Init()
			}
			return nil
		}
	}
	s.grid.Update(k)
	s.keepSort(s.grid.Sort())
	return s.next(&s.list)
}

// accept answers with the row under the cursor, and continues to m.
func (s *Screen[T]) accept(m step.Move) tea.Cmd {
	i, ok := s.grid.Row()
	if !ok {
		return nil
	}
	t := s.rows.all[i]
	if s.reason = s.why(t); s.reason != "" {
		return nil
	}
	if s.cfg.Fits != nil {
		s.draft = s.draft.Clone()
		s.draft.Conditions = ofTypes(s.Query())
	}
	s.cfg.Choose(&s.draft, t)
	return s.Go(m)
}

// Why is why the row under the cursor cannot be chosen; "" when it can, or there is none.
func (s *Screen[T]) Why() string {
	if t, ok := s.Selected(); ok {
		return s.why(t)
	}
	return ""
}

// Selected is the row under the cursor; false while there is none.
func (s *Screen[T]) Selected() (T, bool) {
	i, ok := s.grid.Row()
	if !ok || s.load.State() != widget.LoadReady {
		var zero T
		return zero, false
	}
	return s.rows.all[i], true
}

// Back closes the filter; false when there is none.
func (s *Screen[T]) Back() bool {
	s.stay()
	return s.closeFilter()
}

// Keys are the bindings of the list.
func (s *Screen[T]) Keys() []key.Binding {
	e := s.env
	bind := func(k, id string) key.Binding { return key.NewBinding(key.WithKeys(k), key.WithHelp(k, e.T(id))) }
	switch s.load.State() {
	case widget.LoadBusy:
		return nil
	case widget.LoadFailed, widget.LoadEmpty:
		keys := []key.Binding{bind("r", "key.retry")}
		if s.load.State() == widget.LoadEmpty {
			for _, a := range s.cfg.Actions {
				keys = append(keys, a.Binding)
			}
		}
		return keys
	default:
	}
	if s.grid.Typing() {
		keys := []key.Binding{bind("enter", "key.keep_filter")}
		if s.cfg.Fits != nil {
			keys = append(keys, bind("tab", "key.complete"))
		}
		return keys
	}
	enter := "key.choose"
	if row, ok := s.Selected(); ok {
		enter = s.enter(row)
	}
	keys := []key.Binding{bind("enter", enter)}
	if s.draft.Spec.Type != "" { // so that the row under the cursor may be all that is missing
		keys = append(keys, e.Bindings().Finish())
	}
	if s.cfg.Counts {
		keys = append(keys, key.NewBinding(key.WithKeys(numerals...), key.WithHelp("0-9", e.T("key.count"))))
	}
	keys = append(keys, bind("/", "key.filter"))
	for _, a := range s.cfg.Actions {
		keys = append(keys, a.Binding)
	}
	keys = append(keys, bind("s", "key.sort"))
	if column, _ := s.grid.Sort(); column != "" {
		keys = append(keys, bind("S", "key.reverse"))
	}
	if s.draft.Spec.Type == "" {
		keys = append(keys, e.Bindings().Finish())
	}
	if s.cfg.Detail != nil {
		keys = append(keys, bind("d", "key.detail"))
	}
	return append(keys, bind("r", "key.reload"), bind("tab", "key.choose_tab"))
}
