package orderfile

import (
	"fmt"
	"strconv"
	"time"

	"github.com/metalwright/metalwright/state/internal/strict"
)

// When is a time, or a span from when the order is placed. The zero value is never.
type When struct {
	At   time.Time
	Span time.Duration
	text string // as it was written
}

// whenForms are the ways to write one.
const whenForms = "2026-12-24, 2026-12-24T18:00:00Z, 36h, 30d or 4w"

// whenPattern is the form of both, for the schema.
const whenPattern = `^([1-9][0-9]{0,5}[mhdw]|[0-9]{4}-[0-9]{2}-[0-9]{2}` +
	`(T[0-9:.]+(Z|[+-][0-9]{2}:[0-9]{2})| [0-9]{2}:[0-9]{2}( UTC)?)?)$`

// longest is the longest span: longer than any machine runs.
const longest = 100 * 365 * 24 * time.Hour

// ParseWhen reads a time, RFC 3339 or as the program itself writes it, a day, which begins at midnight UTC, or a number
// of minutes, hours, days or weeks: "36h", "30d".
func ParseWhen(text string) (When, error) {
	for _, layout := range []string{time.RFC3339, time.DateOnly, "2006-01-02 15:04", "2006-01-02 15:04 UTC"} {
		if at, err := time.Parse(layout, text); err == nil && at.Year() > 0 {
			return When{At: at, text: text}, nil
		}
	}
	units := map[byte]time.Duration{'m': time.Minute, 'h': time.Hour, 'd': 24 * time.Hour, 'w': 7 * 24 * time.Hour}
	if len(text) > 1 && len(text) < len("1000000w") {
		unit, known := units[text[len(text)-1]]
		n, err := strconv.Atoi(text[:len(text)-1])
		if known && err == nil && text[0] != '+' && n > 0 && time.Duration(n) <= longest/unit {
			return When{Span: time.Duration(n) * unit, text: text}, nil
		}
	}
	return When{}, fmt.Errorf("%q is not a time or a span: use %s", strict.Shown(text), whenForms)
}

// IsZero reports whether it is never.
func (w When) IsZero() bool { return w.text == "" }

// String is the text that it was read from.
func (w When) String() string { return w.text }

// From is the time when it counts from the given one; zero when it is never.
func (w When) From(t time.Time) time.Time {
	if w.Span > 0 {
		return t.Add(w.Span)
	}
	return w.At
}

func whenFault(text string) (strict.Reason, string) {
	if _, err := ParseWhen(text); err != nil {
		return strict.ReasonFormat, whenForms
	}
	return "", ""
}
