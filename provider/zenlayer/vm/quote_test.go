package vm_test

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/sync/errgroup"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/providertest"
)

// The reference's example: prices by the hour.
const hourly = `{
  "instancePrice":{"discount":100.0,"discountPrice":null,"originalPrice":null,"unitPrice":0.03,
  "discountUnitPrice":0.03,"chargeUnit":"HOUR","stepPrices":null,"category":"STANDARD"},
  "bandwidthPrice":[{"discount":100.0,"unitPrice":0.02,"discountUnitPrice":0.02,"chargeUnit":"HOUR","stepPrices":null,
  "amountUnit":"Mbps"}],
  "eipPrice":null,
  "systemDiskPrice":{"discount":100.0,"unitPrice":0.004,"discountUnitPrice":0.004,"chargeUnit":"HOUR"},
  "dataDiskPrice":{"discount":100.0,"unitPrice":9,"discountUnitPrice":9,"chargeUnit":"HOUR"},
  "dataDiskPrices":[{"diskSize":100,"diskAmount":2,"diskCategory":"SSD","diskPrice":{"unitPrice":0.02,
  "discountUnitPrice":0.02,"chargeUnit":"HOUR"}}]}`

func TestQuote(t *testing.T) {
	t.Parallel()
	postpaid := full()
	postpaid.Billing = provider.Billing{Charge: provider.Postpaid, Commitment: 3}
	postpaid.Network.Charge, postpaid.Network.BandwidthMbps = "ByBandwidth", 10
	many := postpaid.Clone()
	many.Count = 250
	traffic := full()
	const term = `{"instancePrice":{"discount":95.0,"discountPrice":853.1,"originalPrice":898.0},
	  "bandwidthPrice":[{"discountPrice":600.0,"originalPrice":600.0},{"stepPrices":[{"stepStart":0.0,"stepEnd":null,
	  "unitPrice":0.08,"discountUnitPrice":0.08}]}],
	  "systemDiskPrice":{"discountPrice":2,"originalPrice":2},"dataDiskPrice":{"discountPrice":10,"originalPrice":10}}`
	tests := []struct {
		name, version string
		s             provider.Spec
		answer        string
		want          string
	}{
		{
			"by the hour", "", postpaid, hourly,
			"2 × instance 0.03 hour; bandwidth 0.02 hour; system_disk 0.004 hour; data_disk 0.02 hour = 0.074, 54.02 a month",
		},
		{
			"in the older version", "2023-03-13", postpaid, hourly,
			"2 × instance 0.03 hour; bandwidth 0.02 hour; system_disk 0.004 hour; data_disk 0.02 hour = 0.074, 54.02 a month",
		},
		{
			"more than a batch", "", many, hourly,
			"250 × instance 0.03 hour; bandwidth 0.02 hour; system_disk 0.004 hour; data_disk 0.02 hour = 0.074, 54.02 a month",
		},
		{
			"for a term", "", traffic, term,
			"2 × instance 853.10 term; traffic 600.00 term; traffic 0.08 hour/GB; system_disk 2.00 term; " +
				"data_disk 10.00 term = 2.006986, 1465.10 a month",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			v := serve(t)
			v.On("InquiryPriceCreateInstance", tt.answer)
			q, err := v.reader(tt.version).Quote(t.Context(), tt.s)
			var lines []string
			for _, l := range q.Lines {
				text := fmt.Sprint(l.Item, " ", l.Each.Decimal(), " ", l.Per)
				if l.Unit != "" {
					text += "/" + l.Unit
				}
				lines = append(lines, text)
			}
			got := fmt.Sprintf("%d × %s = %s, %s a month", q.Count, strings.Join(lines, "; "), q.Hour.Decimal(),
				q.Month.Decimal())
			if err != nil || !q.Priced || got != tt.want {
				t.Errorf("Quote() = %s, %v, want %s", got, err, tt.want)
			}
		})
	}
	v := serve(t)
	v.On("InquiryPriceCreateInstance", hourly)
	if _, err := v.reader("").Quote(t.Context(), postpaid); err != nil {
		t.Fatal(err)
	}
	providertest.SameJSON(t, "the request", v.Requests("InquiryPriceCreateInstance")[0],
		`{"zoneId":"SEL-A","imageId":"`+ubuntu+`","instanceType":"c.1c2g",
	  "instanceChargeType":"POSTPAID","instanceChargePostpaid":{"period":3},"internetChargeType":"ByBandwidth",
	  "internetMaxBandwidthOut":10,
	  "instanceCount":1,"systemDisk":{"diskSize":40,"diskCategory":"SSD"},"dataDisks":[{"diskSize":100,"diskAmount":2,
	  "diskCategory":"SSD"}]}`)
	_, err := v.reader("").Quote(t.Context(), provider.Spec{})
	if providertest.Rules(err) != "zone:required type:required network.charge:required billing.charge:required" {
		t.Errorf("Quote() of nothing = %v", err)
	}
	v.On("InquiryPriceCreateInstance", `{"instancePrice":null}`)
	if _, err := v.reader("").Quote(t.Context(), postpaid); err == nil {
		t.Error("Quote() without a price = nil, want an error")
	}
}

