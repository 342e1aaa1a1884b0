package vm_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/zenlayer/vm"
)

// park answers for machines with a status and a public address each; what is missing is not listed.
type park map[string][2]string

func (v vendor) park(p park) {
	answer := func(row func(id string) string) func(string) (int, string) {
		return func(body string) (int, string) {
			var in struct {
				IDs []string `json:"instanceIds"`
			}
			_ = json.Unmarshal([]byte(body), &in)
			var rows []string
			for _, id := range in.IDs {
				if _, ok := p[id]; ok {
					rows = append(rows, row(id))
				}
			}
			return 200, fmt.Sprintf(`{"requestId":"T1","response":{"totalCount":%d,"dataSet":[%s]}}`, len(rows),
				strings.Join(rows, ","))
		}
	}
	v.When("DescribeInstancesStatus", answer(func(id string) string {
		return fmt.Sprintf(`{"instanceId":%q,"instanceStatus":%q}`, id, p[id][0])
	}))
	v.When("DescribeInstances", answer(func(id string) string {
		public := "[]"
		if p[id][1] != "" {
			public = fmt.Sprintf("[%q]", p[id][1])
		}
		return fmt.Sprintf(
			`{"instanceId":%q,"instanceName":"n%s","zoneId":"SEL-A","instanceStatus":%q,"publicIpAddresses":%s}`, id,
			id, p[id][0], public)
	}))
}

// refresh is one look at the board, with what it cost.
func refresh(t *testing.T, v vendor, o *vm.Operator, ids ...provider.InstanceID) (string, string) {
	t.Helper()
	status, full := len(v.Requests("DescribeInstancesStatus")), len(v.Requests("DescribeInstances"))
	rows, err := o.Instances(t.Context(), "SEL-A", ids)
	if err != nil {
		t.Fatalf("Instances() = %v", err)
	}
	var out []string
	for _, i := range rows {
		out = append(out, strings.TrimSpace(fmt.Sprint(i.ID, " ", i.Name, " ", i.Status, " ", i.Public)))
	}
	cost := fmt.Sprintf("%d+%d", len(v.Requests("DescribeInstancesStatus"))-status,
		len(v.Requests("DescribeInstances"))-full)
	return strings.Join(out, ", "), cost
}

// The first look costs one full request, each further one a status request, and what turned RUNNING one more full
// request.
func TestInstancesAreCheap(t *testing.T) {
	t.Parallel()
	v := serve(t)
	o := v.operator()
	now := park{"1": {"PENDING", ""}, "2": {"PENDING", ""}}
	v.park(now)
	ids := []provider.InstanceID{"1", "2", "3"}
	step := func(when, want, cost string) {
		t.Helper()
		if got, paid := refresh(t, v, o, ids...); got != want || paid != cost {
			t.Errorf("%s: Instances() = %s for %s requests, want %s for %s", when, got, paid, want, cost)
		}
	}
	step("at first", "1 n1 PENDING [], 2 n2 PENDING []", "0+1")
	step("again", "1 n1 PENDING [], 2 n2 PENDING []", "1+0")
	now["1"], now["2"] = [2]string{"Deploying", ""}, [2]string{"DEPLOYING", ""}
	step("later", "1 n1 CREATING [], 2 n2 CREATING []", "1+0")
	now["3"] = [2]string{"PENDING", ""}
	step("late visibility", "1 n1 CREATING [], 2 n2 CREATING [], 3 n3 PENDING []", "1+1")
	now["1"] = [2]string{"RUNNING", "198.51.100.7"}
	step("one runs", "1 n1 RUNNING [198.51.100.7], 2 n2 CREATING [], 3 n3 PENDING []", "1+1")
	if got := v.Requests("DescribeInstances"); !strings.Contains(got[len(got)-1], `["1"]`) {
		t.Errorf("the last full request = %s, want the one that runs alone", got[len(got)-1])
	}
	delete(now, "2")
	now["3"] = [2]string{"CREATE_FAILED", ""}
	step("both shapes of a failure", "1 n1 RUNNING [198.51.100.7], 3 n3 FAILED []", "1+0")
	now["1"] = [2]string{"RECYCLING", "198.51.100.7"}
	step("released", "1 n1 RELEASED [198.51.100.7], 3 n3 FAILED []", "1+0")
	now["1"] = [2]string{"POLISHING", ""}
	step("unknown word", "1 n1 UNKNOWN [198.51.100.7], 3 n3 FAILED []", "1+0")
}

// A machine without a public address is looked at a few times more, and then left alone.
func TestInstancesWithoutAddress(t *testing.T) {
	t.Parallel()
	v := serve(t)
	o := v.operator()
	now := park{"1": {"RUNNING", ""}}
	v.park(now)
	for range 20 {
		refresh(t, v, o, "1")
	}
	if n := len(v.Requests("DescribeInstances")); n != 5 {
		t.Errorf("20 refreshes made %d full requests, want 5", n)
	}
}

