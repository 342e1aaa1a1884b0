package edgezone

import "github.com/metalwright/metalwright/provider"

// toolset is how the vendor's tools buy machines. Only the international edition of its command line has the service,
// and its Terraform provider has no resource for it (read 2026-11).
func toolset() provider.Tools {
	const sdk = "github.com/tencentcloud/tencentcloud-sdk-go-intl-en/tencentcloud/"
	return provider.Tools{
		KeySources: []string{"tccli", "tencentcloud"},
		Request: provider.Request{
			Path: "/",
			Headers: []string{
				"X-TC-Action: CreateInstances", "X-TC-Version: " + service().Version, "X-TC-Region: {region}",
			},
			Method:  "TC3-HMAC-SHA256",
			Service: service().Name,
		},
		CLI: provider.CLI{
			Tool: "tccli", Install: "pip install tccli-intl-en", Args: []string{service().Name, "CreateInstances"},
			Region: "--region", Endpoint: "--endpoint",
			Input: "--cli-input-json",
		},
		SDK: provider.SDK{ // the international edition; the other one has no such package
			Packages: map[string]string{revisionA: sdk + "edgezone/v20260401", revisionB: sdk + "edgezone/v20260401"},
			Common:   sdk + "common", Profile: sdk + "common/profile", IDs: "InstanceIdSet", Strict: true,
			Config: provider.Config{Host: "HttpProfile.Endpoint", Scheme: "HttpProfile.Scheme"},
		},
		Defaults: map[string]string{"EnableIpv6": "false"},
	}
}
