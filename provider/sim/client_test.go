package sim_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider/internal/sign"
	"github.com/metalwright/metalwright/provider/sim"
)

type obj = map[string]any

// clock is set by hand.
type clock struct{ ms atomic.Int64 }

func newClock() *clock {
	c := &clock{}
	c.ms.Store(time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC).UnixMilli())
	return c
}

func (c *clock) Now() time.Time          { return time.UnixMilli(c.ms.Load()).UTC() }
func (c *clock) Advance(d time.Duration) { c.ms.Add(d.Milliseconds()) }

// fixture is a cloud behind a real server, and a small signing client of its own.
type fixture struct {
	*sim.Cloud
	clock   *clock
	url     string
	key     sim.Credentials
	service string // that requests go to
	version string
	order   func(changes obj) obj
	look    string        // the action that statuses are read with
	skew    time.Duration // of the client's clock
	edge    edgeClient
}

// open opens a cloud whose requests go to the service bmc.
func open(tb testing.TB, o sim.Options) *fixture {
	tb.Helper()
	f := &fixture{clock: newClock(), service: "bmc", version: "2022-11-20", order: order, look: "DescribeInstances"}
	if o.Now == nil {
		o.Now = f.clock.Now
	}
	cloud, err := sim.Open(tb.Context(), o)
	if err != nil {
		tb.Fatalf("Open(%+v) = %v", o, err)
	}
	tb.Cleanup(func() {
		if err := cloud.Close(); err != nil {
			tb.Errorf("Close() = %v", err)
		}
	})
	server := httptest.NewServer(cloud.Handler())
	tb.Cleanup(server.Close)
	f.edge = edgeClient{f}
	f.Cloud, f.url, f.key = cloud, server.URL, cloud.Credentials()
	return f
}

func (f *fixture) inject(tb testing.TB, faults ...sim.Fault) {
	tb.Helper()
	if err := f.Inject(faults...); err != nil {
		tb.Fatalf("Inject(%+v) = %v", faults, err)
	}
}

func (f *fixture) ledger(tb testing.TB) sim.Ledger {
	tb.Helper()
	l, err := f.Ledger(tb.Context())
	if err != nil {
		tb.Fatalf("Ledger() = %v", err)
	}
	return l
}

// answer is what came back.
type answer struct {
	Status    int
	Header    http.Header
	Raw       []byte
	RequestID string         `json:"requestId"`
	Code      string         `json:"code"`
	Message   string         `json:"message"`
	Response  map[string]any `json:"response"`
}

func (a answer) rows(name string) []obj { return elements[obj](a.Response[name]) }

func (a answer) texts(name string) []string { return elements[string](a.Response[name]) }

// hasOrderNumber reports whether the answer names an order.
func hasOrderNumber(a answer) bool {
	number, _ := a.Response["orderNumber"].(string)
	return number != ""
}

// elements are those of a list, the zero value for one of another type.
func elements[T any](list any) []T {
	var all []T
	values, _ := list.([]any)
	for _, v := range values {
		t, _ := v.(T)
		all = append(all, t)
	}
	return all
}

// written is the text of a body, which is text already or anything that marshals.
func written(tb testing.TB, body any) string {
	tb.Helper()
	if text, ok := body.(string); ok {
		return text
	}
	text, err := json.Marshal(body)
	if err != nil {
		tb.Fatal(err)
	}
	return string(text)
}

// request makes a signed request. body is text, or a value to marshal.
func (f *fixture) request(tb testing.TB, service, version, action string, body any) *http.Request {
	tb.Helper()
	text := written(tb, body)
	r, err := http.NewRequestWithContext(tb.Context(), http.MethodPost, f.url+"/api/v2/"+service,
		bytes.NewReader([]byte(text)))
	if err != nil {
		tb.Fatal(err)
	}
	unix := f.clock.Now().Add(f.skew).Unix()
	headers := []sign.Header{{Name: "content-type", Value: "application/json"}, {Name: "host", Value: r.URL.Host}}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-ZC-Action", action)
	r.Header.Set("X-ZC-Version", version)
	r.Header.Set("X-ZC-Timestamp", strconv.FormatInt(unix, 10))
	r.Header.Set("X-ZC-Signature-Method", sign.SchemeZC2)
	signature := sign.ZC2(f.key.Secret, headers, []byte(text), unix)
	r.Header.Set("Authorization", sign.Signed(sign.SchemeZC2, f.key.KeyID, headers, signature).String())
	return r
}

