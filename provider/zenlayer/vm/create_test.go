package vm_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/providertest"
	"github.com/metalwright/metalwright/provider/zenlayer/vm"
)

const bought = `{"orderNumber":"2101000000000000002","instanceIdSet":["1101000000000000011","1101000000000000012"],
	"instances":[
  {"instanceId":"1101000000000000011","diskIdSet":["1201000000000000001","1201000000000000002"]},
  {"instanceId":"1101000000000000012","diskIdSet":["1201000000000000003","1201000000000000004"]}]}`

// The reference's full example, with our tag beside the operator's.
func TestCreateFull(t *testing.T) {
	t.Parallel()
	v := serve(t)
	v.On("CreateInstances", bought)
	got, err := v.buyer("").Create(t.Context(), provider.Batch{Token: "mwk7q2m9x4", Spec: full()})
	if err != nil || len(got.IDs) != 2 || got.FailedCount != 0 || got.OrderNumber != "2101000000000000002" ||
		got.RequestID != "T1" {
		t.Errorf("Create() = %+v, %v", got, err)
	}
	providertest.SameJSON(t, "the request", v.Requests("CreateInstances")[0], `{
  "zoneId": "SEL-A", "imageId": "`+ubuntu+`", "instanceType": "c.1c2g", "instanceChargeType": "PREPAID",
  "instanceChargePrepaid": {"period": 1}, "internetChargeType": "ByTrafficPackage", "trafficPackageSize": 1.5,
  "internetMaxBandwidthOut": 100, "instanceCount": 2, "subnetId": "901000000000000001", "instanceName": "web_[3,3]",
  "keyId": "key-YWD2QFOl", "resourceGroupId": "5a4f6519-2977-47cb-b3fc-150fd2b4de71",
  "systemDisk": {"diskSize": 40, "diskCategory": "SSD"}, "dataDisks": [{"diskSize": 100, "diskAmount": 2,
  "diskCategory": "SSD"}],
  "enableIpv4": true, "enableIpv6": false, "cpuPassThrough": false,
  "initScript": "#!/bin/sh\nhostname > /root/provisioned\n",
  "networkMode": "Virtio", "diskPreAllocated": false, "nic": {"wanName": "eth0", "lanName": "eth1"},
  "securityGroupId": "701000000000000001",
  "tags": {"tags": [{"key": "env", "value": "prod"}, {"key": "team", "value": "edge"}, {"key": "metalwright",
  "value": "mwk7q2m9x4"}]}}`)
}

