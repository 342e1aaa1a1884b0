package all_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/provider/sim"
)

// Readers and buyers of all products ask at once, more often than the vendors allow, and no vendor complains: those of
// one account wait for each other. Each reader stays below its vendor's limit by itself.
func TestNoVendorComplains(t *testing.T) {
	t.Parallel()
	// Tencent Cloud's limit is always on. For Zenlayer, which publishes none, it is what a second may see at this rate.
	key, url := cloud(t, sim.Options{Limit: 25})
	complains := func(x provider.Exchange) {
		if x.Outcome == provider.KindThrottled.String() {
			t.Errorf("%s: the vendor complains about the rate", x.Action)
		}
	}
	calls := map[string]int{"Zenlayer": 1, "Tencent Cloud": 9}
	var asking sync.WaitGroup
	for _, p := range all.Products() {
		for range 3 {
			r, b := clients(t, p, provider.Account{
				KeyID: key.KeyID, Secret: key.Secret, Endpoint: url, PerSecond: 15,
				Observe: complains,
			})
			for range calls[p.Vendor] {
				asking.Go(func() {
					if _, err := r.Zones(t.Context()); err != nil {
						t.Errorf("%s: Zones() = %v", p.ID, err)
					}
				})
			}
			asking.Go(func() { buyNothing(t, p, b) })
		}
	}
	asking.Wait()
}

// buyNothing sends a purchase that the vendor has to refuse.
func buyNothing(t *testing.T, p *provider.Product, b provider.Buyer) {
	t.Helper()
	nothing := provider.Batch{Token: "mwk7q2m9x4", Spec: provider.Spec{
		Product: p.ID, Zone: "nowhere",
		Region: "ap-guangzhou",
	}}
	if err := b.Ready(t.Context(), nothing); err != nil {
		t.Errorf("%s: Ready() = %v", p.ID, err)
	}
	if _, err := b.Create(t.Context(), nothing); provider.OutcomeOf(err) != provider.Refused {
		t.Errorf("%s: Create() of nothing = %v, want it refused", p.ID, err)
	}
}

// cloud is a simulated one on real time.
func cloud(t *testing.T, o sim.Options) (key sim.Credentials, url string) {
	t.Helper()
	o.Now = time.Now // real, as the limits of the clients
	c, err := sim.Open(t.Context(), o)
	if err != nil {
		t.Fatalf("sim.Open() = %v", err)
	}
	server := httptest.NewServer(c.Handler())
	t.Cleanup(func() {
		server.Close()
		_ = c.Close()
	})
	return c.Credentials(), server.URL
}

func clients(t *testing.T, p *provider.Product, a provider.Account) (provider.Reader, provider.Buyer) {
	t.Helper()
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	a.Transport = transport
	r, err := p.Open(a)
	if err != nil {
		t.Fatalf("%s: Open() = %v", p.ID, err)
	}
	b, err := p.OpenBuyer(a)
	if err != nil {
		t.Fatalf("%s: OpenBuyer() = %v", p.ID, err)
	}
	return r, b
}

// Room that was waited for is used once: the purchase after Ready does not wait again, the one after it does.
func TestReady(t *testing.T) {
	t.Parallel()
	key, url := cloud(t, sim.Options{})
	for _, p := range all.Products() {
		t.Run(string(p.ID), func(t *testing.T) {
			t.Parallel()
			p.Limiters = new(provider.Limiters)
			pace := &counting{of: map[string]int{}}
			p.Limiters.Limiter(key.KeyID+" "+url, func() provider.Limiter { return pace })
			_, b := clients(t, p, provider.Account{KeyID: key.KeyID, Secret: key.Secret, Endpoint: url})
			nothing := provider.Batch{Token: "mwk7q2m9x4", Spec: provider.Spec{
				Product: p.ID, Zone: "nowhere",
				Region: "ap-guangzhou",
			}}
			if err := b.Ready(t.Context(), nothing); err != nil || pace.waits("CreateInstances") != 1 {
				t.Errorf("Ready() = %v with %d waits for a purchase, want one", err, pace.waits("CreateInstances"))
			}
			for _, want := range []int{1, 2} {
				_, err := b.Create(t.Context(), nothing)
				if got := pace.waits("CreateInstances"); got != want || provider.OutcomeOf(err) != provider.Refused {
					t.Errorf("Create() = %v with %d waits for a purchase, want it refused with %d", err, got, want)
				}
			}
		})
	}
}

// counting lets everything pass and counts it.
type counting struct {
	mu sync.Mutex
	of map[string]int
}

func (c *counting) Wait(_ context.Context, action string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.of[action]++
	return nil
}

func (c *counting) Answered(string, bool) {}

func (c *counting) waits(action string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.of[action]
}
