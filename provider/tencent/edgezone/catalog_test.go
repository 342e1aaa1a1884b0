package edgezone_test

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/providertest"
	"github.com/metalwright/metalwright/provider/tencent/edgezone"
)

func TestZones(t *testing.T) {
	t.Parallel()
	v := serve(t)
	got, err := v.reader("").Zones(t.Context())
	want := []provider.Zone{
		{ID: singapore, Name: "Singapore Edge Zone 1", Area: "Asia Pacific 1", Region: "ap-singapore"},
		{ID: frankfurt, Name: "法兰克福边缘一区", Area: "eu-frankfurt", Region: "eu-frankfurt"},
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("Zones() = %+v, %v, want %+v", got, err, want)
	}
	v.on("DescribeZones", `"ZoneSet":[],"TotalCount":0`)
	if got, err := v.reader("").Zones(t.Context()); err != nil || got == nil || len(got) != 0 {
		t.Errorf("Zones() of an account without any = %v, %v, want none", got, err)
	}
	v.on("DescribeZones", `"ZoneSet":[null,7,{"Zone":null},{"Zone":"a-1","ZoneNameEn":5,"Region":{}},{"Zone":"a-1"}]`)
	if got, err := v.reader("").Zones(t.Context()); err != nil || len(got) != 1 || got[0].Name != "5" {
		t.Errorf("Zones() of odd rows = %v, %v, want one called 5", got, err)
	}
}

func TestTypes(t *testing.T) {
	t.Parallel()
	v := serve(t)
	v.on("DescribeInstanceTypes", `"InstanceTypeQuotaSet":[
  {"Zone":"ap-singapore-tez-sg-1","InstanceType":"BMS5.MEDIUM8","InstanceFamily":"BM.S5","CpuCores":8,
  "CpuType":"6231C*2","MemoryGb":32,
   "SystemDiskType":"SSD","SystemDiskSize":480,"SystemDiskCount":2,"DataDiskType":"SSD","DataDiskSize":960,
   "DataDiskCount":4,
   "DiskType":"SSD-480G*2, SSD-960G*4","NetworkInterfaceType":"25G*2","GpuType":"","Quota":10},
  {"Zone":"ap-singapore-tez-sg-1","InstanceType":"BMG2.XLARGE96","InstanceFamilyName":"GPU G2",
  "GpuType":"NVIDIA H20*8","Quota":0,
   "SecondaryDataDiskType":"HDD","SecondaryDataDiskSize":12000,"SecondaryDataDiskCount":2},
  {"Zone":"eu-frankfurt-tez-fra-1","InstanceType":"ELSEWHERE"}, null, {"InstanceType":"","Quota":-1}],"TotalCount":2`)
	got, err := v.reader("").Types(t.Context(), provider.Spec{Zone: singapore})
	want := []provider.InstanceType{
		{
			ID: "BMS5.MEDIUM8", Description: "BM.S5", CPU: "6231C*2", Cores: 8, MemoryGB: 32, NIC: "25G*2",
			DiskText: "SSD-480G*2, SSD-960G*4", Quota: new(10),
			Disks: []provider.DiskGroup{{SizeGB: 480, Count: 2, Kind: "SSD"}, {SizeGB: 960, Count: 4, Kind: "SSD"}},
		},
		{
			ID: "BMG2.XLARGE96", Description: "GPU G2", GPU: "NVIDIA H20*8", Quota: new(0),
			Disks: []provider.DiskGroup{{SizeGB: 12000, Count: 2, Kind: "HDD"}},
		},
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("Types() = %+v, %v, want %+v", got, err, want)
	}
	providertest.SameJSON(t, "the request", v.requests("DescribeInstanceTypes")[0].body,
		`{"Zone":"ap-singapore-tez-sg-1"}`)
}

