package orderfile_test

import (
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/state/orderfile"
)

// TestWhen reads times and spans, and refuses everything else.
func TestWhen(t *testing.T) {
	t.Parallel()
	from := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	for text, want := range map[string]time.Time{
		"2026-12-24T18:00:00Z":      time.Date(2026, 12, 24, 18, 0, 0, 0, time.UTC),
		"2026-12-24T18:00:00+08:00": time.Date(2026, 12, 24, 10, 0, 0, 0, time.UTC),
		"2026-12-24":                time.Date(2026, 12, 24, 0, 0, 0, 0, time.UTC),
		"2026-12-24 18:00":          time.Date(2026, 12, 24, 18, 0, 0, 0, time.UTC),
		"2026-12-24 18:00 UTC":      time.Date(2026, 12, 24, 18, 0, 0, 0, time.UTC),
		"90m":                       from.Add(90 * time.Minute), "36h": from.Add(36 * time.Hour),
		"30d": from.Add(30 * 24 * time.Hour), "4w": from.Add(28 * 24 * time.Hour),
	} {
		w, err := orderfile.ParseWhen(text)
		if err != nil || !w.From(from).Equal(want) || w.String() != text {
			t.Errorf("ParseWhen(%q) = %v, %v, want %v", text, w.From(from), err, want)
		}
	}
	for _, text := range []string{
		"", "d", "0d", "-1d", "1", "1y", "1.5h", "1000000w", "tomorrow", "2026-12-32", "2026-12-24 18:00 CET",
		"2026-12-24T18:00:00",
		" 1d", "1d ", "+1d",
	} {
		if w, err := orderfile.ParseWhen(text); err == nil {
			t.Errorf("ParseWhen(%q) = %v, want an error", text, w)
		}
	}
	if never := (orderfile.When{}); !never.IsZero() || !never.From(from).IsZero() {
		t.Error("the zero value is a time")
	}
}

// FuzzWhen wants what is read to be in the future of where it counts from, or the time that is written there.
func FuzzWhen(f *testing.F) {
	for _, text := range []string{"30d", "999999w", "2026-12-24T18:00:00Z", "0h", "９d"} {
		f.Add(text)
	}
	from := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, text string) {
		w, err := orderfile.ParseWhen(text)
		if err != nil {
			return
		}
		if w.String() != text || w.IsZero() || w.From(from).IsZero() || w.Span != 0 && !w.From(from).After(from) {
			t.Errorf("ParseWhen(%q) = %v", text, w.From(from))
		}
	})
}

// TestReleaseAtRoundTrip keeps when an order is released in both forms of the file, and refuses what is no time.
func TestReleaseAtRoundTrip(t *testing.T) {
	t.Parallel()
	const text = "metalwright: v1\nproduct: zenlayer-bmc\nzone: SEL-A\nrelease_at: "
	for _, when := range []string{"30d", "'2026-12-24T18:00:00Z'"} {
		f, err := orderfile.Decode([]byte(text+when+"\n"), "order.yaml", all.Products())
		if err != nil || f.ReleaseAt.IsZero() {
			t.Fatalf("Decode(%s) = %+v, %v", when, f, err)
		}
		yaml, err := f.YAML()
		if err != nil {
			t.Fatal(err)
		}
		json, err := f.JSON()
		if err != nil {
			t.Fatal(err)
		}
		for _, again := range [][]byte{yaml, json} {
			g, err := orderfile.Decode(again, "order", all.Products())
			if err != nil || g.ReleaseAt.String() != f.ReleaseAt.String() {
				t.Errorf("%s is read as %+v, %v", again, g, err)
			}
		}
	}
	for _, when := range []string{"soon", "0d", "''"} {
		if _, err := orderfile.Decode([]byte(text+when+"\n"), "order.yaml", all.Products()); err == nil {
			t.Errorf("release_at: %s is read", when)
		}
	}
}
