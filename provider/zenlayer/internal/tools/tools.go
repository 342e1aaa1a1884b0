// Package tools describes the vendor's own tools as far as its products share them.
package tools

import "github.com/metalwright/metalwright/provider"

// For is the tools of a service: "bmc". lacks are the parameters that the command line does not know, defaults the values of parameters
// that are left out.
func For(service, version string, lacks []string, tf provider.Terraform, defaults map[string]string) provider.Tools {
	tf.Source = "zenlayer/zenlayercloud"
	return provider.Tools{
		KeySources: []string{"zeno"},
		Request: provider.Request{
			Path: "/api/v2/" + service,
			Headers: []string{
				"X-ZC-Action: CreateInstances", "X-ZC-Version: {version}", "X-ZC-Timestamp: {time}", "X-ZC-Signature-Method: ZC2-HMAC-SHA256",
			},
			Method: "ZC2-HMAC-SHA256",
			// Zenlayer API reference, request signature, read 2026-11.
			Signing: []string{
				"canonical request: POST, /, an empty line, content-type:application/json, host:HOST, an empty line, content-type;host and the",
				"hex SHA-256 of the body, joined by line feeds; the path is / whatever the URL says",
				"string to sign: ZC2-HMAC-SHA256, X-ZC-Timestamp and the hex SHA-256 of the canonical request, joined by line feeds",
				"signature: hex HMAC-SHA256 of the string to sign with the access key's password as key",
				"Authorization: ZC2-HMAC-SHA256 Credential=KEY_ID, SignedHeaders=content-type;host, Signature=SIGNATURE",
			},
		},
		CLI: provider.CLI{
			Tool: "zeno", Args: []string{service, "create-instances"}, Version: version, Lacks: lacks, Unwrap: []string{"tags"}, NoZero: true,
		},
		Terraform: tf,
		Defaults:  defaults,
	}
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
		{Param: "instanceName", Name: "instance_name"},
		{Param: "password", Name: "password"},
		{Param: "keyId", Name: "key_id"},
	}
}
