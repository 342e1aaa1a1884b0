package bmc_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/providertest"
	"github.com/metalwright/metalwright/provider/zenlayer/bmc"
)

const bought = `{"instanceIdSet":["1001000000000000011","1001000000000000012","1001000000000000013"],
	"orderNumber":"2001000000000000010"}`

// The reference's full example, with our tag beside the operator's.
func TestCreateFull(t *testing.T) {
	t.Parallel()
	v := serve(t)
	v.On("CreateInstances", bought)
	got, err := v.buyer("").Create(t.Context(), provider.Batch{Token: "mwk7q2m9x4", Spec: full()})
	if err != nil || len(got.IDs) != 3 || got.FailedCount != 0 || got.OrderNumber != "2001000000000000010" ||
		got.RequestID != "T1" {
		t.Errorf("Create() = %+v, %v", got, err)
	}
	providertest.SameJSON(t, "request", v.Requests("CreateInstances")[0], `{
  "zoneId": "SEL-A", "instanceChargeType": "PREPAID", "instanceChargePrepaid": {"period": 2}, "instanceTypeId": "M6C",
  "imageId": "`+ubuntu+`", "resourceGroupId": "5a4f6519-2977-47cb-b3fc-150fd2b4de71",
  "instanceName": "SEL-M6C-[1,2]", "hostname": "sel-m6c-[1,2]", "amount": 3, "sshKeys": ["`+goodKey+`"],
  "internetChargeType": "ByTrafficPackage", "internetMaxBandwidthOut": 200, "trafficPackageSize": 20.0,
  "subnetId": "833049815985166808",
  "raidConfig": {"customRaids": [{"raidType": 1, "diskSequence": [1, 2]}, {"raidType": 10, "diskSequence": [3, 4, 5,
  6]}]},
  "partitions": [{"fsPath": "/", "fsType": "ext4", "size": 100}, {"fsPath": "/var", "fsType": "ext4", "size": 380}],
  "nic": {"wanName": "wan0", "lanName": "lan0"},
  "tags": {"tags": [{"key": "env", "value": "prod"}, {"key": "metalwright", "value": "mwk7q2m9x4"}]}}`)
}

