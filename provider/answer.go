package provider

import (
	"cmp"
	"errors"
	"math"
	"slices"
	"strconv"
	"strings"
)

// ValueKind is the type of an answer's value.
type ValueKind uint8

// The kinds of values.
const (
	TextValue      ValueKind = iota // one line of text
	NumberValue                     // a whole number from 1
	DecimalValue                    // a number from 0
	SwitchValue                     // true or false; not answered leaves it to the vendor
	ConsentValue                    // true, or not answered
	LinesValue                      // lines of text
	TagsValue                       // keys and values
	PasswordValue                   // a secret of one line
	ScriptValue                     // a secret of several lines
	StructureValue                  // more than a text can say, such as a RAID
)

// Source is where the values of an answer come from.
type Source uint8

// The sources.
const (
	SourceAnyone  Source = iota // whoever orders: any value may be typed
	sourceWords                 // the product's fixed words, see [Catalog.Options]
	sourceAccount               // what the account has, see [Catalog.Options]: the option carries facts for Check
)

// Answer describes one answer of an order. Files, flags, forms and requests are all driven by the table of these rows.
type Answer struct {
	Field  Field
	Kind   ValueKind
	Doc    string   // what it means in an order file: a sentence without a period
	Source Source   // where its values come from
	Words  []string // all values, where every product has the same; nil: the vendor's, or any
	Unit   string   // what a number counts, as a key below "unit." in the message catalogue; "" for none
	Max    int      // the largest number; 0 where no rule states one
	Brief  bool     // short summaries of an order have it
	// Always is set when every product asks for the answer and no other answer can switch it off.
	Always bool

	get      func(*Spec) string
	set      func(*Spec, string) *Error
	answered func(*Spec) bool
	clear    func(*Spec)
	detach   func(*Spec) // replaces the value by a copy that shares no memory with it; nil: it has none to share
}

// Answers lists all answers in the order of the order file.
func Answers() []Answer { return slices.Clone(table[:]) }

// row is the row of f; nil when there is no such answer.
func row(f Field) *Answer {
	for i := range table {
		if table[i].Field == f {
			return &table[i]
		}
	}
	return nil
}

// LineFor returns the row of f, and false for structures such as RAID, which have no text form.
func LineFor(f Field) (Answer, bool) {
	if a := row(f); a != nil && a.Kind != StructureValue {
		return *a, true
	}
	return Answer{}, false
}

// TextFor is like [LineFor], and also false for secrets: only the rest may be on a command line or in a
// configuration file.
func TextFor(f Field) (Answer, bool) {
	a, ok := LineFor(f)
	if !ok || a.Secret() {
		return Answer{}, false
	}
	return a, true
}

// Secret reports whether the value must never be shown or written down.
func (a Answer) Secret() bool { return a.Kind == PasswordValue || a.Kind == ScriptValue }

// Get returns the answer as a person would type it; "" when it is not answered, and for structures.
func (a Answer) Get(s *Spec) string {
	if a.get == nil {
		return ""
	}
	return a.get(s)
}

// Set changes the answer, or says what is wrong with the text and leaves the answer as it was. "" is always valid and
// takes the answer away.
func (a Answer) Set(s *Spec, text string) *Error {
	if a.set == nil {
		return unreadable(a.Field, "", nil)
	}
	return a.set(s, text)
}

// Answered reports whether s has an answer at f.
func Answered(s Spec, f Field) bool {
	a := row(f)
	return a != nil && a.answered(&s)
}

func (a Answer) unit(u string) Answer { a.Unit = u; return a }
func (a Answer) choice() Answer       { a.Source = sourceWords; return a }
func (a Answer) resource() Answer     { a.Source = sourceAccount; return a }
func (a Answer) brief() Answer        { a.Brief = true; return a }
func (a Answer) always() Answer       { a.Always = true; return a }

func (a Answer) words(all ...string) Answer {
	a.Words = all
	return a.choice()
}

// line makes a row whose value is a text.
func line(f Field, k ValueKind, doc string, get func(*Spec) string, set func(*Spec, string) *Error) Answer {
	return Answer{
		Field: f, Kind: k, Doc: doc, get: get, set: set,
		answered: func(s *Spec) bool { return get(s) != "" },
		clear:    func(s *Spec) { _ = set(s, "") }, // no answer is always valid
	}
}

func text[T ~string](f Field, doc string, at func(*Spec) *T) Answer {
	return line(f, TextValue, doc, func(s *Spec) string { return string(*at(s)) }, func(s *Spec, v string) *Error {
		*at(s) = T(strings.TrimSpace(v))
		return nil
	})
}

func secret(f Field, k ValueKind, doc string, at func(*Spec) *Secret) Answer {
	return line(f, k, doc, func(s *Spec) string { return at(s).Reveal() }, func(s *Spec, v string) *Error {
		*at(s) = NewSecret(v)
		return nil
	})
}

