package sim_test

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/metalwright/metalwright/provider/sim"
)

const token = "mw-0123456789abcdef"

func tagged(more obj) obj {
	o := obj{"tags": obj{"tags": []obj{{"key": "metalwright", "value": token}}}}
	maps.Copy(o, more)
	return order(o)
}

// TestSwitches buys three machines under each fault, and counts what was bought and checks the answer.
func TestSwitches(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name   string
		faults []sim.Fault
		bought int
		broken bool // no answer came
		status int
		answer string // it contains
	}{
		{"nothing", nil, 3, false, 200, "instanceIdSet"},
		{"429", []sim.Fault{{Do: sim.Throttle}}, 0, false, 429, "REQUEST_LIMIT_EXCEEDED"},
		{"500", []sim.Fault{{Do: sim.Broken}}, 0, false, 500, "INTERNAL_SERVER_ERROR"},
		{"503", []sim.Fault{{Do: sim.Unavailable}}, 0, false, 503, "SERVICE_TEMPORARY_UNAVAILABLE"},
		{"503 after", []sim.Fault{{Do: sim.Unavailable, After: true}}, 3, false, 503, "SERVICE_TEMPORARY_UNAVAILABLE"},
		{"502 of a gateway", []sim.Fault{{Do: sim.HTML}}, 0, false, 502, "<html>"},
		{"502 of a gateway after", []sim.Fault{{Do: sim.HTML, After: true}}, 3, false, 502, "<html>"},
		{"challenge", []sim.Fault{{Do: sim.HTML, Status: 403}}, 0, false, 403, "<html>"},
		{"null", []sim.Fault{{Do: sim.Null}}, 0, false, 200, "null"},
		{"null after", []sim.Fault{{Do: sim.Null, After: true}}, 3, false, 200, "null"},
		{"half an answer", []sim.Fault{{Do: sim.Truncate}}, 3, false, 200, `{"requestId"`},
		{"dropped", []sim.Fault{{Do: sim.Drop}}, 0, true, 0, ""},
		{"dropped after", []sim.Fault{{Do: sim.Drop, After: true}}, 3, true, 0, ""},
		{"late", []sim.Fault{{Do: sim.Late, For: time.Minute}}, 3, false, 503, "REQUEST_TIMED_OUT"},
		{"partial", []sim.Fault{{Do: sim.Partial, Keep: 2}}, 2, false, 200, "instanceIdSet"},
		{"no balance", []sim.Fault{{Do: sim.NoBalance}}, 0, false, 403, "OPERATION_DENIED_BALANCE_INSUFFICIENT"},
		{"no postpaid", []sim.Fault{{Do: sim.NoPostpaid}}, 0, false, 400, "INVALID_CHARGE_TYPE_NOT_SUPPORT"},
		{"sold out", []sim.Fault{{Do: sim.SoldOut}}, 0, false, 400, "RESOURCES_SOLDOUT_INSTANCE_TYPE"},
		{"clock", []sim.Fault{{Do: sim.Clock, For: 6 * time.Minute}}, 0, false, 401, "AUTHFAILURE_SIGNATURE_EXPIRED"},
		{"clock behind", []sim.Fault{{Do: sim.Clock, For: -6 * time.Minute}}, 0, false, 401, "AUTHFAILURE_SIGNATURE_EXPIRED"},
		{
			"slow and then refused",
			[]sim.Fault{{Do: sim.Latency, For: time.Millisecond}, {Do: sim.Broken}},
			0, false,
			500, "INTERNAL",
		},
		{"another action", []sim.Fault{{Do: sim.Broken, Action: "DescribeZones"}}, 3, false, 200, "instanceIdSet"},
		{"another service", []sim.Fault{{Do: sim.Broken, Service: "vm"}}, 3, false, 200, "instanceIdSet"},
		{"the next one", []sim.Fault{{Do: sim.Broken, Skip: 1}}, 3, false, 200, "instanceIdSet"},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			f := open(t, sim.Options{})
			f.inject(t, row.faults...)
			a, err := f.try(f.request(t, "bmc", f.version, "CreateInstances", tagged(obj{"amount": 3})))
			if (err != nil) != row.broken || a.Status != row.status || !strings.Contains(string(a.Raw), row.answer) {
				t.Errorf("CreateInstances = %d %s, %v, want %d %s", a.Status, a.Raw, err, row.status, row.answer)
			}
			l := f.ledger(t)
			if got := len(l.Bought(token)); got != row.bought || l.Purchased(token) != min(row.bought, 1) {
				t.Errorf("bought %d machines in %d purchases, want %d", got, l.Purchased(token), row.bought)
			}
			if got := l.Requests("bmc", "CreateInstances"); got != 1 {
				t.Errorf("requests = %d, want 1", got)
			}
		})
	}
}

