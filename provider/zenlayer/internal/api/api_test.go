package api_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/internal/sign"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/api"
)

var bmc = api.Service{Name: "bmc", Version: "2022-11-20"}

func open(t *testing.T, h http.HandlerFunc) *api.Client {
	t.Helper()
	return openAt(t, 0, h)
}

func openAt(t *testing.T, perSecond float64, h http.HandlerFunc) *api.Client {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	c, err := api.Open(provider.Account{
		KeyID: "AK", Secret: provider.NewSecret("secret"), Endpoint: s.URL, Client: "metalwright/1.0 (linux)",
		Transport: transport,
		PerSecond: perSecond,
	}, nil)
	if err != nil {
		t.Fatalf("Open() = %v", err)
	}
	return c
}

func answer(w http.ResponseWriter, status int, body string) {
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body)
}

func TestRequest(t *testing.T) {
	t.Parallel()
	c := open(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		for name, want := range map[string]string{
			"X-Zc-Action": "DescribeZones", "X-Zc-Version": "2022-11-20", "X-Zc-Service": "bmc",
			"Content-Type":          "application/json",
			"X-Zc-Signature-Method": "ZC2-HMAC-SHA256", "X-Zc-Request-Client": "metalwright,1.0 ,linux",
		} {
			if got := r.Header.Get(name); got != want {
				t.Errorf("header %s = %q, want %q", name, got, want)
			}
		}
		a, err := sign.Parse(r.Header.Get("Authorization"))
		unix, _ := strconv.ParseInt(r.Header.Get("X-ZC-Timestamp"), 10, 64)
		if want := sign.ZC2(provider.NewSecret("secret"), sign.Received(r, a.Signed), body, unix); err != nil ||
			a.Signature != want || a.Credential != "AK" {
			t.Errorf("Authorization = %+v, %v, want signature %s of AK", a, err, want)
		}
		if r.Method != http.MethodPost || r.URL.Path != "/api/v2/bmc" || string(body) != `{"acceptLanguage":"<en>"}` {
			t.Errorf("request = %s %s %s", r.Method, r.URL.Path, body)
		}
		answer(w, 200, `{"requestId":"T1","response":{"requestId":"T1"}}`)
	})
	if _, err := api.Read[struct{}](t.Context(), c, bmc, "DescribeZones",
		map[string]any{"acceptLanguage": "<en>"}); err != nil {
		t.Errorf("Read() = %v", err)
	}
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	key := provider.NewSecret("x")
	tests := []struct {
		name string
		a    provider.Account
		kind provider.Kind
	}{
		{"no key", provider.Account{Secret: key}, provider.KindAuth},
		{"no secret", provider.Account{KeyID: "AK"}, provider.KindAuth},
		{
			"unencrypted",
			provider.Account{KeyID: "AK", Secret: key, Endpoint: "http://console.zenlayer.com"},
			provider.KindInvalid,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := api.Open(tt.a, nil)
			if e, ok := errors.AsType[*provider.Error](err); !ok || e.Kind != tt.kind || e.At() != provider.FieldAccount {
				t.Errorf("Open() = %v, want kind %v at the account", err, tt.kind)
			}
		})
	}
}

