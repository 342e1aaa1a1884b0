package bmc_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/providertest"
)

// midFlight is the reference's example of three machines on their way.
const midFlight = `{"totalCount":3,"dataSet":[
  {"instanceId":"1001000000000000011","zoneId":"SEL-A","instanceName":"SEL-M6C-01","hostname":"sel-m6c-01",
  "instanceTypeId":"M6C",
   "imageId":"` + ubuntu + `","instanceChargeType":"PREPAID","period":2,"bandwidthOutMbps":200,
   "trafficPackageSize":20.0,
   "primaryPublicIpAddress":"203.0.113.11","publicIpAddresses":["203.0.113.11"],"privateIpAddresses":["10.0.0.11"],
   "ipv6Addresses":["2001:db8:11::1"],
   "subnetIds":["833049815985166808"],"createTime":"2026-01-01T00:00:00Z","expiredTime":"2026-03-02T00:00:00Z",
   "instanceStatus":"RUNNING",
   "raidConfig":{"raidType":null,"customRaids":[{"raidType":1,"diskSequence":[1,2]}]},"keyId":null,
   "tags":{"tags":[{"key":"env","value":"prod"},{"key":"metalwright","value":"mwk7q2m9x4"}]}},
  {"instanceId":"1001000000000000012","zoneId":"SEL-A","instanceName":"SEL-M6C-02","instanceTypeId":"M6C",
  "primaryPublicIpAddress":null,
   "publicIpAddresses":[],"privateIpAddresses":["10.0.0.12"],"ipv6Addresses":null,"instanceStatus":"Creating",
   "tags":null},
  {"instanceId":"1001000000000000013","zoneId":"SEL-A","instanceStatus":"CREATE_FAILED","publicIpAddresses":null}]}`

func TestInstances(t *testing.T) {
	t.Parallel()
	v := serve(t)
	v.On("DescribeInstances", midFlight)
	ids := []provider.InstanceID{
		"1001000000000000011", "1001000000000000012", "1001000000000000013",
		"1001000000000000011",
	}
	got, err := v.operator().Instances(t.Context(), "SEL-A", ids)
	if err != nil || len(got) != 3 {
		t.Fatalf("Instances() = %+v, %v, want 3", got, err)
	}
	want := provider.Instance{
		ID: "1001000000000000011", Zone: "SEL-A", Type: "M6C", Image: ubuntu, Name: "SEL-M6C-01", Hostname: "sel-m6c-01",
		Status: provider.StatusRunning, VendorStatus: "RUNNING", Token: "mwk7q2m9x4",
		Public:  []netip.Addr{netip.MustParseAddr("203.0.113.11"), netip.MustParseAddr("2001:db8:11::1")},
		Private: []netip.Addr{netip.MustParseAddr("10.0.0.11")}, Created: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC),
	}
	want.Delivered = got[0].Delivered
	if want.Delivered == nil || !reflect.DeepEqual(got[0], want) {
		t.Errorf("Instances()[0] = %+v, want %+v", got[0], want)
	}
	if got[1].Status != provider.StatusCreating || got[2].Status != provider.StatusFailed {
		t.Errorf("Instances()[1:] = %+v, want one creating and one failed", got[1:])
	}
	providertest.SameJSON(t, "request", v.Requests("DescribeInstances")[0],
		`{"instanceIds":["1001000000000000011","1001000000000000012","1001000000000000013"],"pageNum":1,"pageSize":100}`)
}

