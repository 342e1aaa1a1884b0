package tcapi_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/internal/sign"
	"github.com/metalwright/metalwright/provider/tencent/internal/tcapi"
)

var edge = tcapi.Service{
	Name: "edgezone", Version: "2026-04-01",
	Endpoint: "https://edgezone.intl.tencentcloudapi.com", Limit: 1000,
}

func open(t *testing.T, a provider.Account, h http.HandlerFunc) *tcapi.Client {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	a.KeyID, a.Secret, a.Endpoint, a.Transport, a.PerSecond = "AKID", provider.NewSecret("secret"), s.URL, transport, 1e6
	c, err := tcapi.Open(a, edge, nil)
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
	now := time.Date(2026, 4, 27, 23, 59, 59, 0, time.FixedZone("east", 8*60*60)) // another day than in UTC
	a := provider.Account{
		Client: "metalwright/1.0", Token: provider.NewSecret("session"), Language: "zh",
		Now: func() time.Time { return now },
	}
	c := open(t, a, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		for name, want := range map[string]string{
			"X-TC-Action": "DescribeZones", "X-TC-Version": "2026-04-01", "X-TC-Region": "ap-guangzhou",
			"Content-Type":   "application/json",
			"X-TC-Timestamp": strconv.FormatInt(now.Unix(), 10), "X-TC-Token": "session", "X-TC-Language": "zh-CN",
			"X-TC-RequestClient": "metalwright,1.0",
		} {
			if got := r.Header.Get(name); got != want {
				t.Errorf("header %s = %q, want %q", name, got, want)
			}
		}
		auth, err := sign.Parse(r.Header.Get("Authorization"))
		want := sign.TC3(provider.NewSecret("secret"), "edgezone", sign.Received(r, auth.Signed), body, now.Unix())
		if err != nil || auth.Signature != want || auth.Credential != "AKID/2026-04-27/edgezone/tc3_request" {
			t.Errorf("Authorization = %+v, %v, want the signature %s", auth, err, want)
		}
		if r.Method != http.MethodPost || r.URL.Path != "/" || string(body) != "{}" {
			t.Errorf("request = %s %s %s, want POST / {}", r.Method, r.URL.Path, body)
		}
		answer(w, 200, `{"Response":{"RequestId":"r"}}`)
	})
	if _, err := tcapi.Read[struct{}](t.Context(), c, "ap-guangzhou", "DescribeZones", nil); err != nil ||
		!c.Chinese() || !c.Now().Equal(now) {
		t.Errorf("Read() = %v", err)
	}
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	for name, a := range map[string]provider.Account{
		"no key":    {Secret: provider.NewSecret("x")},
		"no secret": {KeyID: "AKID"},
		"plain":     {KeyID: "AKID", Secret: provider.NewSecret("x"), Endpoint: "http://edgezone.intl.tencentcloudapi.com"},
	} {
		if _, err := tcapi.Open(a, edge, nil); len(provider.All(err)) != 1 ||
			provider.All(err)[0].At() != provider.FieldAccount {
			t.Errorf("%s: Open() = %v, want a fault at the account", name, err)
		}
	}
}

