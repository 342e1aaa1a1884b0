package order

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
)

// What the vendor does with the next purchase.
const (
	faultNone      = "none"
	faultRefuse    = "refuse"
	faultThrottle  = "throttle"
	faultUnsent    = "unsent"         // the client cannot connect
	faultBefore    = "drop before"    // nothing bought, connection closed
	faultAfter     = "drop after"     // bought, connection closed
	fault502       = "bad gateway"    // bought, 502 with HTML
	faultTruncated = "truncated"      // bought, half an answer
	faultNull      = "null"           // bought, null
	faultEmpty     = "no ids"         // bought, an answer without ids
	faultLate      = "late"           // bought half a minute later, connection closed
	faultVeryLate  = "very late"      // bought after the settle window, connection closed
	faultPart      = "part"           // one machine fewer, and the answer says so
	faultQuiet     = "part, dropped"  // one machine fewer, connection closed
	faultFewer     = "fewer ids"      // all bought, an id is missing in the answer
	faultInvisible = "invisible"      // listed 20 s later only
	faultVanish    = "vanish"         // accepted, never listed after 10 s
	faultFailed    = "failed"         // accepted, the first machine fails
	faultRefuseBuy = "refuse and buy" // refused, and one machine is bought all the same
)

type machine struct {
	ID, Token, Zone, Fault string
	First                  bool
	At                     int64 // ms
}

// vendor is a small cloud over HTTP that keeps score. Its clock is the latest that a client told.
type vendor struct {
	mu       sync.Mutex
	faults   []string // of the next purchases; then none
	machines []machine
	requests map[string]int // purchases per token
	polls    int
	largest  int
	messages string
	now      int64
	server   *httptest.Server
}

func newVendor(t *testing.T, faults ...string) *vendor {
	t.Helper()
	v := &vendor{faults: faults, requests: map[string]int{}}
	v.server = httptest.NewServer(http.HandlerFunc(v.serve))
	t.Cleanup(v.server.Close)
	return v
}

type createBody struct {
	Token, Zone string
	Count       int
}

func (v *vendor) serve(w http.ResponseWriter, r *http.Request) {
	v.mu.Lock()
	defer v.mu.Unlock()
	now, err := strconv.ParseInt(r.Header.Get("X-Now"), 10, 64)
	if err != nil {
		http.Error(w, "no clock", http.StatusBadRequest)
		return
	}
	v.now = max(v.now, now)
	switch r.URL.Path {
	case "/fault":
		fault := faultNone
		if len(v.faults) > 0 {
			fault = v.faults[0]
		}
		if fault == faultUnsent {
			v.faults = v.faults[1:]
		}
		v.answer(w, fault)
	case "/create":
		var b createBody
		if err := json.NewDecoder(r.Body).Decode(&b); err != nil {
			http.Error(w, "bad body", http.StatusBadRequest)
			return
		}
		v.create(w, b)
	case "/find":
		token := r.URL.Query().Get("token")
		v.answer(w, v.list(func(m machine) bool { return m.Token == token }))
	case "/instances":
		var ids []string
		if err := json.NewDecoder(r.Body).Decode(&ids); err != nil {
			http.Error(w, "bad body", http.StatusBadRequest)
			return
		}
		v.polls++
		v.largest = max(v.largest, len(ids))
		v.answer(w, v.list(func(m machine) bool { return slices.Contains(ids, m.ID) }))
	}
}

func (v *vendor) answer(w http.ResponseWriter, a any) { _ = json.NewEncoder(w).Encode(a) }

func (v *vendor) buy(b createBody, fault string, n int, delay time.Duration) []string {
	var ids []string
	for k := range n {
		m := machine{
			ID: fmt.Sprintf("i-%d", len(v.machines)+1), Token: b.Token, Zone: b.Zone, Fault: fault, First: k == 0,
			At: v.now + delay.Milliseconds(),
		}
		v.machines = append(v.machines, m)
		ids = append(ids, m.ID)
	}
	return ids
}

func (v *vendor) create(w http.ResponseWriter, b createBody) {
	v.requests[b.Token]++
	fault := faultNone
	if len(v.faults) > 0 {
		fault, v.faults = v.faults[0], v.faults[1:]
	}
	fail := func(code string) {
		w.WriteHeader(http.StatusBadRequest)
		v.answer(w, map[string]string{"Code": code, "Message": "refused: " + v.messages, "RequestID": "r-" + b.Token})
	}
	switch fault {
	case faultRefuse:
		fail("INVALID_NAME")
	case faultRefuseBuy:
		v.buy(b, fault, 1, 0)
		fail("INVALID_NAME")
	case faultThrottle:
		fail("LIMIT")
	case faultBefore:
		panic(http.ErrAbortHandler)
	case faultAfter:
		v.buy(b, fault, b.Count, 0)
		panic(http.ErrAbortHandler)
	case faultLate:
		v.buy(b, fault, b.Count, 30*time.Second)
		panic(http.ErrAbortHandler)
	case faultVeryLate:
		v.buy(b, fault, b.Count, 40*time.Minute)
		panic(http.ErrAbortHandler)
	case faultQuiet:
		v.buy(b, fault, b.Count-1, 0)
		panic(http.ErrAbortHandler)
	case fault502:
		v.buy(b, fault, b.Count, 0)
		w.WriteHeader(http.StatusBadGateway)
		_, _ = w.Write([]byte("<html>bad gateway</html>"))
	case faultTruncated:
		v.buy(b, fault, b.Count, 0)
		_, _ = w.Write([]byte(`{"IDs":["i-`))
	case faultNull:
		v.buy(b, fault, b.Count, 0)
		_, _ = w.Write([]byte("null"))
	case faultEmpty:
		v.buy(b, fault, b.Count, 0)
		v.answer(w, map[string]any{"RequestID": "r"})
	case faultPart:
		v.answer(w, map[string]any{"IDs": v.buy(b, fault, b.Count-1, 0), "FailedCount": 1})
	case faultFewer:
		v.answer(w, map[string]any{"IDs": v.buy(b, fault, b.Count, 0)[1:]})
	default:
		v.answer(w, map[string]any{"IDs": v.buy(b, fault, b.Count, 0), "OrderNumber": "n-" + b.Token, "RequestID": "r-" + b.Token})
	}
}

