package zenlayer_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/sim/internal/wire"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
)

// TestVectors checks the server against requests that the vendor's own tools sign (Zenlayer API reference, signature,
// read 2026-11).
func TestVectors(t *testing.T) {
	t.Parallel()
	const key, password = "AKEXAMPLE0123456", "ExampleSecretPassword+0123456789"
	for _, row := range []struct {
		name, service, action, host, contentType, key, password, body, signature string
		unix                                                                     int64
	}{
		{
			"A", "bmc", "CreateInstances", "console.zenlayer.com", "application/json", key, password,
			`{"zoneId":"SEL-A","instanceChargeType":"POSTPAID","instanceTypeId":"M6C","internetChargeType":"ByBandwidth"}`,
			"a5b0e417c1efef3658d9cdac289ff38edfa677a875dc0658ef4d2d72b2527589", 1767225600,
		},
		{
			"B", "vm", "DescribeInstancesStatus", "console.zenlayer.com", "application/json", key, password,
			`{"instanceIds":["1234567890123456789"],"pageSize":100,"pageNum":1}`,
			"48bf35b588163b54fc95f7f09c8566cb09c78939e573fbad23f76ade30112753", 1767225600,
		},
		{
			"C", "vm", "DescribeZones", "127.0.0.1:18080", "application/json", key, password, "{}",
			"f48c82073bb1c6d95b43b3c98a69cac99e04158a716c2a3ebb94c3dd456c2b0e", 1767225600,
		},
		{
			"D", "vm", "DescribeZones", "console.zenlayer.com", "application/json; charset=utf-8", "0D9UtpyKYcHxms5v",
			"Gu5t9xGARNpq86cd98joQYCN3", `{"pageSize":10,"pageNum":1,"zoneId":"HKG-A"}`,
			"efb356c32e55c781e10dc676da59462c22596d82e91c57803666243379555b2f", 1673361177,
		},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			run := func(context.Context, *wire.Call) (any, error) { return nil, nil }
			d := zenlayer.New(
				&wire.World{Credentials: []wire.Credential{{KeyID: row.key, Secret: provider.NewSecret(row.password)}}},
				zenlayer.Service{Name: row.service, Versions: []string{"v"}, Actions: map[string]zenlayer.Action{row.action: run}},
			)
			r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+row.host+"/api/v2/"+
				row.service, http.NoBody)
			r.Header.Set("Content-Type", row.contentType)
			r.Header.Set("X-ZC-Action", row.action)
			r.Header.Set("X-ZC-Version", "v")
			r.Header.Set("X-ZC-Timestamp", strconv.FormatInt(row.unix, 10))
			r.Header.Set("X-ZC-Signature-Method", "ZC2-HMAC-SHA256")
			r.Header.Set("Authorization", "ZC2-HMAC-SHA256 Credential="+row.key+
				", SignedHeaders=content-type;host, Signature="+row.signature)
			for _, body := range []string{row.body, strings.Replace(row.body, "}", " }", 1)} {
				call := &wire.Call{Request: r, Body: []byte(body), Now: time.Unix(row.unix, 0), RequestID: "T1"}
				d.Name(call)
				reply, ok := d.Admit(call)
				if want := body == row.body; ok != want {
					t.Errorf("Admit(%s) = %d %s, %v, want %v", body, reply.Status, reply.Body, ok, want)
				}
				if !ok && !strings.Contains(string(reply.Body), "AUTHFAILURE_SIGNATURE_FAILURE") {
					t.Errorf("Admit(%s) = %s, want AUTHFAILURE_SIGNATURE_FAILURE", body, reply.Body)
				}
			}
		})
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"pageNum":1,"tags":[{"key":"a"}],"tagKeys":["x"]}`))
	f.Add([]byte(`{"tags":[null,1]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		var r struct {
			zenlayer.Page
			zenlayer.TagFilter
			Deep *struct {
				Rows [][]float64 `json:"rows"`
			} `json:"deep"`
		}
		if err := zenlayer.Decode(body, &r); err != nil && !strings.HasPrefix(err.Error(), "INVALID_PARAMETER_TYPE") {
			t.Errorf("Decode(%q) = %v", body, err)
		}
	})
}