// TestQuoteAsksForSystemDisk: a list of types has no disk yet, and the vendor prices nothing without one.
func TestQuoteAsksForSystemDisk(t *testing.T) {
	t.Parallel()
	s := full()
	s.Count, s.Storage, s.Billing, s.Image = 1, provider.Storage{}, provider.Billing{Charge: provider.Postpaid}, ""
	for _, tt := range []struct {
		name          string
		image         provider.ImageID
		images, kinds string
		wantSize      int
		category      string
	}{
		{
			name: "the usual one", images: `{"imageId":"a","imageSize":"40"},{"imageId":"b","imageSize":"15"}`,
			kinds: `"STANDARD","SSD"`, wantSize: 40, category: "SSD",
		},
		{
			name: "that of the image", image: "a",
			images: `{"imageId":"a","imageSize":"40"},{"imageId":"b","imageSize":"15"}`, kinds: `"SSD"`, wantSize: 40,
			category: "SSD",
		},
		{
			name: "a zone without SSD", images: `{"imageId":"a","imageSize":"20"}`, kinds: `"STANDARD"`, wantSize: 40,
			category: "STANDARD",
		},
		{
			name: "a large image", image: "b", images: `{"imageId":"a","imageSize":"30"},{"imageId":"b","imageSize":"75"}`,
			kinds: `"SSD"`, wantSize: 80, category: "SSD",
		},
		{
			name: "large images alone", images: `{"imageId":"a","imageSize":"61"},{"imageId":"b","imageSize":"75"}`,
			kinds: `"SSD"`, wantSize: 70, category: "SSD",
		},
		{name: "no image", wantSize: 40, category: "SSD"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			v := serve(t)
			v.On("DescribeImages", fmt.Sprintf(`{"totalCount":%d,"dataSet":[%s]}`, strings.Count(tt.images,
				"imageId"), tt.images))
			v.On("DescribeDiskCategory", `{"categoryZoneSet":[{"zoneId":"SEL-A","categorySet":[`+tt.kinds+`]}]}`)
			v.On("InquiryPriceCreateInstance", hourly)
			r, s := v.reader(""), s.Clone()
			s.Image = tt.image
			var all errgroup.Group
			for range 5 { // the rows of a list
				all.Go(func() error { _, err := r.Quote(t.Context(), s); return err })
			}
			if err := all.Wait(); err != nil {
				t.Fatal(err)
			}
			want := fmt.Sprintf(`"systemDisk":{"diskSize":%d,"diskCategory":"%s"}`, tt.wantSize, tt.category)
			for _, body := range v.Requests("InquiryPriceCreateInstance") {
				if !strings.Contains(body, want) || !strings.Contains(body, `"instanceCount":1`) {
					t.Errorf("asked with %s, want %s", body, want)
				}
			}
			if n := len(v.Requests("DescribeImages")) + len(v.Requests("DescribeDiskCategory")); n != 2 {
				t.Errorf("%d look-ups for one zone, want 2", n)
			}
		})
	}
}

