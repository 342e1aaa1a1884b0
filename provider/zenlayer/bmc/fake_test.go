package bmc_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/zenlayer/bmc"
)

// vendor is a server that gives one answer per action and keeps what it was asked.
type vendor struct {
	t       *testing.T
	url     string
	mu      sync.Mutex
	answers map[string]func(body string) (int, string)
	asked   map[string][]string
}

func serve(t *testing.T) *vendor {
	t.Helper()
	v := &vendor{t: t, answers: map[string]func(string) (int, string){}, asked: map[string][]string{}}
	s := httptest.NewServer(v)
	t.Cleanup(s.Close)
	v.url = s.URL
	return v
}

func (v *vendor) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	action := r.Header.Get("X-ZC-Action")
	v.mu.Lock()
	v.asked[action] = append(v.asked[action], string(body))
	answer := v.answers[action]
	v.mu.Unlock()
	if answer == nil {
		v.t.Errorf("unexpected request %s %s", action, body)
		answer = func(string) (int, string) {
			return 401, `{"requestId":"T0","code":"AUTHFAILURE_UNAUTHORIZED_OPERATION"}`
		}
	}
	status, text := answer(string(body))
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text)
}

// on answers an action with the response's fields.
func (v *vendor) on(action, response string) {
	v.when(action, func(string) (int, string) {
		return 200, `{"requestId":"T1","response":` + response + `}`
	})
}

// refuse answers an action with a code.
func (v *vendor) refuse(action string, status int, code, message string) {
	v.when(action, func(string) (int, string) {
		m, _ := json.Marshal(message)
		return status, `{"requestId":"T7","code":"` + code + `","message":` + string(m) + `}`
	})
}

func (v *vendor) when(action string, answer func(body string) (int, string)) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.answers[action] = answer
}

// requests are the bodies that an action was asked with.
func (v *vendor) requests(action string) []string {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.asked[action]
}

func (v *vendor) account() provider.Account {
	transport := &http.Transport{}
	v.t.Cleanup(transport.CloseIdleConnections)
	return provider.Account{
		KeyID: "AK", Secret: provider.NewSecret("secret"), Endpoint: v.url, Client: "metalwright/1.0", PerSecond: 1e6,
		Transport: transport,
		Now:       func() time.Time { return time.Unix(1767225600, 0) },
	}
}

func (v *vendor) reader() *bmc.Reader {
	v.t.Helper()
	return v.readerOf("")
}

func (v *vendor) readerOf(version string) *bmc.Reader {
	v.t.Helper()
	a := v.account()
	a.Version = version
	r, err := bmc.Product().Open(a)
	if err != nil {
		v.t.Fatalf("Open() = %v", err)
	}
	return r.(*bmc.Reader)
}

func (v *vendor) operator() *bmc.Operator {
	v.t.Helper()
	o, err := bmc.Product().OpenOperator(v.account())
	if err != nil {
		v.t.Fatalf("OpenOperator() = %v", err)
	}
	return o.(*bmc.Operator)
}

func (v *vendor) buyer(version string) provider.Buyer {
	v.t.Helper()
	a := v.account()
	a.Version = version
	b, err := bmc.Product().OpenBuyer(a)
	if err != nil {
		v.t.Fatalf("OpenBuyer() = %v", err)
	}
	return b
}

// same compares two JSON texts.
func same(t *testing.T, what, got, want string) {
	t.Helper()
	var a, b any
	if err := json.Unmarshal([]byte(got), &a); err != nil {
		t.Fatalf("%s is no JSON: %v\n%s", what, err, got)
	}
	if err := json.Unmarshal([]byte(want), &b); err != nil {
		t.Fatalf("the wanted %s is no JSON: %v", what, err)
	}
	x, _ := json.MarshalIndent(a, "", " ")
	y, _ := json.MarshalIndent(b, "", " ")
	if string(x) != string(y) {
		t.Errorf("%s =\n%s\nwant\n%s", what, x, y)
	}
}

const (
	ubuntu = "5ace1756-2230-4d1d-8fc6-84f1897ef397"
	win    = "0b3f7c9e-1c8d-4a53-9a0f-6f7f2d1c55aa"
)

