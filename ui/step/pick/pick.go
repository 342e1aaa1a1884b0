// Package pick asks a question by a list: loading, filtering, sorting, a detail pane, rows that cannot be chosen and
// say why. The zone, type and image steps are a [Config] each.
package pick

import (
	"context"
	"slices"

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
	Cell          func(T) string // the vendor's text may stand in it: the grid cleans it
	// Amount, in place of Cell, is for amounts that depend on the number of machines, and Unit is what they are in,
	// "USD/h", which makes the title. A column whose Unit is "" is left out.
	Amount func(step.Draft, T) string
	Unit   func(step.Draft) string
	Sort   func(T) string // nil: as the cell reads
	// Say puts a cell into words for those who have no columns; nil: the title says enough.
	Say func(cell string) string
	// Whole asks for the room that the longest cell needs, within reason, before any column of higher Drop is shown.
	Whole bool
	// Spare leaves the column out when all that it says of each row is this, or nothing. nil: it always stands.
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
	env    *step.Env
	cfg    Config[T]
	draft  step.Draft
	fault  error
	load   *widget.Load[[]T]
	fill   *widget.Load[filled[T]]
	rows   rows[T]
	grid   *widget.Grid
	tick   int
	reason string // why the row that was just refused cannot be chosen
	hide   bool   // the detail pane
	finish bool   // the review is wanted once the rows are there
	digits bool   // the latest key belongs to the number of machines, and the next digit as well
	query  offers.Query
	wrong  error // the condition in the filter that cannot be read
}

type filled[T any] struct {
	key string
	row T
}

// New returns the list of c. fault is why the user is back.
func New[T any](e *step.Env, d step.Draft, fault error, c Config[T]) *Screen[T] {
	s := &Screen[T]{
		env: e, cfg: c, draft: d.Clone(), fault: fault, load: &widget.Load[[]T]{},
		fill: &widget.Load[filled[T]]{},
	}
	s.rows = rows[T]{screen: s}
	s.grid = widget.NewGrid(e.Theme, e.Text, s.rows.show(), &s.rows).Whole()
	return s
}

// Init loads the rows.
func (s *Screen[T]) Init() tea.Cmd { return s.reload() }

func (s *Screen[T]) reload() tea.Cmd {
	s.fill.Cancel()
	if s.cfg.Load == nil {
		s.load.Set(s.cfg.Rows)
		return s.loaded()
	}
	d := s.draft.Clone()
	return tea.Batch(step.Tick(), s.load.Start(s.env.Ctx, func(ctx context.Context) ([]T, error) {
		return s.cfg.Load(ctx, d)
	}))
}

// Update takes answers, then keys.
func (s *Screen[T]) Update(msg tea.Msg) tea.Cmd {
	if s.load.Update(msg) {
		return s.loaded()
	}
	if s.fill.Update(msg) {
		return s.filled()
	}
	switch msg := msg.(type) {
	case step.TickMsg:
		if s.load.State() == widget.LoadBusy {
			s.tick++
			return step.Tick()
		}
	case tea.KeyPressMsg:
		return s.press(msg)
	case tea.PasteMsg, tea.MouseMsg:
		stay(s)
		s.grid.Update(msg)
		return s.next()
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
	s.rows.all = s.load.Value()
	s.rows.version++
	s.grid.SetColumns(s.rows.show())
	if s.cfg.Fits != nil && s.grid.Filter() == "" && s.draft.Conditions != "" {
		s.grid.SetFilter(s.draft.Conditions)
	}
	if o, ok := s.draft.Sorts[s.cfg.ID]; ok {
		s.grid.SetSort(o.Column, o.Reverse)
	}
	if k := s.cfg.Current(s.draft); k == "" || !s.grid.Select(k) {
		s.suggest()
		if k != "" && s.reason == "" && s.fault == nil { // which says it
			s.reason = s.env.T("pick.gone", "Value", k)
		}
	}
	if finish && s.reason == "" {
		return s.accept(step.Finish{})
	}
	return s.next()
}

// suggest puts the cursor on the row that most people want.
func (s *Screen[T]) suggest() {
	best := slices.IndexFunc(s.rows.all, func(t T) bool {
		return s.why(t) == "" && (s.cfg.Default == nil || s.cfg.Default(t))
	})
	if best < 0 {
		best = slices.IndexFunc(s.rows.all, func(t T) bool { return s.why(t) == "" })
	}
	if best >= 0 {
		s.grid.Select(s.cfg.Key(s.rows.all[best]))
	}
}

func (s *Screen[T]) press(k tea.KeyPressMsg) tea.Cmd {
	s.reason = ""
	again := s.digits
	s.digits = false
	if s.finish = k.String() == step.FinishKey && s.load.State() == widget.LoadBusy; s.finish {
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
		return s.next()
	}
	switch state := s.load.State(); {
	case k.String() == "r" && state != widget.LoadBusy:
		forget := s.cfg.Forget
		if forget == nil {
			forget = s.draft.Forget
		}
		forget()
		return s.reload()
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
				return s.reload()
			}
			return nil
		}
	}
	s.grid.Update(k)
	s.remember()
	return s.next()
}