// send returns whatever answer comes; no answer fails the test.
func (f *fixture) send(tb testing.TB, r *http.Request) answer {
	tb.Helper()
	a, err := f.try(r)
	if err != nil {
		tb.Fatalf("%s %s: %v", r.URL, r.Header.Get("X-ZC-Action"), err)
	}
	return a
}

func (f *fixture) try(r *http.Request) (answer, error) {
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Do(r)
	if err != nil {
		return answer{}, err
	}
	defer resp.Body.Close() //nolint:errcheck // it was only read
	a := answer{Status: resp.StatusCode, Header: resp.Header}
	if a.Raw, err = io.ReadAll(resp.Body); err != nil {
		return a, err
	}
	_ = json.Unmarshal(a.Raw, &a) // some answers are meant to be broken
	return a, nil
}

func (f *fixture) ask(tb testing.TB, action string, body any) answer {
	tb.Helper()
	return f.send(tb, f.request(tb, f.service, f.version, action, body))
}

// must is ask for what has to succeed.
func (f *fixture) must(tb testing.TB, action string, body any) answer {
	tb.Helper()
	a := f.ask(tb, action, body)
	if a.Status != http.StatusOK || a.Response == nil {
		tb.Fatalf("%s(%v) = %d %s", action, body, a.Status, a.Raw)
	}
	return a
}

// refused is ask for what has to be refused.
func (f *fixture) refused(tb testing.TB, action string, body any, status int, code string) {
	tb.Helper()
	a := f.ask(tb, action, body)
	if a.Status != status || a.Code != code || a.Message == "" || a.RequestID == "" || a.Response != nil {
		tb.Fatalf("%s(%v) = %d %s, want %d %s", action, body, a.Status, a.Raw, status, code)
	}
}

// create buys machines with what a minimal order has, changed by the changes.
func (f *fixture) create(tb testing.TB, changes obj) []string {
	tb.Helper()
	return f.must(tb, "CreateInstances", f.order(changes)).texts("instanceIdSet")
}

// machine reads one machine, nil when it is not listed.
func (f *fixture) machine(tb testing.TB, id string) obj {
	tb.Helper()
	return only(f.must(tb, "DescribeInstances", obj{"instanceIds": []string{id}}).rows("dataSet"))
}

// status reads the status of one machine, nil when it is not listed.
func (f *fixture) status(tb testing.TB, id string) any {
	tb.Helper()
	return only(f.must(tb, f.look, obj{"instanceIds": []string{id}}).rows("dataSet"))["instanceStatus"]
}

// only is the first row, nil when there is none.
func only(rows []obj) obj {
	if len(rows) == 0 {
		return nil
	}
	return rows[0]
}

const (
	ubuntu   = "5ace1756-2230-4d1d-8fc6-84f1897ef397"
	windows  = "0b3f7c9e-1c8d-4a53-9a0f-6f7f2d1c55aa"
	sshKey   = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQC7 ops@example"
	seoulNet = "833049815985166808"
	group    = "5a4f6519-2977-47cb-b3fc-150fd2b4de71"
)

// order is a small order for M3E in SEL-A with an image, changed by the changes; nil deletes.
func order(changes obj) obj {
	return changed(changes, obj{
		"zoneId": "SEL-A", "instanceTypeId": "M3E", "instanceChargeType": "POSTPAID",
		"internetChargeType": "ByBandwidth", "imageId": ubuntu,
	})
}

// changed makes the changes to o; nil deletes.
func changed(changes, o obj) obj {
	for k, v := range changes {
		if v == nil {
			delete(o, k)
		} else {
			o[k] = v
		}
	}
	return o
}
