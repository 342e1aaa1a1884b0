package serve

import (
	"fmt"
	"strings"
	"testing"
)

// TestPresence sends each view the users who look at its order in other sessions, when they change, and the newest
// alone.
func TestPresence(t *testing.T) {
	t.Parallel()
	var p presence
	ann, again, bob := &Session{User: "ann"}, &Session{User: "ann"}, &Session{User: "bob"}
	wants := func(what string, others <-chan []string, want string) {
		t.Helper()
		got := "nothing"
		select {
		case names, open := <-others:
			if got = strings.Join(names, " "); !open {
				got = "the end"
			}
		default:
		}
		if got != want {
			t.Errorf("%s: %q, want %q", what, got, want)
		}
	}
	one, _ := p.watch(ann, "o-1")
	wants("alone", one, "nothing")
	two, leave := p.watch(bob, "o-1")
	wants("who comes", two, "ann")
	wants("who was there", one, "bob")
	elsewhere, _ := p.watch(bob, "o-2")
	wants("another order", elsewhere, "nothing")
	wants("an order is left for another one", one, "nothing")
	_, _ = p.watch(ann, "o-1")
	wants("a second view of one session", one, "nothing")
	_, _ = p.watch(again, "o-1")
	leave()
	leave()
	wants("the newest alone", one, "ann")
	wants("who has left", two, "the end")
	p.gone(again)
	wants("a session has ended", one, "")
	p.gone(ann)
	wants("one's own has", one, "the end")
	p.gone(bob)
	if len(p.at) > 0 {
		t.Errorf("%d orders are looked at by nobody", len(p.at))
	}
}

// BenchmarkPresence is one more of 300 people who look at an order, and their going.
func BenchmarkPresence(b *testing.B) {
	var p presence
	for i := range 300 {
		_, _ = p.watch(&Session{User: fmt.Sprint("user", i)}, "o-1")
	}
	b.ReportAllocs()
	for b.Loop() {
		_, leave := p.watch(&Session{User: "one more"}, "o-1")
		leave()
	}
}