func TestHangAfterAccepting(t *testing.T) {
	t.Parallel()
	f := open(t, sim.Options{})
	f.inject(t, sim.Fault{Do: sim.Hang, After: true})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	r := f.request(t, "bmc", f.version, "CreateInstances", tagged(nil)).WithContext(ctx)
	go func() {
		_, err := f.try(r)
		done <- err
	}()
	for len(f.ledger(t).Machines) == 0 {
		select {
		case err := <-done:
			t.Fatalf("the request ended with %v, want it to hang", err)
		default:
			runtime.Gosched()
		}
	}
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("CreateInstances = %v, want %v", err, context.Canceled)
	}
	if got := f.ledger(t).Purchased(token); got != 1 {
		t.Errorf("purchases = %d, want 1", got)
	}
}

func TestHiddenAfterCreate(t *testing.T) {
	t.Parallel()
	f := open(t, sim.Options{})
	f.inject(t, sim.Fault{Do: sim.Hide, Polls: 2, Nth: 1}, sim.Fault{Do: sim.Hide, For: 10 * time.Second, Nth: 2})
	ids := f.create(t, obj{"amount": 3})
	listed := func() int {
		return len(f.must(t, "DescribeInstances", obj{"instanceIds": ids}).rows("dataSet"))
	}
	for i, want := range []int{1, 1, 2} {
		if got := listed(); got != want {
			t.Errorf("poll %d lists %d machines, want %d", i+1, got, want)
		}
	}
	f.clock.Advance(10 * time.Second)
	if got := listed(); got != 3 {
		t.Errorf("after ten seconds %d machines, want 3", got)
	}
}

func TestLateCommit(t *testing.T) {
	t.Parallel()
	f := open(t, sim.Options{})
	f.inject(t, sim.Fault{Do: sim.Late, For: time.Minute})
	f.refused(t, "CreateInstances", tagged(nil), 503, "REQUEST_TIMED_OUT")
	find := func() []obj {
		return f.must(t, "DescribeInstances", obj{"tags": []obj{{"key": "metalwright", "value": token}}}).rows("dataSet")
	}
	if got := find(); len(got) != 0 {
		t.Errorf("at once: %v, want nothing", got)
	}
	f.clock.Advance(time.Minute)
	if got := find(); len(got) != 1 || got[0]["instanceStatus"] != "PENDING" {
		t.Errorf("a minute later: %v, want one PENDING machine", got)
	}
}

// TestLatency: the answer takes as long as the fault says, and comes.
func TestLatency(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := &fixture{clock: newClock(), url: "http://cloud.example"}
		cloud, err := sim.Open(t.Context(), sim.Options{Now: f.clock.Now})
		if err != nil {
			t.Fatalf("Open() = %v", err)
		}
		defer cloud.Close() //nolint:errcheck // the cloud is in memory
		f.Cloud, f.key = cloud, cloud.Credentials()
		f.inject(t, sim.Fault{Do: sim.Latency, For: 20 * time.Millisecond})
		for _, want := range []time.Duration{20 * time.Millisecond, 0} {
			start, w := time.Now(), httptest.NewRecorder()
			cloud.Handler().ServeHTTP(w, f.request(t, "bmc", "2022-11-20", "DescribeZones", obj{}))
			if took := time.Since(start); took != want || w.Code != http.StatusOK {
				t.Errorf("DescribeZones = %d after %v, want 200 after %v", w.Code, took, want)
			}
		}
	})
}

