// Package lenient decodes JSON whose types are not as documented, as the vendors send it: numbers as strings, null for
// what is absent, and null for lists. A value of the wrong type counts as absent; only text that is not JSON is an
// error.
package lenient

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Unmarshal is json.Unmarshal that leaves a field of a wrong type zero.
func Unmarshal(data []byte, into any) error {
	err := json.Unmarshal(data, into)
	if _, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return nil
	}
	return err
}

// IsObject reports whether the JSON text is an object.
func IsObject(data []byte) bool { return bytes.HasPrefix(bytes.TrimSpace(data), []byte("{")) }

// Text is a string, or a number or a boolean as it was written; null is "".
type Text string

// UnmarshalJSON never fails.
func (t *Text) UnmarshalJSON(data []byte) error {
	var s string
	switch {
	case json.Unmarshal(data, &s) == nil:
		*t = Text(s)
	case !bytes.ContainsAny(data, "{["):
		*t = Text(data)
	}
	return nil
}

// layouts are the forms of times: with a zone, and without one, which is UTC then (Tencent Cloud API reference,
// edgezone data types, read 2026-11).
var layouts = [...]string{time.RFC3339, "2006-01-02T15:04:05", time.DateTime}

// Time reads a timestamp of the vendor's; what is none is the zero time.
func (t Text) Time() time.Time {
	for _, layout := range layouts {
		if at, err := time.Parse(layout, string(t)); err == nil {
			return at.UTC()
		}
	}
	return time.Time{}
}

// Num is a number, or a string that holds one. Its zero value is absent.
type Num struct {
	Value float64
	Known bool
}

// UnmarshalJSON never fails.
func (n *Num) UnmarshalJSON(data []byte) error {
	*n = Num{}
	v, err := strconv.ParseFloat(strings.TrimSpace(strings.Trim(string(data), `"`)), 64)
	if err == nil && !math.IsNaN(v) && math.Abs(v) < 1e15 {
		*n = Num{v, true}
	}
	return nil
}

// Int is the number without its fraction, 0 when absent.
func (n Num) Int() int { return int(n.Value) }

// Ptr is the number without its fraction, nil when absent.
func (n Num) Ptr() *int {
	if !n.Known {
		return nil
	}
	return new(n.Int())
}

// Natural is the number without its fraction, nil when absent or negative: some fields say -1 for what cannot be
// counted.
func (n Num) Natural() *int {
	if n.Value < 0 {
		return nil
	}
	return n.Ptr()
}

// Flag is a boolean, or a string or number that holds one; anything else is false.
type Flag bool

// UnmarshalJSON never fails.
func (f *Flag) UnmarshalJSON(data []byte) error {
	b, err := strconv.ParseBool(strings.ToLower(strings.Trim(string(data), `"`)))
	*f = Flag(b && err == nil)
	return nil
}

// List is an array without its nulls, or a single value as an array of one; null is empty. An element of a wrong type
// is zero.
type List[T any] []T

// UnmarshalJSON never fails.
func (l *List[T]) UnmarshalJSON(data []byte) error {
	*l = nil
	var raw []json.RawMessage
	if json.Unmarshal(data, &raw) != nil {
		raw = []json.RawMessage{data}
	}
	for _, element := range raw {
		var v T
		if string(element) == "null" || Unmarshal(element, &v) != nil {
			continue
		}
		*l = append(*l, v)
	}
	return nil
}

// Distinct are the elements as plain strings, each once, the empty ones left out.
func Distinct[T ~string](l List[Text]) []T {
	var out []T
	for _, s := range Strings[T](l) {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// Strings are the elements as plain strings, the empty ones left out.
func Strings[T ~string](l List[Text]) []T {
	var out []T
	for _, t := range l {
		if t != "" {
			out = append(out, T(t))
		}
	}
	return out
}