func TestErrors(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, body string
		status     int
		kind       provider.Kind
		code, id   string
	}{
		{
			"documented",
			`{"requestId":"T1","code":"INVALID_ZONE_NOT_FOUND","message":"The specified zoneId is not found"}`, 404,
			provider.KindNotFound, "INVALID_ZONE_NOT_FOUND", "T1",
		},
		{
			"signature", `{"requestId":"T1","code":"AUTHFAILURE_SIGNATURE_FAILURE"}`, 401, provider.KindAuth,
			"AUTHFAILURE_SIGNATURE_FAILURE", "T1",
		},
		{
			"clock", `{"requestId":"T1","code":"AUTHFAILURE_SIGNATURE_EXPIRED"}`, 401, provider.KindClock,
			"AUTHFAILURE_SIGNATURE_EXPIRED", "T1",
		},
		{
			"rule", `{"requestId":"T1","code":"MISSING_PARAMETER","message":null}`, 400, provider.KindInvalid,
			"MISSING_PARAMETER", "T1",
		},
		{"unknown code", `{"requestId":"T1","code":"NEW_CODE"}`, 403, provider.KindUnknown, "NEW_CODE", "T1"},
		{"unknown server fault", `{"requestId":"T1","code":"NEW_CODE"}`, 500, provider.KindUnavailable, "NEW_CODE", "T1"},
		{"code as a number", `{"requestId":7,"code":13}`, 400, provider.KindUnknown, "13", "7"},
		{
			"refusal with status 200", `{"requestId":"T1","code":"INVALID_PARAMETER_VALUE"}`, 200, provider.KindInvalid,
			"INVALID_PARAMETER_VALUE", "T1",
		},
		{"web page", `<html>blocked</html>`, 403, provider.KindProtocol, "", ""},
		{"web page of a gateway", `<html>bad gateway</html>`, 502, provider.KindUnavailable, "", ""},
		{"nothing", ``, 200, provider.KindProtocol, "", ""},
		{"null", `null`, 200, provider.KindProtocol, "", ""},
		{"array", `[]`, 200, provider.KindProtocol, "", ""},
		{"empty object", `{}`, 200, provider.KindProtocol, "", ""},
		{"cut off", `{"requestId":"T1","resp`, 200, provider.KindProtocol, "", ""},
		{"no response", `{"requestId":"T1"}`, 200, provider.KindProtocol, "", "T1"},
		{"null response", `{"requestId":"T1","response":null}`, 200, provider.KindProtocol, "", "T1"},
		{"response is text", `{"requestId":"T1","response":"ok"}`, 200, provider.KindProtocol, "", "T1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := open(t, func(w http.ResponseWriter, _ *http.Request) { answer(w, tt.status, tt.body) })
			err := api.Write(t.Context(), c, bmc, "Do", nil)
			e, ok := errors.AsType[*provider.Error](err)
			if !ok || e.Kind != tt.kind || e.Code != tt.code || e.RequestID != tt.id || e.HTTP != tt.status || e.Op != "Do" {
				t.Errorf("Write() = %+v, want kind %v, code %q, request %q, status %d", err, tt.kind, tt.code, tt.id, tt.status)
			}
		})
	}
}

func TestClockSkewIsTold(t *testing.T) {
	t.Parallel()
	c := open(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Date", time.Now().Add(10*time.Minute).UTC().Format(http.TimeFormat))
		answer(w, 401, `{"requestId":"T1","code":"AUTHFAILURE_SIGNATURE_EXPIRED"}`)
	})
	err := api.Write(t.Context(), c, bmc, "Do", nil)
	if e, ok := errors.AsType[*provider.Error](err); !ok || e.Got < 590 || e.Got > 610 {
		t.Errorf("Write() = %+v, want about 600 seconds in Got", err)
	}
}

type row struct {
	ID api.Text `json:"id"`
}

func page(total string, first, n int) string {
	rows := []row{}
	for i := range n {
		rows = append(rows, row{api.Text(strconv.Itoa(first + i))})
	}
	data, _ := json.Marshal(rows)
	return fmt.Sprintf(`{"requestId":"T1","response":{"totalCount":%s,"dataSet":%s}}`, total, data)
}

// honest serves n rows in pages of 100 and announces total.
func honest(n int, total string) func(pageNum int) string {
	return func(pageNum int) string {
		first := (pageNum - 1) * 100
		return page(total, first, max(0, min(100, n-first)))
	}
}

func TestPages(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		serve    func(pageNum int) string
		wanted   int
		rows     int
		requests int64
		complete bool
	}{
		{"none", honest(0, "0"), 0, 0, 1, true},
		{"one page", honest(7, "7"), 0, 7, 1, true},
		{"exactly one page", honest(100, "100"), 0, 100, 1, true},
		{"three pages", honest(250, "250"), 0, 250, 3, true},
		{"total as text", honest(250, `"250"`), 0, 250, 3, true},
		{"total too big", honest(150, "99999"), 0, 150, 3, true},
		{"total too small", honest(250, "1"), 0, 250, 3, true},
		{"total negative", honest(250, "-5"), 0, 250, 3, true},
		{"total null", honest(250, "null"), 0, 250, 3, true},
		{"total nonsense", honest(250, `{"a":1}`), 0, 250, 3, true},
		{"as many as wanted", honest(250, "99999"), 100, 100, 1, true},
		{"the same page for ever", func(int) string { return page("99999", 0, 100) }, 0, 100, 2, false},
		{"the same page, total right", func(int) string { return page("100", 0, 100) }, 0, 100, 1, true},
		{"short pages", func(n int) string { return page("30", (n-1)*10, max(0, min(10, 40-n*10))) }, 0, 30, 3, true},
		{"no end", func(n int) string { return page("1000000", n*100, 100) }, 0, 10000, 100, false},
		{"rows without an id", func(int) string {
			return `{"requestId":"T1","response":{"totalCount":2,"dataSet":[null,{"id":null},7,"x"]}}`
		}, 0, 0, 1, false},
		{"null list", func(int) string { return `{"requestId":"T1","response":{"dataSet":null}}` }, 0, 0, 1, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var n atomic.Int64
			c := openAt(t, 1e6, func(w http.ResponseWriter, r *http.Request) {
				n.Add(1)
				var in struct{ PageNum, PageSize int }
				if err := json.NewDecoder(r.Body).Decode(&in); err != nil || in.PageSize != api.PageSize {
					t.Errorf("request = %+v, %v, want pageSize %d", in, err, api.PageSize)
				}
				answer(w, 200, tt.serve(in.PageNum))
			})
			got, err := api.Pages(t.Context(), c, bmc, "Describe", nil, tt.wanted, func(r row) api.Text { return r.ID })
			if err != nil || len(got.All) != tt.rows || got.Complete != tt.complete || n.Load() != tt.requests {
				t.Errorf("Pages() = %d rows, complete %v, %d requests, %v, want %d, %v, %d", len(got.All),
					got.Complete, n.Load(), err, tt.rows, tt.complete, tt.requests)
			}
		})
	}
}

