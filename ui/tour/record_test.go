package tour_test

import (
	"bufio"
	"context"
	"io"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/run"
	"github.com/metalwright/metalwright/ui/theme"
	"github.com/metalwright/metalwright/ui/tour"
	"github.com/metalwright/metalwright/ui/uitest"
)

// records records what is typed into a program. made ends it, and is the tour as a file.
func records(t *testing.T, o tour.Options) (tt *uitest.Terminal, made func() string) {
	t.Helper()
	rec := tour.NewRecorder(tour.PlayerOptions{Options: o})
	ctx, end := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- rec.Player().Run(ctx) }()
	tt = uitest.Start(t, rec.Viewer(tour.Looks{Theme: theme.New(true, false), Text: english(t)}), usual().W, usual().H,
		uitest.Options{})
	tt.WaitFor("$")
	tt.Type("metalwright")
	tt.Press("enter")
	return tt, func() string {
		tt.Press("tab")
		<-tt.Done()
		end()
		if err := <-done; err != nil {
			t.Errorf("Run() = %v", err)
		}
		x, left := rec.Tour()
		data, err := x.YAML()
		if err != nil || !left {
			t.Errorf("YAML() = %v, left out: %v, want that it was", err, left)
		}
		return string(data)
	}
}

// asks is a program that masks what is typed, and thanks for it.
func asks(_ context.Context, p run.Process) int {
	in := bufio.NewReader(p.In)
	_, _ = io.WriteString(p.Out, "Password: ")
	for {
		switch r, _, err := in.ReadRune(); {
		case err != nil:
			return 1
		case r == '\r':
			_, _ = io.WriteString(p.Out, "\nThank you\n")
			return 0
		}
		_, _ = io.WriteString(p.Out, "*")
	}
}

// TestSecret: what the program masks is not written into a tour, typed slowly or at once; everything else is.
func TestSecret(t *testing.T) {
	t.Parallel()
	o := options(t)
	o.Run = asks
	tt, made := records(t, o)
	tt.WaitFor("Password:")
	for _, r := range "Slow-Marker7" {
		tt.Type(string(r))
	}
	tt.WaitFor("************")
	tt.Press("enter")
	tt.WaitFor("Thank you")
	tt.Type("clear")
	tt.Press("enter")
	tt.Type("metalwright x")
	tt.Press("enter")
	tt.WaitFor("Password:")
	tt.Type("Fast-Marker7\r")
	tt.WaitFor("Thank you")
	data := made()
	for _, part := range []string{"Slow", "Fast", "Marker", "low-", "ast-"} {
		if strings.Contains(data, part) {
			t.Errorf("%q is in the tour:\n%s", part, data)
		}
	}
	n := strings.Count(data, "A secret was typed here")
	if n != 2 || !strings.Contains(data, "metalwright x") {
		t.Errorf("%d notes, want 2, and all that is no secret:\n%s", n, data)
	}
}

// reads is a program that reads a secret of two lines, shows nothing of it until its end, and says what it has learned.
func reads(_ context.Context, p run.Process) int {
	in := bufio.NewReader(p.In)
	_, _ = io.WriteString(p.Out, "Script: ")
	var lines []string
	for range 2 {
		line, err := in.ReadString('\r')
		if err != nil {
			return 1
		}
		lines = append(lines, strings.ReplaceAll(strings.TrimSuffix(line, "\r"), "x\x7f", ""))
	}
	p.Hide(provider.NewSecret(strings.Join(lines, "\n")))
	_, _ = io.WriteString(p.Out, "\x1b[H\x1b[2J\n\n"+strings.Join(lines, " ")+"\nThank you\n")
	return 0
}

// TestLearnedSecret: a secret that nothing masks is not written into a tour either: not its lines, not what was
// corrected in it, and not the screen that shows it. Who records the screen learns of it, too.
func TestLearnedSecret(t *testing.T) {
	t.Parallel()
	o := options(t)
	o.Run = reads
	outer := make(chan provider.Secret, 1)
	o.Hide = func(s ...provider.Secret) { outer <- s[0] }
	tt, made := records(t, o)
	tt.WaitFor("Script:")
	tt.Type("planx")
	tt.Press("backspace")
	tt.Type("ted-marker")
	tt.Press("enter")
	tt.Type("then-more")
	tt.Press("enter")
	tt.WaitFor("Thank you", "planted-marker")
	tt.Type("clear")
	tt.Press("enter")
	data := made()
	for _, part := range []string{"plan", "marker", "then", "more"} {
		if strings.Contains(data, part) {
			t.Errorf("%q is in the tour:\n%s", part, data)
		}
	}
	if n := strings.Count(data, "A secret was typed here"); n != 3 || !strings.Contains(data, "type: clear") {
		t.Errorf("%d notes, want 3, and all that is no secret:\n%s", n, data)
	}
	if got := (<-outer).Reveal(); got != "planted-marker\nthen-more" {
		t.Errorf("the screen's recording hides %q", got)
	}
}
