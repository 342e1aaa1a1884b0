package report

import (
	"cmp"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/widget"
)

// event is a change of an order, one JSON line each.
type event struct {
	Schema    string               `json:"schema"`
	Simulated bool                 `json:"simulated"`
	Seq       int                  `json:"seq"`
	Time      time.Time            `json:"time"`
	Order     order.ID             `json:"order"`
	Instance  *provider.InstanceID `json:"instance"`
	Type      string               `json:"type"` // sending, accepted, ambiguous, state, failed, done
	State     string               `json:"state"`
	Vendor    *string              `json:"vendor_status"`
	Error     *errorJSON           `json:"error"` // what the vendor said against the order's last request
}

// Progress says each change of an order once: as events on the output stream, or on the error stream, as lines or as a
// block that is drawn again.
type Progress struct {
	ProgressOptions
	said  map[string]string
	seq   int
	drawn string
	lost  error // what was written to is not read any more, and nothing more is written
}

// ProgressOptions are where changes are written, and how.
type ProgressOptions struct {
	Printer
	Out, Err io.Writer
	Log      *slog.Logger
	Now      func() time.Time
	Format   Format
	Block    bool                // a block is drawn again; events are written as they come
	Width    int                 // cells of a line of the block; 0: as many as it has
	Bought   func(order.ID) bool // reports whether this run has bought for an order, or tried to
}

// NewProgress has nothing written yet.
func NewProgress(o ProgressOptions) *Progress {
	o.Block = o.Block && !o.Format.Events()
	return &Progress{ProgressOptions: o, said: map[string]string{}}
}

// Update says what has changed since it was called last: the machines first, then the order that they make up. An order
// that this run has bought for is followed to its end although nobody may read about it.
func (t *Progress) Update(v order.View) error {
	if t.lost != nil {
		return nil //nolint:nilerr // [Progress.Finish] says it
	}
	err := t.changes(v)
	if err == nil || !t.Bought(v.ID) {
		return err
	}
	t.lost = err
	return nil
}

// Released is [Progress.Update] while machines of the order are released: lines say what becomes of those, and nothing
// of the order, which came up before.
func (t *Progress) Released(v order.View, ids []provider.InstanceID) error {
	if t.Block || t.Format.Events() {
		return t.Update(v)
	}
	v.Instances = slices.DeleteFunc(slices.Clone(v.Instances),
		func(i order.InstanceView) bool { return !slices.Contains(ids, i.ID) })
	return t.machines(v)
}

// Known has nothing said of how the machines of v are now.
func (t *Progress) Known(v order.View) {
	for _, i := range v.Instances {
		t.said[string(v.ID)+" "+string(i.ID)] = machineLine(t.Env, i)
	}
}

func (t *Progress) changes(v order.View) error {
	if t.Block {
		return t.draw(v)
	}
	if err := t.machines(v); err != nil {
		return err
	}
	return t.whole(v)
}

// machines says what has changed of each machine.
func (t *Progress) machines(v order.View) error {
	for _, i := range v.Instances {
		if i.Name == "" && !i.Status.Terminal() && !t.Format.Events() { // the next list of the vendor's has its name
			continue
		}
		e := event{Order: v.ID, Instance: &i.ID, Type: "state", State: string(i.Status), Vendor: OrNil(i.VendorStatus)}
		if i.Ready() {
			e.State = ready
		}
		if i.Status == provider.StatusFailed || i.Status == provider.StatusVanished {
			e.Type = "failed"
		}
		if err := t.change(string(i.ID), machineLine(t.Env, i), e); err != nil {
			return err
		}
	}
	return nil
}

// whole says what has changed of the order.
func (t *Progress) whole(v order.View) error {
	e := event{Order: v.ID, Type: eventType(v.Status), State: string(v.Status)}
	if n := len(v.Batches); n > 0 {
		e.Error = toError(v.Batches[n-1].Err)
	}
	line := t.Env.OrderWords().Word(v.Status)
	if words := t.why(v); len(words) > 0 {
		line = t.Env.Join().Labelled(line, t.Env.Join().Sentences(words...))
	}
	return t.change("", line, e)
}