func TestCreate(t *testing.T) {
	t.Parallel()
	product := &provider.Product{Codes: []provider.Code{{Code: "INVALID_ZONE_NOT_FOUND"}}}
	batch := provider.Batch{Token: "mwk7q2m9x4", Spec: provider.Spec{Count: 2}}
	tests := []struct {
		name, body string
		status     int
		outcome    provider.Outcome
		ids        int
	}{
		{"bought", `{"requestId":"T1","response":{"requestId":"T1","instanceIdSet":["1","2"],"orderNumber":"9"}}`, 200, 0, 2},
		{"ids as numbers", `{"requestId":"T1","response":{"instanceIdSet":[1001000000000000001,null,"2"]}}`, 200, 0, 2},
		{"one id that is no list", `{"requestId":"T1","response":{"instanceIdSet":"1"}}`, 200, 0, 1},
		{
			"ids and a code", `{"requestId":"T1","code":"INVALID_ZONE_NOT_FOUND","response":{"instanceIdSet":["1"]}}`,
			400, 0, 1,
		},
		{
			"ids with a server's fault", `{"requestId":"T1","response":{"instanceIdSet":["1","2"]}}`, 500,
			provider.Ambiguous, 2,
		},
		{"documented refusal", `{"requestId":"T1","code":"INVALID_ZONE_NOT_FOUND"}`, 404, provider.Refused, 0},
		{"wrong signature", `{"requestId":"T1","code":"AUTHFAILURE_SIGNATURE_FAILURE"}`, 401, provider.Refused, 0},
		{"expired timestamp", `{"requestId":"T1","code":"AUTHFAILURE_SIGNATURE_EXPIRED"}`, 401, provider.Refused, 0},
		{"rate limit", `{"requestId":"T1","code":"REQUEST_LIMIT_EXCEEDED"}`, 429, provider.Refused, 0},
		{"refusal without a request id", `{"code":"INVALID_ZONE_NOT_FOUND"}`, 404, provider.Ambiguous, 0},
		{"refusal with a server's fault", `{"requestId":"T1","code":"INVALID_ZONE_NOT_FOUND"}`, 500, provider.Ambiguous, 0},
		{"unknown code", `{"requestId":"T1","code":"NEW"}`, 400, provider.Ambiguous, 0},
		{"server fault", `{"requestId":"T1","code":"INTERNAL_SERVER_ERROR"}`, 500, provider.Ambiguous, 0},
		{"unavailable", `{"requestId":"T1","code":"SERVICE_TEMPORARY_UNAVAILABLE"}`, 503, provider.Ambiguous, 0},
		{"timed out", `{"requestId":"T1","code":"REQUEST_TIMED_OUT"}`, 503, provider.Ambiguous, 0},
		{"timed out, other word", `{"requestId":"T1","code":"INVALID_OPERATION_TIMEOUT"}`, 400, provider.Ambiguous, 0},
		{"rate limit without an envelope", `slow down`, 429, provider.Ambiguous, 0},
		{"no ids", `{"requestId":"T1","response":{"requestId":"T1","instanceIdSet":[]}}`, 200, provider.Ambiguous, 0},
		{"no response", `{"requestId":"T1"}`, 200, provider.Ambiguous, 0},
		{"null", `null`, 200, provider.Ambiguous, 0},
		{"cut off", `{"requestId":"T1","response":{"instanceIdSet":["1"`, 200, provider.Ambiguous, 0},
		{"web page", `<html>`, 502, provider.Ambiguous, 0},
		{"redirect", ``, 302, provider.Ambiguous, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var n atomic.Int64
			c := open(t, func(w http.ResponseWriter, r *http.Request) {
				n.Add(1)
				if got := r.Header.Get("X-ZC-Request-Client"); got != "metalwright,1.0 ,linux,,mwk7q2m9x4" &&
					got != "metalwright,1.0 ,linux,mwk7q2m9x4" {
					t.Errorf("X-ZC-Request-Client = %q, want the token at its end", got)
				}
				w.Header().Set("Location", "/elsewhere")
				answer(w, tt.status, tt.body)
			})
			bought, err := c.Create(t.Context(), product, bmc, map[string]any{"zoneId": "A"}, batch)
			if fails := tt.ids == 0 || tt.status >= 500; len(bought.IDs) != tt.ids || (err != nil) != fails ||
				err == nil && bought.FailedCount != 2-tt.ids {
				t.Fatalf("Create() = %+v, %v, want %d ids of 2", bought, err, tt.ids)
			}
			if err != nil && provider.OutcomeOf(err) != tt.outcome {
				t.Errorf("Create() = %+v, want outcome %d", err, tt.outcome)
			}
			if n.Load() != 1 {
				t.Errorf("Create() sent %d requests, want 1", n.Load())
			}
		})
	}
}

