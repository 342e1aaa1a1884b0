package calendar_test

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/metalwright/metalwright/state/calendar"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

func TestWrite(t *testing.T) {
	t.Parallel()
	text := calendar.Write([]calendar.Event{{
		UID: "1001@metalwright", At: noon, Summary: "web-001, renewed; 1\\2", Text: "line 1\nline 2\x1b\u202e",
		Notice: 14 * 24 * time.Hour,
	}}, noon.Add(-time.Hour))
	want := strings.Join([]string{
		"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//metalwright//EN", "BEGIN:VEVENT", "UID:1001@metalwright",
		"DTSTAMP:20261120T110000Z", "DTSTART:20261120T120000Z", `SUMMARY:web-001\, renewed\; 1\\2`,
		`DESCRIPTION:line 1\nline 2\\u001b\\u202e`, "BEGIN:VALARM", "ACTION:DISPLAY", `DESCRIPTION:web-001\, renewed\; 1\\2`,
		"TRIGGER:-P14D", "END:VALARM", "END:VEVENT", "END:VCALENDAR", "",
	}, "\r\n")
	if text != want {
		t.Errorf("Write() = %q, want %q", text, want)
	}
}

// FuzzWrite wants lines of 75 octets at most, whole characters in each, and no line that the summary has made.
func FuzzWrite(f *testing.F) {
	f.Add("web")
	f.Add(strings.Repeat("名前", 60))
	f.Add("x\r\nEND:VCALENDAR")
	f.Fuzz(func(t *testing.T, summary string) {
		text := calendar.Write([]calendar.Event{{UID: "u", At: noon, Summary: summary}}, noon)
		lines := strings.Split(strings.TrimSuffix(text, "\r\n"), "\r\n")
		folded := 0
		for _, l := range lines {
			if len(l) > 75 || !utf8.ValidString(l) || strings.ContainsAny(l, "\r\n") {
				t.Errorf("a line is %q", l)
			}
			if strings.HasPrefix(l, " ") {
				folded++
			}
		}
		if n := len(lines) - folded; n != 10 {
			t.Errorf("%d lines for %q:\n%s", n, summary, text)
		}
	})
}
