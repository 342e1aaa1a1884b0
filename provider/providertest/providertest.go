// Package providertest is the conformance suite. Passing it against the simulated cloud over HTTP is what being a
// product means.
package providertest

import (
	"context"
	"errors"
	"net/http"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
)

// Opened is a product and an account at a cloud that nobody else uses.
type Opened struct {
	Product *provider.Product
	// Account reaches the cloud. Its transport is the suite's.
	Account provider.Account
	// Advance moves the cloud's clock, and the account's with it.
	Advance func(time.Duration)
}

// creation is more than any machine takes until it runs.
const creation = 3 * time.Hour

// ending is more than any machine takes to get into the recycle bin, or out of it, and less than it stays there.
const ending = time.Hour

// Run checks a product. open makes a new cloud for each part. It is not for tests that run in parallel: it looks for
// goroutines.
func Run(t *testing.T, open func(t *testing.T) Opened) {
	t.Helper()
	for _, part := range []struct {
		name string
		run  func(t *testing.T, c *cloud)
	}{
		{"catalogue", catalogue},
		{"options", options},
		{"quote", quote},
		{"order", order},
		{"many ids", manyIDs},
		{"refusal", refusal},
		{"cancelled", cancelled},
		{"wrong secret", wrongSecret},
		{"secrets", secrets},
	} {
		t.Run(part.name, func(t *testing.T) {
			c := start(t, open(t))
			part.run(t, c)
			c.transport.CloseIdleConnections()
			if left := goroutines(); left != "" {
				t.Errorf("goroutines are left:\n%s", left)
			}
		})
	}
}

// cloud is what the parts work with.
type cloud struct {
	Opened

	transport *http.Transport
	reader    provider.Reader
	operator  provider.Operator
	buyer     provider.Buyer
	requests  atomic.Int64 // of the reader and the operator
}

func start(t *testing.T, o Opened) *cloud {
	t.Helper()
	c := &cloud{Opened: o, transport: &http.Transport{}}
	t.Cleanup(c.transport.CloseIdleConnections)
	a := o.Account
	a.Transport = counter{c.transport, &c.requests}
	var err error
	if c.reader, err = o.Product.Open(a); err != nil {
		t.Fatalf("Open() = %v", err)
	}
	if c.operator, err = o.Product.OpenOperator(a); err != nil {
		t.Fatalf("OpenOperator() = %v", err)
	}
	a.Transport = c.transport
	if c.buyer, err = o.Product.OpenBuyer(a); err != nil {
		t.Fatalf("OpenBuyer() = %v", err)
	}
	c.apart(t)
	return c
}

// apart checks that a part of the account has no method of what the part is not for: a screen, which has the Reader,
// cannot even ask for machines, and only the Buyer buys.
func (c *cloud) apart(t *testing.T) {
	t.Helper()
	buy := methods[provider.Buyer]()
	machines := slices.Concat(methods[provider.Machines](), methods[provider.Releaser](),
		methods[provider.ResourceReleaser](), methods[provider.RegionHinter]())
	for _, p := range []struct {
		name string
		part any
		not  []string
	}{
		{"Reader", c.reader, slices.Concat(buy, machines)},
		{"Reader of the Operator", c.operator.ReadOnly(), slices.Concat(buy, machines)},
		{"Operator", c.operator, buy},
		{"Buyer", c.buyer, slices.DeleteFunc(machines, func(m string) bool { return m == "Resources" })},
	} {
		for _, m := range p.not {
			if _, ok := reflect.TypeOf(p.part).MethodByName(m); ok {
				t.Errorf("the %s has a method %s", p.name, m)
			}
		}
	}
	if _, bin := provider.As[provider.Releaser](c.operator); bin != c.Product.RecycleBin {
		t.Errorf("RecycleBin = %v, and the Operator is a Releaser: %v", c.Product.RecycleBin, bin)
	}
}

// methods are the names of those that an I has.
func methods[I any]() []string {
	var all []string
	for m := range reflect.TypeFor[I]().Methods() {
		all = append(all, m.Name)
	}
	return all
}

type counter struct {
	below http.RoundTripper
	n     *atomic.Int64
}

func (c counter) RoundTrip(r *http.Request) (*http.Response, error) {
	c.n.Add(1)
	return c.below.RoundTrip(r)
}

// goroutines returns the stacks of goroutines inside a product or its client, except the caller's.
func goroutines() string {
	buf := make([]byte, 1<<20)
	buf = buf[:runtime.Stack(buf, true)]
	var left []string
	for stack := range strings.SplitSeq(string(buf), "\n\n") {
		if strings.Contains(stack, "metalwright/provider/") && !strings.Contains(stack, "testing.tRunner") &&
			!strings.Contains(stack, "/provider/sim") {
			left = append(left, stack)
		}
	}
	return strings.Join(left, "\n\n")
}

