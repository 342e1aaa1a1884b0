package cli

import (
	"cmp"
	"encoding/json"
	"fmt"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
)

// event is a change of an order, one JSON line each.
type event struct {
	Schema   string               `json:"schema"`
	Seq      int                  `json:"seq"`
	Time     time.Time            `json:"time"`
	Order    order.ID             `json:"order"`
	Instance *provider.InstanceID `json:"instance"`
	Type     string               `json:"type"` // sending, accepted, ambiguous, state, failed, done
	State    string               `json:"state"`
	Vendor   *string              `json:"vendor_status"`
}

// teller says each change of an order once: as events on the output stream, or as lines on the error stream.
type teller struct {
	house  *house
	said   map[string]string
	events bool
	seq    int
}

// tell says what has changed since it was called last: the machines first, then the order that they make up.
func (t *teller) tell(v order.View) error {
	for _, i := range v.Instances {
		e := event{Order: v.ID, Instance: &i.ID, Type: "state", State: string(i.Status), Vendor: optional(i.VendorStatus)}
		if i.Status == provider.StatusFailed || i.Status == provider.StatusVanished {
			e.Type = "failed"
		}
		line := cmp.Or(i.Name, string(i.ID)) + " " + string(i.Status)
		if i.VendorStatus != "" && i.VendorStatus != string(i.Status) {
			line += " (" + i.VendorStatus + ")"
		}
		if err := t.change(string(i.ID), line, e); err != nil {
			return err
		}
	}
	return t.change("", string(v.Word), event{Order: v.ID, Type: kindOf(v.Word), State: string(v.Word)})
}

func kindOf(w order.Word) string {
	switch w {
	case order.Sending, order.Draft:
		return "sending"
	case order.Ambiguous:
		return "ambiguous"
	case order.Provisioning:
		return "accepted"
	case order.Rejected, order.Failed:
		return "failed"
	default:
		return "done"
	}
}

func (t *teller) change(key, line string, e event) error {
	if t.said[key] == line {
		return nil
	}
	t.said[key] = line
	if !t.events {
		_, err := fmt.Fprintln(t.house.proc.Err, e.Order, line)
		return err
	}
	t.seq++
	e.Schema, e.Seq, e.Time = schema, t.seq, t.house.proc.Now().UTC()
	b, err := json.Marshal(e)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(t.house.proc.Out, string(b))
	return err
}

// end prints the result, which the events have told already.
func (t *teller) end(f *flags, v order.View) error {
	if t.events {
		return nil
	}
	return t.house.print(f, v)
}
