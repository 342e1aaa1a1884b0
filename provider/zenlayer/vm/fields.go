package vm

import "github.com/metalwright/metalwright/provider"

// fields are the answers in the order in which they are asked.
func fields() []provider.Field {
	return []provider.Field{
		provider.FieldProduct, provider.FieldAccount, provider.FieldZone, provider.FieldType, provider.FieldImage,
		provider.FieldCharge, provider.FieldMonths, provider.FieldCommitment, provider.FieldPOCVoucher,
		provider.FieldDiscountCode,
		provider.FieldNetCharge, provider.FieldBandwidth, provider.FieldTraffic, provider.FieldCluster, provider.FieldSubnet,
		provider.FieldSecurityGroup, provider.FieldIPv4, provider.FieldIPv6, provider.FieldNetMode, provider.FieldPassthrough,
		provider.FieldCIDRBlock, provider.FieldCIDRStart, provider.FieldWAN, provider.FieldLAN,
		provider.FieldSystemDisk, provider.FieldDataDisks, provider.FieldPreallocate,
		provider.FieldLogin, provider.FieldPassword, provider.FieldKeyPair, provider.FieldInitScript,
		provider.FieldName, provider.FieldCount, provider.FieldResourceGroup, provider.FieldTags,
	}
}

// params are the parameters of CreateInstances and the members of their structures that it takes (Zenlayer API
// reference, VM CreateInstances, read 2026-11).
func params() []provider.Param {
	const str, integer, number, boolean, array, object = "string", "integer", "number", "boolean", "array", "object"
	return []provider.Param{
		{Name: "zoneId", Type: str, Field: provider.FieldZone},
		{Name: "imageId", Type: str, Field: provider.FieldImage},
		{Name: "instanceType", Type: str, Field: provider.FieldType},
		{Name: "instanceChargeType", Type: str, Field: provider.FieldCharge},
		{Name: "internetChargeType", Type: str, Field: provider.FieldNetCharge},
		{Name: "instanceCount", Type: integer, Field: provider.FieldCount},
		{Name: "subnetId", Type: str, Field: provider.FieldSubnet},
		{Name: "instanceName", Type: str, Field: provider.FieldName},
		{Name: "password", Type: str, Field: provider.FieldPassword},
		{Name: "keyId", Type: str, Field: provider.FieldKeyPair},
		{Name: "resourceGroupId", Type: str, Field: provider.FieldResourceGroup},
		{Name: "instanceChargePrepaid", Type: object, Field: provider.FieldMonths},
		{Name: "instanceChargePrepaid.period", Type: integer, Field: provider.FieldMonths},
		{Name: "instanceChargePostpaid", Type: object, Field: provider.FieldCommitment},
		{Name: "instanceChargePostpaid.period", Type: integer, Field: provider.FieldCommitment},
		{Name: "trafficPackageSize", Type: number, Field: provider.FieldTraffic},
		{Name: "internetMaxBandwidthOut", Type: integer, Field: provider.FieldBandwidth},
		{Name: "systemDisk", Type: object, Field: provider.FieldSystemDisk},
		{Name: "systemDisk.diskSize", Type: integer, Field: provider.FieldSystemDisk},
		{Name: "systemDisk.diskCategory", Type: str, Field: provider.FieldSystemDisk},
		{Name: "dataDisks", Type: array, Field: provider.FieldDataDisks},
		{Name: "dataDisks.diskSize", Type: integer, Field: provider.FieldDataDisks},
		{Name: "dataDisks.diskAmount", Type: integer, Field: provider.FieldDataDisks},
		{Name: "dataDisks.diskCategory", Type: str, Field: provider.FieldDataDisks},
		{Name: "enableIpv6", Type: boolean, Field: provider.FieldIPv6},
		{Name: "enableIpv4", Type: boolean, Field: provider.FieldIPv4},
		{Name: "cpuPassThrough", Type: boolean, Field: provider.FieldPassthrough},
		{Name: "initScript", Type: str, Field: provider.FieldInitScript},
		{Name: "networkMode", Type: str, Field: provider.FieldNetMode},
		{Name: "diskPreAllocated", Type: boolean, Field: provider.FieldPreallocate},
		{Name: "nic", Type: object, Field: provider.FieldWAN},
		{Name: "nic.wanName", Type: str, Field: provider.FieldWAN},
		{Name: "nic.lanName", Type: str, Field: provider.FieldLAN},
		{Name: "securityGroupId", Type: str, Field: provider.FieldSecurityGroup},
		{Name: "clusterId", Type: str, Field: provider.FieldCluster},
		{Name: "cidrBlockId", Type: str, Field: provider.FieldCIDRBlock},
		{Name: "startCidrIpv4", Type: str, Field: provider.FieldCIDRStart},
		{Name: "marketingOptions", Type: object, Field: provider.FieldDiscountCode},
		{Name: "marketingOptions.discountCode", Type: str, Field: provider.FieldDiscountCode},
		{Name: "marketingOptions.usePocVoucher", Type: boolean, Field: provider.FieldPOCVoucher},
		{Name: "tags", Type: object, Field: provider.FieldTags},
		{Name: "tags.tags", Type: array, Field: provider.FieldTags},
		{Name: "tags.tags.key", Type: str, Field: provider.FieldTags},
		{Name: "tags.tags.value", Type: str, Field: provider.FieldTags},
	}
}
