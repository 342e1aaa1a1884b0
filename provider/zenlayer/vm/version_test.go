package vm_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/providertest"
	"github.com/metalwright/metalwright/provider/zenlayer/vm"
)

// older is a vendor whose API does not know what the newer version has.
type older struct {
	t    *testing.T
	next *http.Transport
}

// RoundTrip refuses an action that there is not, as the vendor does.
func (o older) RoundTrip(r *http.Request) (*http.Response, error) {
	if action := r.Header.Get("X-ZC-Action"); action == "DescribeVmInventoryCapacity" {
		o.t.Errorf("asked for %s, which version %s does not have", action, r.Header.Get("X-ZC-Version"))
		return &http.Response{
			StatusCode: http.StatusUnauthorized, Header: http.Header{},
			Body: io.NopCloser(strings.NewReader(
				`{"requestId":"T0","code":"AUTHFAILURE_UNAUTHORIZED_OPERATION"}`)),
		}, nil
	}
	return o.next.RoundTrip(r)
}

// TestOlderVersion orders with the older version of the API, from the zone to a machine that runs.
func TestOlderVersion(t *testing.T) {
	t.Parallel()
	o := providertest.Simulate(t, vm.Product(), "2023-03-13", nil)
	next := &http.Transport{}
	t.Cleanup(next.CloseIdleConnections)
	o.Account.Transport = older{t, next}
	r, err := o.Product.OpenOperator(o.Account)
	if err != nil {
		t.Fatal(err)
	}
	zones, err := r.Zones(t.Context())
	if err != nil || len(zones) == 0 {
		t.Fatalf("Zones() = %v, %v, want some", zones, err)
	}
	for _, z := range zones {
		if z.Stock != provider.StockUnknown {
			t.Errorf("the stock of %s is %v, want that it is unknown", z.ID, z.Stock)
		}
	}
	s, known := providertest.Choose(t, r, 2)
	if err := r.Check(s, known); err != nil {
		t.Fatalf("Check(%+v) = %v", s, err)
	}
	if q, err := r.Quote(t.Context(), s); err != nil || !q.Known() {
		t.Errorf("Quote() = %+v, %v, want a price", q, err)
	}
	b, err := o.Product.OpenBuyer(o.Account)
	if err != nil {
		t.Fatal(err)
	}
	got, err := b.Create(t.Context(), provider.Batch{Token: "mwaaaaaaaa", Spec: s})
	if err != nil || len(got.IDs) != 2 {
		t.Fatalf("Create() = %+v, %v, want two machines", got, err)
	}
	o.Advance(3 * time.Hour)
	machines, err := r.Instances(t.Context(), s.Zone, got.IDs)
	if err != nil || len(machines) != 2 {
		t.Fatalf("Instances() = %+v, %v, want two", machines, err)
	}
	for _, m := range machines {
		if m.Status != provider.StatusRunning {
			t.Errorf("%s is %s, want RUNNING", m.ID, m.Status)
		}
	}
}

// TestGradeRefused has an account that may not ask for the grade of the zones: it can order all the same.
func TestGradeRefused(t *testing.T) {
	t.Parallel()
	v := serve(t)
	v.On("DescribeZones", `{"zoneSet":[{"zoneId":"SEL-A"}]}`)
	v.When("DescribeVmInventoryCapacity", func(string) (int, string) {
		return http.StatusForbidden, `{"requestId":"T1","code":"OPERATION_DENIED_NOT_SUPPORT"}`
	})
	zones, err := v.reader("").Zones(t.Context())
	if err != nil || len(zones) != 1 || zones[0].Stock != provider.StockUnknown {
		t.Errorf("Zones() = %+v, %v, want one whose stock is unknown", zones, err)
	}
}

// TestGradeFails: a vendor that cannot answer now has not said that the account sees no stock.
func TestGradeFails(t *testing.T) {
	t.Parallel()
	for code, status := range map[string]int{
		"REQUEST_LIMIT_EXCEEDED": http.StatusTooManyRequests, "AUTHFAILURE_SIGNATURE_EXPIRED": http.StatusForbidden,
		"INTERNAL_SERVER_ERROR": http.StatusInternalServerError,
	} {
		t.Run(code, func(t *testing.T) {
			t.Parallel()
			v := serve(t)
			v.On("DescribeZones", `{"zoneSet":[{"zoneId":"SEL-A"}]}`)
			ctx, cancel := context.WithCancel(t.Context())
			v.When("DescribeVmInventoryCapacity", func(string) (int, string) {
				defer cancel() // nobody waits for the next attempt
				return status, `{"requestId":"T1","code":"` + code + `"}`
			})
			if zones, err := v.reader("").Zones(ctx); err == nil {
				t.Errorf("Zones() = %+v, want an error", zones)
			}
		})
	}
}

// TestRemembering asks what the questions of an order ask, in the ways that they do: each list is asked for once.
func TestRemembering(t *testing.T) {
	t.Parallel()
	v := serve(t)
	v.catalogue()
	reader, _ := provider.As[provider.Cacher](v.reader(""))
	r := reader.Cached()
	s := full()
	for range 2 {
		for _, charge := range []provider.Charge{"", provider.Postpaid, provider.Prepaid} {
			s.Billing.Charge = charge
			if _, err := r.Types(t.Context(), s); err != nil {
				t.Fatal(err)
			}
		}
		for _, f := range []provider.Field{
			provider.FieldCharge, provider.FieldNetCharge, provider.FieldLogin,
			provider.FieldSecurityGroup,
		} {
			if _, err := r.Options(t.Context(), s, f); err != nil {
				t.Fatalf("Options(%s) = %v", f, err)
			}
		}
		if _, err := r.Images(t.Context(), s); err != nil {
			t.Fatal(err)
		}
	}
	for action, most := range map[string]int{
		"DescribeZoneInstanceConfigInfos": 2, "DescribeImages": 1,
		"DescribeZones": 1,
	} {
		if got := len(v.Requests(action)); got > most {
			t.Errorf("%s was asked for %d times, want %d", action, got, most)
		}
	}
	if r.Product().ID != vm.ID {
		t.Errorf("Product() = %s", r.Product().ID)
	}
}
