package offers_test

import (
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/provider/sim"
	"github.com/metalwright/metalwright/state/offers"
)

// sellers are accounts of all products at a simulated cloud, and how many requests it got.
func sellers(t *testing.T) ([]offers.Seller, *atomic.Int64) {
	t.Helper()
	cloud, err := sim.Open(t.Context(), sim.Options{Now: time.Now, Speed: 1, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(cloud.Handler())
	t.Cleanup(func() {
		server.Close()
		if err := cloud.Close(); err != nil {
			t.Error(err)
		}
	})
	requests := &atomic.Int64{}
	key := cloud.Credentials()
	var out []offers.Seller
	for _, p := range all.Products() {
		r, err := p.Open(provider.Account{
			KeyID: key.KeyID, Secret: key.Secret, Endpoint: server.URL, Client: "metalwright/test", Now: time.Now,
			PerSecond: 1e6, Observe: func(provider.Exchange) { requests.Add(1) },
		})
		if err != nil {
			t.Fatal(err)
		}
		c, ok := provider.As[provider.Cacher](r)
		if !ok {
			t.Fatalf("%s has no cache", p.ID)
		}
		out = append(out, offers.Seller{Account: "main", Reader: c.Cached()})
	}
	return out, requests
}

// TestLook lists what every product sells in every zone, as the product itself does zone by zone, with few requests.
func TestLook(t *testing.T) {
	t.Parallel()
	sold, requests := sellers(t)
	found, wrong := offers.Look(t.Context(), sold, provider.Spec{})
	if len(wrong) > 0 {
		t.Fatalf("Look() has problems: %+v", wrong)
	}
	if n := requests.Load(); n > 40 {
		t.Errorf("%d requests, want a few a product and region", n)
	}
	before := requests.Load()
	for i, s := range sold {
		zones, err := s.Reader.Zones(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, z := range zones {
			types, err := s.Reader.Types(t.Context(), offers.In(provider.Spec{}, z))
			if err != nil {
				t.Fatal(err)
			}
			var want, got []string
			for _, m := range types {
				want = append(want, string(m.ID))
			}
			for _, o := range found {
				if o.Seller == i && o.Zone.ID == z.ID {
					got = append(got, string(o.Type.ID))
				}
			}
			slices.Sort(want)
			slices.Sort(got)
			if !slices.Equal(got, want) {
				t.Errorf("%s: %s sells %q, want %q", s.Reader.Product().ID, z.ID, got, want)
			}
		}
	}
	if n := requests.Load() - before; n != 0 {
		t.Errorf("asking zone by zone afterwards took %d requests, want none", n)
	}
}

// TestPrice prices what fits within a limit, and sorts it: what can be had before what cannot, cheap before dear.
func TestPrice(t *testing.T) {
	t.Parallel()
	sold, _ := sellers(t)
	found, _ := offers.Look(t.Context(), sold[:1], provider.Spec{})
	q, err := offers.Parse("cpu>=8 !gpu")
	if err != nil {
		t.Fatal(err)
	}
	found = slices.DeleteFunc(found, func(o offers.Offer) bool { return !q.Fits(o) })
	const most = 10
	left := offers.Price(t.Context(), sold, provider.Spec{}, found, most)
	offers.Sort(found)
	known := 0
	for i, o := range found {
		if o.Failed != nil {
			t.Errorf("%s in %s: %v", o.Type.ID, o.Zone.ID, o.Failed)
		}
		if !o.Quote.Known() {
			continue
		}
		if known++; i > 0 && found[i-1].Quote.Hour.Micros > o.Quote.Hour.Micros || i >= most {
			t.Errorf("%s in %s for %s is at %d", o.Type.ID, o.Zone.ID, o.Quote.Hour, i)
		}
	}
	if known != most || left <= 0 {
		t.Errorf("%d prices, and %d left out, want %d and the rest", known, left, most)
	}
	if last := found[len(found)-1]; slices.ContainsFunc(found, func(o offers.Offer) bool { return !o.Available(1) }) &&
		last.Available(1) {
		t.Errorf("what is sold out is not at the end, but %+v", last)
	}
}

// TestNearest offers what is most like a machine that cannot be had.
func TestNearest(t *testing.T) {
	t.Parallel()
	few := 2
	model := func(id string, cpu, ram int, gpu string) provider.InstanceType {
		return provider.InstanceType{ID: provider.TypeID(id), Threads: cpu, MemoryGB: ram, GPU: gpu}
	}
	want := model("want", 32, 128, "")
	less, more, gpu, far := model("less", 24, 128, ""), model("more", 40, 128, ""), model("gpu", 32, 128, "1 x A100"),
		model("far", 4, 8, "")
	gone, short := model("gone", 32, 128, ""), model("short", 32, 128, "")
	gone.Stock, short.Left = provider.StockSoldOut, &few
	var got []string
	for _, m := range offers.Nearest(want, []provider.InstanceType{far, gpu, want, gone, short, less, more}, 3, 3) {
		got = append(got, string(m.ID))
	}
	if words := strings.Join(got, " "); words != "more less gpu" {
		t.Errorf("Nearest() = %q, want the larger one, the smaller one, and the one of its size with a GPU", words)
	}
	had := func(n int) func(provider.InstanceType) bool {
		return func(t provider.InstanceType) bool { return offers.Available(t, n) }
	}
	if small, ok := offers.Smallest([]provider.InstanceType{more, far, gone}, had(1)); !ok || small.ID != "far" {
		t.Errorf("Smallest() = %v, %v, want far", small.ID, ok)
	}
	if _, ok := offers.Smallest([]provider.InstanceType{short}, had(3)); ok {
		t.Error("Smallest() finds one of which there are too few")
	}
}

// TestProblems keeps what the others offer when one seller cannot be asked.
func TestProblems(t *testing.T) {
	t.Parallel()
	sold, _ := sellers(t)
	p := all.Products()[0]
	r, err := p.Open(provider.Account{
		KeyID: "id", Secret: provider.NewSecret("secret"), Endpoint: "http://127.0.0.1:1", Client: "metalwright/test",
		Now: time.Now,
	})
	if err != nil {
		t.Fatal(err)
	}
	found, wrong := offers.Look(t.Context(), append(sold, offers.Seller{Account: "shut", Reader: r}), provider.Spec{})
	if len(found) == 0 || len(wrong) != 1 || wrong[0].Account != "shut" || wrong[0].Err == nil {
		t.Errorf("%d offers and the problems %+v, want those of the others and one problem", len(found), wrong)
	}
}