func TestErrors(t *testing.T) {
	t.Parallel()
	failed := func(code string) string {
		return `{"Response":{"Error":{"Code":"` + code + `","Message":"m"},"RequestId":"r"}}`
	}
	for _, row := range []struct {
		name, body string
		status     int
		kind       provider.Kind
		code, id   string
	}{
		{"refusal", failed("ResourceInsufficient"), 200, provider.KindSoldOut, "ResourceInsufficient", "r"},
		{"family", failed("LimitExceeded.Whatever"), 200, provider.KindQuota, "LimitExceeded.Whatever", "r"},
		{"family without a code of its own", failed("AuthFailure.New"), 200, provider.KindAuth, "AuthFailure.New", "r"},
		{
			"limit of the account", failed("RequestLimitExceeded.UinLimitExceeded"), 200, provider.KindThrottled,
			"RequestLimitExceeded.UinLimitExceeded", "r",
		},
		{"clock", failed("AuthFailure.SignatureExpire"), 200, provider.KindClock, "AuthFailure.SignatureExpire", "r"},
		{"nobody knows", failed("New.Code"), 200, provider.KindUnknown, "New.Code", "r"},
		{"server's fault", failed("InternalError"), 200, provider.KindUnavailable, "InternalError", "r"},
		{"status of failure", failed("New"), 500, provider.KindUnavailable, "New", "r"},
		{"success with a status of failure", `{"Response":{"RequestId":"r"}}`, 503, provider.KindUnavailable, "", "r"},
		{"gateway", "<html>", 502, provider.KindUnavailable, "", ""},
		{"blocked", "<html>", 403, provider.KindProtocol, "", ""},
		{"too many", "<html>", 429, provider.KindThrottled, "", ""},
		{"null", "null", 200, provider.KindProtocol, "", ""},
		{"nothing", "", 200, provider.KindProtocol, "", ""},
		{"list", "[]", 200, provider.KindProtocol, "", ""},
		{"no response", "{}", 200, provider.KindProtocol, "", ""},
		{"null response", `{"Response":null}`, 200, provider.KindProtocol, "", ""},
		{"text response", `{"Response":"ok"}`, 200, provider.KindProtocol, "", ""},
		{"no request id", `{"Response":{}}`, 200, provider.KindProtocol, "", ""},
		{"null error", `{"Response":{"Error":null}}`, 200, provider.KindProtocol, "", ""},
		{"cut off", `{"Response":{"Requ`, 200, provider.KindProtocol, "", ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			c := open(t, provider.Account{}, func(w http.ResponseWriter, _ *http.Request) { answer(w, row.status, row.body) })
			_, err := c.Create(t.Context(), &provider.Product{}, "ap-guangzhou", map[string]any{}, provider.Batch{})
			all := provider.All(err)
			if len(all) != 1 || all[0].Kind != row.kind || all[0].Code != row.code || all[0].RequestID != row.id ||
				all[0].HTTP != row.status || all[0].Op != "CreateInstances" {
				t.Errorf("Create() = %+v, want kind %v, code %q, request %q, status %d", err, row.kind, row.code, row.id,
					row.status)
			}
		})
	}
}

// Every common code has one row, with advice and a kind.
// TestCreateKeepsIDs answers a purchase with ids beside a server's fault: they are proof, whatever else is said.
func TestCreateKeepsIDs(t *testing.T) {
	t.Parallel()
	c := open(t, provider.Account{}, func(w http.ResponseWriter, _ *http.Request) {
		answer(w, http.StatusInternalServerError, `{"Response":{"RequestId":"T1","InstanceIdSet":["ein-1","ein-2"]}}`)
	})
	b := provider.Batch{Token: "mwk7q2m9x4", Spec: provider.Spec{Count: 2}}
	got, err := c.Create(t.Context(), &provider.Product{}, "ap-guangzhou", map[string]any{}, b)
	if len(got.IDs) != 2 || got.RequestID != "T1" || err == nil || provider.OutcomeOf(err) != provider.Ambiguous {
		t.Errorf("Create() = %+v, %v, want both ids, and an error that is ambiguous", got, err)
	}
}

func TestCommonCodes(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, row := range tcapi.Common() {
		if seen[row.Code] || row.Code == "" || row.Advice == "" || row.HTTP != http.StatusOK {
			t.Errorf("row %+v lacks something, or is there twice", row)
		}
		seen[row.Code] = true
	}
	for code := range strings.FieldsSeq(`
		RequestLimitExceeded AuthFailure.SignatureExpire AuthFailure.SignatureFailure
		AuthFailure.SecretIdNotFound AuthFailure.InvalidSecretId AuthFailure.InvalidAuthorization
		AuthFailure.TokenFailure AuthFailure.MFAFailure AuthFailure.UnauthorizedOperation UnauthorizedOperation
		InternalError ServiceUnavailable ResourceUnavailable InvalidAction NoSuchVersion NoSuchProduct
		ActionOffline UnsupportedRegion MissingParameter UnknownParameter InvalidParameter InvalidParameterValue
		InvalidRequest UnsupportedProtocol RequestSizeLimitExceeded ResponseSizeLimitExceeded LimitExceeded
		ResourceInUse ResourceInsufficient ResourceNotFound FailedOperation UnsupportedOperation DryRunOperation
		IpInBlacklist IpNotInWhitelist RequestLimitExceeded.IPLimitExceeded
		RequestLimitExceeded.UinLimitExceeded RequestLimitExceeded.GlobalRegionUinLimitExceeded
	`) {
		if !seen[code] {
			t.Errorf("the documented code %s has no row", code)
		}
		delete(seen, code)
	}
	if len(seen) != 0 {
		t.Errorf("codes that are not documented as common: %v", seen)
	}
}

