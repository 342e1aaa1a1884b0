package vm_test

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
	"github.com/metalwright/metalwright/provider/zenlayer/vm"
)

// vendor is a server that gives one answer per action and keeps what it was asked.
type vendor struct {
	tb      testing.TB
	url     string
	mu      sync.Mutex
	answers map[string]func(body string) (int, string)
	asked   map[string][]string
}

func serve(tb testing.TB) *vendor {
	tb.Helper()
	v := &vendor{tb: tb, answers: map[string]func(string) (int, string){}, asked: map[string][]string{}}
	s := httptest.NewServer(v)
	tb.Cleanup(s.Close)
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
		v.tb.Errorf("unexpected request %s %s", action, body)
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

// refuse answers CreateInstances with a code.
func (v *vendor) refuse(status int, code, message string) {
	v.when("CreateInstances", func(string) (int, string) {
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

func (v *vendor) account(version string) provider.Account {
	transport := &http.Transport{}
	v.tb.Cleanup(transport.CloseIdleConnections)
	return provider.Account{
		KeyID: "AK", Secret: provider.NewSecret("secret"), Endpoint: v.url, Version: version,
		Client: "metalwright/1.0", Transport: transport,
		PerSecond: 1e6, Now: func() time.Time { return time.Unix(1767225600, 0) },
	}
}

func (v *vendor) reader(version string) *vm.Reader {
	v.tb.Helper()
	r, err := vm.Product().Open(v.account(version))
	if err != nil {
		v.tb.Fatalf("Open() = %v", err)
	}
	return r.(*vm.Reader)
}

func (v *vendor) operator() *vm.Operator {
	v.tb.Helper()
	o, err := vm.Product().OpenOperator(v.account(""))
	if err != nil {
		v.tb.Fatalf("OpenOperator() = %v", err)
	}
	return o.(*vm.Operator)
}

func (v *vendor) buyer(version string) provider.Buyer {
	v.tb.Helper()
	b, err := vm.Product().OpenBuyer(v.account(version))
	if err != nil {
		v.tb.Fatalf("OpenBuyer() = %v", err)
	}
	return b
}

// same compares two requests.
func same(t *testing.T, got, want string) {
	t.Helper()
	var a, b any
	if err := json.Unmarshal([]byte(got), &a); err != nil {
		t.Fatalf("the request is no JSON: %v\n%s", err, got)
	}
	if err := json.Unmarshal([]byte(want), &b); err != nil {
		t.Fatalf("the wanted request is no JSON: %v", err)
	}
	x, _ := json.MarshalIndent(a, "", " ")
	y, _ := json.MarshalIndent(b, "", " ")
	if string(x) != string(y) {
		t.Errorf("request =\n%s\nwant\n%s", x, y)
	}
}

// rules says which rules a check found broken, at which answers: "zone:required name:pattern".
func rules(err error) string {
	var all []string
	for _, e := range provider.All(err) {
		all = append(all, string(e.Field)+":"+string(e.Rule))
	}
	return strings.Join(all, " ")
}

const ubuntu = "img-yKK4q6XybymPgfx7ynUUqC3N8"

// The answers are those of the Zenlayer API reference, VM examples.
func (v *vendor) catalogue() {
	v.on("DescribeZones", `{"zoneSet":[
      {"zoneId":"SEL-A","zoneName":"Seoul A","supportSecurityGroup":true,"supportNetworkType":"VPC",
      "supportIpv6":true,"supportCpuPassThrough":true,"networkLineType":"BGP"},
      {"zoneId":"FRA-A","zoneName":"Frankfurt A","supportSecurityGroup":false,"supportNetworkType":"CLASSICS",
      "supportIpv6":false,"supportCpuPassThrough":false,"networkLineType":"Cogent"},
      {"zoneId":"DEN-A","zoneName":"Denver A"}]}`)
	v.on("DescribeVmInventoryCapacity",
		`{"dataSet":[{"zoneId":"SEL-A","capacity":"ABUNDANT"},{"zoneId":"FRA-A","capacity":"LIMITED"}]}`)
	v.on("DescribeZoneInstanceConfigInfos", `{"instanceTypeQuotaSet":[
      {"zoneId":"SEL-A","instanceType":"c.1c2g","instanceTypeName":"Compute Optimized 1C2G","cpuCount":1,"memory":2,
      "internetMaxBandwidthOutLimit":500,"frequency":"2.5GHz","internetChargeTypes":["ByBandwidth","ByTrafficPackage"]},
      {"zoneId":"SEL-A","instanceType":"g.4c16g","instanceTypeName":"General Purpose 4C16G","cpuCount":4,"memory":16,
      "internetMaxBandwidthOutLimit":-1,"frequency":"2.5GHz","internetChargeTypes":["BandwidthCluster",
      "ByBandwidth"]}]}`)
	v.on("DescribeImages", `{"totalCount":3,"dataSet":[
      {"imageId":"`+ubuntu+`","imageName":"Ubuntu Server 20.04 LTS x86 64-bit","imageType":"PUBLIC_IMAGE",
      "imageSize":"30","imageDescription":null,"imageVersion":"20.04","imageStatus":"AVAILABLE","category":"Ubuntu",
      "osType":"linux"},
      {"imageId":"img-win","imageName":"Windows","imageType":"CUSTOM_IMAGE","imageSize":"64",
      "imageStatus":"AVAILABLE","category":"Windows","osType":"windows"},
      {"imageId":"img-new","imageName":"New","imageStatus":"CREATING"}]}`)
	v.on("DescribeDiskCategory",
		`{"categoryZoneSet":[{"zoneId":"SEL-A","categorySet":["STANDARD","SSD"]},{"zoneId":"FRA-A",
			"categorySet":["STANDARD"]}]}`)
	v.on("DescribeSubnets", `{"totalCount":4,"dataSet":[
      {"subnetId":"s2","zoneId":"SEL-A","subnetName":"new","subnetStatus":"Creating","cidrBlock":"10.0.1.0/24",
      "usageIpCount":0,"totalIpCount":253},
      {"subnetId":"s3","zoneId":"SEL-A","subnetName":"full","subnetStatus":"AVAILABLE","cidrBlock":"10.0.2.0/29",
      "usageIpCount":5,"totalIpCount":5},
      {"subnetId":"901000000000000001","zoneId":"SEL-A","subnetName":"default","subnetStatus":"Available",
      "cidrBlock":"10.0.0.0/24","cidrBlockList":["10.0.0.0/24"],"usageIpCount":13,"totalIpCount":253,
      "instanceIdList":[],"subnetDescription":null,"isDefault":true},
      {"subnetId":"s4","zoneId":"SEL-A","subnetName":"untold","subnetStatus":"available","cidrBlock":"10.0.3.0/24"}]}`)
	v.on("DescribeSecurityGroups", `{"totalCount":2,"dataSet":[
      {"securityGroupId":"701","securityGroupName":"web","securityGroupStatus":"AVAILABLE","description":"front ends"},
      {"securityGroupId":"702","securityGroupName":"broken","securityGroupStatus":"CREATE_FAILED",
      "description":null}]}`)
	v.on("DescribeBandwidthClusters", `{"totalCount":3,"dataSet":[
      {"bandwidthClusterId":"c1","bandwidthClusterName":"Seoul","product":"VM","cities":[{"cityName":"Seoul",
      "cityCode":"SEL"}]},
      {"bandwidthClusterId":"c2","bandwidthClusterName":"BMC","product":"BMC","cities":[{"cityName":"Seoul",
      "cityCode":"SEL"}]},
      {"bandwidthClusterId":"c3","bandwidthClusterName":"Far","product":"AllProduct",
      "cities":[{"cityName":"Frankfurt","cityCode":"FRA"}]}]}`)
	v.on("DescribeKeyPairs", `{"totalCount":1,"dataSet":[{"keyId":"key-YWD2QFOl","keyName":"ops"}]}`)
	v.on("DescribeResourceGroups", `{"resourceGroups":[{"resourceGroupId":"g1","name":"Default"}]}`)
}

// full is the reference's full example as a spec.
func full() provider.Spec {
	return provider.Spec{
		Product: vm.ID, Zone: "SEL-A", Type: "c.1c2g", Image: ubuntu, Count: 2, Name: "web_[3,3]",
		ResourceGroup: "5a4f6519-2977-47cb-b3fc-150fd2b4de71",
		Billing:       provider.Billing{Charge: provider.Prepaid, Months: 1},
		Network: provider.Network{
			Charge: "ByTrafficPackage", BandwidthMbps: 100, TrafficTB: new(1.5), Subnet: "901000000000000001",
			IPv4: new(true), IPv6: new(false),
			SecurityGroup: "701000000000000001", Mode: "Virtio", NIC: provider.NIC{WAN: "eth0", LAN: "eth1"},
		},
		Storage: provider.Storage{
			SystemDisk:  &provider.Disk{SizeGB: 40, Category: "SSD"},
			DataDisks:   []provider.Disk{{SizeGB: 100, Count: 2, Category: "SSD"}},
			Preallocate: new(false),
		},
		Access: provider.Access{
			Login: provider.LoginKeyPair, KeyPair: "key-YWD2QFOl",
			InitScript: provider.NewSecret("#!/bin/sh\nhostname > /root/provisioned\n"),
		},
		Passthrough: new(false),
		Tags:        []provider.Tag{{Key: "env", Value: "prod"}, {Key: "team", Value: "edge"}},
	}
}