// Revision A knows no pages; revision B gives twenty rows to who asks for none.
func TestTypesPages(t *testing.T) {
	t.Parallel()
	rows := func(first, n, total int) (int, string) {
		var all []string
		for i := range n {
			all = append(all, fmt.Sprintf(`{"Zone":"ap-singapore-tez-sg-1","InstanceType":"T%d"}`, first+i))
		}
		return success(fmt.Sprintf(`"InstanceTypeQuotaSet":[%s],"TotalCount":%d`, strings.Join(all, ","), total))
	}
	for _, row := range []struct {
		name           string
		have, total    int
		paged          bool // the server knows pages
		want, requests int
	}{
		{"few", 7, 7, true, 7, 1},
		{"twenty of A", 20, 20, false, 20, 2},
		{"forty of A", 40, 40, false, 40, 1},
		{"forty of B", 40, 40, true, 40, 2},
		{"forty of B and a total of the page", 40, 20, true, 40, 2},
		{"total too big", 7, 9, true, 7, 2},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			v := serve(t)
			v.when("DescribeInstanceTypes", func(a asked) (int, string) {
				offset := 0
				switch {
				case !strings.Contains(a.body, "Offset") && row.paged:
					return rows(0, min(row.have, 20), row.total)
				case !strings.Contains(a.body, "Offset"):
					return rows(0, row.have, row.total)
				case !row.paged:
					return refusal("UnknownParameter", "The parameter `Limit` is not recognized.")
				}
				_, _ = fmt.Sscanf(a.body, `{"Limit":100,"Offset":%d`, &offset)
				return rows(offset, max(0, row.have-offset), row.total)
			})
			got, err := v.reader("").Types(t.Context(), provider.Spec{Zone: singapore})
			if n := len(v.requests("DescribeInstanceTypes")); err != nil || len(got) != row.want || n != row.requests {
				t.Errorf("Types() = %d, %v with %d requests, want %d with %d", len(got), err, n, row.want, row.requests)
			}
		})
	}
}

const machine = `{"InstanceId":"epm-5k2m8q1a","InstanceName":"web-mwk7q2m9x4","InstanceType":"BMS5.MEDIUM8",
	"Zone":"ap-singapore-tez-sg-1","ImageId":"img-x",
  "VersionNumber":"1.2","InstanceStatus":"running","OperateStatus":"normal","PrivateIp":"10.20.0.1","PrivateIpV6":"",
  "PublicIp":"203.0.113.34","PublicIpV6":"2001:db8::1","CreatedTime":"2026-05-11T08:22:05Z"}`

func TestInstances(t *testing.T) {
	t.Parallel()
	v := serve(t)
	v.on("DescribeInstances", `"InstanceSet":[`+machine+`,{"InstanceId":"stranger"},null],"TotalCount":9`)
	got, err := v.operator().Instances(t.Context(), singapore, []provider.InstanceID{
		"epm-5k2m8q1a", "epm-gone",
		"epm-5k2m8q1a", "",
	})
	want := []provider.Instance{{
		ID: "epm-5k2m8q1a", Zone: singapore, Type: "BMS5.MEDIUM8", Image: "img-x", Name: "web-mwk7q2m9x4",
		Status: provider.StatusRunning, VendorStatus: "running",
		Public:  []netip.Addr{netip.MustParseAddr("203.0.113.34"), netip.MustParseAddr("2001:db8::1")},
		Private: []netip.Addr{netip.MustParseAddr("10.20.0.1")},
		Created: time.Date(2026, 5, 11, 8, 22, 5, 0, time.UTC), Token: token,
	}}
	if len(got) == 1 {
		want[0].Delivered = got[0].Delivered
	}
	if err != nil || want[0].Delivered == nil || !reflect.DeepEqual(got, want) {
		t.Errorf("Instances() = %+v, %v, want %+v", got, err, want)
	}
	a := v.requests("DescribeInstances")[0]
	providertest.SameJSON(t, "the request", a.body, `{"InstanceIds":["epm-5k2m8q1a","epm-gone"],"Offset":0,"Limit":100}`)
	if a.region != "ap-singapore" {
		t.Errorf("region = %q, want the zone's", a.region)
	}
}

