// Package calendar writes events as calendars read them: iCalendar, RFC 5545. It is pure.
package calendar

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/metalwright/metalwright/provider"
)

// Event is something that happens at a time.
type Event struct {
	UID     string // the same whenever the event is written again
	At      time.Time
	Summary string
	Text    string        // more about it; "" for nothing
	Notice  time.Duration // how long before it calendars remind of it; 0: they do not
}

// lineOctets is how long a line may be before it is folded, without its end (RFC 5545, 3.1).
const lineOctets = 75

// Write returns a calendar of the events, stamped with the time at which it is made.
func Write(events []Event, made time.Time) string {
	w := &writer{}
	w.line("BEGIN:VCALENDAR")
	w.line("VERSION:2.0")
	w.line("PRODID:-//metalwright//EN")
	for _, e := range events {
		w.line("BEGIN:VEVENT")
		w.line("UID:" + escape(e.UID))
		w.line("DTSTAMP:" + utc(made))
		w.line("DTSTART:" + utc(e.At))
		w.line("SUMMARY:" + escape(e.Summary))
		if e.Text != "" {
			w.line("DESCRIPTION:" + escape(e.Text))
		}
		if e.Notice > 0 {
			w.line("BEGIN:VALARM")
			w.line("ACTION:DISPLAY")
			w.line("DESCRIPTION:" + escape(e.Summary))
			w.line("TRIGGER:-P" + strconv.Itoa(int(e.Notice/(24*time.Hour))) + "D")
			w.line("END:VALARM")
		}
		w.line("END:VEVENT")
	}
	w.line("END:VCALENDAR")
	return w.String()
}

type writer struct{ strings.Builder }

// line writes a line, folded between characters.
func (w *writer) line(text string) {
	used := 0
	for _, r := range text {
		if used+utf8.RuneLen(r) > lineOctets {
			w.WriteString("\r\n ")
			used = 1
		}
		w.WriteRune(r)
		used += utf8.RuneLen(r)
	}
	w.WriteString("\r\n")
}

// escape is text as a value (RFC 5545, 3.3.11), clean: names are the vendor's, and calendars are read in terminals.
func escape(text string) string {
	return strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\n", `\n`).Replace(provider.CleanLines(text))
}

func utc(at time.Time) string { return at.UTC().Format("20060102T150405Z") }