// All other parameters, zeros and falses included, and what is not sent.
func TestCreateParameters(t *testing.T) {
	t.Parallel()
	base := provider.Spec{
		Zone: "SEL-A", Type: "c.1c2g", Image: ubuntu, Count: 1,
		Billing: provider.Billing{Charge: provider.Postpaid}, Network: provider.Network{Charge: "ByBandwidth"},
	}
	const head = `{"zoneId":"SEL-A","imageId":"` + ubuntu +
		`","instanceType":"c.1c2g","instanceChargeType":"POSTPAID","internetChargeType":"ByBandwidth","instanceCount":1`
	old := "2023-03-13"
	tests := []struct {
		name, version string
		change        func(*provider.Spec)
		want          string
	}{
		{"minimal", "", func(*provider.Spec) {}, head + `}`},
		{
			"false is sent", "", func(s *provider.Spec) {
				s.Network.IPv4, s.Network.IPv6 = new(false), new(false)
				s.Passthrough, s.Storage.Preallocate = new(false), new(false)
				s.Marketing.UsePOCVoucher = new(false)
			},
			head +
				`,"enableIpv4":false,"enableIpv6":false,"cpuPassThrough":false,"diskPreAllocated":false,
					"marketingOptions":{"usePocVoucher":false}}`,
		},
		{"password", "", func(s *provider.Spec) {
			s.Access = provider.Access{
				Login: provider.LoginPassword, Password: provider.NewSecret("Example+123"),
				KeyPair: "kept, not sent",
			}
		}, head + `,"password":"Example+123"}`},
		{
			"password without a word for it", "",
			func(s *provider.Spec) { s.Access.Password = provider.NewSecret("Example+123") },
			head + `,"password":"Example+123"}`,
		},
		{
			"promise", "", func(s *provider.Spec) { s.Billing.Commitment = 6 },
			head + `,"instanceChargePostpaid":{"period":6}}`,
		},
		{"promise in the older version", old, func(s *provider.Spec) { s.Billing.Commitment = 6 }, head + `}`},
		{
			"block", "", func(s *provider.Spec) { s.Network.CIDRBlock, s.Network.CIDRStart = "b1", "192.0.2.9" },
			head + `,"cidrBlockId":"b1","startCidrIpv4":"192.0.2.9"}`,
		},
		{"block in the older version", old, func(s *provider.Spec) { s.Network.CIDRBlock = "b1" }, head + `}`},
		{"first address without a block", "", func(s *provider.Spec) { s.Network.CIDRStart = "192.0.2.9" }, head + `}`},
		{"traffic only with its charge", "", func(s *provider.Spec) { s.Network.TrafficTB = new(0.0) }, head + `}`},
		{"cluster only with its charge", "", func(s *provider.Spec) { s.Network.Cluster = "c1" }, head + `}`},
		{
			"one disk without words", "", func(s *provider.Spec) {
				s.Storage.SystemDisk, s.Storage.DataDisks = &provider.Disk{SizeGB: 20}, []provider.Disk{{SizeGB: 20}}
			},
			head +
				`,"systemDisk":{"diskSize":20,"diskCategory":"SSD"},"dataDisks":[{"diskSize":20,"diskAmount":1,
					"diskCategory":"SSD"}]}`,
		},
		{"one interface", "", func(s *provider.Spec) { s.Network.NIC.LAN = "inside" }, head + `,"nic":{"lanName":"inside"}}`},
		{
			"discount", "", func(s *provider.Spec) { s.Marketing.DiscountCode = "D1" },
			head + `,"marketingOptions":{"discountCode":"D1"}}`,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			v := serve(t)
			v.On("CreateInstances", `{"instanceIdSet":["1"]}`)
			s := base.Clone()
			tt.change(&s)
			if _, err := v.buyer(tt.version).Create(t.Context(), provider.Batch{Spec: s}); err != nil {
				t.Fatalf("Create() = %v", err)
			}
			providertest.SameJSON(t, "the request", v.Requests("CreateInstances")[0], tt.want)
		})
	}
}

// Every parameter of the table is in the request of a spec that answers everything, with its JSON type, and the
// request has no other.
func TestParamsArrive(t *testing.T) {
	t.Parallel()
	everything := full()
	everything.Network.CIDRBlock, everything.Network.CIDRStart = "b1", "192.0.2.9"
	everything.Marketing = provider.Marketing{DiscountCode: "D1", UsePOCVoucher: new(true)}
	other := everything.Clone()
	other.Billing = provider.Billing{Charge: provider.Postpaid, Commitment: 3}
	other.Network.Charge, other.Network.Cluster = "BandwidthCluster", "c1"
	other.Access.Login, other.Access.Password = provider.LoginPassword, provider.NewSecret("Example+123")
	v := serve(t)
	got := map[string]string{}
	for _, s := range []provider.Spec{everything, other} {
		var body any
		if err := json.Unmarshal(v.reader("").Body(provider.Batch{Spec: s}), &body); err != nil {
			t.Fatal(err)
		}
		flatten("", body, got)
	}
	for _, p := range vm.Product().Params {
		kind := got[p.Name]
		if p.Type == "number" && kind == "integer" {
			kind = "number"
		}
		if kind != p.Type {
			t.Errorf("parameter %s arrives as %q, want %s", p.Name, kind, p.Type)
		}
		delete(got, p.Name)
	}
	if len(got) > 0 {
		t.Errorf("the request has %v, which no row describes", got)
	}
	top := 0
	for _, p := range vm.Product().Params {
		if !strings.Contains(p.Name, ".") {
			top++
		}
	}
	if top != 30 {
		t.Errorf("%d parameters, want the 30 of the vendor's page", top)
	}
}

