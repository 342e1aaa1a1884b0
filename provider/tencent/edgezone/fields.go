package edgezone

import "github.com/metalwright/metalwright/provider"

// fields are the answers in the order in which they are asked.
func fields() []provider.Field {
	return []provider.Field{
		provider.FieldProduct, provider.FieldAccount, provider.FieldZone, provider.FieldRegion, provider.FieldType,
		provider.FieldImage, provider.FieldImageVersion,
		provider.FieldConsent,
		provider.FieldPrivate, provider.FieldPublic, provider.FieldMake, provider.FieldIPv6,
		provider.FieldLogin, provider.FieldPassword, provider.FieldSSHKeys,
		provider.FieldName, provider.FieldCount,
	}
}

// params are the parameters of CreateInstances in both revisions (Tencent Cloud API reference, edgezone
// CreateInstances, read 2026-11).
func params() []provider.Param {
	const str, integer, boolean = "string", "integer", "boolean"
	return []provider.Param{
		{Name: "Zone", Type: str, Field: provider.FieldZone},
		{Name: "InstanceType", Type: str, Field: provider.FieldType},
		{Name: "InstanceName", Type: str, Field: provider.FieldName},
		{Name: "PrivateNetworkId", Type: str, Field: provider.FieldPrivate},
		{Name: "PublicNetworkId", Type: str, Field: provider.FieldPublic},
		{Name: "ImageId", Type: str, Field: provider.FieldImage},
		{Name: "InstanceCount", Type: integer, Field: provider.FieldCount},
		{Name: "VersionNumber", Type: str, Field: provider.FieldImageVersion},
		{Name: "EnableIpv6", Type: boolean, Field: provider.FieldIPv6},
		{Name: "Password", Type: str, Field: provider.FieldPassword}, // revision B
		{Name: "SSHKey", Type: str, Field: provider.FieldSSHKeys},    // revision B
	}
}