// The answers are those of the Zenlayer API reference, BMC examples.
func (v *vendor) catalogue() {
	v.on("DescribeZones", `{"zoneSet":[
      {"zoneId":"SEL-A","zoneName":"SEL Zone A","cityName":"Seoul","areaName":"Asia Pacific",
      "isCloudRouterAvailable":true,"isByoipEnabled":false},
      {"zoneId":"FRA-B","zoneName":"FRA Zone B","cityName":"Frankfurt","areaName":"Europe Middle East and Africa",
      "isCloudRouterAvailable":false}]}`)
	v.on("DescribeAvailableResources", `{"availableResources":[
      {"zoneId":"SEL-A","instanceTypeId":"M6C","sellStatus":"SELL","internetChargeTypes":["ByBandwidth",
      "ByTrafficPackage"],"maximumBandwidthOut":10000,"defaultBandwidthOut":30,"defaultTrafficPackageSize":5.0,
      "qty":24},
      {"zoneId":"SEL-A","instanceTypeId":"S8I","sellStatus":"SELL_SHORTAGE","internetChargeTypes":["ByBandwidth"],
      "maximumBandwidthOut":1000,"defaultBandwidthOut":10,"defaultTrafficPackageSize":0.0,"qty":2},
      {"zoneId":"SEL-A","instanceTypeId":"L9M","sellStatus":"SOLD_OUT","internetChargeTypes":["ByBandwidth",
      "ByTrafficPackage","ByInstanceBandwidth95"],"maximumBandwidthOut":25000,"defaultBandwidthOut":100,
      "defaultTrafficPackageSize":10.0,"qty":0}]}`)
	v.on("DescribeInstanceTypes", `{"instanceTypes":[{"instanceTypeId":"M6C",
        "description":"2x4210, 128 GB, 2x480GB SSD + 4x2TB SAS","cpuCoreCount":40,
        "cpuDetail":"2 x Intel Xeon Silver 4210","cpuCores":20,"cpuThreads":40,"baseFrequency":"2.2GHz",
        "memorySize":128,"maximumBandwidth":10000,
        "supportRaids":[0,1,5,10],"supportSubnet":true,"isHA":false,"diskInfo":{"totalDiskSize":8640,
        "diskDescription":"2x480GB SSD + 4x2TB SAS",
        "disks":[{"diskSize":480,"diskCount":2},{"diskSize":1920,"diskCount":4}]},"imageIds":["`+ubuntu+`",
        "`+win+`"]}]}`)
	v.on("DescribeImages", `{"images":[
      {"imageId":"`+ubuntu+`","imageName":"Ubuntu20.04-x86_64","catalog":"ubuntu","imageType":"PUBLIC_IMAGE",
      "osType":"linux"},
      {"imageId":"`+win+`","imageName":"Win2019-SE-EN","catalog":"windows","imageType":"PUBLIC_IMAGE",
      "osType":"windows"},
      {"imageId":"esx","imageName":"ESXi","catalog":"esxi","imageType":"PUBLIC_IMAGE","osType":"linux"}]}`)
}

// full is the reference's full example as a spec.
func full() provider.Spec {
	return provider.Spec{
		Product: bmc.ID, Zone: "SEL-A", Type: "M6C", Image: ubuntu, Count: 3, Name: "SEL-M6C-[1,2]",
		Hostname:      "sel-m6c-[1,2]",
		ResourceGroup: "5a4f6519-2977-47cb-b3fc-150fd2b4de71",
		Billing:       provider.Billing{Charge: provider.Prepaid, Months: 2},
		Network: provider.Network{
			Charge: "ByTrafficPackage", BandwidthMbps: 200, TrafficTB: new(20.0), Subnet: "833049815985166808",
			NIC: provider.NIC{WAN: "wan0", LAN: "lan0"},
		},
		Storage: provider.Storage{
			RAID: &provider.RAID{Arrays: []provider.Array{
				{Level: 1, Disks: []int{1, 2}},
				{Level: 10, Disks: []int{3, 4, 5, 6}},
			}},
			Partitions: []provider.Partition{{Path: "/", FS: "ext4", SizeGB: 100}, {Path: "/var", FS: "ext4", SizeGB: 380}},
		},
		Access: provider.Access{Login: provider.LoginKeys, SSHKeys: []string{strings.Clone(goodKey)}},
		Tags:   []provider.Tag{{Key: "env", Value: "prod"}},
	}
}

const (
	goodKey  = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGnYYV2fUSLYNnJQvFU3/hkxFtYr1Ufm8sFVQMvnqWCK ops@example"
	otherKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJZC8WvbXeI2WwJUjMTDzkO8EqoD8T2B4Ty9iKAuQ9Qm two@example"
)