func TestPages(t *testing.T) {
	t.Parallel()
	type row struct{ ID string }
	list := tcapi.List[row]{Action: "Describe", Rows: "Set", Key: func(r row) string { return r.ID }}
	c := open(t, provider.Account{}, func(w http.ResponseWriter, r *http.Request) {
		var in struct {
			Offset, Limit int
			Zone          string
		}
		_ = json.NewDecoder(r.Body).Decode(&in)
		var rows []row
		for i := in.Offset; i < min(250, in.Offset+in.Limit); i++ {
			rows = append(rows, row{in.Zone + strconv.Itoa(i)})
		}
		text, _ := json.Marshal(map[string]any{"Response": map[string]any{
			"RequestId": "r", "TotalCount": "250",
			"Set": rows,
		}})
		answer(w, 200, string(text))
	})
	got, err := list.All(t.Context(), c, "ap-guangzhou", map[string]any{"Zone": "z"}, 0)
	if err != nil || len(got) != 250 || got[249].ID != "z249" {
		t.Errorf("All() = %d rows, %v, want 250", len(got), err)
	}
}

// FuzzAnswer: no answer crashes the client, and none without a request id is a success.
func FuzzAnswer(f *testing.F) {
	for _, seed := range []string{
		"", "null", "{}", `{"Response":{"InstanceIdSet":["a"],"FailedCount":1,"RequestId":"r"}}`,
		`{"Response":{"Error":{"Code":1},"RequestId":{}}}`,
		`{"Response":{"InstanceIdSet":null}}`,
		`{"Response":{"InstanceIdSet":["a"],"Error":{"Code":"LimitExceeded"},"RequestId":"r"}}`,
		`{"Response":{"InstanceIdSet":{"a":[]},"RequestId":7}}`,
	} {
		f.Add([]byte(seed), 200)
	}
	f.Fuzz(func(t *testing.T, body []byte, status int) {
		if status < 200 || status > 599 {
			status = 200
		}
		c, err := tcapi.Open(provider.Account{
			KeyID: "AKID", Secret: provider.NewSecret("s"), Endpoint: "http://127.0.0.1:1", Transport: canned{
				status,
				body,
			}, PerSecond: 1e6,
		}, edge, nil)
		if err != nil {
			t.Fatal(err)
		}
		bought, err := c.Create(t.Context(), &provider.Product{Codes: tcapi.Common()}, "ap-guangzhou", nil, provider.Batch{})
		switch {
		case err == nil && len(bought.IDs) == 0:
			t.Errorf("Create() of %d %q is a success without ids", status, body)
		case err != nil && provider.OutcomeOf(err) == provider.Refused && (bought.RequestID == "" || status != 200 ||
			len(bought.IDs) > 0):
			t.Errorf("Create() of %d %q = %v, which is no certain refusal", status, body, err)
		case err != nil && provider.OutcomeOf(err) == provider.NotSent:
			t.Errorf("Create() of %d %q was sent", status, body)
		}
	})
}

// canned is a transport that gives one answer.
type canned struct {
	status int
	body   []byte
}

func (c canned) RoundTrip(*http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode: c.status, Header: http.Header{},
		Body: io.NopCloser(strings.NewReader(string(c.body))),
	}, nil
}
