package sim_test

import (
	"context"
	"errors"
	"flag"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider/sim"
)

var update = flag.Bool("update", false, "write the table of faults into its page")

// example is a cloud with the example of a kind injected. Its requests show the fault.
type example struct {
	*fixture
	t *testing.T
}

// wanted is an order for three machines with an image, a RAID and tags.
func (e example) wanted() obj {
	return order(obj{
		"amount": 3, "instanceName": "web-[1,2]", "raidConfig": obj{"raidType": 10}, "partitions": []obj{part("/",
			"ext4", 3840)},
		"tags": obj{"tags": []obj{{"key": "env", "value": "prod"}, {"key": "team", "value": "edge"}}},
	})
}

// buy sends the order and returns whatever comes.
func (e example) buy() (answer, error) {
	return e.try(e.request(e.t, "bmc", e.version, "CreateInstances", e.wanted()))
}

// after is the machines that are listed an hour after they were bought, web-01 first; nil for one that is not.
func (e example) after() []obj {
	e.t.Helper()
	ids := e.must(e.t, "CreateInstances", e.wanted()).texts("instanceIdSet")
	e.clock.Advance(time.Hour)
	rows := make([]obj, len(ids))
	for i, id := range ids {
		rows[i] = e.machine(e.t, id)
	}
	return rows
}

// shows checks what each of the three machines is.
func (e example) shows(want ...bool) func(is func(obj) bool) {
	rows := e.after()
	return func(is func(obj) bool) {
		e.t.Helper()
		for i, w := range want {
			if is(rows[i]) != w {
				e.t.Errorf("machine %d is %v, want it struck: %v", i+1, rows[i], w)
			}
		}
	}
}

func (e example) answered(status int, part string) {
	e.t.Helper()
	if a, err := e.buy(); err != nil || a.Status != status || !strings.Contains(string(a.Raw), part) {
		e.t.Errorf("CreateInstances = %d %s, %v, want %d %s", a.Status, a.Raw, err, status, part)
	}
}

func (e example) bought(n int) {
	e.t.Helper()
	if got := len(e.ledger(e.t).Machines); got != n {
		e.t.Errorf("bought %d machines, want %d", got, n)
	}
}

func is(status string) func(obj) bool {
	return func(m obj) bool { return m["instanceStatus"] == status }
}

