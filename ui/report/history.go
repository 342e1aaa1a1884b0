package report

import (
	"cmp"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/step"
)

// HistoryJSON is what happened to an order as scripts see it, the oldest first.
type HistoryJSON struct {
	Schema    string          `json:"schema"`
	Simulated bool            `json:"simulated"`
	Order     order.ID        `json:"order"`
	Events    []happeningJSON `json:"events"`
}

// happeningJSON is one entry: of a request, or of a machine.
type happeningJSON struct {
	Time         time.Time            `json:"time"`
	Request      int                  `json:"request"`
	Kind         string               `json:"kind"` // the state of the request, or what was noted; "status" for a machine
	Detail       *string              `json:"detail"`
	Instance     *provider.InstanceID `json:"instance"`
	Name         *string              `json:"name"`
	Status       *provider.Status     `json:"status"`
	VendorStatus *string              `json:"vendor_status"`
	By           *string              `json:"by"` // who decided that; null where nobody did, or it is not known
}

// History is what happened to an order as scripts see it.
func (p Printer) History(id order.ID, h order.History) HistoryJSON {
	out := HistoryJSON{Schema, p.Simulated, id, []happeningJSON{}}
	for _, x := range h.Happenings {
		j := happeningJSON{Time: x.At.UTC(), Request: x.Batch, Kind: x.Kind, By: OrNil(x.By())}
		if x.Kind == order.KindStatus || x.Kind == order.KindReady {
			j.Instance, j.Name, j.Status, j.VendorStatus = &x.Machine, OrNil(x.Name), &x.Status, OrNil(x.Detail)
		} else {
			j.Detail = OrNil(x.Detail)
		}
		out.Events = append(out.Events, j)
	}
	return out
}

// WriteHistory writes what happened to an order, a line an entry.
func (p Printer) WriteHistory(w io.Writer, h order.History) error {
	c := Columns{Text: p.Env.Text}
	c.Head("history.columns")
	for _, x := range shortened(h.Happenings) {
		at := x.At.UTC().Format(time.DateTime)
		if x.Kind == order.KindReady {
			c.Row(at, strconv.Itoa(x.Batch), cmp.Or(x.Name, string(x.Machine)), p.Env.T("ready.word"), p.Env.T("ready.since"))
			continue
		}
		if x.Kind != order.KindStatus {
			request := "-"
			if x.Batch > 0 {
				request = strconv.Itoa(x.Batch)
			}
			c.Row(at, request, "-", happenings{p.Env}.word(x), happenings{p.Env}.why(x))
			continue
		}
		detail := ""
		if x.Detail != "" && x.Detail != string(x.Status) {
			detail = p.Env.T("history.vendor", "Vendor", x.Detail)
		}
		name := x.Name
		if name == "" {
			name = string(x.Machine)
		}
		c.Row(at, strconv.Itoa(x.Batch), name, p.Env.OrderWords().Status(x.Status), detail)
	}
	return c.Write(w)
}

// shortened is all without look-ups that found what the one before had found: the last one of a row stays, too.
func shortened(all []order.Happening) (out []order.Happening) {
	same := func(a, b order.Happening) bool {
		return a.Kind == "looked" && b.Kind == a.Kind && a.Batch == b.Batch && a.Detail == b.Detail
	}
	for n, x := range all {
		if n > 0 && n < len(all)-1 && same(all[n-1], x) && same(x, all[n+1]) {
			continue
		}
		out = append(out, x)
	}
	return out
}

// happenings words what happened to requests.
type happenings struct{ env *step.Env }

// word says what happened to a request.
func (p happenings) word(x order.Happening) string {
	if id := "happened." + x.Kind; p.env.Has(id) {
		return p.env.T(id)
	}
	return x.Kind
}

// why words why it did; the vendor's words are as they are.
func (p happenings) why(x order.Happening) string {
	words := strings.Fields(x.Detail)
	switch reason := x.Reason(); {
	case reason != "" && x.By() != "":
		return p.env.T("happened_why."+reason+"_by", "Name", x.By())
	case reason != "":
		return p.env.T("happened_why." + reason)
	case x.Who != "":
		return p.env.Join().Clauses(p.env.T("happened_why.by", "Name", x.Who), x.Detail)
	case x.Kind == "looked":
		n, _ := strconv.Atoi(x.Detail) // nothing else is written
		return p.env.T("happened_why.looked", "Count", n)
	case x.Kind == string(order.BatchAmbiguous) && strings.Contains(x.Detail, `: Post "`):
		return p.env.T("kind.no_answer")
	case x.Kind == string(order.BatchIntent) && len(words) == 1:
		return p.env.T("happened_why.token", "Token", words[0])
	case (x.Kind == string(order.BatchSent) || x.Kind == "sender_lost") && len(words) == 3:
		return p.env.T("happened_why.program", "Host", words[0], "PID", words[1])
	default:
		return x.Detail
	}
}
