package text

import "strings"

// Joiner joins texts with the punctuation of the language.
type Joiner struct{ text *Text }

// Join is the joiner of t's language, also after that has changed.
func (t *Text) Join() Joiner { return Joiner{t} }

// Sentences are whole sentences in a row, without those that are empty.
func (j Joiner) Sentences(all ...string) string { return j.row("list.sentences", all) }

// Clauses are parts of one sentence with commas between them, without those that are empty.
func (j Joiner) Clauses(all ...string) string { return j.row("list.clauses", all) }

// Parts are [Joiner.Clauses] that have commas of their own.
func (j Joiner) Parts(all ...string) string { return j.row("list.parts", all) }

func (j Joiner) row(id string, all []string) string {
	said := make([]string, 0, len(all))
	for _, s := range all {
		if s != "" {
			said = append(said, s)
		}
	}
	return strings.Join(said, j.text.T(id))
}

// Labelled is a value behind its label, as on a line "label: value".
func (j Joiner) Labelled(label, value string) string { return label + j.text.T("list.label") + value }

// Aside is s with what explains it in parentheses, unless that is "".
func (j Joiner) Aside(s, why string) string {
	if why == "" {
		return s
	}
	return s + j.text.T("list.open") + why + j.text.T("list.close")
}