// remember keeps the order of the list for when the operator comes back.
func (s *Screen[T]) remember() {
	column, reverse := s.grid.Sort()
	if now := (step.Sort{Column: column, Reverse: reverse}); s.draft.Sorts[s.cfg.ID] != now {
		s.draft = s.draft.Clone()
		if s.draft.Sorts == nil {
			s.draft.Sorts = map[string]step.Sort{}
		}
		s.draft.Sorts[s.cfg.ID] = now
	}
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
	s.keepConditions()
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

func (s *Screen[T]) why(t T) string {
	if s.cfg.Disabled == nil {
		return ""
	}
	return s.cfg.Disabled(s.draft, t)
}

// Draft has the answer that was accepted; moving the cursor answers nothing.
func (s *Screen[T]) Draft() step.Draft { return s.draft }

// SetDraft replaces the answers, for screens around this one.
func (s *Screen[T]) SetDraft(d step.Draft) { s.draft = d }

// Selected is the row under the cursor; false while there is none.
func (s *Screen[T]) Selected() (T, bool) {
	i, ok := s.grid.Row()
	if !ok || s.load.State() != widget.LoadReady {
		var zero T
		return zero, false
	}
	return s.rows.all[i], true
}

// Find is the row with the key; false while there is none.
func (s *Screen[T]) Find(key string) (T, bool) {
	if i := slices.IndexFunc(s.rows.all, func(t T) bool { return s.cfg.Key(t) == key }); i >= 0 {
		return s.rows.all[i], true
	}
	var zero T
	return zero, false
}

// Editing reports whether the filter is being typed.
func (s *Screen[T]) Editing() bool { return s.grid.Typing() }

// Filter is what the list is filtered by; "" is nothing.
func (s *Screen[T]) Filter() string { return s.grid.Filter() }

// Back closes the filter, or cancels the loading of a list that has rows already.
func (s *Screen[T]) Back() bool {
	stay(s)
	if s.grid.Typing() || s.grid.Filter() != "" {
		s.grid.Update(tea.KeyPressMsg{Code: tea.KeyEscape})
		return true
	}
	return false
}

// Close ends the requests.
func (s *Screen[T]) Close() {
	s.load.Cancel()
	s.fill.Cancel()
}

// enterName is the message of what Enter does with the row under the cursor.
func enterName[T any](s *Screen[T]) string {
	row, ok := s.Selected()
	switch {
	case ok && s.why(row) != "":
		return "key.why"
	case ok && s.cfg.Enter != nil:
		return s.cfg.Enter(row)
	}
	return "key.choose"
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
	keys := []key.Binding{bind("enter", enterName(s))}
	if s.draft.Spec.Type != "" { // so that the row under the cursor may be all that is missing
		keys = append(keys, e.Finishing())
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
		keys = append(keys, e.Finishing())
	}
	if s.cfg.Detail != nil {
		keys = append(keys, bind("d", "key.detail"))
	}
	return append(keys, bind("r", "key.reload"), bind("tab", "key.choose_tab"))
}
