package cli_test

import (
	"bytes"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/provider/sim"
	"github.com/metalwright/metalwright/state/config"
	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/state/policy"
)

// vendor is a simulated cloud apart from the program, which survives whatever happens to that.
type vendor struct {
	cloud *sim.Cloud
	url   string

	mu    sync.Mutex
	hooks map[string]func() // by action: called once, when the cloud has done it and before anybody hears of it
}

func newVendor(t *testing.T, speed float64) *vendor {
	t.Helper()
	c, err := sim.Open(t.Context(), sim.Options{Now: time.Now, Speed: speed, Quota: -1, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	v := &vendor{cloud: c, hooks: map[string]func(){}}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer := httptest.NewRecorder()
		c.Handler().ServeHTTP(answer, r)
		if hook := v.hook(r.Header.Get("X-ZC-Action")); hook != nil {
			hook()
		}
		maps.Copy(w.Header(), answer.Header())
		w.WriteHeader(answer.Code)
		_, _ = w.Write(answer.Body.Bytes()) // the program may be gone
	}))
	v.url = server.URL
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
		_ = c.Close()
	})
	return v
}

func (v *vendor) hook(action string) func() {
	v.mu.Lock()
	defer v.mu.Unlock()
	f := v.hooks[action]
	delete(v.hooks, action)
	return f
}

func (v *vendor) on(action string, f func()) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.hooks[action] = f
}

// onPoll is [vendor.on] of the first time that machines which were bought are asked for.
func (v *vendor) onPoll(f func()) {
	v.on("CreateInstances", func() { v.on("DescribeInstances", f) })
}

// purchases is how many requests the cloud has carried out.
func (v *vendor) purchases(t *testing.T) int {
	t.Helper()
	l, err := v.cloud.Ledger(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range l.Purchases {
		if n := l.Purchased(p.Token); n != 1 {
			t.Errorf("the token %s was bought %d times, want once", p.Token, n)
		}
	}
	return len(l.Purchases)
}

// client runs the program against a vendor, with a state directory of its own.
type client struct {
	t      *testing.T
	vendor *vendor
	home   string
	state  string // the directory of the journal, or the URL of its server
	file   string
}

func newClient(t *testing.T, v *vendor) *client {
	t.Helper()
	c := &client{t: t, vendor: v, home: t.TempDir()}
	c.state, c.file = filepath.Join(c.home, "state"), filepath.Join(c.home, "web.yaml")
	if err := os.WriteFile(c.file, []byte(oneMachine), 0o600); err != nil {
		t.Fatal(err)
	}
	return c
}

func (c *client) command(args ...string) *exec.Cmd {
	cmd := exec.CommandContext(c.t.Context(), Runtime, args...)
	key := c.vendor.cloud.Credentials()
	cmd.Dir = c.home
	cmd.Env = []string{
		"HOME=" + c.home, "METALWRIGHT_STATE=" + c.state, "METALWRIGHT_ENDPOINT=zenlayer-bmc=" + c.vendor.url,
		"ZENLAYERCLOUD_ACCESS_KEY_ID=" + key.KeyID, "ZENLAYERCLOUD_ACCESS_KEY_PASSWORD=" + key.Secret.Reveal(),
	}
	return cmd
}

// run runs the program to its end.
func (c *client) run(args ...string) ended {
	c.t.Helper()
	return c.await(c.command(args...), nil)
}

// ended is a run that has ended.
type ended struct {
	code      int // -1: by a signal
	out, errs string
}

// await starts cmd and waits for its end. Streams that are not set are kept. started is called with the process's id.
func (c *client) await(cmd *exec.Cmd, started func(pid int)) ended {
	c.t.Helper()
	var out, errs bytes.Buffer
	if cmd.Stdout == nil {
		cmd.Stdout = &out
	}
	if cmd.Stderr == nil {
		cmd.Stderr = &errs
	}
	if err := cmd.Start(); err != nil {
		c.t.Fatal(err)
	}
	if started != nil {
		started(cmd.Process.Pid)
	}
	over := make(chan struct{})
	go func() {
		defer close(over)
		_ = cmd.Wait() // its code is looked at by whoever asked
	}()
	select {
	case <-over:
	case <-time.After(patience):
		_ = cmd.Process.Kill()
		<-over
		c.t.Errorf("%v does not end; it said\n%s%s", cmd.Args[1:], out.String(), errs.String())
	}
	return ended{cmd.ProcessState.ExitCode(), out.String(), errs.String()}
}

// confirmed opens the journal as another program does, at the time, and what that program would place: the order of
// the file.
func (c *client) confirmed(now func() time.Time, point func(string)) (*order.Service, order.Place) {
	c.t.Helper()
	t := c.t
	store, err := journal.Open(t.Context(), journal.Options{Dir: c.state, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	s := order.New(order.Options{Store: store, Dir: c.state, Now: now, Log: slog.New(slog.DiscardHandler), Point: point})
	key := c.vendor.cloud.Credentials()
	account := provider.Account{KeyID: key.KeyID, Secret: key.Secret, Endpoint: c.vendor.url, Now: time.Now}
	product := all.Products()[slices.IndexFunc(all.Products(), func(p *provider.Product) bool { return p.ID == metal })]
	reader, err := product.Open(account)
	if err != nil {
		t.Fatal(err)
	}
	operator, err := product.OpenOperator(account)
	if err != nil {
		t.Fatal(err)
	}
	buyer, err := product.OpenBuyer(account)
	if err != nil {
		t.Fatal(err)
	}
	name := config.AccountName("", key.KeyID)
	s.Use(metal, name, operator, buyer)
	if err := s.SignApprovalsWith(metal, name, key.Secret); err != nil {
		t.Fatal(err)
	}
	spec := provider.Spec{Product: metal, Zone: "SEL-A", Type: "M6C", Count: 1, Name: "web"}
	known, err := provider.Lookup(t.Context(), reader, spec)
	if err != nil {
		t.Fatal(err)
	}
	spec = reader.Suggest(spec, known)
	quote, err := reader.Quote(t.Context(), spec)
	if err != nil {
		t.Fatal(err)
	}
	return s, order.Place{ID: "o-web", Account: name, Spec: spec, Quote: quote}
}

// anHour lets everybody do everything, with another person's approval that holds for an hour.
type anHour struct{}

func (anHour) Person(name string) (policy.Person, bool) {
	return policy.Person{Name: name, Roles: []policy.Role{policy.Operator, policy.Approver}}, true
}

func (anHour) Approval(string, provider.Quote, int) time.Duration { return time.Hour }

func (anHour) OneKey(string, string) bool { return false }

// approved places the order of the file as one that waits, and has someone approve it.
func (c *client) approved() {
	c.t.Helper()
	s, o := c.confirmed(time.Now, nil)
	if err := s.Do(c.t.Context(), order.Actor{Name: "alice", People: anHour{}}, o); err != nil {
		c.t.Fatal(err)
	}
	v, err := s.Views.Order(c.t.Context(), o.ID)
	if err != nil {
		c.t.Fatal(err)
	}
	if err := s.As("bob").Do(c.t.Context(), order.Decide{ID: o.ID, Yes: true, Digest: v.Approval.Digest}); err != nil {
		c.t.Fatal(err)
	}
}
