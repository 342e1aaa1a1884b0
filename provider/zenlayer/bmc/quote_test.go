package bmc_test

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/providertest"
)

func usd(micros int64) provider.Money { return provider.Money{Micros: micros, Currency: "USD"} }

// The reference's example: a prepaid term of two months with a traffic package and a tier for what goes beyond it.
func TestQuotePrepaid(t *testing.T) {
	t.Parallel()
	v := serve(t)
	v.On("InquiryPriceCreateInstance", `{
    "instancePrice": {"discount": 95.0, "discountPrice": 853.1, "originalPrice": 898.0, "unitPrice": null,
    "discountUnitPrice": null, "chargeUnit": null, "stepPrices": null},
    "bandwidthPrice": [
      {"discount": 100.0, "discountPrice": 600.0, "originalPrice": 600.0, "unitPrice": null,
      "discountUnitPrice": null, "chargeUnit": null, "stepPrices": null},
      {"discount": 100.0, "discountPrice": null, "originalPrice": null, "unitPrice": null, "discountUnitPrice": null,
      "chargeUnit": null, "stepPrices": [{"stepStart": 0.0, "stepEnd": null, "unitPrice": 0.08,
      "discountUnitPrice": 0.08}]}
    ]}`)
	got, err := v.reader("").Quote(t.Context(), full())
	want := provider.Quote{
		Priced: true, Count: 3,
		Lines: []provider.PriceLine{
			{Item: "instance", Each: usd(853_100_000), List: usd(898_000_000), Per: provider.PerTerm},
			{Item: "traffic", Each: usd(600_000_000), List: usd(600_000_000), Per: provider.PerTerm},
			{Item: "traffic", Each: usd(80_000), List: usd(80_000), Per: provider.PerHour, Unit: "GB"},
		},
		Term: usd(1_453_100_000), Month: usd(726_550_000), Hour: usd(995_274), At: time.Unix(1767225600, 0),
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("Quote() = %+v, %v, want %+v", got, err, want)
	}
	if due, err := got.Due(); err != nil || due != usd(4_359_300_000) {
		t.Errorf("Due() = %v, %v, want 4359.30 USD", due, err)
	}
	providertest.SameJSON(t, "request", v.Requests("InquiryPriceCreateInstance")[0],
		`{"zoneId":"SEL-A","instanceTypeId":"M6C",
		"instanceChargeType":"PREPAID",
    "instanceChargePrepaid":{"period":2},"internetChargeType":"ByTrafficPackage","internetMaxBandwidthOut":200,
    "trafficPackageSize":20}`)
}

func TestQuotePostpaid(t *testing.T) {
	t.Parallel()
	spec := provider.Spec{Zone: "SEL-A", Type: "M6C", Count: 2, Billing: provider.Billing{Charge: provider.Postpaid}}
	const hourly = `{"discount": 100.0, "discountPrice": null, "originalPrice": null, "unitPrice": 0.63,
		"discountUnitPrice": 0.63, "chargeUnit": "HOUR", "stepPrices": null}`
	tests := []struct {
		name, charge, response string
		lines                  int
		hour, month            int64
	}{
		{"hour", "ByBandwidth", `{"instancePrice":` + hourly + `,"bandwidthPrice":null}`, 1, 630_000, 459_900_000},
		{"day and month", "ByBandwidth", `{"instancePrice":` + hourly +
			`,"bandwidthPrice":[{"unitPrice":2.4,"chargeUnit":"DAY"}],"primaryIpPrice":{"unitPrice":7.3,
				"chargeUnit":"MONTH"}}`, 3, 740_000, 540_200_000},
		{
			"burstable bandwidth is metered", "ByInstanceBandwidth95", `{"instancePrice":` + hourly +
				`,"bandwidthPrice":[{"unitPrice":5,"discountUnitPrice":4,"chargeUnit":"MONTH","amountUnit":"Mbps"}]}`, 2,
			630_000, 459_900_000,
		},
		{
			"numbers as text", "ByBandwidth",
			`{"instancePrice":{"discountUnitPrice":"0.63","chargeUnit":"HOUR"},"bandwidthPrice":{}}`, 1, 630_000, 459_900_000,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			v := serve(t)
			v.On("InquiryPriceCreateInstance", tt.response)
			s := spec
			s.Network.Charge = tt.charge
			got, err := v.reader("").Quote(t.Context(), s)
			if err != nil || len(got.Lines) != tt.lines || got.Hour != usd(tt.hour) || got.Month != usd(tt.month) ||
				!got.Term.IsZero() {
				t.Errorf("Quote() = %+v, %v, want %d lines, %d an hour, %d a month", got, err, tt.lines, tt.hour, tt.month)
			}
		})
	}
}

func TestQuoteErrors(t *testing.T) {
	t.Parallel()
	v := serve(t)
	_, err := v.reader("").Quote(t.Context(), provider.Spec{})
	if got := len(provider.All(err)); got != 4 {
		t.Errorf("Quote() of nothing = %v, want 4 faults", err)
	}
	v.On("InquiryPriceCreateInstance", `{"instancePrice":null}`)
	_, err = v.reader("").Quote(t.Context(), full())
	if e, ok := errors.AsType[*provider.Error](err); !ok || e.Kind != provider.KindProtocol {
		t.Errorf("Quote() without a price = %v, want KindProtocol", err)
	}
	v.Refuse("InquiryPriceCreateInstance", 400, "INVALID_INSTANCE_TYPE_ZONE_NO_SELL", "no")
	_, err = v.reader("").Quote(t.Context(), full())
	if e, ok := errors.AsType[*provider.Error](err); !ok || e.Kind != provider.KindSoldOut ||
		e.Field != provider.FieldType {
		t.Errorf("Quote() of what is not sold = %v, want KindSoldOut at the type", err)
	}
}

func TestBalance(t *testing.T) {
	t.Parallel()
	for response, want := range map[string]int64{
		`{"accountUid":"1","cashBalance":100.5,"creditValue":50,"purchasingPower":150.5,"orderFrozenAmount":0}`: 150_500_000,
		`{"cashBalance":"100.5","creditValue":null}`:                                                            100_500_000,
	} {
		v := serve(t)
		v.On("DescribeCustomerBalance", response)
		if got, err := v.reader("").Balance(t.Context()); err != nil || got != usd(want) {
			t.Errorf("Balance() with %s = %v, %v, want %d micros", response, got, err, want)
		}
	}
}