func TestInstancesAreManyAndCut(t *testing.T) {
	t.Parallel()
	v := serve(t)
	o := v.operator()
	now := park{}
	var ids []provider.InstanceID
	for i := range 250 {
		id := fmt.Sprint(i)
		now[id] = [2]string{"PENDING", ""}
		ids = append(ids, provider.InstanceID(id))
	}
	v.park(now)
	for _, cost := range []string{"0+3", "3+0"} {
		if _, paid := refresh(t, v, o, append(ids, "1")...); paid != cost {
			t.Errorf("250 machines cost %s requests, want %s", paid, cost)
		}
	}
	v.On("DescribeInstancesStatus", `{"totalCount":100,"dataSet":[{"instanceId":"1","instanceStatus":"PENDING"}]}`)
	_, err := o.Instances(t.Context(), "", ids[:100])
	if e, ok := errors.AsType[*provider.Error](err); !ok || e.Kind != provider.KindProtocol {
		t.Errorf("Instances() of a list that broke off = %v, want a protocol error", err)
	}
}

func TestInstanceIsTranslated(t *testing.T) {
	t.Parallel()
	v := serve(t)
	v.On("DescribeInstances", `{"totalCount":1,"dataSet":[{"instanceId":"1101000000000000011","zoneId":"SEL-A",
		"instanceName":"web003",
	  "instanceType":"c.1c2g","imageId":"`+ubuntu+`","publicIpAddresses":["198.51.100.7",null,"bad"],
	  "publicIpv6Addresses":["2001:db8::7/64"],
	  "privateIpAddresses":["10.0.0.14"],"createTime":"2026-01-01T00:00:00Z","instanceStatus":"RUNNING",
	  "tags":{"tags":[{"key":"env","value":"prod"},{"key":"metalwright","value":"mw1"}]}}]}`)
	got, err := v.operator().Instances(t.Context(), "", []provider.InstanceID{"1101000000000000011"})
	if err != nil || len(got) != 1 {
		t.Fatalf("Instances() = %+v, %v", got, err)
	}
	want := provider.Instance{
		ID: "1101000000000000011", Zone: "SEL-A", Type: "c.1c2g", Image: ubuntu, Name: "web003",
		Status: provider.StatusRunning, VendorStatus: "RUNNING",
		Public:  []netip.Addr{netip.MustParseAddr("198.51.100.7"), netip.MustParseAddr("2001:db8::7")},
		Private: []netip.Addr{netip.MustParseAddr("10.0.0.14")},
		Created: got[0].Created, Token: "mw1",
	}
	want.Delivered = got[0].Delivered
	if want.Delivered == nil || !reflect.DeepEqual(got[0], want) || got[0].Created.Unix() != 1767225600 {
		t.Errorf("Instances() = %+v, want %+v", got[0], want)
	}
}

func TestFind(t *testing.T) {
	t.Parallel()
	row := func(id, name, token string) string {
		return fmt.Sprintf(`{"instanceId":%q,"instanceName":%q,"tags":{"tags":[{"key":"metalwright","value":%q}]}}`,
			id, name, token)
	}
	list := func(rows ...string) string {
		return fmt.Sprintf(`{"requestId":"T1","response":{"totalCount":%d,"dataSet":[%s]}}`, len(rows),
			strings.Join(rows, ","))
	}
	tests := []struct {
		name, byTag, byName string
		want                []provider.InstanceID
	}{
		{"by tag", list(row("1", "web003", "mw1"), row("2", "web004", "mw1")), list(), []provider.InstanceID{"1", "2"}},
		{"the filter is not believed", list(row("1", "web003", "other")), list(), nil},
		{
			"by name when the tags are late", list(), list(row("1", "web003", "mw1"), row("9", "web009", "")),
			[]provider.InstanceID{"1"},
		},
		{"none", list(), list(), nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			v := serve(t)
			v.When("DescribeInstances", func(body string) (int, string) {
				if strings.Contains(body, `"instanceName":"web*"`) && strings.Contains(body, `"zoneId":"SEL-A"`) {
					return 200, tt.byName
				}
				if !strings.Contains(body, `"tags":[{"key":"metalwright","value":"mw1"}]`) {
					t.Errorf("unexpected filter %s", body)
				}
				return 200, tt.byTag
			})
			found, err := v.operator().Find(t.Context(), provider.Batch{Token: "mw1", Spec: full()})
			var ids []provider.InstanceID
			for _, i := range found {
				ids = append(ids, i.ID)
			}
			if err != nil || !slices.Equal(ids, tt.want) {
				t.Errorf("Find() = %v, %v, want %v", ids, err, tt.want)
			}
		})
	}
	if got, err := serve(t).operator().Find(t.Context(), provider.Batch{Spec: full()}); err != nil || got != nil {
		t.Errorf("Find() without a token = %v, %v, want none", got, err)
	}
}
