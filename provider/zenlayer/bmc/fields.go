package bmc

import "github.com/metalwright/metalwright/provider"

// fields are the answers in the order in which they are asked.
func fields() []provider.Field {
	return []provider.Field{
		provider.FieldProduct, provider.FieldAccount, provider.FieldZone, provider.FieldType,
		provider.FieldImage, provider.FieldIPXE,
		provider.FieldCharge, provider.FieldMonths, provider.FieldPOCVoucher, provider.FieldDiscountCode,
		provider.FieldNetCharge, provider.FieldBandwidth, provider.FieldTraffic, provider.FieldCluster, provider.FieldSubnet,
		provider.FieldIPv6, provider.FieldGatewayMode, provider.FieldWAN, provider.FieldLAN,
		provider.FieldRAID, provider.FieldPartitions,
		provider.FieldLogin, provider.FieldPassword, provider.FieldSSHKeys, provider.FieldKeyPair, provider.FieldInitScript,
		provider.FieldName, provider.FieldHostname, provider.FieldCount, provider.FieldResourceGroup, provider.FieldTags,
	}
}

// params are the parameters of CreateInstances (Zenlayer API reference, BMC CreateInstances, read 2026-11).
func params() []provider.Param {
	const str, integer, number, boolean, array, object = "string", "integer", "number", "boolean", "array", "object"
	return []provider.Param{
		{Name: "zoneId", Type: str, Field: provider.FieldZone},
		{Name: "instanceChargeType", Type: str, Field: provider.FieldCharge},
		{Name: "instanceChargePrepaid", Type: object, Field: provider.FieldMonths},
		{Name: "instanceChargePrepaid.period", Type: integer, Field: provider.FieldMonths},
		{Name: "instanceTypeId", Type: str, Field: provider.FieldType},
		{Name: "imageId", Type: str, Field: provider.FieldImage},
		{Name: "resourceGroupId", Type: str, Field: provider.FieldResourceGroup},
		{Name: "instanceName", Type: str, Field: provider.FieldName},
		{Name: "hostname", Type: str, Field: provider.FieldHostname},
		{Name: "amount", Type: integer, Field: provider.FieldCount},
		{Name: "password", Type: str, Field: provider.FieldPassword},
		{Name: "sshKeys", Type: array, Field: provider.FieldSSHKeys},
		{Name: "keyId", Type: str, Field: provider.FieldKeyPair},
		{Name: "internetChargeType", Type: str, Field: provider.FieldNetCharge},
		{Name: "internetMaxBandwidthOut", Type: integer, Field: provider.FieldBandwidth},
		{Name: "trafficPackageSize", Type: number, Field: provider.FieldTraffic},
		{Name: "clusterId", Type: str, Field: provider.FieldCluster},
		{Name: "subnetId", Type: str, Field: provider.FieldSubnet},
		{Name: "raidConfig", Type: object, Field: provider.FieldRAID},
		{Name: "raidConfig.raidType", Type: integer, Field: provider.FieldRAID},
		{Name: "raidConfig.customRaids", Type: array, Field: provider.FieldRAID},
		{Name: "raidConfig.customRaids.raidType", Type: integer, Field: provider.FieldRAID},
		{Name: "raidConfig.customRaids.diskSequence", Type: array, Field: provider.FieldRAID},
		{Name: "partitions", Type: array, Field: provider.FieldPartitions},
		{Name: "partitions.fsPath", Type: str, Field: provider.FieldPartitions},
		{Name: "partitions.fsType", Type: str, Field: provider.FieldPartitions},
		{Name: "partitions.size", Type: integer, Field: provider.FieldPartitions},
		{Name: "nic", Type: object, Field: provider.FieldWAN},
		{Name: "nic.wanName", Type: str, Field: provider.FieldWAN},
		{Name: "nic.lanName", Type: str, Field: provider.FieldLAN},
		{Name: "ipxeUrl", Type: str, Field: provider.FieldIPXE},
		{Name: "userData", Type: str, Field: provider.FieldInitScript},
		{Name: "enablePrimaryIPv6", Type: boolean, Field: provider.FieldIPv6},
		{Name: "enableGatewayMode", Type: boolean, Field: provider.FieldGatewayMode},
		{Name: "marketingOptions", Type: object, Field: provider.FieldDiscountCode},
		{Name: "marketingOptions.discountCode", Type: str, Field: provider.FieldDiscountCode},
		{Name: "marketingOptions.usePocVoucher", Type: boolean, Field: provider.FieldPOCVoucher},
		{Name: "tags", Type: object, Field: provider.FieldTags},
		{Name: "tags.tags", Type: array, Field: provider.FieldTags},
		{Name: "tags.tags.key", Type: str, Field: provider.FieldTags},
		{Name: "tags.tags.value", Type: str, Field: provider.FieldTags},
	}
}
