package pick

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/widget"
)

// Prepare has nothing to ask for: the rows are loaded by Init.
func (s *Screen[T]) Prepare() tea.Cmd { return nil }

// Waiting reports whether the rows, or their prices, are still being loaded.
func (s *Screen[T]) Waiting() bool {
	return s.load.State() == widget.LoadBusy || s.fill.State() == widget.LoadBusy
}

// Failed is why there are no rows.
func (s *Screen[T]) Failed() error { return s.load.Err() }

// PromptBack reports false: a list is one prompt.
func (s *Screen[T]) PromptBack() bool { return false }

// Prompt asks for one of the rows, each with what its columns say.
func (s *Screen[T]) Prompt() step.Prompt {
	e := s.env
	p := step.Prompt{Label: e.T("plain.number"), Take: s.choose}
	p.Say = append(e.FaultWords(s.fault), s.ask())
	s.fault = nil
	for _, text := range []string{s.cfg.Note, s.reason} {
		if text != "" {
			p.Say = append(p.Say, text)
		}
	}
	if len(s.rows.all) == 0 {
		p.Say, p.Label = append(p.Say, e.T(s.cfg.ID+".empty")), e.T("plain.empty")
		p.Take = func(string) (tea.Cmd, string) { return s.Go(step.Back{}), "" }
		return p
	}
	p.Filter = s.filter
	at, on := s.grid.Row()
	if text := s.grid.Filter(); text != "" {
		p.Say = append(p.Say, e.T("plain.filtered", "Filter", text))
	}
	for _, i := range inSight(s) {
		row := s.rows.all[i]
		c := step.Choice{Value: s.cfg.Key(row), Why: s.why(row), Current: on && i == at}
		c.Label, c.Names = s.words(row)
		p.Choices = append(p.Choices, c)
	}
	return p
}

// words is what the columns on screen say of a row, numbers with the name of their column, and what may be typed for
// it.
func (s *Screen[T]) words(row T) (label string, names []string) {
	var parts []string
	for i, c := range s.cfg.Columns {
		cell := strings.TrimSpace(s.cell(c, row))
		if cell == "" {
			continue
		}
		if names = append(names, cell); !slices.Contains(s.rows.shown, i) {
			continue
		}
		if c.Say != nil {
			cell = c.Say(cell)
		} else if c.Unit != nil && strings.ContainsAny(cell, "0123456789") { // words stand for a price there is not
			cell = amount(s, cell, c)
		} else if i > 0 && c.Right {
			cell = strings.ToLower(c.Title) + " " + cell // titles are in capitals
		}
		parts = append(parts, cell)
	}
	return strings.Join(parts, ", "), names
}

// inSight are the rows that the filter leaves, by their place among all.
func inSight[T any](s *Screen[T]) []int {
	at, on := s.grid.Row()
	var rows []int
	for i, row := range s.rows.all {
		if s.grid.Select(s.cfg.Key(row)) {
			rows = append(rows, i)
		}
	}
	if on {
		s.grid.Select(s.cfg.Key(s.rows.all[at]))
	}
	return rows
}

// filter leaves the rows that text wants. What cannot be read, or leaves none, changes nothing.
func (s *Screen[T]) filter(text string) (why string) {
	before := s.grid.Filter()
	s.grid.SetFilter(text)
	switch shown, _ := s.grid.Counts(); {
	case text != "" && s.cfg.Fits != nil && s.wrong != nil:
		why = s.env.WrongCondition(s.wrong)
	case shown == 0:
		why = s.env.T("find.none")
	}
	if why != "" {
		s.grid.SetFilter(before)
	}
	return why
}

// choose answers with the row of the key; "" is the row under the cursor.
func (s *Screen[T]) choose(key string) (tea.Cmd, string) {
	s.reason = ""
	if key != "" && !s.grid.Select(key) {
		return nil, s.env.T("plain.no_choice")
	}
	cmd := s.accept(step.Done{})
	return cmd, s.reason
}
