package report

import (
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
)

// Schema names the shape of everything that is printed as JSON.
const Schema = "metalwright/v1"

// OrderJSON is an order as scripts see it. What is not known is null.
type OrderJSON struct {
	Schema    string         `json:"schema"`
	Simulated bool           `json:"simulated"`
	ID        order.ID       `json:"id"`
	State     order.Status   `json:"state"`
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
	Lost      int            `json:"lost"`
	Attention *string        `json:"attention"`
	Forgotten bool           `json:"forgotten"`
	Price     *PriceJSON     `json:"price"`
	Approval  *approvalJSON  `json:"approval"`
	Script    *scriptJSON    `json:"init_script"`
	Spec      provider.Spec  `json:"spec"`
	Batches   []batchJSON    `json:"batches"`
	Instances []instanceJSON `json:"instances"`
	Resources []resourceJSON `json:"resources"`
	Release   *releaseJSON   `json:"release"` // null: it is released when someone does
}

// releaseJSON is when an order is released by itself, and what came of it.
type releaseJSON struct {
	At    time.Time `json:"at"`
	By    string    `json:"by"`
	State string    `json:"state"` // "planned", "held" or "done"
	Held  *string   `json:"held"`  // why
}

func toRelease(l *order.Later) *releaseJSON {
	if l == nil {
		return nil
	}
	out := &releaseJSON{At: l.At.UTC(), By: l.By, State: "planned", Held: OrNil(string(l.Held))}
	switch {
	case l.Done:
		out.State = "done"
	case l.Held != "":
		out.State = "held"
	}
	return out
}

// resourceJSON is a network, or an address, that an order has made.
type resourceJSON struct {
	ID       string     `json:"id"`
	Kind     string     `json:"kind"`
	Network  *string    `json:"network"` // of an address: its public network
	Batch    int        `json:"batch"`
	Made     *time.Time `json:"made"`
	Released *time.Time `json:"released"`
}

func toResources(v order.View) []resourceJSON {
	out := []resourceJSON{}
	for _, r := range v.Resources {
		out = append(out, resourceJSON{
			r.ID, string(r.Kind), OrNil(r.Network), r.Batch, timeOrNil(r.Made), timeOrNil(r.Released),
		})
	}
	return out
}

// PriceJSON is money as decimal text; of all machines.
type PriceJSON struct {
	Currency string  `json:"currency"`
	Term     *string `json:"term"`
	Hour     *string `json:"hour"`
	Month    *string `json:"month"`
	// ByUse are the prices that depend on use and are in none of the sums, such as that of traffic beyond a package.
	ByUse []useJSON `json:"by_use"`
}

// useJSON is the price of a unit of use.
type useJSON struct {
	Item  string `json:"item"`
	Price string `json:"price"`
	Unit  string `json:"unit"`
}

func toUses(q provider.Quote) []useJSON {
	out := []useJSON{}
	for _, l := range q.ByUse() {
		out = append(out, useJSON{l.Item, l.Each.Decimal(), l.Unit})
	}
	return out
}

// scriptJSON is what the first-boot script is recognised by.
type scriptJSON struct {
	Bytes  int    `json:"bytes"`
	SHA256 string `json:"sha256"`
}

func toScript(s *order.Script) *scriptJSON {
	if s == nil {
		return nil
	}
	return &scriptJSON{s.Bytes, s.SHA256}
}

type batchJSON struct {
	N           int           `json:"n"`
	State       string        `json:"state"`
	Token       string        `json:"token"`
	Wanted      int           `json:"wanted"`
	Found       int           `json:"found"`
	Shortfall   int           `json:"shortfall"`
	RetryOf     *int          `json:"retry_of"`
	Cost        *MoneyJSON    `json:"cost"`
	Sent        *time.Time    `json:"sent"`
	Settles     *time.Time    `json:"settles"`
	LookedAt    *time.Time    `json:"looked_at"`
	OrderNumber *string       `json:"order_number"`
	RequestID   *string       `json:"request_id"`
	Error       *errorJSON    `json:"error"`
	Evidence    []suspectJSON `json:"evidence"`
	// Make is what it buys instead of machines; null for machines.
	Make *provider.Making `json:"make"`
}

// MoneyJSON is an amount as decimal text.
type MoneyJSON struct {
	Amount   string `json:"amount"`
	Currency string `json:"currency"`
}

// ToMoney is an amount as scripts see it; nil when it is not known.
func ToMoney(m *provider.Money) *MoneyJSON {
	if m == nil {
		return nil
	}
	return &MoneyJSON{m.Decimal(), m.Currency}
}