// examples is what the example of each kind does.
var examples = map[sim.FaultKind]func(e example){
	sim.Refuse: func(e example) {
		e.answered(400, "RESOURCES_SOLDOUT_INSTANCE_TYPE")
		e.answered(200,
			"instanceIdSet")
	},
	sim.Throttle: func(e example) {
		e.answered(429, "REQUEST_LIMIT_EXCEEDED")
		e.answered(429, "")
		e.answered(429, "")
		e.answered(200, "")
	},
	sim.Broken: func(e example) { e.must(e.t, "DescribeZones", obj{}); e.answered(500, "INTERNAL_SERVER_ERROR") },
	sim.Unavailable: func(e example) {
		e.answered(503, "SERVICE_TEMPORARY_UNAVAILABLE")
		e.answered(503, "")
		e.answered(200, "")
	},
	sim.HTML: func(e example) { e.answered(504, "<html>") },
	sim.Null: func(e example) {
		e.answered(200, "instanceIdSet")
		if a := e.ask(e.t, "DescribeInstances", obj{}); string(a.Raw) != "null" {
			e.t.Errorf("DescribeInstances = %s, want null", a.Raw)
		}
	},
	sim.Truncate: func(e example) { e.answered(200, `{"requestId"`); e.bought(3) },
	sim.Drop: func(e example) {
		if a, err := e.buy(); err == nil {
			e.t.Errorf("CreateInstances = %s, want no answer", a.Raw)
		}
		e.bought(3)
	},
	sim.Hang: func(e example) {
		ctx, cancel := context.WithCancel(e.t.Context())
		r := e.request(e.t, "bmc", e.version, "CreateInstances", e.wanted()).WithContext(ctx)
		ended := make(chan error, 1)
		go func() { _, err := e.try(r); ended <- err }()
		for len(e.ledger(e.t).Machines) == 0 {
			select {
			case err := <-ended:
				e.t.Fatalf("CreateInstances ended with %v", err)
			default:
			}
		}
		cancel()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			e.t.Errorf("CreateInstances = %v, want it to hang", err)
		}
	},
	sim.Latency: func(e example) { e.answered(200, "instanceIdSet") }, // TestLatency measures how long it takes
	sim.Clock:   func(e example) { e.answered(401, "AUTHFAILURE_SIGNATURE_EXPIRED") },
	sim.Total: func(e example) {
		e.answered(200, "")
		if a := e.must(e.t, "DescribeInstances", obj{}); a.Response["totalCount"] != 1000.0 ||
			len(a.rows("dataSet")) != 3 {
			e.t.Errorf("DescribeInstances = %s, want three of 1000", a.Raw)
		}
	},
	sim.Late: func(e example) {
		e.answered(503, "REQUEST_TIMED_OUT")
		e.bought(3)
		for _, want := range []int{0, 3} {
			if got := len(e.must(e.t, "DescribeInstances", obj{}).rows("dataSet")); got != want {
				e.t.Errorf("%d machines are listed, want %d", got, want)
			}
			e.clock.Advance(time.Minute)
		}
	},
	sim.Partial: func(e example) {
		e.answered(200, "instanceIdSet")
		e.bought(2)
	},
	sim.NoBalance:  func(e example) { e.answered(403, "OPERATION_DENIED_BALANCE_INSUFFICIENT"); e.answered(200, "") },
	sim.NoPostpaid: func(e example) { e.answered(400, "INVALID_CHARGE_TYPE_NOT_SUPPORT"); e.answered(400, "") },
	sim.SoldOut: func(e example) {
		e.answered(400, "RESOURCES_SOLDOUT_INSTANCE_TYPE")
		if row := e.must(e.t, "DescribeAvailableResources",
			obj{"instanceChargeType": "POSTPAID"}).rows("availableResources")[0]; row["qty"] != 0.0 {
			e.t.Errorf("the stock = %v, want none", row)
		}
	},
	sim.Price: func(e example) {
		prepaid := order(obj{"instanceChargeType": "PREPAID", "instanceChargePrepaid": obj{"period": 1}})
		price := func() float64 {
			return e.must(e.t, "InquiryPriceCreateInstance",
				prepaid).Response["instancePrice"].(obj)["discountPrice"].(float64)
		}
		before := price()
		if after := price(); after < before*1.124 || after > before*1.126 || price() != after {
			e.t.Errorf("the price was %v and is %v, want 12.5 %% more", before, after)
		}
		cash := e.ledger(e.t).Balance.Micros
		e.must(e.t, "CreateInstances", prepaid)
		if paid := float64(cash-e.ledger(e.t).Balance.Micros) / 1e6; paid < before*1.124 {
			e.t.Errorf("paid %v, want the price as it has moved from %v", paid, before)
		}
	},
	sim.CreateFailed:  func(e example) { e.shows(false, true, false)(is("CREATE_FAILED")) },
	sim.InstallFailed: func(e example) { e.shows(false, true, false)(is("INSTALL_FAILED")) },
	sim.Vanish:        func(e example) { e.shows(false, false, true)(func(m obj) bool { return m == nil }) },
	sim.Stuck:         func(e example) { e.shows(true, true, true)(is("PENDING")) },
	sim.OddStatus: func(e example) {
		id := e.must(e.t, "CreateInstances", e.wanted()).texts("instanceIdSet")[0]
		e.clock.Advance(30 * time.Second)
		if got := e.status(e.t, id); got != "POLISHING" {
			e.t.Errorf("status = %v, want POLISHING", got)
		}
		e.clock.Advance(time.Hour)
		if got := e.status(e.t, id); got != "RUNNING" {
			e.t.Errorf("status an hour later = %v, want RUNNING", got)
		}
	},
	sim.Hide: func(e example) {
		ids := e.must(e.t, "CreateInstances", e.wanted()).texts("instanceIdSet")
		for i, want := range []int{2, 2, 3} {
			if got := len(e.must(e.t, "DescribeInstances", obj{"instanceIds": ids}).rows("dataSet")); got != want {
				e.t.Errorf("list %d has %d machines, want %d", i+1, got, want)
			}
		}
	},
	sim.WrongImage: func(e example) {
		e.shows(true, false, false)(func(m obj) bool {
			return m["imageId"] != ubuntu && m["imageName"] != nil && m["instanceStatus"] == "RUNNING"
		})
	},
	sim.NoRAID: func(e example) {
		e.shows(true, true,
			true)(func(m obj) bool { return m["raidConfig"] == nil && len(m["partitions"].([]any)) == 0 })
	},
	sim.NoTag: func(e example) {
		e.shows(false, true, false)(func(m obj) bool {
			tags := m["tags"].(obj)["tags"].([]any)
			return len(tags) == 1 && tags[0].(obj)["key"] == "team"
		})
	},
}

// TestFaultExamples runs the example of every kind.
func TestFaultExamples(t *testing.T) {
	t.Parallel()
	for _, entry := range sim.FaultTable() {
		t.Run(string(entry.Kind), func(t *testing.T) {
			t.Parallel()
			check, ok := examples[entry.Kind]
			if !ok {
				t.Fatal("the example is run by no test")
			}
			faults, err := sim.ParseFaults([]byte("- " + entry.Example))
			if err != nil || len(faults) != 1 || faults[0].Do != entry.Kind {
				t.Fatalf("ParseFaults(%s) = %+v, %v", entry.Example, faults, err)
			}
			f := open(t, sim.Options{})
			f.inject(t, faults...)
			check(example{f, t})
		})
	}
}

