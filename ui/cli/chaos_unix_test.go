//go:build unix

package cli_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider/sim"
	"github.com/metalwright/metalwright/state/journal/pgtest"
)

// chaosRun is one run of apply, of an order of its own.
type chaosRun struct {
	*client
	name   string
	signal syscall.Signal // that ends it; 0: none does
	ended  ended
}

// chaosCount is how many machines each orders.
const chaosCount = 2

// TestChaosExitCodes runs apply many times on one server and at one vendor, while the server ends at once and ends its
// connections, the vendor drops, refuses and delays answers, and runs are killed, terminated and interrupted. What each
// run has ended with has to agree with the vendor's books and with the journal.
func TestChaosExitCodes(t *testing.T) {
	t.Parallel()
	if *chaos == 0 {
		t.Skip("what each of it does alone TestOutcomeIsTrue and TestOutcomeWithoutServer try; all of it: -args -chaos 60")
	}
	var server pgtest.Server
	url := server.Database(t)
	t.Cleanup(func() {
		if err := server.Stop(); err != nil {
			t.Error(err)
		}
	})
	v := newVendor(t, 200)
	faults := []sim.Fault{
		{Do: sim.Drop},
		{Do: sim.Latency, For: 3 * time.Second},
		{Do: sim.Late, For: 5 * time.Second},
		{Do: sim.Refuse, Code: "RESOURCES_SOLDOUT_INSTANCE_TYPE"},
		{Do: sim.CreateFailed},
		{Do: sim.Partial, Keep: 1},
		{Do: sim.Refuse, Code: "SOMETHING_NEW"},
		{Do: sim.Drop, After: true},
	}
	for n := range *chaos {
		if n%2 == 1 {
			f := faults[n/2%len(faults)]
			f.Action, f.Skip = "CreateInstances", n
			if err := v.cloud.Inject(f); err != nil {
				t.Fatal(err)
			}
		}
	}
	over, stop := context.WithCancel(t.Context())
	var happens sync.WaitGroup
	happens.Go(func() { spoilServer(over, t, &server) })
	var all []*chaosRun
	var wg sync.WaitGroup
	for n := range *chaos {
		r := newChaosRun(t, v, url, n)
		all = append(all, r)
		wg.Go(r.run)
		<-time.After(time.Second) // so that something happens to each at another time
	}
	wg.Wait()
	stop()
	happens.Wait()
	codes := map[int]int{}
	for _, r := range all {
		codes[r.ended.code]++
		r.compare()
	}
	if r := all[0].client.run("audit", "verify"); r.code != 0 {
		t.Errorf("audit verify ended with %d, want 0: nobody has changed anything:\n%s", r.code, r.errs)
	}
	t.Logf("%d purchases; exit codes: %v", v.purchases(t), codes)
	for _, r := range all {
		r.again()
	}
}

func newChaosRun(t *testing.T, v *vendor, url string, n int) *chaosRun {
	t.Helper()
	signals := []syscall.Signal{0, 0, syscall.SIGTERM, 0, syscall.SIGKILL, 0, syscall.SIGINT, 0, syscall.SIGHUP}
	r := &chaosRun{client: newClient(t, v), name: fmt.Sprintf("h%d", n), signal: signals[n%len(signals)]}
	r.state = url
	text := "id: o-" + r.name + "\n" + orderFile(r.name+"-[1,3]", chaosCount)
	if err := os.WriteFile(r.file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return r
}

// run runs apply to its end, which may be brought about.
func (r *chaosRun) run() {
	cmd := exec.CommandContext(r.t.Context(), Runtime, "apply", r.file, "--yes", "--json", "--wait-timeout", "60s")
	cmd.Env = append(r.command().Env, "HOME="+r.home)
	r.ended = r.await(cmd, func(int) {
		if r.signal != 0 {
			time.AfterFunc(500*time.Millisecond+rand.N(4*time.Second), func() { //nolint:gosec // any time will do
				_ = cmd.Process.Signal(r.signal) // it may have ended
			})
		}
	})
}

// spoilServer does something to the server every few seconds.
func spoilServer(over context.Context, t *testing.T, server *pgtest.Server) {
	t.Helper()
	for n := 0; ; n++ {
		select {
		case <-over.Done():
			return
		case <-time.After(4 * time.Second):
		}
		if n%2 == 0 {
			server.Exec(t, "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'metalwright'")
			continue
		}
		if err := server.Restart(context.WithoutCancel(over)); err != nil {
			t.Errorf("Restart() = %v, want nil", err)
		}
	}
}

// books is what the vendor has of the order: its machines, and how many of them run.
func (r *chaosRun) books() (machines, running int) {
	r.t.Helper()
	l, err := r.vendor.cloud.Ledger(r.t.Context())
	if err != nil {
		r.t.Fatal(err)
	}
	for _, m := range l.Machines {
		if strings.HasPrefix(m.Name, r.name+"-") {
			machines++
			if m.Status == "RUNNING" {
				running++
			}
		}
	}
	return machines, running
}

// order is what the journal has of it; "" when it has not got it.
func (r *chaosRun) order() (state string, ids int) {
	r.t.Helper()
	var v struct {
		State     string
		Instances []struct{ ID string }
	}
	shown := r.client.run("orders", "show", "o-"+r.name, "--json")
	if shown.code != 0 {
		return "", 0
	}
	if err := json.Unmarshal([]byte(shown.out), &v); err != nil {
		r.t.Errorf("orders show %s printed %q: %v", r.name, shown.out, err)
	}
	return v.State, len(v.Instances)
}

// compare holds the exit code against the books and the journal.
func (r *chaosRun) compare() {
	r.t.Helper()
	code := r.ended.code
	machines, running := r.books()
	state, ids := r.order()
	r.t.Logf("%s: %v, ended with %d: %d machines, %d RUNNING; the journal says %s", r.name, r.signal, code, machines,
		running, state)
	wrong := ""
	switch code {
	case 0:
		if machines != chaosCount || running != chaosCount || ids != chaosCount {
			wrong = "everything is done"
		}
	case 5, 9:
		if machines == 0 || state == "" || state == "REJECTED" {
			wrong = "something was bought"
		}
	case 1, 2, 3, 4, 6, 7, 8:
		if machines > 0 || slices.Contains([]string{"AMBIGUOUS", "PROVISIONING", "DONE", "PARTIAL"}, state) {
			wrong = "nothing was bought"
		}
	case 10:
		if machines > 0 && (state == "" || state == "REJECTED") {
			wrong = "it may have been bought, and the journal has it"
		}
	case 129, 130, 143:
		if machines > 0 && (state == "" || state == "REJECTED") {
			wrong = "the journal has it"
		}
	case -1:
		if r.signal != syscall.SIGKILL {
			wrong = "a signal ended it"
		}
	default:
		wrong = "what no run of apply for a new order says"
	}
	if wrong != "" {
		r.t.Errorf("%s: exit code %d says: %s. There are %d machines, %d RUNNING, and in the journal it is %q with %d:\n%s",
			r.name, code, wrong, machines, running, state, ids, r.ended.errs)
	}
}

// again applies what may have been bought again: it is not bought twice.
func (r *chaosRun) again() {
	r.t.Helper()
	before, _ := r.books()
	if before == 0 {
		return
	}
	code := r.client.run("apply", r.file, "--yes", "--wait-timeout", "1s").code
	if after, _ := r.books(); after != before || code != 11 && code != 10 {
		r.t.Errorf("%s: applied again it ended with %d, and there are %d machines, want 10 or 11, and %d", r.name, code,
			after, before)
	}
}
