package sim_test

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/metalwright/metalwright/provider/sim"
)

func TestStoreIsShared(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a b#?%", "sim.db")
	if err := os.Mkdir(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	a, b := open(t, sim.Options{Path: path}), open(t, sim.Options{Path: path})
	const each = 20
	var wg sync.WaitGroup
	for i, f := range []*fixture{a, b} {
		for n := range each {
			wg.Go(func() {
				f.create(t, obj{
					"tags":     obj{"tags": []obj{{"key": "metalwright", "value": fmt.Sprint(i, "-", n)}}},
					"subnetId": seoulNet,
				})
			})
		}
	}
	wg.Wait()
	l := a.ledger(t)
	seen := map[any]bool{}
	for _, m := range l.Machines {
		row := b.machine(t, string(m.ID))
		if row == nil || l.Purchased(m.Token) != 1 || len(l.Bought(m.Token)) != 1 {
			t.Errorf("machine %+v: listed %v, want it bought once and listed by the other", m, row)
		}
		seen[m.ID] = true
	}
	if len(seen) != 2*each || len(l.Purchases) != 2*each {
		t.Errorf("%d machines in %d purchases, want %d", len(seen), len(l.Purchases), 2*each)
	}
	a.clock.Advance(time.Hour)
	addresses := map[any]bool{}
	for _, row := range a.must(t, "DescribeInstances", obj{"pageSize": 100}).rows("dataSet") {
		addresses[row["primaryPublicIpAddress"]], addresses[fmt.Sprint(row["privateIpAddresses"])] = true, true
	}
	if len(addresses) != 4*each {
		t.Errorf("%d different addresses, want %d", len(addresses), 4*each)
	}
}

func TestReopenedStoreGoesOn(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "sim.db")
	first := open(t, sim.Options{Path: path})
	id := first.create(t, nil)[0]
	second := open(t, sim.Options{Path: path})
	if got := second.status(t, id); got != "PENDING" {
		t.Errorf("status at once = %v, want PENDING", got)
	}
	second.clock.Advance(time.Hour)
	if got := second.status(t, id); got != "RUNNING" {
		t.Errorf("status an hour later = %v, want RUNNING", got)
	}
}

func TestSpeed(t *testing.T) {
	t.Parallel()
	f := open(t, sim.Options{Speed: 60})
	id := f.create(t, nil)[0]
	f.clock.Advance(9 * time.Second) // 7 min 20 s and the jitter, sixty times as fast
	if got := f.status(t, id); got != "RUNNING" {
		t.Errorf("status after 9 s at speed 60 = %v, want RUNNING", got)
	}
}

func TestFieldsAppearInTurn(t *testing.T) {
	t.Parallel()
	f := open(t, sim.Options{})
	id := f.create(t, obj{"subnetId": seoulNet})[0]
	for range 300 {
		m := f.machine(t, id)
		private, public := len(m["privateIpAddresses"].([]any)), len(m["publicIpAddresses"].([]any))
		want := map[any][2]int{
			"PENDING": {0, 0}, "CREATING": {1, 0}, "INSTALLING": {1, 0},
			"RUNNING": {1, 1},
		}[m["instanceStatus"]]
		if private != want[0] || public != want[1] || len(m["subnetIds"].([]any)) != private {
			t.Fatalf("%v: %d private and %d public addresses, want %v", m["instanceStatus"], private, public, want)
		}
		f.clock.Advance(2 * time.Second)
	}
}