func TestWrongTotal(t *testing.T) {
	t.Parallel()
	f := open(t, sim.Options{})
	f.create(t, obj{"amount": 3})
	f.inject(t, sim.Fault{Do: sim.Total, Total: 1000, Count: -1})
	for range 3 {
		a := f.must(t, "DescribeInstances", obj{})
		if len(a.rows("dataSet")) != 3 || a.Response["totalCount"] != 1000.0 {
			t.Errorf("DescribeInstances = %d rows of %v, want 3 of 1000", len(a.rows("dataSet")), a.Response["totalCount"])
		}
	}
	f.Clear()
	if a := f.must(t, "DescribeInstances", obj{}); a.Response["totalCount"] != 3.0 {
		t.Errorf("totalCount after Clear = %v, want 3", a.Response["totalCount"])
	}
}

// A fault without an action waits for a request that it can happen to, whatever requests come before.
func TestFaultsWait(t *testing.T) {
	t.Parallel()
	f := open(t, sim.Options{})
	f.inject(t, sim.Fault{Do: sim.Total, Total: 1000}, sim.Fault{Do: sim.CreateFailed, Nth: 2},
		sim.Fault{Do: sim.Partial, Keep: 2}, sim.Fault{Do: sim.SoldOut, Skip: 1})
	f.must(t, "InquiryPriceCreateInstance", order(nil))
	if a := f.must(t, "DescribeInstances", obj{}); a.Response["totalCount"] != 1000.0 {
		t.Errorf("totalCount = %v, want the fault's 1000", a.Response["totalCount"])
	}
	f.must(t, "DescribeZones", obj{})
	ids := f.create(t, obj{"amount": 3})
	if len(ids) != 2 {
		t.Fatalf("CreateInstances = %v, want the two that the fault keeps", ids)
	}
	f.clock.Advance(time.Hour)
	for i, want := range []string{"RUNNING", "CREATE_FAILED"} {
		if got := f.machine(t, ids[i])["instanceStatus"]; got != want {
			t.Errorf("machine %d is %v, want %s", i+1, got, want)
		}
	}
	f.must(t, "DescribeAvailableResources", obj{"instanceChargeType": "POSTPAID"})
	if a := f.ask(t, "CreateInstances", order(nil)); a.Code != "RESOURCES_SOLDOUT_INSTANCE_TYPE" {
		t.Errorf("the second purchase = %d %s, want it sold out", a.Status, a.Raw)
	}
}

func TestLimit(t *testing.T) {
	t.Parallel()
	f := open(t, sim.Options{Limit: 2})
	for i, want := range []int{200, 200, 429} {
		if a := f.ask(t, "DescribeZones", obj{}); a.Status != want {
			t.Errorf("request %d = %d %s, want %d", i+1, a.Status, a.Raw, want)
		}
	}
	f.clock.Advance(time.Second)
	f.must(t, "DescribeZones", obj{})
}

func TestReadOnlyKey(t *testing.T) {
	t.Parallel()
	f := open(t, sim.Options{})
	f.key = f.ReadOnly()
	f.must(t, "InquiryPriceCreateInstance", order(nil))
	f.refused(t, "CreateInstances", order(nil), 401, "AUTHFAILURE_UNAUTHORIZED_OPERATION")
}

func TestInjectRefusesUnknownFaults(t *testing.T) {
	t.Parallel()
	f := open(t, sim.Options{})
	if err := f.Inject(sim.Fault{Do: sim.Broken}, sim.Fault{Do: "sing"}); err == nil {
		t.Error("Inject(sing) = nil, want an error")
	}
	f.create(t, nil) // nothing was switched on
}

