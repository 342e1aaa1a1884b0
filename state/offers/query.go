package offers

import (
	"fmt"
	"slices"
	"strings"

	"github.com/metalwright/metalwright/provider"
)

// Op is how a fact is compared.
type Op string

// The operators. The zero value asks whether the fact is there at all.
const (
	Equal   Op = "="
	Unequal Op = "!="
	AtLeast Op = ">="
	AtMost  Op = "<="
	More    Op = ">"
	Less    Op = "<"
)

// operators are those of the zero value's rest, the longer before those that they begin with.
var operators = [...]Op{AtLeast, AtMost, Unequal, Equal, More, Less}

// Condition is one of the conditions of a [Query]: "cpu>=32", "!gpu", "zone=SEL-*".
type Condition struct {
	Fact   string // one of [Facts]
	Not    bool   // the opposite is wanted; without an Op only
	Op     Op
	Value  string // as it was typed
	amount int64  // of a fact that is a number, in millionths of its unit
}

// String is the condition as it is typed.
func (c Condition) String() string {
	text := c.Fact + string(c.Op) + c.Value
	if c.Not {
		text = "!" + text
	}
	return text
}

// Place reports whether the condition is about where something is sold, and not about what.
func (c Condition) Place() bool { return factOf(c.Fact).place }

// Query is what an offer has to be: every condition holds, and every word is in its ids or its place.
type Query struct {
	Conditions []Condition
	Words      []string // a "!" before one wants it not to be there
}

// Reason is why a condition cannot be read.
type Reason string

// The reasons.
const (
	Unknown    Reason = "unknown"    // there is no such fact
	Incomplete Reason = "incomplete" // the value is missing
	NoNumber   Reason = "no_number"  // the value of a fact that is a number is none
	NoOrder    Reason = "no_order"   // the fact is no number: it can be equal or not
	NoFlag     Reason = "no_flag"    // the fact has no value: it is there or not
)

// Error is a condition that cannot be read.
type Error struct {
	Word   string // as it was typed
	Fact   string // "" for an unknown one
	Reason Reason
	Near   string // the fact that was probably meant; "" when none is near
}

// Error is for logs; screens and commands have words of their own.
func (e *Error) Error() string { return fmt.Sprintf("condition %q: %s", e.Word, e.Reason) }

// Parse reads conditions and words with blanks between them. A word with no operator that is no fact's name is looked
// for as it is. The query has what could be read; the error is the first [*Error].
func Parse(text string) (Query, error) {
	var (
		q     Query
		first error
	)
	for word := range strings.FieldsSeq(text) {
		c, isCondition, err := parse(word)
		switch {
		case err != nil:
			if first == nil {
				first = err
			}
		case isCondition:
			q.Conditions = append(q.Conditions, c)
		default:
			q.Words = append(q.Words, word)
		}
	}
	return q, first
}

// parse reads one word; false for one that is no condition.
func parse(word string) (Condition, bool, error) {
	name, op, value := split(word)
	bare, not := strings.CutPrefix(name, "!")
	f := factOf(bare)
	switch {
	case op == "" && f != nil && f.kind == number && !f.alone:
		return Condition{}, true, &Error{Word: word, Fact: f.name, Reason: Incomplete}
	case op == "" && (f == nil || f.kind == text):
		return Condition{}, false, nil
	case f == nil:
		return Condition{}, true, &Error{
			Word: word, Reason: Unknown, Near: provider.Nearest(strings.ToLower(bare), Facts()),
		}
	case op == "":
		return Condition{Fact: f.name, Not: not}, true, nil
	}
	c := Condition{Fact: f.name, Op: op, Value: value}
	wrong := func(r Reason) (Condition, bool, error) {
		return Condition{}, true, &Error{Word: word, Fact: f.name, Reason: r}
	}
	ordered := op != Equal && op != Unequal
	switch {
	case not, f.kind == flag && f.words == nil:
		return wrong(NoFlag)
	case value == "":
		return wrong(Incomplete)
	case f.kind == number || ordered && f.amount != nil:
		n, ok := f.read(value)
		if !ok {
			return wrong(NoNumber)
		}
		c.amount = n
	case ordered:
		return wrong(NoOrder)
	}
	return c, true, nil
}

