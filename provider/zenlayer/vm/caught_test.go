package vm_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/zenlayer/vm"
)

// Every code that the table calls caught is caught: by Check alone, or by Check and what was looked up.
func TestCaughtBeforeSending(t *testing.T) {
	t.Parallel()
	type change = func(*provider.Spec, *provider.Known)
	spec := func(f func(*provider.Spec)) change {
		return func(s *provider.Spec, _ *provider.Known) { f(s) }
	}
	caught := map[string]change{
		"INVALID_PARAMETER_INSTANCE_NAME_EXCEED":    spec(func(s *provider.Spec) { s.Name = strings.Repeat("n", 65) }),
		"INVALID_PARAMETER_INSTANCE_NAME_MALFORMED": spec(func(s *provider.Spec) { s.Name = "a_b" }),
		"OPERATION_FILED_INTERNET_CHARGE_TYPE_NOT_SUPPORT": spec(func(s *provider.Spec) {
			s.Network.Charge = "ByInstanceBandwidth95"
		}),
		"INVALID_IMAGE_NOT_FOUND":                spec(func(s *provider.Spec) { s.Image = "img-nobody" }),
		"INVALID_ZONE_NOT_FOUND":                 spec(func(s *provider.Spec) { s.Zone = "SEL--A" }),
		"INVALID_INSTANCE_TYPE_NOT_FOUND":        spec(func(s *provider.Spec) { s.Type = "x.1c1g" }),
		"INVALID_BANDWIDTH_VALUE_EXCEED_MAXIMUM": spec(func(s *provider.Spec) { s.Network.BandwidthMbps = 501 }),
		"INVALID_PARAMETER_VALUE_PASSWORD_MALFORMED": spec(func(s *provider.Spec) {
			s.Access.Login,
				s.Access.Password = "password", provider.NewSecret("a_")
		}),
		"RESOURCE_INSUFFICIENT_PRODUCT_SOLD_OUT": func(_ *provider.Spec, k *provider.Known) {
			k.Zone.Stock,
				k.Type = provider.StockSoldOut, nil
		},
		"OPERATION_DENIED_CHARGE_TYPE_NOT_SUPPORT": spec(func(s *provider.Spec) {
			s.Zone,
				s.Billing.Charge = "JNB-A", provider.Postpaid
		}),
		"INVALID_DISK_SIZE_LESS_MINIMUM": spec(func(s *provider.Spec) {
			s.Storage.DataDisks = []provider.Disk{{SizeGB: 19}}
		}),
		"INVALID_DISK_SIZE_EXCEED_MAXIMUM": spec(func(s *provider.Spec) {
			s.Storage.DataDisks = []provider.Disk{{SizeGB: 2001}}
		}),
		"OPERATION_DENIED_SUBNET_ZONE_MISMATCH": spec(func(s *provider.Spec) { s.Network.Subnet = "frankfurt" }),
		"INVALID_SYSTEM_DISK_SIZE":              spec(func(s *provider.Spec) { s.Storage.SystemDisk.SizeGB = 45 }),
		"INVALID_INSTANCE_TYPE_ZONE_NO_SELL":    spec(func(s *provider.Spec) { s.Type = "c.2c4g" }),
		"INVALID_DISK_ZONE_NO_SELL": spec(func(s *provider.Spec) {
			s.Zone, s.Storage.DataDisks = "FRA-A", []provider.Disk{{SizeGB: 20, Category: "SSD"}}
		}),
		"INVALID_PASSWORD_MALFORMED": spec(func(s *provider.Spec) {
			s.Access.Login,
				s.Access.Password = "password", provider.NewSecret("a")
		}),
		"INVALID_PARAMETER_BANDWIDTH_EXCEED": func(_ *provider.Spec,
			k *provider.Known,
		) {
			k.Type.MaxBandwidthMbps = -1
		},
		"OPERATION_DENIED_SUBNET_IP_INSUFFICIENT": spec(func(s *provider.Spec) { s.Count = 241 }),
		"INVALID_PARAMETER_TRAFFIC_PACKAGE":       spec(func(s *provider.Spec) { s.Network.TrafficTB = new(-1.0) }),
		"INVALID_REGION_SECURITY_GROUP_NOT_SUPPORT": func(_ *provider.Spec,
			k *provider.Known,
		) {
			k.Zone.Facts.SecurityGroup = new(false)
		},
		"INVALID_PARAMETER_VALUE":                   spec(func(s *provider.Spec) { s.Network.Mode = "VF" }),
		"OPERATION_FAILED_RESOURCE_NOT_FOUND":       spec(func(s *provider.Spec) { s.Access.KeyPair = "key-nobody" }),
		"INVALID_SECURITY_GROUP_NOT_FOUND":          spec(func(s *provider.Spec) { s.Network.SecurityGroup = "nobody" }),
		"OPERATION_FAILED_RESOURCE_GROUP_NOT_FOUND": spec(func(s *provider.Spec) { s.ResourceGroup = "nobody" }),
		"INVALID_SUBNET_NOT_FOUND":                  spec(func(s *provider.Spec) { s.Network.Subnet = "nobody" }),
		"INVALID_PARAMETER_PATTERN_ERROR":           spec(func(s *provider.Spec) { s.Network.NIC.WAN = "Eth0" }),
		"INVALID_PARAMETER_EXCEED_LENGTH": spec(func(s *provider.Spec) {
			s.Storage.DataDisks = []provider.Disk{{SizeGB: 20, Count: 11}}
		}),
		"MISSING_PARAMETER": spec(func(s *provider.Spec) { s.Network.Subnet = "" }),
		// a package is sent with its own charge alone: see TestCreateParameters
		"OPERATION_DENIED_INTERNET_CHARGE_TYPE_NOT_SUPPORT": nil,
	}
	for _, row := range vm.Product().Codes {
		f, ok := caught[row.Code]
		delete(caught, row.Code)
		if ok != (row.Caught != provider.CaughtNever) {
			t.Errorf("%s: caught %d in the table, and %v here", row.Code, row.Caught, ok)
		}
		if f == nil {
			continue
		}
		v := serve(t)
		v.catalogue()
		v.When("DescribeZoneInstanceConfigInfos", func(body string) (int, string) {
			if strings.Contains(body, "JNB-A") && strings.Contains(body, "POSTPAID") {
				return 200, `{"requestId":"T1","response":{"instanceTypeQuotaSet":[]}}`
			}
			return 200, `{"requestId":"T1","response":{"instanceTypeQuotaSet":[{"zoneId":"SEL-A","instanceType":"c.1c2g"}]}}`
		})
		r := v.reader("")
		s, k := full(), facts()
		f(&s, &k)
		k = k.With(provider.FieldSubnet, provider.Option{Value: "frankfurt", Zone: "FRA-A", Ready: true})
		if s.Network.Subnet != "frankfurt" {
			k = facts()
			f(&provider.Spec{Storage: provider.Storage{SystemDisk: &provider.Disk{}}}, &k)
		}
		_, missing := provider.Lookup(t.Context(), r, s)
		if _, err := r.Options(t.Context(), s, provider.FieldDataDisks); err != nil {
			t.Fatal(err)
		}
		at := append([]provider.Field{row.Field}, row.Also...)
		found := append(provider.All(r.Check(s, k)), provider.All(missing)...)
		if !slices.ContainsFunc(found, func(e *provider.Error) bool { return slices.Contains(at, e.Field) }) {
			t.Errorf("%s: found %v, want a fault at one of %v", row.Code, found, at)
		}
	}
	for code := range caught {
		t.Errorf("%s is not in the table", code)
	}
}
