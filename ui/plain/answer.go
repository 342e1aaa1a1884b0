package plain

import (
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/ui/step"
)

// filters reports whether text is no choice and leaves those that its words want.
func filters(q step.Prompt, numbered []step.Choice, text string) (words string, ok bool) {
	if q.Filter == nil || text == "" || find(numbered, text) >= 0 {
		return "", false
	}
	if words, ok = strings.CutPrefix(text, narrow); ok {
		return strings.TrimSpace(words), true
	}
	return text, strings.ContainsAny(text, "<>=")
}

// answer hands what was typed to the prompt.
func (s *session) answer(q step.Prompt, numbered []step.Choice, text string) (tea.Cmd, string) {
	if n, ok := strings.CutPrefix(text, "x "); ok && q.Remove != nil {
		if i := find(numbered, strings.TrimSpace(n)); i >= 0 {
			return q.Remove(numbered[i].Value)
		}
		return nil, s.Env.T("plain.no_choice")
	}
	if i, ok := elsewhere(q, numbered, text); ok {
		if i < 0 {
			return nil, s.Env.T("plain.no_choice")
		}
		return q.Elsewhere(numbered[i].Value), ""
	}
	switch {
	case text == "":
		return q.Take("")
	case text == takeAway && q.Clear != nil:
		return q.Clear()
	case q.Choices == nil:
		return q.Take(text)
	}
	i := find(numbered, text)
	switch {
	case i < 0:
		return nil, s.Env.T("plain.no_choice")
	case numbered[i].Why != "":
		if q.Instead != nil {
			if cmd := q.Instead(numbered[i].Value); cmd != nil {
				return cmd, ""
			}
		}
		return nil, numbered[i].Why
	case numbered[i].Value == "" && q.Clear != nil:
		return q.Clear()
	}
	return q.Take(numbered[i].Value)
}

// elsewhere is the index of the choice whose places text asks for: the one that it names, or that an empty line takes;
// -1 is none. ok is false when it asks for none.
func elsewhere(q step.Prompt, list []step.Choice, text string) (i int, ok bool) {
	name, ok := strings.CutPrefix(text+" ", places+" ")
	if !ok || q.Elsewhere == nil || find(list, text) >= 0 {
		return -1, false
	}
	if name = strings.TrimSpace(name); name != "" {
		return find(list, name), true
	}
	return slices.IndexFunc(list, func(c step.Choice) bool { return c.Current }), true
}

// find is the index of the choice that text names: by its number, by its first name, or by another one that no other
// choice has. -1 is none.
func find(list []step.Choice, text string) int {
	if n, err := strconv.Atoi(text); err == nil && n >= 1 && n <= len(list) {
		return n - 1
	}
	is := func(name string) bool { return strings.EqualFold(name, text) }
	if i := slices.IndexFunc(list, func(c step.Choice) bool { return len(c.Names) > 0 && is(c.Names[0]) }); i >= 0 {
		return i
	}
	found := -1
	for i, c := range list {
		if !slices.ContainsFunc(c.Names, is) {
			continue
		}
		if found >= 0 {
			return -1
		}
		found = i
	}
	return found
}