// All other parameters, zeros and falses included, and what is not sent.
func TestCreateParameters(t *testing.T) {
	t.Parallel()
	base := provider.Spec{
		Zone: "SEL-A", Type: "M6C", Count: 1, Billing: provider.Billing{Charge: provider.Postpaid},
		Network: provider.Network{Charge: "ByBandwidth"},
	}
	const head = `{"zoneId":"SEL-A","instanceChargeType":"POSTPAID","instanceTypeId":"M6C","amount":1,
		"internetChargeType":"ByBandwidth"`
	tests := []struct {
		name, version string
		change        func(*provider.Spec)
		want          string
	}{
		{"minimal", "", func(*provider.Spec) {}, head + `}`},
		{
			"fast RAID 0", "", func(s *provider.Spec) { s.Storage.RAID = &provider.RAID{Level: new(0)} },
			head + `,"raidConfig":{"raidType":0}}`,
		},
		{"empty RAID", "", func(s *provider.Spec) { s.Storage.RAID = &provider.RAID{} }, head + `}`},
		{"false is sent", "", func(s *provider.Spec) {
			s.Network.IPv6, s.Network.GatewayMode, s.Marketing.UsePOCVoucher = new(false), new(false), new(false)
		}, head + `,"enablePrimaryIPv6":false,"enableGatewayMode":false,"marketingOptions":{"usePocVoucher":false}}`},
		{"password and script", "", func(s *provider.Spec) {
			s.Access = provider.Access{
				Login: provider.LoginPassword, Password: provider.NewSecret("Aa_12345"),
				InitScript: provider.NewSecret("#!/bin/sh\n"),
			}
		}, head + `,"password":"Aa_12345","userData":"#!/bin/sh\n"}`},
		{"key pair", "", func(s *provider.Spec) {
			s.Access = provider.Access{
				Login: provider.LoginKeyPair, KeyPair: "key-1",
				Password: provider.NewSecret("kept, not sent"),
			}
		}, head + `,"keyId":"key-1"}`},
		{
			"password without a word for it", "",
			func(s *provider.Spec) { s.Access.Password = provider.NewSecret("Aa_12345") }, head + `,"password":"Aa_12345"}`,
		},
		{"no text keys in the newer version", "2026-02-01", func(s *provider.Spec) {
			s.Access = provider.Access{Login: provider.LoginKeys, SSHKeys: []string{goodKey}}
		}, head + `}`},
		{"traffic only with its charge", "", func(s *provider.Spec) { s.Network.TrafficTB = new(0.0) }, head + `}`},
		{"cluster only with its charge", "", func(s *provider.Spec) { s.Network.Cluster = "c1" }, head + `}`},
		{
			"iPXE and discount", "", func(s *provider.Spec) { s.IPXE, s.Marketing.DiscountCode = "netboot", "D1" },
			head + `,"ipxeUrl":"netboot","marketingOptions":{"discountCode":"D1"}}`,
		},
		{"one interface", "", func(s *provider.Spec) { s.Network.NIC.LAN = "inside" }, head + `,"nic":{"lanName":"inside"}}`},
		{"drives in upper case", "", func(s *provider.Spec) {
			s.Image, s.Storage.Partitions = win, []provider.Partition{{Path: "c", FS: "ntfs", SizeGB: 9}}
		}, head + `,"imageId":"` + win + `","partitions":[{"fsPath":"C","fsType":"NTFS","size":9}]}`},
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
			providertest.SameJSON(t, "request", v.Requests("CreateInstances")[0], tt.want)
		})
	}
	v := serve(t)
	v.On("CreateInstances", `{"instanceIdSet":["1"]}`)
	s := base.Clone()
	s.Network = provider.Network{Charge: "ByTrafficPackage", TrafficTB: new(0.0)}
	if _, err := v.buyer("").Create(t.Context(), provider.Batch{Spec: s}); err != nil ||
		!strings.Contains(v.Requests("CreateInstances")[0], `"trafficPackageSize":0`) {
		t.Errorf("Create() = %v, sent %s, want a traffic package of 0", err, v.Requests("CreateInstances")[0])
	}
	s.Network = provider.Network{Charge: "ByClusterBandwidth95", Cluster: "c1"}
	if _, err := v.buyer("").Create(t.Context(), provider.Batch{Spec: s}); err != nil ||
		!strings.Contains(v.Requests("CreateInstances")[1], `"clusterId":"c1"`) {
		t.Errorf("Create() = %v, sent %s, want the cluster", err, v.Requests("CreateInstances")[1])
	}
}

// Every documented refusal is certain, and lands at its answer with its advice.
func TestCreateRefused(t *testing.T) {
	t.Parallel()
	v := serve(t)
	for _, row := range bmc.Product().Codes {
		v.Refuse("CreateInstances", row.HTTP, row.Code, "no")
		_, err := v.buyer("").Create(t.Context(), provider.Batch{Spec: full()})
		e, ok := errors.AsType[*provider.Error](err)
		if !ok || e.Outcome != provider.Refused || e.Field != row.Field || e.Kind != row.Kind || e.Advice != row.Advice ||
			e.Code != row.Code || e.HTTP != row.HTTP || e.RequestID != "T7" || e.Op != "CreateInstances" || e.Message != "no" {
			t.Errorf("Create() with %s = %#v, want it refused at %s", row.Code, err, row.Field)
		}
	}
}

func TestCreateOutcomes(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, code, message string
		status              int
		outcome             provider.Outcome
		field               provider.Field
		advice              string
	}{
		{
			"parameter in backticks", "INVALID_PARAMETER_EXCEED_MAXIMUM", "The `amount` is too large", 400,
			provider.Refused, provider.FieldCount, "",
		},
		{
			"inner parameter", "INVALID_PARAMETER_LESS_MINIMUM", "`period` is below 1", 400, provider.Refused,
			provider.FieldMonths, "",
		},
		{
			"element of a list", "INVALID_PARAMETER_LESS_MINIMUM", "`partitions[0].size` is below 1", 400,
			provider.Refused, provider.FieldPartitions, "",
		},
		{
			"parameter of the script", "INVALID_PARAMETER_EXCEED_LENGTH", "`userData` is too long", 400,
			provider.Refused, provider.FieldInitScript, "",
		},
		{"no parameter", "MISSING_PARAMETER", "something is missing", 400, provider.Refused, "", ""},
		{"rate limit", "REQUEST_LIMIT_EXCEEDED", "slow", 429, provider.Refused, "", "wait_and_retry"},
		{"signature", "AUTHFAILURE_SIGNATURE_FAILURE", "no", 401, provider.Refused, "", "check_key"},
		{"permission", "AUTHFAILURE_UNAUTHORIZED_OPERATION", "no", 401, provider.Refused, "", "ask_for_access"},
		{
			"unknown and denied", "OPERATION_DENIED_SOMETHING_NEW", "no", 403, provider.Ambiguous, "",
			"check_balance_and_rights",
		},
		{"server fault", "INTERNAL_SERVER_ERROR", "oops", 500, provider.Ambiguous, "", "try_later"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			v := serve(t)
			v.Refuse("CreateInstances", tt.status, tt.code, tt.message)
			_, err := v.buyer("").Create(t.Context(), provider.Batch{Spec: full()})
			e, ok := errors.AsType[*provider.Error](err)
			if !ok || e.Outcome != tt.outcome || e.Field != tt.field || e.Advice != tt.advice {
				t.Errorf("Create() = %#v, want outcome %d at %q, advice %q", err, tt.outcome, tt.field, tt.advice)
			}
		})
	}
}

