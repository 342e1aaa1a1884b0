package report_test

import (
	"bytes"
	"errors"
	"io/fs"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/state/orderfile"
	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/text"
	"github.com/metalwright/metalwright/ui/theme"
)

var discard = slog.New(slog.DiscardHandler)

func english(t *testing.T) *text.Text {
	t.Helper()
	tx, err := text.New("en")
	if err != nil {
		t.Fatal(err)
	}
	return tx
}

func environment(t *testing.T) *step.Env {
	t.Helper()
	return &step.Env{Text: english(t), Theme: theme.New(true, false), Now: time.Now}
}

// code is the exit code of err; 0 of nil, and -1 where it has none.
func code(err error) int {
	if err == nil {
		return 0
	}
	if e, ok := errors.AsType[*report.ExitError](err); ok {
		return e.Code
	}
	return -1
}

// TestLocalize puts errors into the words of the catalogue, with their causes and their exit codes.
func TestLocalize(t *testing.T) {
	t.Parallel()
	cause := errors.New("a cause")
	for _, c := range []struct {
		name string
		err  error
		want string
		code int
	}{
		{"nothing", nil, "", 0},
		{"an error of someone else", cause, "a cause", -1},
		{"a message with a cause", report.NewError("cli.at", "Place", "--lang", "Why", cause), "--lang: a cause", -1},
		{
			"wrong usage", report.UsageError("cli.at", "Place", "--lang", "Why", text.ErrLanguage), "--lang: ",
			report.ExitUsage,
		},
		{"an error with a code of its own", orderfile.ErrPlanExpired, "", report.ExitStale},
		{
			"a code that is set is kept", report.Exit(report.ExitAuth, orderfile.ErrPlanExpired), "",
			report.ExitAuth,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := report.Localize(english(t), c.err)
			if !errors.Is(got, c.err) || code(got) != c.code || got != nil && !strings.Contains(got.Error(), c.want) {
				t.Errorf("Localize(%v) = %v, code %d, want %q, %d", c.err, got, code(got), c.want, c.code)
			}
			if again := report.Localize(english(t), got); got != nil && again.Error() != got.Error() {
				t.Errorf("Localize(Localize(%v)) = %v, want %v", c.err, again, got)
			}
		})
	}
}

// TestVerbatim makes the name of a file fit for a line, and changes nothing else.
func TestVerbatim(t *testing.T) {
	t.Parallel()
	got := report.Verbatim(&fs.PathError{Op: "open", Path: "a\x1b[2Jb", Err: errors.New("no\nsuch file")})
	if strings.Contains(got, "\x1b") || !strings.HasSuffix(got, "no\nsuch file") {
		t.Errorf("Verbatim() = %q, want the name without escapes and both lines", got)
	}
}

// TestStream lets lines and tabs through, and nothing that a terminal acts on; styles only where they are wanted.
func TestStream(t *testing.T) {
	t.Parallel()
	ascii := false
	var plain, styled bytes.Buffer
	s := report.NewStream(&plain, func() bool { return ascii })
	for _, part := range []string{"a\tb\x1b[2J\n\x1b[1m", "\xc3", "\xa9\n"} { // é in two writes
		if _, err := s.Write([]byte(part)); err != nil {
			t.Fatal(err)
		}
	}
	ascii = true
	if _, err := s.Write([]byte("é\xc3")); err != nil {
		t.Fatal(err)
	}
	s.Flush()
	got := plain.String()
	if strings.Contains(got, "\x1b") || !strings.HasPrefix(got, "a\tb") || !strings.Contains(got, "é\n") {
		t.Errorf("the stream wrote %q, want lines and tabs, a whole é, and no escape", got)
	}
	if after := got[strings.LastIndex(got, "\n"):]; strings.ContainsFunc(after, func(r rune) bool { return r > '~' }) {
		t.Errorf("the stream wrote %q, want ASCII once it is asked for", after)
	}
	if report.Terminal(s) != &plain {
		t.Error("Terminal() is not what is behind the stream")
	}
	own := report.NewStream(&styled, func() bool { return false }).WithStyles()
	if _, err := own.Write([]byte("\x1b[1mbold\x1b[0m\x1b[2J")); err != nil {
		t.Fatal(err)
	}
	if got := styled.String(); !strings.HasPrefix(got, "\x1b[1mbold\x1b[0m") || strings.Contains(got, "\x1b[2J") {
		t.Errorf("the styled stream wrote %q, want the styles alone", got)
	}
}