// suspectJSON is a machine that a request with unknown outcome may have made.
type suspectJSON struct {
	ID      provider.InstanceID `json:"id"`
	Name    string              `json:"name"`
	Status  provider.Status     `json:"status"`
	Created *time.Time          `json:"created"`
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
	Ready        *time.Time          `json:"ready"` // when its login port first answered; null before, or when nobody asks
	ImageName    *string             `json:"image_name"`
	// Mismatches are where the machine is not what was ordered; "" is none.
	Mismatches []provider.Mismatch `json:"mismatches"`
}

func toOrder(v order.View, simulated bool) OrderJSON {
	j := OrderJSON{
		Schema: Schema, Simulated: simulated, ID: v.ID, State: v.Status, Open: v.Open, Product: string(v.Product),
		Profile: OrNil(v.Profile), Account: v.Account,
		By: v.By, Created: v.Created.UTC(), Finished: timeOrNil(v.Finished), Wanted: v.Wanted, Bought: v.Bought,
		Shortfall: v.Shortfall,
		Rest:      v.Rest, Lost: v.Lost, Attention: OrNil(string(v.Attention)), Forgotten: v.Forgotten,
		Price: ToPrice(v.Quote), Approval: toApproval(v.Approval),
		Script: toScript(v.Script), Spec: v.Spec,
		Batches: []batchJSON{}, Instances: []instanceJSON{}, Resources: toResources(v),
		Release: toRelease(v.Later),
	}
	for _, b := range v.Batches {
		j.Batches = append(j.Batches, toBatch(b))
	}
	for _, i := range v.Instances {
		m := instanceJSON{
			ID: i.ID, Name: i.Name, Hostname: OrNil(i.Hostname), Status: i.Status, VendorStatus: i.VendorStatus, Zone: i.Zone,
			Public: []string{}, Private: []string{}, Accepted: timeOrNil(i.Accepted), Running: timeOrNil(i.Running),
			Ready: timeOrNil(i.ReadyAt), ImageName: OrNil(i.ImageName),
			Mismatches: append([]provider.Mismatch{}, i.Mismatches...),
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

func toBatch(b order.BatchView) batchJSON {
	j := batchJSON{
		N: b.N, State: string(b.State), Token: b.Token, Wanted: b.Wanted, Found: b.Found, Shortfall: b.Shortfall,
		Sent: timeOrNil(b.Sent), Settles: timeOrNil(b.Settles), LookedAt: timeOrNil(b.LookedAt),
		OrderNumber: OrNil(b.OrderNumber),
		RequestID:   OrNil(b.RequestID), Error: toError(b.Err), Evidence: []suspectJSON{}, Make: b.Make,
	}
	if b.RetryOf > 0 {
		j.RetryOf = &b.RetryOf
	}
	if !b.Cost.IsZero() {
		j.Cost = ToMoney(&b.Cost)
	}
	for _, m := range b.Evidence {
		j.Evidence = append(j.Evidence, suspectJSON{m.ID, m.Name, m.Status, timeOrNil(m.Created)})
	}
	return j
}

// ToPrice is the price of all machines as scripts see it; nil when it cannot be added up.
func ToPrice(q provider.Quote) *PriceJSON {
	due, err := q.Due()
	if err != nil {
		return nil
	}
	amount := func(m provider.Money) *string {
		all, err := m.Times(q.Count)
		if m.IsZero() || err != nil {
			return nil
		}
		return OrNil(all.Decimal())
	}
	return &PriceJSON{
		Currency: due.Currency, Term: amount(q.Term), Hour: amount(q.Hour), Month: amount(q.Month), ByUse: toUses(q),
	}
}

func toError(e *provider.Error) *errorJSON {
	if e == nil {
		return nil
	}
	return &errorJSON{
		Kind: e.Kind.String(), Field: OrNil(string(e.At())), Code: OrNil(e.Code), Message: OrNil(e.Message),
		RequestID: OrNil(e.RequestID),
	}
}

// OrNil is s as scripts see it: null when it is empty.
func OrNil(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func timeOrNil(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

// approvalJSON is what scripts see of the asking for someone's yes.
type approvalJSON struct {
	State     string     `json:"state"`
	Digest    string     `json:"digest"`
	By        string     `json:"by"`
	At        time.Time  `json:"at"`
	Expires   time.Time  `json:"expires"`
	DecidedBy *string    `json:"decided_by"`
	Decided   *time.Time `json:"decided"`
	Reason    *string    `json:"reason"`
}

func toApproval(a *order.Approval) *approvalJSON {
	if a == nil {
		return nil
	}
	return &approvalJSON{
		State: string(a.State), Digest: a.Digest, By: a.By, At: a.At.UTC(), Expires: a.Expires.UTC(),
		DecidedBy: OrNil(a.DecidedBy),
		Decided:   timeOrNil(a.Decided), Reason: OrNil(a.Reason),
	}
}
