package providertest

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/metalwright/metalwright/provider"
)

// Answers is a product whose vendor may say anything.
type Answers struct {
	// Product makes the product anew, so that no run of the fuzzer learns from another one.
	Product func() *provider.Product
	Version string        // of the API; "" is the product's default
	Spec    provider.Spec // with a zone, and every answer that changes what is asked
	// Envelope puts what is fuzzed into a whole answer; "" leaves out what no answer can hold. Envelopes have tests of
	// their own.
	Envelope func(response string) string
	Seeds    []string
}

// FuzzAnswers has the vendor give one answer to everything: no crash, no row without an id of its own, and no instance
// that was not asked for. Nothing is waited for, as time is that of a bubble.
func FuzzAnswers(f *testing.F, a Answers) {
	f.Helper()
	for _, seed := range append([]string{`{}`, `null`, `[]`}, a.Seeds...) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, response string) {
		text := a.Envelope(response)
		if text == "" {
			return
		}
		synctest.Test(t, func(t *testing.T) {
			account := provider.Account{
				KeyID: "id", Secret: provider.NewSecret("secret"), Endpoint: "https://vendor.test",
				Version: a.Version, Client: "metalwright/test",
				PerSecond: 1e6, Transport: sayer(text), Now: func() time.Time { return time.Unix(1777280400, 0) },
			}
			p := a.Product()
			r, err := p.Open(account)
			if err != nil {
				t.Fatalf("Open() = %v", err)
			}
			lists(t, r, a.Spec)
			o, err := p.OpenOperator(account)
			if err != nil {
				t.Fatalf("OpenOperator() = %v", err)
			}
			machines(t, o, a.Spec)
			b, err := p.OpenBuyer(account)
			if err != nil {
				t.Fatalf("OpenBuyer() = %v", err)
			}
			receipt, _ := b.Create(t.Context(), provider.Batch{Token: token, Spec: a.Spec})
			distinct(t, "Create()", receipt.IDs)
		})
	})
}

// sayer is the way to a vendor that says the same to everything.
type sayer string

func (s sayer) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		_ = r.Body.Close() // it was not read
	}
	return &http.Response{
		StatusCode: http.StatusOK, ProtoMajor: 1, ProtoMinor: 1, Header: http.Header{},
		Body:          io.NopCloser(strings.NewReader(string(s))),
		ContentLength: int64(len(s)), Request: r,
	}, nil
}

// lists reads everything that a person chooses from. Errors are fine.
func lists(t *testing.T, r provider.Reader, s provider.Spec) {
	t.Helper()
	ctx := t.Context()
	zones, _ := r.Zones(ctx)
	distinct(t, "Zones()", each(zones, func(z provider.Zone) provider.ZoneID { return z.ID }))
	types, _ := r.Types(ctx, s)
	distinct(t, "Types()", each(types, func(m provider.InstanceType) provider.TypeID { return m.ID }))
	images, _ := r.Images(ctx, s)
	distinct(t, "Images()", each(images, func(m provider.Image) provider.ImageID { return m.ID }))
	for _, f := range r.Product().Fields {
		options, _ := r.Options(ctx, s, f)
		distinct(t, "Options("+string(f)+")", each(options, func(o provider.Option) string { return o.Value }))
	}
	_, _ = r.Quote(ctx, s)
	known, _ := provider.Lookup(ctx, r, s)
	_ = r.Check(r.Suggest(s, known), known)
	if b, ok := provider.As[provider.Balancer](r); ok {
		_, _ = b.Balance(ctx)
	}
	if n, ok := provider.As[provider.Networker](r); ok {
		_, _ = n.Networks(ctx, s.Zone)
	}
}

// machines reads the machines of the account.
func machines(t *testing.T, o provider.Operator, s provider.Spec) {
	t.Helper()
	ctx, asked := t.Context(), provider.InstanceID("1")
	found, _ := o.Find(ctx, provider.Batch{Token: token, Spec: s})
	distinct(t, "Find()", ids(found))
	for range 2 { // the second call may use what the first answer said
		rows, _ := o.Instances(ctx, s.Zone, []provider.InstanceID{asked})
		distinct(t, "Instances()", ids(rows))
		for _, i := range rows {
			if i.ID != asked {
				t.Errorf("Instances(%s) = %+v, want the one asked for or none", asked, rows)
			}
		}
	}
	ours, _ := o.Ours(ctx)
	distinct(t, "Ours()", ids(ours))
	all, _ := o.List(ctx, s.Zone)
	distinct(t, "List()", ids(all))
	if l, ok := provider.As[provider.ResourceLister](o); ok {
		for _, k := range provider.ResourceKinds() {
			_, _ = l.Resources(ctx, s.Zone, provider.Making{Kind: k, In: "1"})
		}
	}
}

func each[R any, K ~string](rows []R, id func(R) K) []K {
	out := make([]K, 0, len(rows))
	for _, r := range rows {
		out = append(out, id(r))
	}
	return out
}

// distinct says which of the ids is empty or is there twice.
func distinct[K ~string](t *testing.T, call string, all []K) {
	t.Helper()
	seen := map[K]bool{}
	for _, id := range all {
		if id == "" || seen[id] {
			t.Errorf("%s = %q, want ids of their own", call, all)
			return
		}
		seen[id] = true
	}
}