func (v *vendor) list(ok func(machine) bool) []provider.Instance {
	rows := []provider.Instance{}
	for _, m := range v.machines {
		age := time.Duration(v.now-m.At) * time.Millisecond
		if !ok(m) || age < 0 || m.Fault == faultInvisible && age < 20*time.Second || m.Fault == faultVanish && age > 10*time.Second {
			continue
		}
		i := provider.Instance{
			ID: provider.InstanceID(m.ID), Zone: provider.ZoneID(m.Zone), Token: m.Token, Name: "web-" + m.ID,
			Status: provider.StatusRunning, VendorStatus: "RUNNING",
		}
		switch {
		case age < 10*time.Second:
			i.Status, i.VendorStatus = provider.StatusPending, "PENDING"
		case age < 40*time.Second:
			i.Status, i.VendorStatus = provider.StatusCreating, "INSTALLING"
		case m.Fault == faultFailed && m.First:
			i.Status, i.VendorStatus = provider.StatusFailed, "INSTALL_FAILED"
		}
		rows = append(rows, i)
	}
	return rows
}

// client is the provider of the vendor. Only what orders need is there.
type client struct {
	provider.Reader
	url     string
	now     func() time.Time
	product *provider.Product
}

func newClient(url string, now func() time.Time) *client {
	return &client{url: url, now: now, product: &provider.Product{
		ID: "zenlayer-bmc", MaxBatch: 2, MaxIDs: 100, Settle: 15 * time.Minute, Tagged: true,
	}}
}

func (c *client) Product() *provider.Product { return c.product }

func (c *client) Check(s provider.Spec, _ provider.Known) error {
	if s.Zone == "" {
		return provider.Join(provider.Fault(provider.FieldZone, provider.RuleRequired))
	}
	return nil
}

func (c *client) Part(s provider.Spec, first, n int) provider.Spec {
	s = s.Clone()
	s.Count, s.Name = n, fmt.Sprintf("web-[%d,3]", first+1)
	return s
}

func (c *client) post(ctx context.Context, path string, in, out any) (status int, err error) {
	body, err := json.Marshal(in)
	if err != nil {
		return 0, err
	}
	rq, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url+path, bytes.NewReader(body))
	if err != nil {
		return 0, err
	}
	rq.Header.Set("X-Now", strconv.FormatInt(c.now().UnixMilli(), 10))
	h := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	rs, err := h.Do(rq)
	if err != nil {
		return 0, err
	}
	defer func() { _ = rs.Body.Close() }()
	return rs.StatusCode, json.NewDecoder(rs.Body).Decode(out)
}

func (c *client) Find(ctx context.Context, b provider.Batch) (found []provider.Instance, err error) {
	_, err = c.post(ctx, "/find?token="+b.Token, nil, &found)
	return found, err
}

func (c *client) Instances(ctx context.Context, _ provider.ZoneID, ids []provider.InstanceID) (found []provider.Instance, err error) {
	_, err = c.post(ctx, "/instances", ids, &found)
	return found, err
}

// buyer is what may buy there.
type buyer struct{ *client }

func (b buyer) Create(ctx context.Context, batch provider.Batch) (provider.Receipt, error) {
	var next string
	if _, err := b.post(ctx, "/fault", nil, &next); err != nil {
		return provider.Receipt{}, err
	}
	if next == faultUnsent {
		return provider.Receipt{}, &provider.Error{Kind: provider.KindNetwork, Outcome: provider.NotSent, Err: &net.DNSError{}}
	}
	var rs struct {
		provider.Receipt
		Code, Message string
	}
	status, err := b.post(ctx, "/create", createBody{Token: batch.Token, Zone: string(batch.Spec.Zone), Count: batch.Spec.Count}, &rs)
	switch {
	case err != nil:
		return provider.Receipt{}, &provider.Error{Kind: provider.KindNetwork, Err: err, HTTP: status}
	case rs.Code == "LIMIT":
		return provider.Receipt{}, &provider.Error{Kind: provider.KindThrottled, Outcome: provider.Refused, Code: rs.Code}
	case rs.Code != "":
		return provider.Receipt{}, &provider.Error{
			Kind: provider.KindInvalid, Field: provider.FieldName, Outcome: provider.Refused, Code: rs.Code, Message: rs.Message,
			Op: "CreateInstances", Advice: "name", HTTP: status, RequestID: rs.RequestID, Err: errors.New(rs.Message),
		}
	}
	return rs.Receipt, nil
}