func TestStatus(t *testing.T) {
	t.Parallel()
	v := serve(t)
	for word, want := range map[string]provider.Status{
		"PENDING": provider.StatusPending, "CREATING": provider.StatusCreating, "INSTALLING": provider.StatusCreating,
		"Running": provider.StatusRunning, "CREATE_FAILED": provider.StatusFailed, "INSTALL_FAILED": provider.StatusFailed,
		"RECYCLE": provider.StatusReleased, "RECYCLING": provider.StatusReleased, "RELEASING": provider.StatusReleased,
		"STOPPED": provider.StatusUnknown, "SOMETHING_NEW": provider.StatusUnknown, "": provider.StatusUnknown,
	} {
		v.On("DescribeInstances", `{"totalCount":1,"dataSet":[{"instanceId":"1","instanceStatus":"`+word+`"}]}`)
		got, err := v.operator().Instances(t.Context(), "", []provider.InstanceID{"1"})
		if err != nil || len(got) != 1 || got[0].Status != want || got[0].VendorStatus != word {
			t.Errorf("status of %q = %+v, %v, want %s", word, got, err, want)
		}
	}
}

// fleet answers DescribeInstances for n machines that exist, ids 0 to n-1.
func fleet(n int) func(body string) (int, string) {
	return func(body string) (int, string) {
		var in struct {
			InstanceIDs       []string
			PageNum, PageSize int
		}
		_ = json.Unmarshal([]byte(body), &in)
		var rows []string
		for _, id := range in.InstanceIDs {
			var number int
			if _, err := fmt.Sscan(id, &number); err == nil && number < n {
				rows = append(rows, `{"instanceId":"`+id+`","instanceStatus":"PENDING"}`)
			}
		}
		total := len(rows)
		rows = rows[min((in.PageNum-1)*in.PageSize, total):min(in.PageNum*in.PageSize, total)]
		return 200, fmt.Sprintf(`{"requestId":"T1","response":{"totalCount":%d,"dataSet":[%s]}}`, total,
			strings.Join(rows, ","))
	}
}

func TestInstancesAsksSeldom(t *testing.T) {
	t.Parallel()
	tests := []struct{ ids, exist, requests int }{
		{0, 9, 0},
		{1, 9, 1},
		{100, 100, 1},
		{101, 200, 2},
		{250, 250, 3},
		{100, 40, 1},
		{3, 0, 1},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprintf("%d of %d", tt.ids, tt.exist), func(t *testing.T) {
			t.Parallel()
			v := serve(t)
			v.When("DescribeInstances", fleet(tt.exist))
			var ids []provider.InstanceID
			for i := range tt.ids {
				ids = append(ids, provider.InstanceID(fmt.Sprint(i)))
			}
			got, err := v.operator().Instances(t.Context(), "SEL-A", ids)
			if err != nil || len(got) != min(tt.ids, tt.exist) || len(v.Requests("DescribeInstances")) != tt.requests {
				t.Errorf("Instances(%d ids) = %d, %v with %d requests, want %d with %d",
					tt.ids, len(got), err, len(v.Requests("DescribeInstances")), min(tt.ids, tt.exist), tt.requests)
			}
		})
	}
}

// A list that breaks off says nothing about what it lacks.
func TestInstancesCutShort(t *testing.T) {
	t.Parallel()
	v := serve(t)
	v.On("DescribeInstances", `{"totalCount":2,"dataSet":[{"instanceId":"1","instanceStatus":"RUNNING"}]}`)
	_, err := v.operator().Instances(t.Context(), "", []provider.InstanceID{"1", "2"})
	if e, ok := errors.AsType[*provider.Error](err); !ok || e.Kind != provider.KindProtocol {
		t.Errorf("Instances() of a list cut short = %v, want KindProtocol", err)
	}
	if got, err := v.operator().Instances(t.Context(), "", []provider.InstanceID{"1"}); err != nil || len(got) != 1 {
		t.Errorf("Instances() with all that was asked for = %v, %v, want 1", got, err)
	}
}