func TestPower(t *testing.T) {
	t.Parallel()
	f := open(t, sim.Options{})
	id := runningMachine(t, f)
	one := obj{"instanceIds": []string{id}}
	f.refused(t, "StartInstances", one, 403, "OPERATION_DENIED_INSTANCE_NOT_STOPPED")
	f.power(t, id, "StopInstances", "STOPPING", "STOPPED")
	f.refused(t, "StopInstances", one, 403, "OPERATION_DENIED_INSTANCE_NOT_RUNNING")
	f.power(t, id, "StartInstances", "BOOTING", "RUNNING")
	f.power(t, id, "RebootInstances", "BOOTING", "RUNNING")
	f.must(t, "TerminateInstance", obj{"instanceId": id})
	for _, action := range []string{"StartInstances", "StopInstances", "RebootInstances"} {
		f.refused(t, action, one, 403, "OPERATION_DENIED_INSTANCE_RECYCLED")
	}
	f.refused(t, "TerminateInstance", obj{"instanceId": id}, 403, "OPERATION_DENIED_INSTANCE_RECYCLED")
	f.refused(t, "StopInstances", obj{"instanceIds": []string{"nobody"}}, 404, "INVALID_INSTANCE_NOT_FOUND")
	f.refused(t, "StopInstances", obj{}, 400, "MISSING_PARAMETER")
}

// power does the action to a running or stopped machine, and follows it.
func (f *fixture) power(tb testing.TB, id, action, during, after string) {
	tb.Helper()
	f.must(tb, action, obj{"instanceIds": []string{id}})
	if got := f.status(tb, id); got != during {
		tb.Errorf("during %s: %v, want %s", action, got, during)
	}
	f.clock.Advance(5 * time.Minute)
	if got := f.status(tb, id); got != after {
		tb.Errorf("after %s: %v, want %s", action, got, after)
	}
}

func TestTerminateWhileInTheMaking(t *testing.T) {
	t.Parallel()
	f := open(t, sim.Options{})
	id := f.create(t, nil)[0]
	want := map[any]string{
		"PENDING": "OPERATION_DENIED_INSTANCE_CREATING", "CREATING": "OPERATION_DENIED_INSTANCE_CREATING",
		"INSTALLING": "OPERATION_DENIED_INSTANCE_STATUS_INSTALLING",
	}
	for s := f.status(t, id); s != "RUNNING"; s = f.status(t, id) {
		f.refused(t, "TerminateInstance", obj{"instanceId": id}, 403, want[s])
		f.refused(t, "RebootInstances", obj{"instanceIds": []string{id}}, 403, "OPERATION_DENIED_INSTANCE_STATUS")
		f.clock.Advance(10 * time.Second)
	}
}

func TestTerminatePrepaid(t *testing.T) {
	t.Parallel()
	for _, keep := range []bool{false, true} {
		f := open(t, sim.Options{KeepSubscriptions: keep})
		id := f.create(t, obj{"instanceChargeType": "PREPAID", "instanceChargePrepaid": obj{"period": 2}})[0]
		f.clock.Advance(time.Hour)
		if keep {
			f.refused(t, "TerminateInstance", obj{"instanceId": id}, 403, "OPERATION_DENIED_INSTANCE_SUBSCRIPTION")
			continue
		}
		if m := f.machine(t, id); m["autoRenew"] != true || m["expiredTime"] != "2027-01-19T12:00:00Z" || m["period"] != 2.0 {
			t.Errorf("machine = %v, want it renewed on 2027-01-19", m)
		}
		f.must(t, "TerminateInstance", obj{"instanceId": id})
		if m := f.machine(t, id); m["autoRenew"] != false || m["instanceStatus"] != "RUNNING" {
			t.Errorf("after TerminateInstance = %v, want it RUNNING and not renewed", m)
		}
		f.must(t, "StopInstances", obj{"instanceIds": []string{id}})
		f.clock.Advance(60*24*time.Hour - 30*time.Minute)
		if got := f.status(t, id); got != "RECYCLE" {
			t.Errorf("status after two months = %v, want RECYCLE", got)
		}
		f.clock.Advance(24 * time.Hour)
		if got := f.status(t, id); got != nil {
			t.Errorf("status a day later = %v, want it gone", got)
		}
	}
}