// number is a whole one from 1 to most; 0 is what files hold.
func number(f Field, doc string, most int, at func(*Spec) *int) Answer {
	a := line(f, NumberValue, doc, func(s *Spec) string {
		if *at(s) == 0 {
			return ""
		}
		return strconv.Itoa(*at(s))
	}, func(s *Spec, v string) *Error {
		v = strings.TrimSpace(v)
		if v == "" {
			*at(s) = 0
			return nil
		}
		n, err := strconv.Atoi(v)
		if err != nil && !errors.Is(err, strconv.ErrRange) { // beyond the range n is the nearest number
			return unreadable(f, "100", err)
		}
		if e := bounded(f, n, cmp.Or(most, math.MaxInt32)); e != nil { // 0 would read as not answered
			return e
		}
		*at(s) = n
		return nil
	})
	a.Max = most
	return a
}

func decimal(f Field, doc string, at func(*Spec) **float64) Answer {
	return pointer(line(f, DecimalValue, doc, func(s *Spec) string {
		if *at(s) == nil {
			return ""
		}
		return strconv.FormatFloat(**at(s), 'f', -1, 64)
	}, func(s *Spec, v string) *Error {
		v = strings.TrimSpace(v)
		if v == "" {
			*at(s) = nil
			return nil
		}
		n, err := strconv.ParseFloat(v, 64)
		if err != nil || n != n || n < 0 || n > 1e9 {
			return unreadable(f, "1.5", err)
		}
		*at(s) = &n
		return nil
	}), at)
}

func toggle(f Field, doc string, at func(*Spec) **bool) Answer {
	return pointer(line(f, SwitchValue, doc, func(s *Spec) string {
		if *at(s) == nil {
			return ""
		}
		return strconv.FormatBool(**at(s))
	}, func(s *Spec, v string) *Error {
		if v == "" {
			*at(s) = nil
			return nil
		}
		b, err := strconv.ParseBool(v)
		if err != nil {
			return unreadable(f, "true, false", err)
		}
		*at(s) = &b
		return nil
	}), at)
}

// consent is a truth value of which "false" means not answered.
func consent(f Field, doc string, at func(*Spec) *bool) Answer {
	return line(f, ConsentValue, doc, func(s *Spec) string {
		if !*at(s) {
			return ""
		}
		return strconv.FormatBool(true)
	}, func(s *Spec, v string) *Error {
		v = strings.TrimSpace(v)
		if v == "" {
			*at(s) = false
			return nil
		}
		b, err := strconv.ParseBool(v)
		if err != nil {
			return unreadable(f, "true, false", err)
		}
		*at(s) = b
		return nil
	})
}

func lines(f Field, doc string, at func(*Spec) *[]string) Answer {
	a := line(f, LinesValue, doc, func(s *Spec) string { return strings.Join(*at(s), "\n") },
		func(s *Spec, v string) *Error {
			var out []string
			for l := range strings.Lines(v) {
				if l = strings.TrimSpace(l); l != "" {
					out = append(out, l)
				}
			}
			*at(s) = out
			return nil
		})
	a.detach = func(s *Spec) { *at(s) = slices.Clone(*at(s)) }
	return a
}

// tags are typed as "env=prod, team=edge".
func tags(f Field, doc string, at func(*Spec) *[]Tag) Answer {
	a := line(f, TagsValue, doc, func(s *Spec) string {
		parts := make([]string, len(*at(s)))
		for i, t := range *at(s) {
			parts[i] = t.Key + "=" + t.Value
		}
		return strings.Join(parts, ", ")
	}, func(s *Spec, v string) *Error {
		var out []Tag
		for part := range strings.SplitSeq(v, ",") {
			if part = strings.TrimSpace(part); part == "" {
				continue
			}
			k, val, ok := strings.Cut(part, "=")
			if k = strings.TrimSpace(k); !ok || k == "" {
				return unreadable(f, "env=prod, team=edge", nil)
			}
			out = append(out, Tag{Key: k, Value: strings.TrimSpace(val)})
		}
		*at(s) = out
		return nil
	})
	a.detach = func(s *Spec) { *at(s) = slices.Clone(*at(s)) }
	return a
}

// structure makes a row for a value without a text form.
func structure[T any](f Field, doc string, at func(*Spec) *T, answered func(T) bool, clone func(T) T) Answer {
	return Answer{
		Field: f, Kind: StructureValue, Doc: doc,
		answered: func(s *Spec) bool { return answered(*at(s)) },
		clear:    func(s *Spec) { *at(s) = *new(T) },
		detach:   func(s *Spec) { *at(s) = clone(*at(s)) },
	}
}

// pointer is a with a copy of what the pointer at refers to.
func pointer[T any](a Answer, at func(*Spec) **T) Answer {
	a.detach = func(s *Spec) { *at(s) = clonePtr(*at(s)) }
	return a
}

func filled[T any](list []T) bool { return len(list) > 0 }

func clonePtr[T any](p *T) *T {
	if p == nil {
		return nil
	}
	v := *p
	return &v
}

func unreadable(f Field, example string, err error) *Error {
	e := Violation(f, RuleFormat)
	e.Allowed, e.Err = example, err
	return e
}