func TestStatuses(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		vendor, operate, word string
		want                  provider.Status
	}{
		{"allocating", "normal", "allocating", provider.StatusCreating},
		{"Running", "", "Running", provider.StatusRunning},
		{"running", "stopped", "running (stopped)", provider.StatusRunning},
		{"allocating", "stopped", "allocating", provider.StatusCreating},
		{"error", "normal", "error", provider.StatusFailed},
		{"isolating", "normal", "isolating", provider.StatusFailed},
		{"ISOLATED", "normal", "ISOLATED", provider.StatusFailed},
		{"terminating", "normal", "terminating", provider.StatusReleased},
		{"melting", "", "melting", provider.StatusUnknown},
		{"", "", "", provider.StatusUnknown},
	} {
		t.Run(row.word, func(t *testing.T) {
			t.Parallel()
			v := serve(t)
			v.on("DescribeInstances",
				fmt.Sprintf(`"InstanceSet":[{"InstanceId":"a","InstanceStatus":%q,"OperateStatus":%q}]`, row.vendor, row.operate))
			got, err := v.operator().Instances(t.Context(), frankfurt, []provider.InstanceID{"a"})
			if err != nil || len(got) != 1 || got[0].Status != row.want || got[0].VendorStatus != row.word {
				t.Errorf("Instances() with %s, %s = %+v, %v, want %s (%s)", row.vendor, row.operate, got, err, row.want, row.word)
			}
		})
	}
}

// The vendor's filter is fuzzy: only what carries the token in the zone is the batch's.
func TestFind(t *testing.T) {
	t.Parallel()
	v := serve(t)
	v.on("DescribeInstances", `"InstanceSet":[`+machine+`,{"InstanceId":"b","InstanceName":"web",
		"Zone":"ap-singapore-tez-sg-1"},
	  {"InstanceId":"c","InstanceName":"web-mwk7q2m9x4","Zone":"ap-singapore-tez-sg-2"}]`)
	o := v.operator()
	got, err := o.Find(t.Context(), provider.Batch{Token: token, Spec: full()})
	if err != nil || len(got) != 1 || got[0].ID != "epm-5k2m8q1a" || got[0].Token != token {
		t.Errorf("Find() = %+v, %v, want the one machine", got, err)
	}
	providertest.SameJSON(t, "the request", v.requests("DescribeInstances")[0].body,
		`{"InstanceName":"mwk7q2m9x4","Zone":"ap-singapore-tez-sg-1","Offset":0,"Limit":100}`)
	// A filter that looks at the beginning of names alone.
	v.when("DescribeInstances", func(a asked) (int, string) {
		if strings.Contains(a.body, `"InstanceName":"web-mwk7q2m9x4"`) {
			return success(`"InstanceSet":[` + machine + `]`)
		}
		return success(`"InstanceSet":[]`)
	})
	if got, err := o.Find(t.Context(), provider.Batch{Token: token, Spec: full()}); err != nil || len(got) != 1 {
		t.Errorf("Find() by the beginning = %+v, %v, want the one machine", got, err)
	}
	if got, err := o.Find(t.Context(), provider.Batch{Spec: full()}); err != nil || len(got) != 0 {
		t.Errorf("Find() without a token = %+v, %v, want none", got, err)
	}
}

// A list that breaks off is no answer: what it lacks may exist.
func TestListsThatLie(t *testing.T) {
	t.Parallel()
	v := serve(t)
	page := strings.TrimSuffix(strings.Repeat(machine+",", 100), ",")
	v.on("DescribeInstances", `"InstanceSet":[`+page+`],"TotalCount":5000`)
	_, err := v.operator().Find(t.Context(), provider.Batch{Token: token, Spec: full()})
	if e := fault(t, "Find()", err); e.Kind != provider.KindProtocol {
		t.Errorf("Find() of a list that repeats itself = %#v, want KindProtocol", e)
	}
	if n := len(v.requests("DescribeInstances")); n != 2 {
		t.Errorf("%d requests, want 2", n)
	}
}