// choose finds a zone, a type of which at least count are left, and an image for it, and lets the product answer the
// rest.
func (c *cloud) choose(t *testing.T, count int) (provider.Spec, provider.Known) {
	t.Helper()
	zones, err := c.reader.Zones(t.Context())
	if err != nil || len(zones) == 0 {
		t.Fatalf("Zones() = %v, %v, want some", zones, err)
	}
	for _, z := range zones {
		if z.Stock == provider.StockSoldOut {
			continue
		}
		s := provider.Spec{Product: c.Product.ID, Zone: z.ID}
		types, err := c.reader.Types(t.Context(), s)
		if err != nil {
			t.Fatalf("Types(%s) = %v", z.ID, err)
		}
		for _, m := range types {
			if m.Stock == provider.StockSoldOut || m.Left != nil && *m.Left < count {
				continue
			}
			s.Type = m.ID
			k := provider.Known{Zone: &z, Type: &m}
			return c.answer(t, s, k, count)
		}
	}
	t.Fatalf("no zone sells %d machines of a type", count)
	return provider.Spec{}, provider.Known{}
}

func (c *cloud) answer(t *testing.T, s provider.Spec, k provider.Known, count int) (provider.Spec, provider.Known) {
	t.Helper()
	images, err := c.reader.Images(t.Context(), s)
	if err != nil || len(images) == 0 && !c.Product.FreeImage {
		t.Fatalf("Images(%s) = %v, %v, want some", s.Type, images, err)
	}
	if i := slices.IndexFunc(images, func(m provider.Image) bool { return m.OS == provider.Linux }); i >= 0 {
		s.Image, k.Image = images[i].ID, &images[i]
	}
	s.Count = count
	s, k = c.pick(t, s, k)
	s = c.reader.Suggest(s, k)
	if err := c.reader.Check(s, k); err != nil {
		t.Fatalf("Check(Suggest()) = %v, want no fault in %+v", err, s)
	}
	return s, k
}

// pick chooses among what the account has, such as subnets: the first that is ready.
func (c *cloud) pick(t *testing.T, s provider.Spec, k provider.Known) (provider.Spec, provider.Known) {
	t.Helper()
	for range len(c.Product.Fields) {
		f, ok := firstFault(c.reader.Check(c.reader.Suggest(s, k), k))
		if !ok {
			return s, k
		}
		list, err := c.reader.Options(t.Context(), s, f)
		if err != nil {
			t.Fatalf("Options(%s) = %v", f, err)
		}
		i := slices.IndexFunc(list, func(o provider.Option) bool {
			return o.Ready &&
				(o.Free == nil || *o.Free >= s.Machines())
		})
		b, line := provider.LineFor(f)
		switch {
		case i >= 0 && line:
			if e := b.Set(&s, list[i].Value); e != nil {
				t.Fatalf("Set(%s, %q) = %v", f, list[i].Value, e)
			}
			k = k.With(f, list[i])
		case f == provider.FieldPassword:
			maker, ok := provider.As[provider.Passworder](c.reader)
			if !ok {
				t.Fatal("a password is needed and the product makes none")
			}
			s.Access.Password = maker.NewPassword()
		case f == provider.FieldConsent:
			s.Billing.Consent = true
		default:
			return s, k
		}
	}
	return s, k
}

func firstFault(err error) (provider.Field, bool) {
	all := provider.All(err)
	if len(all) == 0 {
		return "", false
	}
	return all[0].At(), true
}

// buy orders a batch and fails the test when that does not work.
func (c *cloud) buy(t *testing.T, b provider.Batch) provider.Receipt {
	t.Helper()
	receipt, err := c.buyer.Create(t.Context(), b)
	if err != nil || len(receipt.IDs) != b.Spec.Count || receipt.FailedCount != 0 || receipt.RequestID == "" {
		t.Fatalf("Create() = %+v, %v, want %d ids", receipt, err, b.Spec.Count)
	}
	return receipt
}

// fault returns the *provider.Error in err, or fails the test.
func fault(t *testing.T, call string, err error) *provider.Error {
	t.Helper()
	e, ok := errors.AsType[*provider.Error](err)
	if !ok {
		t.Fatalf("%s = %v, want a *provider.Error", call, err)
	}
	return e
}

// done is a context that has ended.
func done(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	return ctx
}
