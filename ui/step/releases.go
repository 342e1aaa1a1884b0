package step

import (
	"time"

	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/state/orderfile"
	"github.com/metalwright/metalwright/ui/text"
)

// Releases words when and how machines are released, and what stays after them.
type Releases struct {
	text *text.Text
	now  func() time.Time
}

// Planned says when an order is released by itself, or why it was not; "" when there is nothing to say.
func (w Releases) Planned(v order.View) string {
	l := v.Later
	if l == nil {
		return ""
	}
	at := l.At.UTC().Format("2006-01-02 15:04 UTC")
	switch {
	case l.Held != "" && v.CountThere() > 0 && l.At.After(w.now()):
		return w.text.T("release_later.held_before", "Time", at, "Why", w.text.T("release_held."+string(l.Held)))
	case l.Held != "" && v.CountThere() > 0:
		return w.text.T("release_later.held", "Time", at, "Why", w.text.T("release_held."+string(l.Held)))
	case !v.Open && v.CountThere() == 0: // there is nothing to release
		return ""
	case l.Planned() && l.By != "":
		return w.text.T("release_later.planned_by", "Time", at, "Name", l.By)
	case l.Planned():
		return w.text.T("release_later.planned", "Time", at)
	}
	return ""
}

// At is when an order that is placed now is released by itself; "" when it is not.
func (w Releases) At(when orderfile.When) string {
	if when.IsZero() {
		return ""
	}
	at := when.From(w.now()).UTC().Format("2006-01-02 15:04 UTC")
	if when.Span > 0 {
		return w.text.T("release_later.span", "Span", when.String(), "Time", at)
	}
	return at
}

// How says what the vendor does with n machines of v that are released, and what of the order stays.
func (w Releases) How(v order.View, n int) string {
	id := "release.how." + string(v.Product)
	if c := v.Spec.Billing.Charge; c != "" {
		id = "release.how_" + string(v.Product) + "." + string(c)
	}
	how := w.text.T(id, "Count", n)
	if left := v.Left(); len(left) > 0 {
		how = w.text.Join().Sentences(how, w.text.T("release.stays", "What", w.Left(left)))
	}
	return how
}

// Left names networks and addresses of an order that are not released, at most a few of them.
func (w Releases) Left(left []order.ResourceView) string {
	const most = 4
	parts := make([]string, 0, most)
	for _, r := range left[:min(len(left), most)] {
		parts = append(parts, w.text.T("resource."+string(r.Kind), "ID", r.ID))
	}
	if n := len(left) - most; n > 0 {
		parts = append(parts, w.text.T("naming.more", "Count", n))
	}
	return w.text.Clean(w.text.List(parts))
}