// A documented code that is neither refused nor on this list has not been thought about.
func TestEveryCodeIsSorted(t *testing.T) {
	t.Parallel()
	v := serve(t)
	ambiguous := []string{
		"INTERNAL_SERVER_ERROR", "SERVICE_TEMPORARY_UNAVAILABLE", "REQUEST_TIMED_OUT",
		"INVALID_OPERATION_TIMEOUT",
	}
	documented := []string{
		"AUTHFAILURE_INVALID_AUTHORIZATION", "AUTHFAILURE_SIGNATURE_FAILURE", "AUTHFAILURE_UNAUTHORIZED_OPERATION",
		"AUTHFAILURE_SIGNATURE_EXPIRED", "MISSING_PARAMETER", "INVALID_PARAMETER_TYPE", "INVALID_PARAMETER_EXCEED_MAXIMUM",
		"INVALID_PARAMETER_LESS_MINIMUM", "INVALID_PARAMETER_EXCEED_LENGTH", "INVALID_PARAMETER_LESS_LENGTH",
		"INVALID_PARAMETER_PATTERN_ERROR", "INVALID_PARAMETER_DATE_FORMAT_ERROR", "INVALID_PARAMETER_VALUE",
		"OPERATION_FAILED_FOR_RECYCLE_RESOURCE", "OPERATION_FAILED_RESOURCE_GROUP_NOT_FOUND",
		"OPERATION_FAILED_RESOURCE_NOT_FOUND",
		"REQUEST_LIMIT_EXCEEDED",
	}
	for _, code := range slices.Concat(documented, ambiguous) {
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
	v.On("CreateInstances", `{"instanceIdSet":["1","2"],"orderNumber":9}`)
	got, err := v.buyer("").Create(t.Context(), provider.Batch{Spec: full()})
	if err != nil || len(got.IDs) != 2 || got.FailedCount != 1 || got.OrderNumber != "9" {
		t.Errorf("Create() = %+v, %v, want 2 ids and 1 failed", got, err)
	}
}

func TestCreateHidesSecrets(t *testing.T) {
	t.Parallel()
	v := serve(t)
	const password, script = "Aa_12345~Zz", "#!/bin/sh\necho hunter2"
	v.Refuse("CreateInstances", 400, "INVALID_PARAMETER_VALUE_PASSWORD_MALFORMED",
		"The password `"+password+"` with "+script+" is malformed")
	s := full()
	s.Access = provider.Access{
		Login: provider.LoginPassword, Password: provider.NewSecret(password),
		InitScript: provider.NewSecret(script),
	}
	batch := provider.Batch{Token: "mwk7q2m9x4", Spec: s}
	_, err := v.buyer("").Create(t.Context(), batch)
	body := string(v.reader("").Body(batch))
	for _, text := range []string{err.Error(), body} {
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
	a := serve(t).Account("")
	a.Version = "1999-01-01"
	if _, err := bmc.Product().Open(a); err == nil {
		t.Error("Open() with version 1999-01-01 = nil, want an error")
	}
	if r, err := bmc.Product().OpenBuyer(provider.Account{}); err == nil || r != nil {
		t.Errorf("OpenBuyer() without a key = %v, %v, want nil and an error", r, err)
	}
}