// split takes a word apart at its first operator.
func split(word string) (name string, op Op, value string) {
	at := strings.IndexAny(strings.TrimPrefix(word, "!"), "<>=!")
	if at < 0 {
		return word, "", ""
	}
	at += len(word) - len(strings.TrimPrefix(word, "!"))
	for _, o := range operators {
		if v, ok := strings.CutPrefix(word[at:], string(o)); ok {
			return word[:at], o, v
		}
	}
	return word, "", "" // a "!" in the middle
}

// Priced reports whether the query needs to know what the offers cost.
func (q Query) Priced() bool {
	return slices.ContainsFunc(q.Conditions, func(c Condition) bool { return factOf(c.Fact).priced })
}

// Free is q without the conditions about prices.
func (q Query) Free() Query {
	q.Conditions = slices.DeleteFunc(slices.Clone(q.Conditions), func(c Condition) bool { return factOf(c.Fact).priced })
	return q
}

// Fits reports whether o is what q wants. What is not known of o fits no condition.
func (q Query) Fits(o Offer) bool {
	for _, c := range q.Conditions {
		if !c.fits(o) {
			return false
		}
	}
	if len(q.Words) == 0 {
		return true
	}
	text := o.text()
	for _, w := range q.Words {
		bare, not := strings.CutPrefix(strings.ToLower(w), "!")
		if strings.Contains(text, bare) == not && bare != "" {
			return false
		}
	}
	return true
}

func (c Condition) fits(o Offer) bool {
	f := factOf(c.Fact)
	switch {
	case f == nil:
		return false
	case c.Op == "":
		return f.there(o) != c.Not
	case f.kind == number || c.Op != Equal && c.Op != Unequal:
		n, known := f.amount(o)
		return known && c.compare(n)
	}
	found := slices.ContainsFunc(f.words(o), func(w string) bool { return like(w, c.Value) })
	return found == (c.Op == Equal)
}

// compare compares what an offer has with what is wanted.
func (c Condition) compare(n int64) bool {
	switch c.Op {
	case AtLeast:
		return n >= c.amount
	case AtMost:
		return n <= c.amount
	case More:
		return n > c.amount
	case Less:
		return n < c.amount
	case Unequal:
		return n != c.amount
	case Equal:
	}
	return n == c.amount
}

// like reports whether text is the pattern, whatever the case of its letters; a "*" in the pattern stands for anything.
func like(text, pattern string) bool {
	text, parts := strings.ToLower(text), strings.Split(strings.ToLower(pattern), "*")
	start, end := parts[0], parts[len(parts)-1]
	if len(parts) == 1 {
		return text == start
	}
	if len(text) < len(start)+len(end) || !strings.HasPrefix(text, start) || !strings.HasSuffix(text, end) {
		return false
	}
	text = text[len(start) : len(text)-len(end)]
	for _, part := range parts[1 : len(parts)-1] {
		_, after, found := strings.Cut(text, part)
		if !found {
			return false
		}
		text = after
	}
	return true
}

// Complete lists what the last word of text can become: whole conditions up to their value, the shortest first.
func Complete(text string) []string {
	last := text[strings.LastIndexAny(text, " \t")+1:]
	bare, not := strings.CutPrefix(last, "!")
	if strings.ContainsAny(bare, "<>=!") || last == "" && text != "" {
		return nil
	}
	var out []string
	for i := range facts {
		f := &facts[i]
		if !strings.HasPrefix(f.name, strings.ToLower(bare)) || not && f.kind != flag && !f.alone {
			continue
		}
		word := f.name
		if f.kind != flag && !f.alone {
			word += string(f.usual)
		}
		if not {
			word = "!" + word
		}
		out = append(out, word)
	}
	return out
}
