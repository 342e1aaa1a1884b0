package sim_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/sim"
)

// Each row is broken in one more way than the row before it: the error that is checked first is the answer.
func TestEdgeOrderOfChecks(t *testing.T) {
	t.Parallel()
	f := open(t, sim.Options{})
	type change func(*http.Request)
	header := func(name, value string) change {
		return func(r *http.Request) {
			if value == "" {
				r.Header.Del(name)
				return
			}
			r.Header.Set(name, value)
		}
	}
	business, wrongType := `{"Zone":"nowhere"}`, `{"Zone":7}`
	for _, row := range []struct {
		name, action, body, code string
		before, after            change // signing
	}{
		{"missing parameter", "CreateInstances", business, "MissingParameter", nil, nil},
		{"wrong type", "DescribeInstanceTypes", wrongType, "InvalidParameter", nil, nil},
		{"unknown key before a wrong type", "DescribeInstanceTypes", `{"Zone":7,"zone":"x"}`, "UnknownParameter", nil, nil},
		{
			"region before keys", "DescribeInstanceTypes", `{"zone":"x"}`, "UnsupportedRegion",
			header("X-TC-Region", "eu-moscow"), nil,
		},
		{"action before region", "RebootInstances", "{}", "InvalidAction", header("X-TC-Region", "eu-moscow"), nil},
		{"version before action", "RebootInstances", "{}", "NoSuchVersion", header("X-TC-Version", "2020-01-01"), nil},
		{"signature before version", "RebootInstances", "{}", "AuthFailure.SignatureFailure", header("X-TC-Version",
			"2020-01-01"), header("X-TC-Action", "Other")},
		{"header before signature", "RebootInstances", "{}", "MissingParameter", nil, header("X-TC-Version", "")},
		{"no region", "DescribeZones", "{}", "MissingParameter", nil, header("X-TC-Region", "")},
		{"no timestamp", "DescribeZones", "{}", "MissingParameter", nil, header("X-TC-Timestamp", "")},
		{"body before headers", "DescribeZones", "null", "InvalidRequest", nil, header("X-TC-Version", "")},
		{"body is a list", "DescribeZones", "[]", "InvalidRequest", nil, nil},
		{"body is no JSON", "DescribeZones", "{", "InvalidRequest", nil, nil},
		{"no authorization", "DescribeZones", "{}", "AuthFailure.InvalidAuthorization", nil, header("Authorization", "")},
		{"another scheme", "DescribeZones", "{}", "AuthFailure.InvalidAuthorization", nil, header("Authorization",
			"ZC2-HMAC-SHA256 Credential=a, SignedHeaders=host, Signature=b")},
		{"another day", "DescribeZones", "{}", "AuthFailure.InvalidAuthorization", nil, func(r *http.Request) {
			r.Header.Set("Authorization", strings.Replace(r.Header.Get("Authorization"), "2026-11-20", "2026-11-21", 1))
		}},
		{"another service", "DescribeZones", "{}", "AuthFailure.InvalidAuthorization", nil, func(r *http.Request) {
			r.Header.Set("Authorization", strings.Replace(r.Header.Get("Authorization"), "/edgezone/", "/cvm/", 1))
		}},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			r := f.edge.request(t, "ap-guangzhou", row.action, row.body)
			if row.before != nil {
				row.before(r)
				f.edge.sign(r, row.body)
			}
			if row.after != nil {
				row.after(r)
			}
			if a := f.edge.send(t, r); a.Status != http.StatusOK || a.Code != row.code {
				t.Errorf("%s %s = %d %s, want 200 %s", row.action, row.body, a.Status, a.Raw, row.code)
			}
		})
	}
}

// Every request at the vendor's path gets an answer of the protocol, a browser's too: successes and errors have status
// 200.
func TestEdgeOtherMethods(t *testing.T) {
	t.Parallel()
	f := open(t, sim.Options{})
	for _, row := range []struct{ name, method, body, code string }{
		{"a browser", http.MethodGet, "", "UnsupportedProtocol"},
		{"another method", http.MethodPut, "{}", "UnsupportedProtocol"},
		{"nothing said", http.MethodPost, "", "InvalidRequest"},
		{"nothing asked", http.MethodPost, "{}", "MissingParameter"},
	} {
		r, err := http.NewRequestWithContext(t.Context(), row.method, f.url+"/", strings.NewReader(row.body))
		if err != nil {
			t.Fatal(err)
		}
		if a := f.edge.send(t, r); a.Status != http.StatusOK || a.Code != row.code {
			t.Errorf("%s: %s / = %d %s, want 200 %s", row.name, row.method, a.Status, a.Raw, row.code)
		}
	}
}

func TestEdgeWhoAsks(t *testing.T) {
	t.Parallel()
	f := open(t, sim.Options{})
	right := f.key
	f.key.KeyID = "AKIDNOBODY"
	f.edge.refused(t, "ap-guangzhou", "DescribeZones", obj{}, "AuthFailure.SecretIdNotFound")
	f.key = right
	f.key.Secret = provider.NewSecret("another")
	f.edge.refused(t, "ap-guangzhou", "DescribeZones", obj{}, "AuthFailure.SignatureFailure")
	f.key = f.ReadOnly()
	f.edge.must(t, "ap-guangzhou", "DescribeZones", obj{})
	f.edge.refused(t, "ap-guangzhou", "CreateInstances", f.edge.order(t, guangzhou, nil), "UnauthorizedOperation")
	f.key = right
	for _, skew := range []time.Duration{301 * time.Second, -301 * time.Second} {
		f.skew = skew
		f.edge.refused(t, "ap-guangzhou", "DescribeZones", obj{}, "AuthFailure.SignatureExpire")
	}
	f.skew = 300 * time.Second
	f.edge.must(t, "ap-guangzhou", "DescribeZones", obj{})
	if got := f.ledger(t).Machines; len(got) != 0 {
		t.Errorf("machines = %v, want none", got)
	}
}