func TestFilters(t *testing.T) {
	t.Parallel()
	f := open(t, sim.Options{})
	a := f.create(t, obj{
		"instanceName": "web-[1,2]", "hostname": "h-[1,2]", "amount": 2,
		"tags": obj{"tags": []obj{{"key": "env", "value": "prod"}}},
	})
	b := f.create(t, obj{
		"zoneId": "FRA-A", "instanceTypeId": "M6C", "imageId": nil, "instanceName": "db",
		"subnetId": "833049815985166814",
	})
	f.clock.Advance(time.Hour)
	public := f.machine(t, b[0])["primaryPublicIpAddress"]
	for _, row := range []struct {
		name   string
		filter obj
		want   []string
	}{
		{"all", obj{}, []string{b[0], a[1], a[0]}},
		{"zone", obj{"zoneId": "SEL-A"}, []string{a[1], a[0]}},
		{"type", obj{"instanceTypeId": "M6C"}, b},
		{"image", obj{"imageId": ubuntu}, []string{a[1], a[0]}},
		{"subnet", obj{"subnetId": "833049815985166814"}, b},
		{"group", obj{"resourceGroupId": group}, []string{b[0], a[1], a[0]}},
		{"other group", obj{"resourceGroupId": "other"}, nil},
		{"name", obj{"instanceName": "db"}, b},
		{"beginning of a name is no name", obj{"instanceName": "web"}, nil},
		{"beginning of a name", obj{"instanceName": "web*"}, []string{a[1], a[0]}},
		{"hostname", obj{"hostname": "h-02"}, a[1:]},
		{"tag", obj{"tags": []obj{{"key": "env", "value": "prod"}}}, []string{a[1], a[0]}},
		{"other tag", obj{"tags": []obj{{"key": "env", "value": "test"}}}, nil},
		{"tag key", obj{"tagKeys": []string{"env"}}, []string{a[1], a[0]}},
		{"status", obj{"instanceStatus": "RUNNING"}, []string{b[0], a[1], a[0]}},
		{"other status", obj{"instanceStatus": "STOPPED"}, nil},
		{"network charge", obj{"internetChargeType": "ByTrafficPackage"}, nil},
		{"public address", obj{"publicIpAddresses": []any{public}}, b},
		{"private address", obj{"privateIpAddresses": []string{"10.99.0.1"}}, nil},
	} {
		got := []string{}
		for _, r := range f.must(t, "DescribeInstances", row.filter).rows("dataSet") {
			got = append(got, fmt.Sprint(r["instanceId"]))
		}
		if !slices.Equal(got, row.want) && len(got)+len(row.want) > 0 {
			t.Errorf("%s: DescribeInstances(%v) = %v, want %v", row.name, row.filter, got, row.want)
		}
	}
	f.refused(t, "DescribeInstances", obj{"imageId": "x"}, 404, "IMAGE_NOT_FOUND")
	f.refused(t, "DescribeInstances", obj{"zoneId": "x"}, 404, "INVALID_ZONE_NOT_FOUND")
	f.refused(t, "DescribeInstances", obj{"instanceTypeId": "x"}, 404, "INVALID_INSTANCE_TYPE_NOT_FOUND")
	f.refused(t, "DescribeInstances", obj{"instanceStatus": "running"}, 400, "INVALID_PARAMETER_VALUE")
}

// TestNoSecretIsKept looks for secrets in everything that the cloud stores and answers.
func TestNoSecretIsKept(t *testing.T) {
	t.Parallel()
	const good, bad, script = "Sekret-98765~", "sekretsekret#", "export SEKRET_TOKEN=1"
	dir := t.TempDir()
	f := open(t, sim.Options{Path: filepath.Join(dir, "sim.db")})
	id := f.create(t, obj{"password": good, "userData": script})[0]
	refusal := f.ask(t, "CreateInstances", order(obj{"password": bad}))
	output := fmt.Sprint(string(refusal.Raw), f.machine(t, id), f.ledger(t))
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("Glob = %v, %v", files, err)
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		output += string(text)
	}
	for _, secret := range []string{good, bad, script, f.key.Secret.Reveal()} {
		if strings.Contains(output, secret) {
			t.Errorf("the secret %q was stored or sent", secret)
		}
	}
}

