// Package support writes what a vendor's support needs to know about an order, in English, without a secret. It is
// pure.
package support

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
)

// leftOut are the answers that say nothing to a vendor's support, or more than it has to know: an address may hold a
// password, and a code money.
var leftOut = [...]provider.Field{
	provider.FieldIPXE, provider.FieldSSHKeys, provider.FieldDiscountCode, provider.FieldPassword,
	provider.FieldInitScript,
}

// Case is what support is asked about.
type Case struct {
	Product *provider.Product // nil when this program does not know the order's
	View    order.View
	History order.History
	// Machine is the one that the question is about; "" for all that are not as they should be, or all when every one is.
	Machine provider.InstanceID
	Now     time.Time
}

// Text is the case as lines. Times are UTC.
func Text(c Case) string {
	w := &writer{}
	v := c.View
	product := string(v.Product)
	if p := c.Product; p != nil {
		product = p.Vendor + " " + p.Name
	}
	w.line("Product: %s", product)
	w.line("Order: %s, placed %s", v.ID, stamp(v.Created))
	w.line("Now: %s", stamp(c.Now))
	w.line("Zone: %s%s", v.Spec.Zone, optional(", region ", v.Spec.Region))
	machines := c.machines()
	w.head("Problem")
	w.problems(v, machines)
	w.head("Requests")
	for _, b := range v.Batches {
		w.request(b)
	}
	w.head("Machines")
	for _, i := range machines {
		w.machine(i, c.History.Stages[i.ID])
	}
	if len(machines) == 0 {
		w.line("none")
	}
	w.head("Ordered, for each machine")
	w.ordered(c.Product, v.Spec)
	return w.String()
}

// machines are those that the case is about.
func (c Case) machines() []order.InstanceView {
	if c.Machine != "" {
		return slices.DeleteFunc(slices.Clone(c.View.Instances),
			func(i order.InstanceView) bool { return i.ID != c.Machine })
	}
	bad := slices.DeleteFunc(slices.Clone(c.View.Instances), func(i order.InstanceView) bool { return problem(i) == "" })
	if len(bad) > 0 {
		return bad
	}
	return c.View.Instances
}

// problem is what is wrong with a machine; "" when nothing is.
func problem(i order.InstanceView) string {
	switch {
	case i.Mismatch():
		return "is running and is not what was ordered"
	case i.Status == provider.StatusFailed:
		return "failed"
	case i.Status == provider.StatusVanished:
		return "is no longer listed"
	case i.Status == provider.StatusUnknown:
		return "has a status that we do not know"
	case i.Stuck:
		return "has not come up"
	default:
		return ""
	}
}

// writer collects lines.
type writer struct{ strings.Builder }

func (w *writer) line(format string, args ...any) {
	w.WriteString(provider.Clean(fmt.Sprintf(format, args...)) + "\n")
}

func (w *writer) head(title string) { w.WriteString("\n" + title + "\n") }

func (w *writer) problems(v order.View, machines []order.InstanceView) {
	found := false
	for _, b := range v.Batches {
		if b.State != order.BatchAmbiguous && b.State != order.BatchUnresolved {
			continue
		}
		found = true
		w.line("Request %d: we got no certain answer. Did it create any machine? Its token is %s", b.N, b.Token)
	}
	for _, i := range machines {
		if p := problem(i); p != "" {
			found = true
			w.line("%s (%s) %s", i.ID, cmp.Or(i.Name, "no name"), p)
		}
	}
	if !found {
		w.line("(describe it here)")
	}
}

func (w *writer) request(b order.BatchView) {
	sent := "not sent"
	if !b.Sent.IsZero() {
		sent = "sent " + stamp(b.Sent)
	}
	w.line("%d: %s, token %s%s%s", b.N, sent, b.Token, optional(", request id ", b.RequestID),
		optional(", order number ", b.OrderNumber))
	if b.Make == nil {
		w.line("   %d machines wanted, %d known", b.Wanted, b.Found)
	}
	if b.Err != nil {
		w.line("   answer: %s%s%s", cmp.Or(b.Err.Code, b.Err.Kind.String()), optional(": ", b.Err.Message),
			optional(", request id ", b.Err.RequestID))
	}
}

func (w *writer) machine(i order.InstanceView, stages []order.Stage) {
	w.line("%s  %s  type %s  image %s  zone %s", i.ID, cmp.Or(i.Name, "-"), cmp.Or(i.Type, "-"), cmp.Or(i.Image, "-"),
		cmp.Or(i.Zone, "-"))
	if a := slices.Concat(i.Public, i.Private); len(a) > 0 {
		w.line("   addresses: %s", joined(a))
	}
	for _, g := range stages {
		w.line("   %s  %s", stamp(g.At), cmp.Or(g.VendorStatus, string(g.Status)))
	}
	if len(stages) == 0 {
		w.line("   accepted %s, last status %s", stamp(i.Accepted), cmp.Or(i.VendorStatus, string(i.Status)))
	}
	if !i.Seen.IsZero() {
		w.line("   last listed %s", stamp(i.Seen))
	}
	for _, m := range i.Mismatches {
		w.line("   %s: ordered %s, delivered %s", m.Field, cmp.Or(m.Ordered, "none"), cmp.Or(m.Delivered, "none"))
	}
}

// ordered are the answers of the order as its file has them.
func (w *writer) ordered(p *provider.Product, s provider.Spec) {
	if p != nil {
		s = p.Sent(s)
	}
	for _, a := range provider.Answers() {
		if a.Secret() || slices.Contains(leftOut[:], a.Field) {
			continue
		}
		if t, ok := provider.TextFor(a.Field); ok {
			if value := t.Get(&s); value != "" {
				w.line("%s: %s", a.Field, strings.ReplaceAll(value, "\n", ", "))
			}
		}
	}
	if text, err := json.Marshal(s.Storage); err == nil && string(text) != "{}" {
		w.line("storage: %s", text)
	}
}

func joined(all []netip.Addr) string {
	words := make([]string, len(all))
	for n, a := range all {
		words[n] = a.String()
	}
	return strings.Join(words, " ")
}

func optional(before, value string) string {
	if value == "" {
		return ""
	}
	return before + value
}

// stamp is a time in UTC; "-" for none.
func stamp(at time.Time) string {
	if at.IsZero() {
		return "-"
	}
	return at.UTC().Format(time.DateTime) + " UTC"
}
