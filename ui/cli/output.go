package cli

import (
	"fmt"
	"io"
	"net/netip"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
)

// schema names the shape of everything that is printed as JSON.
const schema = "metalwright/v1"

// orderJSON is an order as scripts see it. What is not known is null.
type orderJSON struct {
	Schema    string         `json:"schema"`
	ID        order.ID       `json:"id"`
	State     order.Word     `json:"state"`
	Open      bool           `json:"open"`
	Product   string         `json:"product"`
	Profile   *string        `json:"profile"`
	Account   string         `json:"account"`
	By        string         `json:"by"`
	Created   time.Time      `json:"created"`
	Finished  *time.Time     `json:"finished"`
	Wanted    int            `json:"wanted"`
	Bought    int            `json:"bought"`
	Shortfall int            `json:"shortfall"`
	Rest      int            `json:"rest"`
	Attention *string        `json:"attention"`
	Price     *priceJSON     `json:"price"`
	Spec      provider.Spec  `json:"spec"`
	Batches   []batchJSON    `json:"batches"`
	Instances []instanceJSON `json:"instances"`
}

// priceJSON is money as decimal text; of all machines.
type priceJSON struct {
	Currency string  `json:"currency"`
	Term     *string `json:"term"`
	Hour     *string `json:"hour"`
	Month    *string `json:"month"`
}

type batchJSON struct {
	N           int        `json:"n"`
	State       string     `json:"state"`
	Token       string     `json:"token"`
	Wanted      int        `json:"wanted"`
	OrderNumber *string    `json:"order_number"`
	RequestID   *string    `json:"request_id"`
	Error       *errorJSON `json:"error"`
}

type errorJSON struct {
	Kind      string  `json:"kind"`
	Field     *string `json:"field"`
	Code      *string `json:"code"`
	Message   *string `json:"message"`
	RequestID *string `json:"request_id"`
}

type instanceJSON struct {
	ID           provider.InstanceID `json:"id"`
	Name         string              `json:"name"`
	Hostname     *string             `json:"hostname"`
	Status       provider.Status     `json:"status"`
	VendorStatus string              `json:"vendor_status"`
	Zone         provider.ZoneID     `json:"zone"`
	Public       []string            `json:"public_ips"`
	Private      []string            `json:"private_ips"`
	Accepted     *time.Time          `json:"accepted"`
	Running      *time.Time          `json:"running"`
}

func toJSON(v order.View) orderJSON {
	j := orderJSON{
		Schema: schema, ID: v.ID, State: v.Word, Open: v.Open, Product: string(v.Product), Profile: optional(v.Profile), Account: v.Account,
		By: v.By, Created: v.Created.UTC(), Finished: moment(v.Finished), Wanted: v.Wanted, Bought: v.Bought, Shortfall: v.Shortfall,
		Rest: v.Rest, Attention: optional(string(v.Attention)), Price: toPrice(v.Quote), Spec: v.Spec,
		Batches: []batchJSON{}, Instances: []instanceJSON{},
	}
	for _, b := range v.Batches {
		j.Batches = append(j.Batches, batchJSON{
			N: b.N, State: string(b.State), Token: b.Token, Wanted: b.Wanted, OrderNumber: optional(b.OrderNumber), RequestID: optional(b.RequestID),
			Error: toError(b.Err),
		})
	}
	for _, i := range v.Instances {
		m := instanceJSON{
			ID: i.ID, Name: i.Name, Hostname: optional(i.Hostname), Status: i.Status, VendorStatus: i.VendorStatus, Zone: i.Zone,
			Public: []string{}, Private: []string{}, Accepted: moment(i.Accepted), Running: moment(i.Running),
		}
		for _, a := range i.Public {
			m.Public = append(m.Public, a.String())
		}
		for _, a := range i.Private {
			m.Private = append(m.Private, a.String())
		}
		j.Instances = append(j.Instances, m)
	}
	return j
}

func toPrice(q provider.Quote) *priceJSON {
	if !q.Priced {
		return nil
	}
	amount := func(m provider.Money) *string {
		if m.IsZero() {
			return nil
		}
		return optional(m.Times(q.Count).Decimal())
	}
	return &priceJSON{Currency: q.Due().Currency, Term: amount(q.Term), Hour: amount(q.Hour), Month: amount(q.Month)}
}

func toError(e *provider.Error) *errorJSON {
	if e == nil {
		return nil
	}
	return &errorJSON{
		Kind: e.Kind.String(), Field: optional(string(e.At())), Code: optional(e.Code), Message: optional(e.Message), RequestID: optional(e.RequestID),
	}
}

func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

// list writes addresses in one column; "-" is none yet.
func list(a []netip.Addr) string {
	if len(a) == 0 {
		return "-"
	}
	parts := make([]string, len(a))
	for i, x := range a {
		parts[i] = x.String()
	}
	return strings.Join(parts, ",")
}

// printOrders writes a table, one line an order.
func printOrders(w io.Writer, views []order.View) error {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	if _, err := fmt.Fprintln(tw, "ORDER\tSTATE\tPRODUCT\tWHAT\tRUNNING\tSHORTFALL\tPLACED\tATTENTION"); err != nil {
		return err
	}
	for _, v := range views {
		if _, err := fmt.Fprintf(tw, "%s\t%s\t%s\t%d x %s %s\t%d/%d\t%d\t%s\t%s\n", v.ID, v.Word, v.Product, v.Wanted, v.Spec.Type, v.Spec.Zone,
			v.Count(provider.StatusRunning), v.Wanted, v.Shortfall, v.Created.UTC().Format(time.RFC3339), v.Attention); err != nil {
			return err
		}
	}
	return tw.Flush()
}

// printOrder writes one order with its machines.
func printOrder(w io.Writer, v order.View) error {
	if err := printOrders(w, []order.View{v}); err != nil {
		return err
	}
	for _, b := range v.Batches {
		if b.Err != nil {
			if _, err := fmt.Fprintf(w, "batch %d %s: %v\n", b.N, b.State, b.Err); err != nil {
				return err
			}
		}
	}
	if len(v.Instances) == 0 {
		return nil
	}
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	if _, err := fmt.Fprintln(tw, "\nNAME\tSTATUS\tVENDOR\tPUBLIC IP\tPRIVATE IP\tID"); err != nil {
		return err
	}
	for _, i := range v.Instances {
		if _, err := fmt.Fprintf(tw, "%s\t%s\t%s\t%s\t%s\t%s\n", i.Name, i.Status, i.VendorStatus, list(i.Public), list(i.Private), i.ID); err != nil {
			return err
		}
	}
	return tw.Flush()
}
