package edgezone

import "github.com/metalwright/metalwright/provider"

// toolset is how the vendor's tools buy machines. Only the international edition of its command line has the service, and its Terraform
// provider has no resource for it (read 2026-11).
func toolset() provider.Tools {
	return provider.Tools{
		KeySources: []string{"tccli", "tencentcloud"},
		Request: provider.Request{
			Path: "/",
			Headers: []string{
				"X-TC-Action: CreateInstances", "X-TC-Version: " + service().Version, "X-TC-Region: {region}", "X-TC-Timestamp: {time}",
			},
			Method: "TC3-HMAC-SHA256",
			// Tencent Cloud API reference, signature method v3, read 2026-11.
			Signing: []string{
				"canonical request: POST, /, an empty line, content-type:application/json, host:HOST, an empty line, content-type;host and the",
				"hex SHA-256 of the body, joined by line feeds",
				"string to sign: TC3-HMAC-SHA256, X-TC-Timestamp, DATE/" + service().Name + "/tc3_request and the hex SHA-256 of the canonical request,",
				"joined by line feeds; DATE is the UTC day of the timestamp, as 2026-11-20",
				"key: HMAC-SHA256 of DATE with TC3SECRET_KEY, of " + service().Name + " with that, of tc3_request with that",
				"signature: hex HMAC-SHA256 of the string to sign with the key",
				"Authorization: TC3-HMAC-SHA256 Credential=SECRET_ID/DATE/" + service().Name + "/tc3_request, SignedHeaders=content-type;host, Signature=SIGNATURE",
				"X-TC-Token: the session token, with temporary keys only",
			},
		},
		CLI: provider.CLI{
			Tool: "tccli", Install: "pip install tccli-intl-en", Args: []string{service().Name, "CreateInstances"}, Region: "--region",
			Input: "--cli-input-json",
		},
		Defaults: map[string]string{"EnableIpv6": "false"},
	}
}