// TestOverlappingPurchases: machines are counted in the order in which they are made, however many purchases are under
// way.
func TestOverlappingPurchases(t *testing.T) {
	t.Parallel()
	for range 3 {
		f := open(t, sim.Options{})
		f.inject(t, sim.Fault{Do: sim.CreateFailed, Nth: 5}, sim.Fault{Do: sim.WrongImage, Nth: 3, Count: 2})
		var buyers sync.WaitGroup
		for range 8 {
			buyers.Go(func() { f.create(t, nil) })
		}
		buyers.Wait()
		f.clock.Advance(time.Hour)
		machines := f.ledger(t).Machines
		for i, m := range machines {
			if failed := m.Status == "CREATE_FAILED"; failed != (i == 4) {
				t.Errorf("machine %d of %d is %s", i+1, len(machines), m.Status)
			}
			wrong := f.machine(t, string(m.ID))["imageId"] != ubuntu
			if wrong != (i == 2 || i == 5) {
				t.Errorf("machine %d of %d has the wrong image: %v", i+1, len(machines), wrong)
			}
		}
	}
}

func TestParseFaults(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ name, text, err string }{
		{"empty", "", ""},
		{
			"list",
			"- {do: refuse, service: bmc, action: CreateInstances, code: X}\n- {do: latency, for: 800ms, count: " +
				"-1}\n- do: create_failed\n  nth: 2\n", "",
		},
		{"json", `[{"do":"hide","polls":2},{"do":"clock","for":"-5m1s"}]`, ""},
		{"unknown fault", "- do: sing", "unknown fault"},
		{"unknown key", "- {do: drop, wen: now}", "1:14: entry 1: wen: "},
		{"wrong type", "- do: drop\n- {do: drop, skip: many}", "2:20: entry 2: skip: "},
		{"no list", "do: drop", "1:1: faults are a list"},
		{"no time with a unit", "- do: late\n  for: abc", "2:8: entry 1: for: use a duration with a unit"},
		{"no code in the second", "- do: drop\n- do: refuse", "2:3: entry 2: refuse: code is missing"},
		{"no code", "- do: refuse", "code is missing"},
		{"no time", "- do: late", "for is missing"},
		{"no word", "- do: odd_status", "word is missing"},
		{"nothing to hide from", "- do: hide", "polls and for are missing"},
		{"negative", "- {do: drop, skip: -1}", "negative"},
		{"status", "- {do: html, status: 99}", "status 99"},
		{"price without an amount", "- do: price", "percent"},
		{"price of no number", "- {do: price, percent: .nan}", "percent"},
		{"price without end", "- {do: price, percent: .inf}", "percent"},
		{"price too high", "- {do: price, percent: 1000001}", "1000000"},
		{"price below nothing", "- {do: price, percent: -100}", "-100"},
		{"highest price", "- {do: price, percent: 1000000}", ""},
		{"too many", strings.Repeat("- do: drop\n", 1001), "more than 1000"},
	} {
		faults, err := sim.ParseFaults([]byte(row.text))
		switch {
		case row.err == "" && err != nil:
			t.Errorf("%s: ParseFaults(%q) = %v", row.name, row.text, err)
		case row.err != "" && (err == nil || !strings.Contains(err.Error(), row.err)):
			t.Errorf("%s: ParseFaults(%q) = %v, %v, want an error with %q", row.name, row.text, faults, err, row.err)
		}
	}
}

func FuzzParseFaults(f *testing.F) {
	f.Add([]byte("- {do: refuse, service: bmc, action: CreateInstances, code: X}"))
	f.Add([]byte(`[{"do":"hide","polls":2}]`))
	f.Add([]byte("- do: [&a *a]"))
	f.Add([]byte("! {000000000000000000000000000000000}"))
	f.Fuzz(func(t *testing.T, text []byte) {
		faults, err := sim.ParseFaults(text)
		if err != nil {
			return
		}
		for _, one := range faults {
			if err := one.Check(); err != nil {
				t.Errorf("ParseFaults(%q) let %+v pass: %v", text, one, err)
			}
		}
	})
}