// TestFormat prints one document in each form.
func TestFormat(t *testing.T) {
	t.Parallel()
	doc := struct {
		Name string `json:"name"`
	}{"<a>\x1b"}
	for output, want := range map[string]string{
		"json":   "{\n  \"name\": \"<a>\\u001b\"\n}\n",
		"ndjson": "{\"name\":\"<a>\\u001b\"}\n",
		"yaml":   "name: \"<a>\\x1b\"\n",
	} {
		var b bytes.Buffer
		f := report.Format{Output: output}
		if err := f.Print(&b, doc); err != nil || b.String() != want || !f.Structured() {
			t.Errorf("%s: Print() wrote %q, %v, want %q", output, b.String(), err, want)
		}
	}
	if (report.Format{Output: "table"}).Structured() {
		t.Error("a table is no document")
	}
}

// view is an order of two machines, with its requests in the states.
func view(word order.Status, open bool, states ...order.State) order.View {
	v := order.View{ID: "o-web", Status: word, Open: open, Wanted: 2}
	for n, s := range states {
		v.Batches = append(v.Batches, order.BatchView{N: n + 1, State: s, Wanted: 2})
	}
	return v
}

// TestOutcome gives each state that an order ends in its exit code.
func TestOutcome(t *testing.T) {
	t.Parallel()
	env := environment(t)
	waiting := view(order.Waiting, true)
	waiting.Approval = &order.Approval{State: order.AskedPending}
	wrong := view(order.Done, false, order.BatchAccepted)
	wrong.Instances = []order.InstanceView{{
		Instance:   provider.Instance{Name: "web-1", Status: provider.StatusRunning},
		Mismatches: []provider.Mismatch{{Field: provider.FieldImage, Ordered: "img-a", Delivered: "img-b"}},
	}}
	if err := report.Outcome(env, wrong); err == nil || !strings.Contains(err.Error(),
		"web-1: Image: ordered img-a, delivered img-b") {
		t.Errorf("Outcome() of a machine that is not what was ordered = %v, want what differs", err)
	}
	called := wrong
	called.Instances = slices.Clone(wrong.Instances)
	called.Instances[0].Image, called.Instances[0].ImageName = "img-b", "Ubuntu20.04"
	called.Instances[0].OrderedImage = "Ubuntu26.04"
	if err := report.Outcome(env, called); err == nil || !strings.Contains(err.Error(),
		"ordered Ubuntu26.04, delivered Ubuntu20.04") {
		t.Errorf("Outcome() of another image = %v, want the names of both", err)
	}
	for _, c := range []struct {
		name  string
		v     order.View
		ended bool
		want  int
	}{
		{"all machines run", view(order.Done, false, order.BatchAccepted), true, 0},
		{"all run, and one is not what was ordered", wrong, true, report.ExitPartly},
		{"refused", view(order.Rejected, false, order.BatchRejected), true, report.ExitRefused},
		{"nobody knows", view(order.Ambiguous, true, order.BatchUnresolved), true, report.ExitUnknown},
		{"in part", view(order.Partial, false, order.BatchAccepted, order.BatchRejected), true, report.ExitPartly},
		{"waits for approval", waiting, true, report.ExitUnapproved},
		{
			"one request is undecided and one on its way",
			view(order.Ambiguous, true, order.BatchUnresolved, order.BatchSent), false, report.ExitUnknown,
		},
	} {
		err := report.Outcome(env, c.v)
		if got := code(err); got != c.want || report.Ended(c.v) != c.ended {
			t.Errorf("%s: Outcome() = %v, code %d, ended %v, want %d, %v", c.name, err, got, report.Ended(c.v), c.want,
				c.ended)
		}
	}
}

