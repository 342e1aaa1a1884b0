package cli_test

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/provider/sim"
	"github.com/metalwright/metalwright/ui/cli"
	"github.com/metalwright/metalwright/ui/steps"
)

// received is what a server was asked for, request by request.
type received struct {
	mu   sync.Mutex
	seen []string // "vm DescribeZones", "edgezone DescribeInstances ap-tokyo"
	full []string // the same with what was sent
	// change rewrites what the cloud answers; nil leaves it.
	change func(action string, answer []byte) []byte
}

// watchedCloud is a simulated cloud behind a server that remembers what it was asked for.
func watchedCloud(t *testing.T, c *clock) (cloud *sim.Cloud, url string, a *received) {
	t.Helper()
	cloud, err := sim.Open(t.Context(), sim.Options{Now: c.Now, Speed: 20, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	a = &received{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		a.add(r.Header, body)
		if a.change == nil {
			cloud.Handler().ServeHTTP(w, r)
			return
		}
		r.Header.Del("Accept-Encoding") // what is rewritten has to be text
		answer := httptest.NewRecorder()
		cloud.Handler().ServeHTTP(answer, r)
		w.WriteHeader(answer.Code)
		_, _ = w.Write(a.change(r.Header.Get("X-ZC-Action"), answer.Body.Bytes())) // the program may be gone
	}))
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
		_ = cloud.Close()
	})
	return cloud, server.URL, a
}

func (a *received) add(h http.Header, body []byte) {
	what := strings.TrimSpace(strings.Join([]string{
		cmp.Or(h.Get("X-ZC-Service"), "edgezone"), cmp.Or(h.Get("X-ZC-Action"), h.Get("X-TC-Action")), h.Get("X-TC-Region"),
	}, " "))
	a.mu.Lock()
	defer a.mu.Unlock()
	a.seen = append(a.seen, what)
	a.full = append(a.full, what+" "+string(body))
}

// until lists the requests up to the first that has the words in it, all while there is none.
func (a *received) until(words string) (seen, full []string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	end := slices.IndexFunc(a.seen, func(s string) bool { return strings.Contains(s, words) }) + 1
	if end == 0 {
		end = len(a.seen)
	}
	return slices.Clone(a.seen[:end]), slices.Clone(a.full[:end])
}

// count is how many requests there were until now that have the words in them.
func (a *received) count(words string) int {
	seen, _ := a.until("\x00")
	return count(seen, words)
}

// count is how many of the requests have the words in them.
func count(seen []string, words string) int {
	n := 0
	for _, s := range seen {
		if strings.Contains(s, words) {
			n++
		}
	}
	return n
}

// tally words the requests, the most frequent first.
func tally(seen []string) string {
	times := map[string]int{}
	for _, s := range seen {
		times[s]++
	}
	names := slices.SortedFunc(maps.Keys(times), func(a, b string) int {
		return cmp.Or(cmp.Compare(times[b], times[a]), cmp.Compare(a, b))
	})
	var out strings.Builder
	for _, n := range names {
		fmt.Fprintf(&out, "\n%4d %s", times[n], n)
	}
	return out.String()
}

// unpaced is a limiter that lets everything pass.
type unpaced struct{}

func (unpaced) Wait(ctx context.Context, _ string) error { return ctx.Err() }

func (unpaced) Answered(string, bool) {}

// realProgram is a program with accounts of all products at the server, which knows nothing of them being simulated.
func realProgram(t *testing.T, c *clock, key sim.Credentials, url, dir string) *wizardTest {
	t.Helper()
	d, end := startedProgram(t, c, key, url, dir)
	t.Cleanup(func() {
		if err := end(); err != nil {
			t.Errorf("withProgram() = %v", err)
		}
	})
	return d
}

func startedProgram(t *testing.T, c *clock, key sim.Credentials, url, dir string) (d *wizardTest, end func() error) {
	t.Helper()
	products, env := realProducts(key, url)
	h, end := cli.BuildProgram(t, process(t, c.Now, env), products, dir, 20)
	return wizardIn(t, h, c, usual()), end
}

// realProducts are the products, which may ask as often as they like, and the variables that lead to the server.
func realProducts(key sim.Credentials, url string) ([]*provider.Product, map[string]string) {
	products, endpoints := all.Products(), []string{}
	for _, p := range products {
		p.Limiters.Limiter(key.KeyID+" "+url, func() provider.Limiter { return unpaced{} })
		endpoints = append(endpoints, string(p.ID)+"="+url)
	}
	return products, map[string]string{
		"METALWRIGHT_ENDPOINT":        strings.Join(endpoints, ","),
		"ZENLAYERCLOUD_ACCESS_KEY_ID": key.KeyID, "ZENLAYERCLOUD_ACCESS_KEY_PASSWORD": key.Secret.Reveal(),
		"TENCENTCLOUD_SECRET_ID": key.KeyID, "TENCENTCLOUD_SECRET_KEY": key.Secret.Reveal(),
	}
}

// without is the road with nothing typed at the steps.
func without(r road, steps ...string) road {
	r.keys = slices.DeleteFunc(slices.Clone(r.keys), func(k typed) bool { return slices.Contains(steps, k.step) })
	return r
}

