package pick

import (
	"strings"

	"github.com/metalwright/metalwright/state/offers"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/widget"
)

// filter reads the conditions in the filter of a list. It keeps what was read for the columns that depend on it.
type filter struct {
	env   *step.Env
	on    bool // the question takes conditions; else the filter is words alone
	query offers.Query
	wrong error // the condition in the filter that cannot be read
}

// read is what text wants.
func (f *filter) read(text string) offers.Query {
	f.query, f.wrong = offers.Parse(text)
	return f.query
}

// completed is text with its last word continued; false where nothing begins with it.
func completed(text string) (string, bool) {
	words := offers.Complete(text)
	if len(words) == 0 {
		return "", false
	}
	return text[:strings.LastIndexAny(text, " \t")+1] + words[0], true
}

// explain says what a condition in text means, what a word can become and what is wrong with one, while the filter is
// typed.
func (f *filter) explain(text string, typing bool, w int) []string {
	if !f.on || !typing && (f.wrong == nil || text == "") {
		return nil
	}
	e, t := f.env, f.env.Theme
	words := offers.Complete(text)
	q, err := offers.Parse(text)
	style := t.Dim
	var line string
	switch {
	case text == "":
		line = e.T("find.hint")
	case len(words) == 1 && words[0] != text[strings.LastIndexAny(text, " \t")+1:]:
		line = e.T("find.completes", "Word", words[0], "What", e.Offers().Fact(words[0]))
	case len(words) > 1:
		line = e.T("find.completes_some", "Words", strings.Join(words, "  "))
	case err != nil:
		style, line = t.Warn, t.Glyph.Warn+" "+e.Offers().WrongCondition(err)
	default:
		line = e.Offers().Conditions(q)
	}
	if line == "" {
		return nil
	}
	lines := widget.Wrap(line, w)
	for i, l := range lines {
		lines[i] = style.Render(l)
	}
	return lines
}

// ofTypes are the conditions of a query that are about types, for the lists after this one: the words, and what is
// about one zone, are answered by the choice.
func ofTypes(q offers.Query) string {
	var words []string
	for _, c := range q.Conditions {
		if !c.Place() {
			words = append(words, c.String())
		}
	}
	return strings.Join(words, " ")
}