// TestEstimate prices a type with the system disk that an order gets where nothing else is known, in one request; where
// the vendor refuses that disk, the zone's own is looked up.
func TestEstimate(t *testing.T) {
	t.Parallel()
	disk := func(gb int, category string) string {
		return fmt.Sprintf(`"systemDisk":{"diskSize":%d,"diskCategory":"%s"}`, gb, category)
	}
	refusal := `{"requestId":"T1","code":"INVALID_DISK_ZONE_NO_SELL","message":"not sold"}`
	usual := disk(40, "SSD")
	for _, c := range []struct {
		name    string
		change  func(*provider.Spec)
		known   bool // the zone's disks were looked up before
		answers []string
		want    []string // disks that are asked for
		looks   int      // requests for images and kinds of disks
		fails   bool
	}{
		{name: "nothing is known", answers: []string{"ok"}, want: []string{usual}},
		{
			name: "the usual disk is refused", answers: []string{"refused", "ok"}, want: []string{usual, disk(60, "STANDARD")},
			looks: 2,
		},
		{
			name: "every disk is refused", answers: []string{"refused", "refused"},
			want: []string{usual, disk(60, "STANDARD")}, looks: 2, fails: true,
		},
		{name: "the zone is known", known: true, answers: []string{"ok"}, want: []string{disk(60, "STANDARD")}, looks: 2},
		{
			name: "a disk is chosen", answers: []string{"ok"}, want: []string{disk(100, "SSD")},
			change: func(s *provider.Spec) { s.Storage.SystemDisk = &provider.Disk{SizeGB: 100, Category: "SSD"} },
		},
		{
			name: "an image is chosen", answers: []string{"ok"}, want: []string{disk(60, "STANDARD")}, looks: 2,
			change: func(s *provider.Spec) { s.Image = "a" },
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			v := serve(t)
			v.On("DescribeImages", `{"totalCount":1,"dataSet":[{"imageId":"a","imageSize":"60"}]}`)
			v.On("DescribeDiskCategory", `{"categoryZoneSet":[{"zoneId":"SEL-A","categorySet":["STANDARD"]}]}`)
			s := full()
			s.Count, s.Storage, s.Billing, s.Image = 1, provider.Storage{}, provider.Billing{Charge: provider.Postpaid}, ""
			r := v.reader("")
			if c.known {
				v.On("InquiryPriceCreateInstance", hourly)
				if _, err := r.Quote(t.Context(), s); err != nil {
					t.Fatal(err)
				}
			}
			before := len(v.Requests("InquiryPriceCreateInstance"))
			if c.change != nil {
				c.change(&s)
			}
			answers := c.answers
			v.When("InquiryPriceCreateInstance", func(string) (int, string) {
				if len(answers) == 0 {
					t.Error("asked once more than expected")
					return 400, refusal
				}
				next := answers[0]
				answers = answers[1:]
				if next == "refused" {
					return 400, refusal
				}
				return 200, `{"requestId":"T1","response":` + hourly + `}`
			})
			q, err := r.Estimate(t.Context(), s)
			if (err != nil) != c.fails || !c.fails && !q.Priced {
				t.Errorf("Estimate() = %+v, %v, want an error: %v", q, err, c.fails)
			}
			asked := v.Requests("InquiryPriceCreateInstance")[before:]
			for i, want := range c.want {
				if len(asked) != len(c.want) || !strings.Contains(asked[i], want) {
					t.Fatalf("asked with %q, want %q", asked, c.want)
				}
			}
			if n := len(v.Requests("DescribeImages")) + len(v.Requests("DescribeDiskCategory")); n != c.looks {
				t.Errorf("%d look-ups, want %d", n, c.looks)
			}
		})
	}
}