// Twenty a second for each action, region and key, by the cloud's clock.
func TestEdgeRateLimit(t *testing.T) {
	t.Parallel()
	f := open(t, sim.Options{})
	for range 20 {
		f.edge.must(t, "ap-guangzhou", "DescribeZones", obj{})
	}
	f.edge.refused(t, "ap-guangzhou", "DescribeZones", obj{}, "RequestLimitExceeded")
	f.edge.must(t, "ap-guangzhou", "DescribeInstances", obj{})
	f.edge.must(t, "ap-singapore", "DescribeZones", obj{})
	f.key = f.ReadOnly()
	f.edge.must(t, "ap-guangzhou", "DescribeZones", obj{})
	f.key = f.Credentials()
	f.clock.Advance(time.Second)
	f.edge.must(t, "ap-guangzhou", "DescribeZones", obj{})
}

func TestEdgeRequestID(t *testing.T) {
	t.Parallel()
	f := open(t, sim.Options{})
	form := regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	for _, a := range []edgeAnswer{f.edge.must(t, "ap-guangzhou", "DescribeZones", obj{}), f.edge.ask(t, "ap-guangzhou",
		"Nothing", obj{})} {
		if id, _ := a.Response["RequestId"].(string); !form.MatchString(id) {
			t.Errorf("RequestId = %q, want a UUID in small letters", id)
		}
	}
}

// Errors have status 200, unless they come from a gateway before the service.
func TestEdgeFaults(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name   string
		fault  sim.Fault
		bought int
		status int
		answer string
	}{
		{"throttle", sim.Fault{Do: sim.Throttle}, 0, 200, "RequestLimitExceeded"},
		{"broken", sim.Fault{Do: sim.Broken}, 0, 200, "InternalError"},
		{"broken after", sim.Fault{Do: sim.Broken, After: true}, 3, 200, "InternalError"},
		{"unavailable", sim.Fault{Do: sim.Unavailable}, 0, 200, "ServiceUnavailable"},
		{
			"refuse",
			sim.Fault{Do: sim.Refuse, Code: "FailedOperation", Message: "no"},
			0, 200,
			`"Code":"FailedOperation","Message":"no"`,
		},
		{"with a status", sim.Fault{Do: sim.Broken, Status: 500}, 0, 500, "InternalError"},
		{"gateway", sim.Fault{Do: sim.HTML}, 0, 502, "<html>"},
		{"null after", sim.Fault{Do: sim.Null, After: true}, 3, 200, "null"},
		{"truncate", sim.Fault{Do: sim.Truncate}, 3, 200, `{"Response"`},
		{"late", sim.Fault{Do: sim.Late, For: time.Minute}, 3, 200, "InternalError"},
		{"partial", sim.Fault{Do: sim.Partial, Keep: 2}, 2, 200, `"FailedCount":1`},
		{"none of it", sim.Fault{Do: sim.Partial, Keep: 0}, 0, 200, "ResourceInsufficient"},
		{"sold out", sim.Fault{Do: sim.SoldOut}, 0, 200, "ResourceInsufficient"},
		{"no balance", sim.Fault{Do: sim.NoBalance}, 0, 200, "FailedOperation"},
		{"clock", sim.Fault{Do: sim.Clock, For: 6 * time.Minute}, 0, 200, "AuthFailure.SignatureExpire"},
		{"another service", sim.Fault{Do: sim.Broken, Service: "bmc"}, 3, 200, "InstanceIdSet"},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			f := open(t, sim.Options{})
			in := f.edge.order(t, guangzhou, obj{"InstanceCount": 3})
			row.fault.Action = "CreateInstances"
			f.inject(t, row.fault)
			a := f.edge.ask(t, "ap-guangzhou", "CreateInstances", in)
			l := f.ledger(t)
			if a.Status != row.status || !strings.Contains(string(a.Raw), row.answer) ||
				len(l.Bought("mwk7q2m9x4")) != row.bought {
				t.Errorf("CreateInstances = %d %s, %d bought, want %d %s and %d", a.Status, a.Raw,
					len(l.Bought("mwk7q2m9x4")), row.status, row.answer, row.bought)
			}
		})
	}
}

// FuzzEdgeCreateInstances sends any body: the answer is always an envelope, and never the cloud's own fault.
func FuzzEdgeCreateInstances(f *testing.F) {
	fix := open(f, sim.Options{})
	full, err := json.Marshal(fix.edge.order(f, guangzhou, obj{
		"InstanceCount": 2, "ImageId": "img-centos-7.9",
		"EnableIpv6": true,
	}))
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{"", "{}", "[]", "null", `{"Zone":1}`, string(full)} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		fix.clock.Advance(time.Second) // below the rate limit
		r := fix.edge.request(t, "ap-guangzhou", "CreateInstances", string(body))
		r.Host = r.URL.Host
		w := httptest.NewRecorder()
		fix.Handler().ServeHTTP(w, r)
		var a struct {
			Response *struct {
				RequestId     string
				Error         *struct{ Code string }
				InstanceIdSet []string
			}
		}
		if err := json.Unmarshal(w.Body.Bytes(), &a); err != nil || a.Response == nil || a.Response.RequestId == "" ||
			w.Code != http.StatusOK {
			t.Fatalf("CreateInstances(%q) = %d %s: no envelope", body, w.Code, w.Body)
		}
		if refused := a.Response.Error != nil; refused != (a.Response.InstanceIdSet == nil) || refused &&
			a.Response.Error.Code == "InternalError" {
			t.Fatalf("CreateInstances(%q) = %s", body, w.Body)
		}
	})
}