// TestRequestsUntilPlaced counts at the server what the wizard asks for from the start to the purchase, beside the
// prices in the list of types: with Enter alone, and with an answer at every step. Nothing is asked for twice but what
// is asked once more just before it is bought, and nothing of a product that was not chosen.
func TestRequestsUntilPlaced(t *testing.T) {
	t.Parallel()
	enter := func(r road) road {
		return without(r, "zone", "type", "billing", "network", "storage", "access", "naming")
	}
	for name, row := range map[string]struct {
		road
		services string
		most     int
	}{
		"metal by Enter":   {enter(roads()[0]), "bmc zbc", 12},
		"virtual by Enter": {enter(roads()[1]), "vm zbc", 12},
		// two changes of a price more, and what an answer needs
		"metal":   {roads()[0], "bmc zbc ccs", 14}, // the keys of the account are offered
		"virtual": {roads()[1], "vm zbc", 15},
		"edge":    {without(roads()[2], "account", "access"), "edgezone", 11},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newClock()
			cloud, url, a := watchedCloud(t, c)
			d := realProgram(t, c, cloud.Credentials(), url, t.TempDir())
			rows := 0
			for _, s := range steps.All() {
				if s.ID == "account" { // there is one, and nobody is asked
					continue
				}
				d.walk(s.ID)
				if s.ID == "type" {
					rows = a.count("InquiryPrice")
				}
				for _, k := range row.keys {
					if k.step == s.ID {
						d.typed(k.keys)
					}
				}
			}
			_, full := a.until("CreateInstances")
			if once := slices.Compact(slices.Sorted(slices.Values(full))); len(once) != len(full) {
				t.Errorf("asked for twice:%s", tally(full))
			}
			d.place()
			d.Until("the purchase", func() bool { return a.count("CreateInstances") > 0 })
			seen, _ := a.until("CreateInstances")
			t.Logf("%d requests and %d prices in the list of types:%s", len(seen)-rows, rows, tally(seen))
			if len(seen)-rows > row.most {
				t.Errorf("%d requests, want %d at most:%s", len(seen)-rows, row.most, tally(seen))
			}
			for _, s := range seen {
				if service, _, _ := strings.Cut(s, " "); !strings.Contains(row.services, service) {
					t.Errorf("asked for %s, which nobody has chosen", s)
				}
			}
		})
	}
}

// TestRequestsAtStart begins with an order that comes up: its account is asked for it, and nobody for anything else.
func TestRequestsAtStart(t *testing.T) {
	t.Parallel()
	for n, most := range []string{
		"bmc DescribeInstances", "vm DescribeInstancesStatus", "edgezone DescribeInstances sa-saopaulo",
	} {
		t.Run(most, func(t *testing.T) {
			t.Parallel()
			c, dir := newClock(), t.TempDir()
			cloud, url, a := watchedCloud(t, c)
			r := without(roads()[n], "account", "access")
			d, end := startedProgram(t, c, cloud.Credentials(), url, dir)
			d.answer(r.keys)
			d.place()
			d.WaitFor("updated")
			if err := end(); err != nil {
				t.Fatal(err)
			}
			a.mu.Lock()
			a.seen = nil
			a.mu.Unlock()
			c.Advance(time.Minute)
			_, end = startedProgram(t, c, cloud.Credentials(), url, dir)
			d.Until("the first look", func() bool { return a.count("Describe") > 0 })
			if err := end(); err != nil {
				t.Fatal(err)
			}
			seen, _ := a.until("\x00")
			for _, s := range seen {
				if s != most && s != "vm DescribeInstances" { // what runs is read in full
					t.Errorf("asked for %s at the start, want %s alone:%s", s, most, tally(seen))
				}
			}
		})
	}
}

// TestChoicesOnDemand passes by choices that may be left open, which nobody asks for, and then looks at them: a key
// that comes before they are there counts, and so does a rest.
func TestChoicesOnDemand(t *testing.T) {
	t.Parallel()
	c := newClock()
	cloud, url, a := watchedCloud(t, c)
	d := realProgram(t, c, cloud.Credentials(), url, t.TempDir())
	for _, k := range roads()[1].keys[:2] { // the product, and a zone that has such groups
		d.walk(k.step)
		d.typed(k.keys)
	}
	d.walk("network")
	if n := a.count("DescribeSecurityGroups") + a.count("DescribeBandwidthClusters"); n != 0 {
		t.Errorf("%d requests for what nobody has looked at, want none", n)
	}
	d.choose("Security group")
	d.Press("right") // before there is anything to choose from
	d.Rest()
	if got := d.wizard.Draft().Spec.Network.SecurityGroup; got == "" || a.count("DescribeSecurityGroups") != 1 {
		t.Errorf("security group %q after %d requests, want one after one", got, a.count("DescribeSecurityGroups"))
	}
	d.walk("naming")
	d.choose("Resource group")
	d.Until("the resource groups", func() bool { return a.count("DescribeResourceGroups") == 1 })
}
