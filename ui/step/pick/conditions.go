package pick

import (
	"strings"

	"github.com/metalwright/metalwright/state/offers"
	"github.com/metalwright/metalwright/ui/widget"
)

// read is what the filter wants, and remembers it for the columns that depend on it.
func (s *Screen[T]) read(filter string) offers.Query {
	s.query, s.wrong = offers.Parse(filter)
	s.rows.version++
	return s.query
}

// Query is what the filter wants, and whether there is a filter.
func (s *Screen[T]) Query() offers.Query {
	if s.cfg.Fits == nil || s.grid.Filter() == "" {
		return offers.Query{}
	}
	return s.query
}

// complete continues with the word that is typed, and reports whether the key asks for it.
func (s *Screen[T]) complete(key string) bool {
	if s.cfg.Fits == nil || key != "tab" {
		return false
	}
	text := s.grid.Filter()
	if words := offers.Complete(text); len(words) > 0 {
		s.grid.SetFilter(text[:strings.LastIndexAny(text, " \t")+1] + words[0])
	}
	return true
}

// keepConditions takes what the filter wants of types along to the lists after this one: the words, and what is about
// one zone, are answered by the choice.
func (s *Screen[T]) keepConditions() {
	if s.cfg.Fits == nil {
		return
	}
	var words []string
	for _, c := range s.Query().Conditions {
		if !c.Place() {
			words = append(words, c.String())
		}
	}
	s.draft = s.draft.Clone()
	s.draft.Conditions = strings.Join(words, " ")
}

// explain says what a condition means, what a word can become and what is wrong with one, while the filter is typed.
func (s *Screen[T]) explain(w int) []string {
	if s.cfg.Fits == nil || !s.grid.Typing() && (s.wrong == nil || s.grid.Filter() == "") {
		return nil
	}
	e, t := s.env, s.env.Theme
	text := s.grid.Filter()
	words := offers.Complete(text)
	q, err := offers.Parse(text)
	style := t.Dim
	var line string
	switch {
	case text == "":
		line = e.T("find.hint")
	case len(words) == 1 && words[0] != text[strings.LastIndexAny(text, " \t")+1:]:
		line = e.T("find.completes", "Word", words[0], "What", e.Fact(words[0]))
	case len(words) > 1:
		line = e.T("find.completes_some", "Words", strings.Join(words, "  "))
	case err != nil:
		style, line = t.Warn, t.Glyph.Warn+" "+e.WrongCondition(err)
	default:
		line = e.Conditions(q)
	}
	if line == "" {
		return nil
	}
	return []string{style.Render(widget.Truncate(line, w, t.Glyph.Ellipsis))}
}
