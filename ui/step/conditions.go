package step

import (
	"errors"
	"strings"

	"github.com/metalwright/metalwright/state/offers"
)

// Fact names what a condition is about, which may be typed up to its value: "processors (threads)" for "cpu>=".
func (e *Env) Fact(word string) string {
	return e.T("fact." + strings.Trim(word, "!<>="))
}

// Conditions words what a filter wants, in one line; "" when it wants nothing.
func (e *Env) Conditions(q offers.Query) string {
	parts := make([]string, 0, len(q.Conditions))
	for _, c := range q.Conditions {
		parts = append(parts, e.condition(c))
	}
	return e.Clean(strings.Join(parts, ", "))
}

func (e *Env) condition(c offers.Condition) string {
	id := map[offers.Op]string{
		offers.AtLeast: "find.at_least", offers.AtMost: "find.at_most", offers.More: "find.more", offers.Less: "find.less",
		offers.Equal: "find.equal", offers.Unequal: "find.unequal",
	}[c.Op]
	switch {
	case c.Op == "" && c.Not:
		return e.T("find.without", "Fact", e.Fact(c.Fact))
	case c.Op == "":
		return e.T("find.with", "Fact", e.Fact(c.Fact))
	}
	return e.T(id, "Fact", e.Fact(c.Fact), "Value", c.Value)
}

// WrongCondition says what is wrong with a condition, and what is right.
func (e *Env) WrongCondition(err error) string {
	id, pairs := WrongCondition(err)
	return e.Clean(e.T(id, pairs...))
}

// WrongCondition is the message that says what is wrong with a condition, and what belongs into it.
func WrongCondition(err error) (id string, pairs []any) {
	w, ok := errors.AsType[*offers.Error](err)
	if !ok {
		return "cli.at", []any{"Place", "", "Why", err}
	}
	pairs = []any{"Word", w.Word, "Fact", w.Fact, "Near", w.Near, "All", strings.Join(offers.Facts(), ", ")}
	id = "find." + string(w.Reason)
	if w.Reason == offers.Unknown && w.Near != "" {
		id = "find.unknown_near"
	}
	return id, pairs
}