// flatten enters the JSON type of everything below v.
func flatten(path string, v any, into map[string]string) {
	switch x := v.(type) {
	case map[string]any:
		if path != "" {
			into[path] = "object"
			path += "."
		}
		for k, v := range x {
			flatten(path+k, v, into)
		}
	case []any:
		into[path] = "array"
		for _, v := range x {
			inner := map[string]string{}
			flatten(path, v, inner)
			delete(inner, path)
			maps.Copy(into, inner)
		}
	case string:
		into[path] = "string"
	case bool:
		into[path] = "boolean"
	case float64:
		into[path] = "number"
		if x == float64(int(x)) {
			into[path] = "integer"
		}
	}
}

// Every documented refusal is certain, and lands at its answer with its advice.
func TestCreateRefused(t *testing.T) {
	t.Parallel()
	v := serve(t)
	rows := vm.Product().Codes
	if len(rows) < 29 {
		t.Fatalf("%d codes, want the 29 of the vendor's page at least", len(rows))
	}
	seen := map[string]bool{}
	for _, row := range rows {
		if seen[row.Code] {
			t.Errorf("%s is in two rows", row.Code)
		}
		seen[row.Code] = true
		v.Refuse("CreateInstances", row.HTTP, row.Code, "no")
		_, err := v.buyer("").Create(t.Context(), provider.Batch{Spec: full()})
		e, ok := errors.AsType[*provider.Error](err)
		at := &provider.Error{Code: row.Code, Field: row.Field}
		_ = vm.Product().Locate(at, full()) // which it returns
		if !ok || e.Outcome != provider.Refused || e.Field != at.Field || e.Kind != row.Kind || e.Advice != row.Advice ||
			e.Code != row.Code || e.HTTP != row.HTTP || e.RequestID != "T7" || e.Op != "CreateInstances" || e.Message != "no" {
			t.Errorf("Create() with %s = %#v, want it refused at %s", row.Code, err, at.Field)
		}
	}
}

// A code that stands for several answers is resolved by the parameter that the message names.
func TestCreateRefusedAt(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		code, message string
		want          provider.Field
	}{
		{"INVALID_PARAMETER_VALUE", "Only one of password and keyId can be specified", provider.FieldPassword},
		{"INVALID_PARAMETER_VALUE", "The keyId is not supported by the image `img-1`", provider.FieldKeyPair},
		{"INVALID_PARAMETER_VALUE", "The enableIpv6 is not supported in zone `TPE-B`", provider.FieldIPv6},
		{"INVALID_PARAMETER_VALUE", "The specified networkMode `VF` is not one of Vf, Virtio", provider.FieldNetMode},
		{"OPERATION_FAILED_RESOURCE_NOT_FOUND", "The specified keyId `key-1` is not found", provider.FieldKeyPair},
		{"OPERATION_FAILED_RESOURCE_NOT_FOUND", "The specified clusterId `c` is not found", provider.FieldCluster},
		{"INVALID_PARAMETER_PATTERN_ERROR", "The specified nic.lanName `X` is malformed", provider.FieldLAN},
		{"INVALID_PARAMETER_EXCEED_LENGTH", "The length `11` of dataDisks exceeds the maximum `10`", provider.FieldDataDisks},
		{"INVALID_PARAMETER_EXCEED_LENGTH", "The length of `initScript` is too long", provider.FieldInitScript},
		{"MISSING_PARAMETER", "The required parameter `cidrBlockId` is missing", provider.FieldCIDRBlock},
		{"MISSING_PARAMETER", "The required parameter `zoneId` is missing", provider.FieldZone},
		{"MISSING_PARAMETER", "something", ""},
	} {
		v := serve(t)
		v.Refuse("CreateInstances", 400, tt.code, tt.message)
		_, err := v.buyer("").Create(t.Context(), provider.Batch{Spec: full()})
		if e, ok := errors.AsType[*provider.Error](err); !ok || e.Field != tt.want {
			t.Errorf("%s %q is at %v, want %q", tt.code, tt.message, err, tt.want)
		}
	}
}