func TestFind(t *testing.T) {
	t.Parallel()
	const token = "mwk7q2m9x4"
	const ours = `{"instanceId":"1","instanceName":"SEL-M6C-01","tags":{"tags":[{"key":"metalwright","value":"` +
		token + `"}]}}`
	const named = `{"instanceId":"2","instanceName":"x-` + token + `-1"}`
	const other = `{"instanceId":"3","instanceName":"SEL-M6C-02","tags":{"tags":[{"key":"metalwright",
		"value":"mwother000"}]}}`
	list := func(rows ...string) string {
		return fmt.Sprintf(`{"requestId":"T1","response":{"totalCount":%d,"dataSet":[%s]}}`, len(rows),
			strings.Join(rows, ","))
	}
	tests := []struct {
		name                  string
		byTag, byName, byHost string
		want                  []provider.InstanceID
		requests              int
		byNameToo             bool
	}{
		{"by the tag", list(ours), list(), list(), []provider.InstanceID{"1"}, 1, false},
		{"a filter that filters nothing", list(ours, other), list(), list(), []provider.InstanceID{"1"}, 1, false},
		{"by the name when the tag finds nothing", list(), list(ours, other), list(), []provider.InstanceID{"1"}, 2, true},
		{"by the token in the name", list(), list(named), list(), []provider.InstanceID{"2"}, 2, true},
		{"by the host name", list(), list(other), list(ours), []provider.InstanceID{"1"}, 3, true},
		{"nothing", list(), list(other), list(), nil, 3, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			v := serve(t)
			v.When("DescribeInstances", func(body string) (int, string) {
				switch {
				case strings.Contains(body, `"tags"`):
					return 200, tt.byTag
				case strings.Contains(body, `"instanceName"`):
					return 200, tt.byName
				}
				return 200, tt.byHost
			})
			got, err := v.operator().Find(t.Context(), provider.Batch{Token: token, Spec: full()})
			var ids []provider.InstanceID
			for _, i := range got {
				ids = append(ids, i.ID)
			}
			asked := v.Requests("DescribeInstances")
			if err != nil || !slices.Equal(ids, tt.want) || len(asked) != tt.requests {
				t.Fatalf("Find() = %v, %v with %d requests, want %v with %d", ids, err, len(asked), tt.want, tt.requests)
			}
			providertest.SameJSON(t, "first request", asked[0],
				`{"tags":[{"key":"metalwright","value":"`+token+`"}],"pageNum":1,"pageSize":100}`)
			if tt.byNameToo {
				providertest.SameJSON(t, "second request", asked[1],
					`{"instanceName":"SEL-M6C-*","zoneId":"SEL-A","pageNum":1,"pageSize":100}`)
			}
		})
	}
	v := serve(t)
	v.Refuse("DescribeInstances", 400, "INVALID_PARAMETER_VALUE", "no")
	if _, err := v.operator().Find(t.Context(), provider.Batch{Token: token}); err == nil {
		t.Error("Find() when the vendor refuses = nil, want the error: nothing found proves nothing")
	}
}

func TestLifecycle(t *testing.T) {
	t.Parallel()
	v := serve(t)
	v.When("TerminateInstance", func(body string) (int, string) {
		switch {
		case strings.Contains(body, `"2"`):
			return 403, `{"requestId":"T2","code":"OPERATION_DENIED_INSTANCE_RECYCLED"}`
		case strings.Contains(body, `"3"`):
			return 403,
				`{"requestId":"T3","code":"OPERATION_DENIED_INSTANCE_CREATING","message":"The instance is being created"}`
		}
		return 200, `{"requestId":"T1","response":{"requestId":"T1"}}`
	})
	v.On("ReleaseInstances", `{}`)
	o := v.operator()
	err := o.Terminate(t.Context(), "SEL-A", []provider.InstanceID{"1", "2", "3", "4"})
	if all := provider.All(err); len(all) != 1 || all[0].Code != "OPERATION_DENIED_INSTANCE_CREATING" ||
		len(v.Requests("TerminateInstance")) != 4 {
		t.Errorf("Terminate() = %v after %d requests, want one refusal after 4", err, len(v.Requests("TerminateInstance")))
	}
	if err := o.Release(t.Context(), "SEL-A", []provider.InstanceID{"1", "2"}); err != nil {
		t.Errorf("Release() = %v", err)
	}
	providertest.SameJSON(t, "release", v.Requests("ReleaseInstances")[0], `{"instanceIds":["1","2"]}`)
}
