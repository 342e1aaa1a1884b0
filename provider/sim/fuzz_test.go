package sim_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/metalwright/metalwright/provider/sim"
)

// FuzzCreateInstances sends any body: the answer is always an envelope, and never the cloud's own fault.
func FuzzCreateInstances(f *testing.F) {
	f.Add([]byte(written(f, order(obj{
		"amount": 3, "instanceName": "a_[1,2]", "raidConfig": obj{"customRaids": []obj{array(1, 1, 2)}},
		"partitions": []obj{part("/", "ext4", 1920)}, "nic": obj{"wanName": "wan0"}, "sshKeys": []string{sshKey},
		"subnetId": seoulNet,
		"tags":     obj{"tags": []obj{{"key": "a", "value": "b"}}}, "instanceChargePrepaid": obj{"period": 1},
	}))))
	fuzzPurchases(f, open(f, sim.Options{Quota: -1}))
}

// fuzzPurchases sends any body to the cloud.
func fuzzPurchases(f *testing.F, cloud *fixture) {
	f.Helper()
	for _, seed := range []string{"", "{}", "[]", "null", `{"zoneId":1}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		r := cloud.request(t, cloud.service, cloud.version, "CreateInstances", string(body))
		r.Host = r.URL.Host
		w := httptest.NewRecorder()
		cloud.Handler().ServeHTTP(w, r)
		var a answer
		if err := json.Unmarshal(w.Body.Bytes(), &a); err != nil || a.RequestID == "" {
			t.Fatalf("CreateInstances(%q) = %d %s: no envelope", body, w.Code, w.Body)
		}
		if refused := w.Code != http.StatusOK; w.Code >= 500 || refused != (a.Code != "") || refused != (a.Response == nil) {
			t.Fatalf("CreateInstances(%q) = %d %s", body, w.Code, w.Body)
		}
	})
}

// BenchmarkDescribeInstances100 is one refresh of a board with a hundred machines.
func BenchmarkDescribeInstances100(b *testing.B) {
	f := open(b, sim.Options{})
	ids := f.create(b, obj{"amount": 100, "instanceName": "b[1,3]"})
	body := obj{"instanceIds": ids, "pageSize": 100}
	b.ReportAllocs()
	for b.Loop() {
		w := httptest.NewRecorder()
		f.Handler().ServeHTTP(w, f.request(b, "bmc", "2022-11-20", "DescribeInstances", body))
		if w.Code != http.StatusOK {
			b.Fatalf("DescribeInstances = %d %s", w.Code, w.Body)
		}
	}
}