func TestImages(t *testing.T) {
	t.Parallel()
	v := serve(t)
	v.on("DescribeInstances",
		`"InstanceSet":[`+machine+
			`,{"InstanceId":"b","ImageId":"img-a"},{"InstanceId":"c","ImageId":"img-x"},{"InstanceId":"d","ImageId":""}]`)
	got, err := v.reader("").Images(t.Context(), provider.Spec{Zone: singapore})
	want := []provider.Image{
		{ID: "img-a", Name: "img-a", Origin: provider.OriginInUse},
		{ID: "img-x", Name: "img-x", Version: "1.2", Origin: provider.OriginInUse},
		{
			ID: "img-centos-7.9", Name: "CentOS 7.9", Family: "centos", OS: provider.Linux, Version: "7.9.2009",
			Origin: provider.OriginOurs,
		},
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("Images() = %+v, %v, want %+v", got, err, want)
	}
}

func TestQuoteHasNoPrice(t *testing.T) {
	t.Parallel()
	if q, err := serve(t).reader("").Quote(t.Context(), full()); err != nil || q.Priced || q.Count != 3 || q.At.IsZero() {
		t.Errorf("Quote() = %+v, %v, want three without a price", q, err)
	}
}

// A zone that was withdrawn still has machines to watch.
func TestWithdrawnZone(t *testing.T) {
	t.Parallel()
	v := serve(t)
	v.on("DescribeInstances", `"InstanceSet":[]`)
	for _, z := range []provider.ZoneID{"ap-tokyo-tez-ty-9", "sa-saopaulo-1"} {
		if _, err := v.operator().Instances(t.Context(), z, []provider.InstanceID{"a"}); err != nil {
			t.Errorf("Instances(%s) = %v", z, err)
		}
	}
	if a := v.requests("DescribeInstances"); a[0].region != "ap-tokyo" || a[1].region != "sa-saopaulo" {
		t.Errorf("requests = %+v, want the regions that the codes begin with", a)
	}
	_, err := v.operator().Instances(t.Context(), "mars-1", []provider.InstanceID{"a"})
	if e := fault(t, "Instances(mars-1)", err); e.Kind != provider.KindNotFound || e.Field != provider.FieldZone {
		t.Errorf("Instances(mars-1) = %#v, want KindNotFound at the zone", e)
	}
}

// FuzzAnswers lets the vendor say anything about everything.
func FuzzAnswers(f *testing.F) {
	spec := full()
	spec.Region = "ap-singapore"
	providertest.FuzzAnswers(f, providertest.Answers{
		Product: edgezone.Product, Spec: spec,
		Envelope: func(response string) string {
			var fields map[string]json.RawMessage
			if json.Unmarshal([]byte(response), &fields) != nil || fields == nil {
				return ""
			}
			inner := strings.TrimSpace(response)
			_, answer := success(strings.TrimSpace(inner[1 : len(inner)-1])) // with a request id
			return answer
		},
		Seeds: []string{
			`{` + zonesAnswer + `}`, `{"ZoneSet":[null,{"Zone":"ap-singapore-tez-sg-1","Region":null}],"TotalCount":"9"}`,
			`{"InstanceTypeQuotaSet":[{"Zone":"ap-singapore-tez-sg-1","InstanceType":"BMS5.MEDIUM8","Quota":"0",
				"CpuCores":null,"DataDiskSize":-1},{"InstanceType":7}],"TotalCount":1}`,
			`{"InstanceSet":[{"InstanceId":"1","InstanceStatus":"RUNNING","Zone":"ap-singapore-tez-sg-1",
				"InstanceName":"web-mwk7q2m9x4","ImageId":"i"},{"InstanceId":"1"}],"TotalCount":1}`,
			`{"PrivateNetworkInstanceSet":[{"NetworkInstanceId":"ein-4c81d02f","ZoneId":"ap-singapore-tez-sg-1",
				"Network":"10.0.0.0","Mask":"24"}],
			"PublicNetworkInstanceSet":[{"NetworkInstanceId":"epn-9d20b7e4","ZoneId":"ap-singapore-tez-sg-1",
			"RouteMode":"STATIC","Ipv4CidrSet":[null,{"Cidr":"x"}]}],"IpInfoSet":[{"Ip":null}]}`,
			`{"InstanceIdSet":["1","",null,"1"],"FailedCount":"1"}`, `{"Error":{"Code":"RequestLimitExceeded","Message":""}}`,
		},
	})
}
