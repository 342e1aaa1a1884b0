package order

import (
	"context"
	"log/slog"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/provider/providertest"
	"github.com/metalwright/metalwright/state/journal"
)

// clock is a clock that moves only when the test moves it.
type clock struct{ ms atomic.Int64 }

func newClock(at time.Time) *clock {
	c := &clock{}
	c.ms.Store(at.UnixMilli())
	return c
}

func (c *clock) now() time.Time { return time.UnixMilli(c.ms.Load()).UTC() }

func (c *clock) advance(d time.Duration) { c.ms.Add(d.Milliseconds()) }

// after fires at once, and time has passed.
func (c *clock) after(d time.Duration) <-chan time.Time {
	c.advance(d)
	fired := make(chan time.Time, 1)
	fired <- c.now()
	return fired
}

var start = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// The secrets that are planted. They keep to the rules of all products.
const (
	marker       = "Marker-Pa55word"
	markerScript = "#!/bin/sh\necho marker-script"
)

const bmcID provider.ProductID = "zenlayer-bmc"

// product returns the product with batches of two machines, so that three machines are two requests.
func product(t *testing.T, id provider.ProductID) *provider.Product {
	t.Helper()
	p, err := productOf(id)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// world is a service on a journal, at a simulated cloud, stepped by hand.
type world struct {
	records
	vendorSide
	clock *clock
}

// records are what a service has written down, to look at.
type records struct{ *Service }

// vendorSide is the account at the vendor, as the service and as its owner use it.
type vendorSide struct {
	product  *provider.Product
	operator provider.Operator
	buys     provider.Buyer
	account  provider.Account
}

const accountName = "acme"

// open makes a world of the product in the directory.
func (c *cloud) open(t *testing.T, id provider.ProductID, dir string, clk *clock, change func(*Options)) *world {
	t.Helper()
	return c.openOn(t, id, journal.Options{Dir: dir}, clk, change)
}

// openOn is the same on whatever journal.
func (c *cloud) openOn(t *testing.T, id provider.ProductID, j journal.Options, clk *clock,
	change func(*Options),
) *world {
	t.Helper()
	j.Now = clk.now
	store, err := journal.Open(t.Context(), j)
	if err != nil {
		t.Fatalf("opening the journal: %v", err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Errorf("Close() = %v, want nil", err)
		}
	})
	o := Options{
		Store: store, Dir: j.Dir, Now: clk.now, Log: slog.New(slog.DiscardHandler), Owner: "test", After: clk.after,
		Limits: Limits{Request: requestTime},
	}
	if change != nil {
		change(&o)
	}
	w := &world{records: records{New(o)}, vendorSide: vendorSide{product: product(t, id)}, clock: clk}
	t.Cleanup(w.running.sending.Wait) // before the journal is closed
	w.account = c.account(clk.now)
	w.use(t)
	return w
}

// bmc is a world of servers in a directory of its own.
func (c *cloud) bmc(t *testing.T, change func(*Options)) *world {
	t.Helper()
	return c.open(t, bmcID, t.TempDir(), newClock(start), change)
}

// use opens the account anew.
func (w *world) use(t *testing.T) {
	t.Helper()
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	w.account.Transport = transport
	unpaced(w.product, w.account)
	var err error
	if w.operator, err = w.product.OpenOperator(w.account); err != nil {
		t.Fatalf("OpenOperator() = %v, want nil", err)
	}
	if w.buys, err = w.product.OpenBuyer(w.account); err != nil {
		t.Fatalf("OpenBuyer() = %v, want nil", err)
	}
	w.Use(w.product.ID, accountName, w.operator, w.buys)
	if err := w.SignApprovalsWith(w.product.ID, accountName, w.account.Secret); err != nil {
		t.Fatalf("SealWith() = %v, want nil", err)
	}
}

// unplug lets purchases find no vendor to connect to.
func (w *world) unplug(t *testing.T) {
	t.Helper()
	a := w.account
	a.Endpoint = "http://127.0.0.1:1"
	b, err := w.product.OpenBuyer(a)
	if err != nil {
		t.Fatalf("OpenBuyer() = %v, want nil", err)
	}
	w.Use(w.product.ID, accountName, w.operator, b)
}

// confirmed is an order of count machines that the product sells, with secrets where it takes them.
func (w vendorSide) confirmed(t *testing.T, count int) Place {
	t.Helper()
	return confirmed(t, w.operator, count)
}

func confirmed(t *testing.T, r provider.Reader, count int) Place {
	t.Helper()
	s, known := providertest.Choose(t, r, count)
	s = secretive(r.Product(), s)
	if err := r.Check(s, known); err != nil {
		t.Fatalf("Check(%+v) = %v, want nil", s, err)
	}
	q, err := r.Quote(t.Context(), s)
	if err != nil {
		t.Fatalf("Quote() = %v, want nil", err)
	}
	return Place{Profile: "default", Account: accountName, Spec: s, Quote: q, Unpriced: true}
}

// secretive plants the secrets that the product knows.
func secretive(p *provider.Product, s provider.Spec) provider.Spec {
	if p.Has(provider.FieldPassword) && p.Tagged { // Edge Zone takes one in its newer revision only
		s.Access = provider.Access{Login: provider.LoginPassword, Password: provider.NewSecret(marker)}
	}
	if p.Has(provider.FieldInitScript) {
		s.Access.InitScript = provider.NewSecret(markerScript)
	}
	return s
}

// drive makes every pass that is due within d, after everything is sent.
func (w *world) drive(t *testing.T, d time.Duration) {
	t.Helper()
	if err := advance(t.Context(), w.Service, w.clock, d); err != nil {
		t.Fatal(err)
	}
}

// loop is what decides when the watcher makes a pass.
func (w *world) loop(of *watcher) *watchLoop { return &watchLoop{of, w.unwritten} }

// place places an order in someone's name, under an id of its own unless it has one.
func place(ctx context.Context, by *Client, c Place) (ID, error) {
	if c.ID == "" {
		c.ID = NewID()
	}
	return c.ID, by.Do(ctx, c)
}

func (w *world) place(t *testing.T, c Place) ID {
	t.Helper()
	id, err := place(t.Context(), w.As("ann"), c)
	if err != nil {
		t.Fatalf("Place() = %v, want nil", err)
	}
	return id
}

func (w records) order(t *testing.T, id ID) View {
	t.Helper()
	v, err := w.Views.Order(t.Context(), id)
	if err != nil {
		t.Fatalf("Order(%s) = %v, want nil", id, err)
	}
	return v
}

// machines are the ids of an order's machines in one of the statuses.
func machinesIn(v View, statuses ...provider.Status) []provider.InstanceID {
	var ids []provider.InstanceID
	for _, i := range v.Instances {
		for _, s := range statuses {
			if i.Status == s {
				ids = append(ids, i.ID)
			}
		}
	}
	return ids
}

// journalKey is the account of the tests.
func journalKey() journal.Key { return journal.Key{Account: accountName, Product: bmcID} }

func products() []*provider.Product { return all.Products() }

type snapshot = journal.Snapshot

// read looks into the journal.
func (w records) read(t *testing.T, f func(*snapshot) error) {
	t.Helper()
	if err := w.opt.Store.View(t.Context(), f); err != nil {
		t.Fatalf("View() = %v, want nil", err)
	}
}