func TestServe(t *testing.T) {
	t.Parallel()
	f := open(t, sim.Options{})
	stop, ended := f.serve(t)
	f.must(t, "DescribeZones", obj{})
	f.inject(t, sim.Fault{Do: sim.Hang})
	hung := make(chan error, 1)
	r := f.request(t, "bmc", f.version, "DescribeZones", obj{})
	go func() {
		_, err := f.try(r)
		hung <- err
	}()
	for f.ledger(t).Requests("bmc", "DescribeZones") < 2 {
		runtime.Gosched()
	}
	stop()
	if err := <-ended; err != nil {
		t.Errorf("Serve = %v, want nil", err)
	}
	if err := <-hung; err == nil {
		t.Error("the request that hung was answered")
	}
}

func TestOtherRequests(t *testing.T) {
	t.Parallel()
	f := open(t, sim.Options{})
	for _, row := range []struct {
		name, method, path string
		size               int
		want               int
	}{
		{"another path", http.MethodPost, "/elsewhere", 2, 404},
		{"another method", http.MethodGet, "/api/v2/bmc", 0, 405},
		{"too long", http.MethodPost, "/api/v2/bmc", 1<<20 + 1, 413},
	} {
		r, err := http.NewRequestWithContext(t.Context(), row.method, f.url+row.path, bytes.NewReader(make([]byte, row.size)))
		if err != nil {
			t.Fatal(err)
		}
		if a := f.send(t, r); a.Status != row.want {
			t.Errorf("%s: %d, want %d", row.name, a.Status, row.want)
		}
	}
}

func TestOtherCatalogue(t *testing.T) {
	t.Parallel()
	empty := open(t, sim.Options{Catalogue: fstest.MapFS{}})
	if got := empty.must(t, "DescribeZones", obj{}).rows("zoneSet"); len(got) != 0 {
		t.Errorf("zones of an empty world = %v", got)
	}
	small := open(t, sim.Options{Catalogue: fstest.MapFS{
		"zenlayer-bmc/zones.json": {Data: []byte(
			`[{"id":"霧-A","name":"霧の谷","factor":1,"netCharges":["ByBandwidth"],"charges":["POSTPAID"],
				"offers":[{"type":"T","stock":1}]}]`)},
		"zenlayer-bmc/types.json": {Data: []byte(`[{"id":"T","maxBandwidth":100}]`)},
		"account.json":            {Data: []byte(`{"cash":1}`)},
	}})
	id := small.create(t, obj{"zoneId": "霧-A", "instanceTypeId": "T", "imageId": nil})[0]
	small.clock.Advance(time.Hour)
	if m := small.machine(t, id); m["instanceStatus"] != "RUNNING" || m["primaryPublicIpAddress"] != nil {
		t.Errorf("machine = %v, want it RUNNING without an address", m)
	}
	for name, files := range map[string]fstest.MapFS{
		"unknown key":  {"account.json": {Data: []byte(`{"gold":1}`)}},
		"unknown type": {"zenlayer-bmc/zones.json": {Data: []byte(`[{"id":"A","offers":[{"type":"T"}]}]`)}},
		"bad prefix":   {"zenlayer-bmc/zones.json": {Data: []byte(`[{"id":"A","public":["here"]}]`)}},
	} {
		if c, err := sim.Open(t.Context(), sim.Options{Now: newClock().Now, Catalogue: files}); err == nil {
			_ = c.Close()
			t.Errorf("%s: Open = nil, want an error", name)
		}
	}
}

func TestManyOpenTheSameBooksAtOnce(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "sim.db")
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			c, err := sim.Open(t.Context(), sim.Options{Path: path, Now: newClock().Now})
			if err != nil {
				t.Errorf("Open = %v", err)
				return
			}
			if err := c.Close(); err != nil {
				t.Errorf("Close = %v", err)
			}
		})
	}
	wg.Wait()
}