// TestTimedOut says that machines still come up as long as they do, whatever went wrong with others: that has the code
// of the order's end.
func TestTimedOut(t *testing.T) {
	t.Parallel()
	env := environment(t)
	some := view(order.Provisioning, true, order.BatchAccepted)
	some.Instances = []order.InstanceView{
		{Instance: provider.Instance{Status: provider.StatusFailed}},
		{Instance: provider.Instance{Status: provider.StatusPending}},
	}
	ended := view(order.Failed, true, order.BatchAccepted)
	ended.Instances = some.Instances[:1]
	for _, c := range []struct {
		name string
		v    order.View
		want int
		says bool
	}{
		{"one failed, one comes up", some, report.ExitWaited, true},
		{"one failed, and none comes up", ended, report.ExitPartly, false},
	} {
		err := report.TimedOut(env, "o-web", c.v)
		if code(err) != c.want || strings.Contains(err.Error(), "Keep watching") != c.says {
			t.Errorf("%s: TimedOut() = %v, code %d, want %d", c.name, err, code(err), c.want)
		}
	}
}

// TestFollowFailed never says that nothing was bought of an order that may have been.
func TestFollowFailed(t *testing.T) {
	t.Parallel()
	env, full := environment(t), errors.New("the disk is full")
	some := view(order.Provisioning, true, order.BatchAccepted)
	some.Bought = 2
	for _, c := range []struct {
		name string
		v    order.View
		want int
	}{
		{"it was never read", order.View{}, report.ExitUnknown},
		{"a request is on its way", view(order.Sending, true, order.BatchSent), report.ExitUnknown},
		{"machines were bought", some, report.ExitPartly},
		{"it was refused", view(order.Rejected, false, order.BatchRejected), -1},
	} {
		err := report.FollowFailed(env, c.v, full)
		if !errors.Is(err, full) || code(err) != c.want {
			t.Errorf("%s: FollowFailed() = %v, code %d, want %d", c.name, err, code(err), c.want)
		}
	}
}

// TestProgress writes each change once, as lines and as events.
func TestProgress(t *testing.T) {
	t.Parallel()
	now := func() time.Time { return time.Unix(0, 0) }
	for _, c := range []struct{ output, want, result string }{
		{"table", "o-web SENDING\no-web web-1 PENDING (CREATING)\no-web PROVISIONING\n", ""},
		{"ndjson", "", `"seq":3`},
	} {
		var out, stderr bytes.Buffer
		p := report.NewProgress(report.ProgressOptions{
			Printer: report.Printer{Env: environment(t), Sending: func() []order.ID { return nil }},
			Out:     &out, Err: &stderr, Log: discard, Now: now, Format: report.Format{Output: c.output},
			Bought: func(order.ID) bool { return true },
		})
		first, then := view(order.Sending, true), view(order.Provisioning, true, order.BatchAccepted)
		then.Instances = []order.InstanceView{{Instance: provider.Instance{
			ID: "1", Name: "web-1", Status: provider.StatusPending, VendorStatus: "CREATING",
		}}}
		for _, v := range []order.View{first, first, then, then} {
			if err := p.Update(v); err != nil {
				t.Fatal(err)
			}
		}
		if stderr.String() != c.want || strings.Count(out.String(), "\n") != strings.Count(c.result, "seq")*3 ||
			!strings.Contains(out.String(), c.result) {
			t.Errorf("%s: wrote %q and %q, want %q and three events", c.output, stderr.String(), out.String(), c.want)
		}
	}
}

// TestExitCodes has a line for each exit code.
func TestExitCodes(t *testing.T) {
	t.Parallel()
	for _, want := range []string{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "129", "255"} {
		if !slices.ContainsFunc(report.ExitCodes(), func(c report.ExitCode) bool { return strings.HasPrefix(c.Code, want) }) {
			t.Errorf("the table has no line for %s", want)
		}
	}
}