// A code that is neither refused nor on this list has not been thought about.
func TestEveryCodeIsSorted(t *testing.T) {
	t.Parallel()
	v := serve(t)
	ambiguous := []string{
		"INTERNAL_SERVER_ERROR", "SERVICE_TEMPORARY_UNAVAILABLE", "REQUEST_TIMED_OUT", "INVALID_OPERATION_TIMEOUT",
		"SOMETHING_NEW",
	}
	refused := []string{
		"AUTHFAILURE_INVALID_AUTHORIZATION", "AUTHFAILURE_SIGNATURE_FAILURE", "AUTHFAILURE_UNAUTHORIZED_OPERATION",
		"AUTHFAILURE_SIGNATURE_EXPIRED", "MISSING_PARAMETER", "INVALID_PARAMETER_TYPE", "INVALID_PARAMETER_EXCEED_MAXIMUM",
		"INVALID_PARAMETER_LESS_MINIMUM", "INVALID_PARAMETER_EXCEED_LENGTH", "INVALID_PARAMETER_LESS_LENGTH",
		"INVALID_PARAMETER_PATTERN_ERROR", "INVALID_PARAMETER_DATE_FORMAT_ERROR", "INVALID_PARAMETER_VALUE",
		"OPERATION_FAILED_FOR_RECYCLE_RESOURCE", "OPERATION_FAILED_RESOURCE_GROUP_NOT_FOUND",
		"OPERATION_FAILED_RESOURCE_NOT_FOUND",
		"REQUEST_LIMIT_EXCEEDED",
	}
	for _, row := range vm.Product().Codes {
		refused = append(refused, row.Code)
	}
	for _, code := range slices.Concat(refused, ambiguous) {
		v.Refuse("CreateInstances", 400, code, "no")
		_, err := v.buyer("").Create(t.Context(), provider.Batch{Spec: full()})
		want := provider.Refused
		if slices.Contains(ambiguous, code) {
			want = provider.Ambiguous
		}
		if got := provider.OutcomeOf(err); got != want {
			t.Errorf("outcome of %s = %d, want %d", code, got, want)
		}
	}
}

func TestCreatePartial(t *testing.T) {
	t.Parallel()
	v := serve(t)
	for _, answer := range []string{
		`{"instanceIdSet":["1"],"orderNumber":9}`,
		`{"instanceIdSet":["1"],"orderNumber":"9","instances":[]}`,
	} {
		v.On("CreateInstances", answer)
		got, err := v.buyer("").Create(t.Context(), provider.Batch{Spec: full()})
		if err != nil || len(got.IDs) != 1 || got.FailedCount != 1 || got.OrderNumber != "9" {
			t.Errorf("Create() = %+v, %v, want 1 id and 1 failed", got, err)
		}
	}
}

func TestCreateHidesSecrets(t *testing.T) {
	t.Parallel()
	v := serve(t)
	const password, script = "Example+123(Zz)", "#!/bin/sh\necho hunter2"
	v.Refuse("CreateInstances", 400, "INVALID_PASSWORD_MALFORMED",
		"The password `"+password+"` with "+script+" is malformed")
	s := full()
	s.Access = provider.Access{
		Login: provider.LoginPassword, Password: provider.NewSecret(password),
		InitScript: provider.NewSecret(script),
	}
	batch := provider.Batch{Token: "mwk7q2m9x4", Spec: s}
	_, err := v.buyer("").Create(t.Context(), batch)
	body := string(v.reader("").Body(batch))
	for _, text := range []string{err.Error(), body, fmt.Sprintf("%#v", err)} {
		if strings.Contains(text, password) || strings.Contains(text, "hunter2") {
			t.Errorf("a secret is in %s", text)
		}
	}
	if !strings.Contains(body, "\n  \"password\": \"••••••••\"") || !strings.Contains(body, "mwk7q2m9x4") {
		t.Errorf("Body() = %s, want indented JSON with masks and the token", body)
	}
}

func TestOpenRefusesVersion(t *testing.T) {
	t.Parallel()
	if _, err := vm.Product().Open(serve(t).Account("1999-01-01")); err == nil {
		t.Error("Open() with version 1999-01-01 = nil, want an error")
	}
	if b, err := vm.Product().OpenBuyer(provider.Account{}); err == nil || b != nil {
		t.Errorf("OpenBuyer() without a key = %v, %v, want nil and an error", b, err)
	}
}