func TestLiberal(t *testing.T) {
	t.Parallel()
	type all struct {
		N api.Num
		T api.Text
		F api.Flag
		L api.List[api.Text]
	}
	tests := []struct {
		in   string
		want string
	}{
		{`{"N":12,"T":"a","F":true,"L":["a","b"]}`, "{{12 true} a true [a b]}"},
		{`{"N":"16777213","T":5,"F":"true","L":"a"}`, "{{1.6777213e+07 true} 5 true [a]}"},
		{`{"N":null,"T":null,"F":null,"L":null}`, "{{0 false}  false []}"},
		{`{}`, "{{0 false}  false []}"},
		{`{"N":{},"T":[1],"F":7,"L":[null,{"x":1},2]}`, "{{0 false}  false [ 2]}"},
		{`{"N":"NaN","T":true,"F":"0","L":[]}`, "{{0 false} true false []}"},
		{`{"N":1e300,"F":1,"unknown":{"a":[1]}}`, "{{0 false}  true []}"},
	}
	for _, tt := range tests {
		t.Run(tt.in, func(t *testing.T) {
			t.Parallel()
			var got all
			if err := json.Unmarshal([]byte(tt.in), &got); err != nil || fmt.Sprint(got) != tt.want {
				t.Errorf("Unmarshal(%s) = %v, %v, want %s", tt.in, got, err, tt.want)
			}
		})
	}
}

// Whatever comes back, a purchase never panics, never claims a refusal that the closed list does not hold, and never
// loses an id.
func FuzzCreateAnswer(f *testing.F) {
	f.Add(200, `{"requestId":"T1","response":{"instanceIdSet":["1"]}}`)
	f.Add(400, `{"requestId":"T1","code":"INVALID_ZONE_NOT_FOUND"}`)
	f.Add(503, `<html>`)
	f.Fuzz(func(t *testing.T, status int, body string) {
		status = 200 + status&0x1ff
		rt := roundTrip(func(*http.Request) (*http.Response, error) {
			rec := httptest.NewRecorder()
			rec.Code = status
			rec.Body.WriteString(body)
			return rec.Result(), nil
		})
		c, err := api.Open(provider.Account{
			KeyID: "AK", Secret: provider.NewSecret("s"), Endpoint: "http://127.0.0.1:1", Transport: rt, PerSecond: 1e9,
		}, nil)
		if err != nil {
			t.Fatalf("Open() = %v", err)
		}
		bought, err := c.Create(t.Context(), &provider.Product{}, bmc, nil, provider.Batch{Token: "t"})
		if (err == nil) != (len(bought.IDs) > 0) && (err == nil || status < 500) {
			t.Errorf("Create() with %d %q = %v, %v", status, body, bought.IDs, err)
		}
		if e, ok := errors.AsType[*provider.Error](err); ok && e.Outcome == provider.Refused &&
			(e.RequestID == "" || !api.Refuses(e.Code)) {
			t.Errorf("Create() with %d %q = %+v, refused without proof", status, body, e)
		}
	})
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