// TestFaultHelp: the help and the page have every kind and every field.
func TestFaultHelp(t *testing.T) {
	t.Parallel()
	const path = "../../.github/docs/simulated.md"
	page, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	const (
		begin = "<!-- faults: made by go test ./provider/sim -run TestFaultHelp -args -update -->\n"
		end   = "<!-- end of faults -->\n"
	)
	before, rest, ok := strings.Cut(string(page), begin)
	table, after, closed := strings.Cut(rest, end)
	switch {
	case !ok || !closed:
		t.Fatalf("%s has no place for the table of faults", path)
	case *update:
		if err := os.WriteFile(path, []byte(before+begin+sim.FaultMarkdown()+end+after),
			0o600); err != nil {
			t.Fatal(err)
		}
	case table != sim.FaultMarkdown():
		t.Errorf("%s has another table of faults: run this test with -args -update", path)
	}
	help := sim.FaultHelp()
	for _, entry := range sim.FaultTable() {
		if !strings.Contains(help, entry.Example) || entry.Text == "" {
			t.Errorf("the help does not have %+v", entry)
		}
	}
	for _, field := range []string{"do", "service", "action", "skip", "count", "after", "nth", "name", "percent"} {
		if !strings.Contains(help, "\n  "+field+" ") {
			t.Errorf("the help does not have the field %s", field)
		}
	}
	for line := range strings.Lines(help) {
		if len(line) > 121 {
			t.Errorf("the help has a line of %d characters: %s", len(line), line)
		}
	}
}

// TestFaultsHitWhatTheyName: a fault of the third machine waits for it when machines are bought one by one, and one
// that names a machine for that name, whatever is bought before.
func TestFaultsHitWhatTheyName(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		fault sim.Fault
		sizes []int
		want  string // the machines that fail, by name
	}{
		"number over purchases": {sim.Fault{Do: sim.CreateFailed, Nth: 3}, []int{1, 1, 1, 1}, "m3"},
		"number within one":     {sim.Fault{Do: sim.CreateFailed, Nth: 2}, []int{3, 3}, "m2"},
		"number in the second":  {sim.Fault{Do: sim.CreateFailed, Nth: 5}, []int{2, 4}, "m5"},
		"number of each, always": {
			sim.Fault{Do: sim.CreateFailed, Nth: 2, Count: -1},
			[]int{2, 1, 3},
			"m2 m5",
		},
		"number, twice": {
			sim.Fault{Do: sim.CreateFailed, Nth: 2, Count: 2},
			[]int{1, 1, 1, 1, 1},
			"m2 m4",
		},
		"number, twice in two purchases": {sim.Fault{Do: sim.CreateFailed, Nth: 2, Count: 2}, []int{3, 3}, "m2 m4"},
		"number, twice in one":           {sim.Fault{Do: sim.CreateFailed, Nth: 2, Count: 2}, []int{5, 3}, "m2 m4"},
		"number, twice after a skip": {
			sim.Fault{Do: sim.CreateFailed, Nth: 2, Count: 2, Skip: 1},
			[]int{2, 3, 3},
			"m4 m6",
		},
		"name":               {sim.Fault{Do: sim.CreateFailed, Name: "m4"}, []int{1, 2, 2}, "m4"},
		"beginning of names": {sim.Fault{Do: sim.CreateFailed, Name: "m1*"}, []int{2, 7, 3}, "m1"},
		"beginning of names, always": {
			sim.Fault{Do: sim.CreateFailed, Name: "m1*", Count: -1},
			[]int{2, 7, 3},
			"m1 m10 m11 m12",
		},
		"all of one":                       {sim.Fault{Do: sim.CreateFailed}, []int{2, 2}, "m1 m2"},
		"refused purchases use up nothing": {sim.Fault{Do: sim.CreateFailed, Nth: 1}, []int{101, 2}, "m1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := open(t, sim.Options{})
			f.inject(t, row.fault)
			made := 0
			for _, n := range row.sizes {
				a := f.ask(t, "CreateInstances",
					order(obj{"amount": n, "instanceName": "m[" + strconv.Itoa(made+1) + ",1]"}))
				if a.Status == http.StatusOK {
					made += n
				}
			}
			f.clock.Advance(time.Hour)
			var failed []string
			for _, m := range f.ledger(t).Machines {
				if m.Status == "CREATE_FAILED" {
					failed = append(failed, m.Name)
				}
			}
			if got := strings.Join(failed, " "); got != row.want {
				t.Errorf("failed are %q, want %q", got, row.want)
			}
		})
	}
}
