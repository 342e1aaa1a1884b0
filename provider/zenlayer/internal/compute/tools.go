package compute

import (
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/api"
)

// Tools are the tools for a service such as "bmc". version is that of the command line, versions are all; lacks are the
// parameters that the command line does not know, defaults the values of parameters that are left out.
func Tools(service, version string, versions, lacks []string, tf provider.Terraform,
	defaults map[string]string,
) provider.Tools {
	tf.Source = "zenlayer/zenlayercloud"
	tf.Endpoint = provider.Config{Host: "domain", Scheme: "scheme"}
	tf.Traffic, tf.Package = "trafficPackageSize", ByTrafficPackage
	return provider.Tools{
		KeySources: []string{"zeno"},
		Request: provider.Request{
			Path: "/api/v2/" + service,
			Headers: []string{
				"X-ZC-Action: CreateInstances", "X-ZC-Version: {version}",
			},
			Method: "ZC2-HMAC-SHA256",
		},
		CLI: provider.CLI{
			Tool: "zeno", Args: []string{service, "create-instances"}, Endpoint: "--endpoint", Version: version, Lacks: lacks,
			Unwrap: []string{"tags"}, NoZero: true,
			Output: []string{"--output", "json"},
		},
		Terraform: tf,
		SDK:       sdk(service, versions),
		Refusals:  api.Refusals(),
		Defaults:  defaults,
	}
}

// sdk is the vendor's library, with a package for each version (zenlayercloud-sdk-go 0.2.45, read 2026-11).
func sdk(service string, versions []string) provider.SDK {
	const module = "github.com/zenlayer/zenlayercloud-sdk-go/zenlayercloud/"
	s := provider.SDK{
		Packages: map[string]string{}, Common: module + "common", IDs: "instanceIdSet",
		Config: provider.Config{Host: "Domain", Scheme: "Scheme"},
	}
	for _, v := range versions {
		if v < "2026" { // whose parameters are values with omitempty, and pointers from there on
			s.NoZero = append(s.NoZero, v)
		}
		s.Packages[v] = module + service + strings.ReplaceAll(v, "-", "")
	}
	return s
}

// Arguments are those that the resources of all products share.
func Arguments() []provider.Argument {
	return []provider.Argument{
		{Param: "zoneId", Name: "availability_zone"},
		{Param: "imageId", Name: "image_id"},
		{Param: "instanceChargeType", Name: "instance_charge_type"},
		{Param: "instanceChargePrepaid.period", Name: "instance_charge_prepaid_period"},
		{Param: "internetChargeType", Name: "internet_charge_type"},
		{Param: "internetMaxBandwidthOut", Name: "internet_max_bandwidth_out"},
		{Param: "trafficPackageSize", Name: "traffic_package_size"},
		{Param: "subnetId", Name: "subnet_id"},
		{Param: "resourceGroupId", Name: "resource_group_id"},
		{Param: "instanceName", Name: "instance_name", Least: 2},
		{Param: "password", Name: "password"},
		{Param: "keyId", Name: "key_id"},
		{Param: "tags.tags", Name: "tags", Form: provider.FormMap},
	}
}