// why says what an order whose outcome is unknown means, and what the vendor said against its requests: what it means
// comes first.
func (t *Progress) why(v order.View) []string {
	words := vendorErrors(t.Env, v)
	switch {
	case v.Attention == order.AttentionUndecided:
		words = slices.Insert(words, 0, t.Env.T("attention."+string(v.Attention)))
	case v.Status == order.Ambiguous:
		words = slices.Insert(words, 0, t.Env.T("board.ambiguous"))
	}
	return words
}

// ready is the word for a machine that runs and whose login port answers.
const ready = "READY"

func machineLine(env *step.Env, i order.InstanceView) string {
	line := provider.Clean(cmp.Or(i.Name, string(i.ID))) + " " + env.OrderWords().Machine(i)
	if i.VendorStatus != "" && !strings.EqualFold(i.VendorStatus, string(i.Status)) {
		line = env.Join().Aside(line, provider.Clean(i.VendorStatus))
	}
	return line
}

// draw draws the block again when it has changed.
func (t *Progress) draw(v order.View) error {
	const most = 12 // machines
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s %d/%d\n", provider.Clean(string(v.ID)), t.Env.OrderWords().Word(v.Status),
		v.Count(provider.StatusRunning), v.Wanted)
	words := t.why(v)
	for _, x := range v.Batches { // until when nobody has to decide
		if x.State == order.BatchAmbiguous {
			words = append(words, WaitingFor(t.Env, v, x))
		}
	}
	for _, s := range words {
		lines := []string{s}
		if t.Width > 0 {
			lines = widget.Wrap(s, max(t.Width-len("  "), 1))
		}
		for _, line := range lines {
			b.WriteString("  " + line + "\n")
		}
	}
	for n, i := range v.Instances {
		if n == most {
			b.WriteString("  " + t.Env.T("board.more", "Count", len(v.Instances)-most) + "\n")
			break
		}
		b.WriteString("  " + machineLine(t.Env, i) + "\n")
	}
	text := b.String()
	if t.Width > 0 { // a line that wraps would be two for the terminal
		lines := strings.Split(text, "\n")
		for i, l := range lines {
			lines[i] = ansi.Truncate(l, t.Width, t.Env.Theme.Glyph.Ellipsis)
		}
		text = strings.Join(lines, "\n")
	}
	if text == t.drawn {
		return nil
	}
	if n := strings.Count(t.drawn, "\n"); n > 0 {
		if _, err := fmt.Fprintf(Terminal(t.Err), "\x1b[%dA\x1b[J", n); err != nil {
			return err
		}
	}
	t.drawn = text
	return Println(t.Err, strings.TrimSuffix(text, "\n"))
}

func eventType(w order.Status) string {
	switch w {
	case order.Sending, order.Draft:
		return "sending"
	case order.Ambiguous:
		return "ambiguous"
	case order.Provisioning:
		return "accepted"
	case order.Waiting:
		return "waiting"
	case order.Rejected, order.Failed:
		return "failed"
	default:
		return "done"
	}
}

func (t *Progress) change(key, what string, e event) error {
	at := string(e.Order) + " " + key
	if t.said[at] == what {
		return nil
	}
	t.said[at] = what
	t.Log.Info("change", "order", e.Order, "instance", key, "type", e.Type, "state", e.State)
	if !t.Format.Events() {
		return PrintClean(t.Err, e.Order, what)
	}
	t.seq++
	e.Schema, e.Simulated, e.Seq, e.Time = Schema, t.Simulated, t.seq, t.Now().UTC()
	return t.Format.Print(t.Out, e)
}

// Finish prints the result, which the events have said already.
func (t *Progress) Finish(v order.View) error {
	if t.Format.Events() {
		return t.lost
	}
	return t.Result(t.Out, t.Format, v)
}
