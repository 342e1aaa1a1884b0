package vm

import (
	"net/http"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/compute"
)

// codes are the refusals of CreateInstances: the 29 rows of the vendor's page, in its order (Zenlayer API reference,
// VM CreateInstances, error codes, read 2026-11), and below them those of its other pages for faults that the table
// lacks. A code that stands for several answers has none of its own: the message names the parameter.
func codes() []provider.Code {
	const (
		bad, denied, missing = http.StatusBadRequest, http.StatusForbidden, http.StatusNotFound
		never, data, rule    = provider.CaughtNever, provider.CaughtData, provider.CaughtRule
		invalid, soldOut     = provider.KindInvalid, provider.KindSoldOut
		notFound             = provider.KindNotFound
	)
	row := compute.Code
	return []provider.Code{
		row(bad, "INVALID_PARAMETER_INSTANCE_NAME_EXCEED", invalid, rule, "shorten_name", provider.FieldName),
		row(bad, "INVALID_PARAMETER_INSTANCE_NAME_MALFORMED", invalid, rule, "mend_name", provider.FieldName),
		row(denied, "OPERATION_FILED_INTERNET_CHARGE_TYPE_NOT_SUPPORT", invalid, data, "other_network_charge",
			provider.FieldNetCharge, provider.FieldZone),
		row(missing, "INVALID_IMAGE_NOT_FOUND", notFound, data, "other_image", provider.FieldImage),
		row(missing, "INVALID_ZONE_NOT_FOUND", notFound, data, "other_zone", provider.FieldZone),
		row(missing, "INVALID_INSTANCE_TYPE_NOT_FOUND", notFound, data, "other_type", provider.FieldType),
		row(bad, "INVALID_PARTITION_IMAGE_NOT_SET", invalid, never, "no_partitions", provider.FieldSystemDisk,
			provider.FieldImage),
		row(denied, "OPERATION_DENIED_INSTANCE_QUOTA_EXCEED", provider.KindQuota, never, "fewer_or_quota",
			provider.FieldCount),
		row(bad, "INVALID_BANDWIDTH_VALUE_EXCEED_MAXIMUM", invalid, data, "less_bandwidth", provider.FieldBandwidth),
		row(bad, "INVALID_PARAMETER_VALUE_PASSWORD_MALFORMED", invalid, rule, "mend_vm_password", provider.FieldPassword),
		row(bad, "RESOURCE_INSUFFICIENT_PRODUCT_SOLD_OUT", soldOut, data, "other_type_or_zone", provider.FieldType,
			provider.FieldZone),
		row(denied, "OPERATION_DENIED_CHARGE_TYPE_NOT_SUPPORT", invalid, data, "other_charge", provider.FieldCharge,
			provider.FieldZone),
		row(bad, "RESOURCES_SOLDOUT_INSTANCE_TYPE", soldOut, never, "other_type_or_fewer", provider.FieldType,
			provider.FieldCount),
		row(bad, "INVALID_DISK_SIZE_LESS_MINIMUM", invalid, rule, "larger_data_disk", provider.FieldDataDisks),
		row(bad, "INVALID_DISK_SIZE_EXCEED_MAXIMUM", invalid, rule, "smaller_data_disk", provider.FieldDataDisks),
		row(denied, "OPERATION_DENIED_SUBNET_ZONE_MISMATCH", invalid, data, "subnet_of_zone", provider.FieldSubnet,
			provider.FieldZone),
		row(bad, "INVALID_SYSTEM_DISK_SIZE", invalid, rule, "mend_system_disk", provider.FieldSystemDisk),
		row(bad, "INVALID_SYSTEM_DISK_EXCEED_LIMIT", invalid, never, "smaller_system_disk", provider.FieldSystemDisk),
		row(bad, "INVALID_INSTANCE_TYPE_ZONE_NO_SELL", soldOut, data, "other_type_or_zone", provider.FieldType,
			provider.FieldZone),
		row(bad, "INVALID_DISK_ZONE_NO_SELL", soldOut, data, "other_disk_category", provider.FieldDataDisks,
			provider.FieldSystemDisk),
		row(denied, "OPERATION_DENIED_INTERNET_CHARGE_TYPE_NOT_SUPPORT", invalid, rule, "traffic_charge",
			provider.FieldNetCharge, provider.FieldTraffic),
		row(bad, "INVALID_PASSWORD_MALFORMED", invalid, rule, "mend_vm_password", provider.FieldPassword),
		row(bad, "INVALID_PARAMETER_BANDWIDTH_EXCEED", invalid, data, "less_bandwidth", provider.FieldBandwidth),
		row(denied, "OPERATION_DENIED_SUBNET_IP_INSUFFICIENT", invalid, data, "larger_subnet", provider.FieldSubnet,
			provider.FieldCount),
		row(bad, "INVALID_PARAMETER_TRAFFIC_PACKAGE_EXCEED", invalid, never, "smaller_package", provider.FieldTraffic),
		row(bad, "INVALID_PARAMETER_TRAFFIC_PACKAGE", invalid, rule, "mend_package", provider.FieldTraffic),
		row(denied, "INVALID_REGION_SECURITY_GROUP_NOT_SUPPORT", invalid, data, "no_security_group",
			provider.FieldSecurityGroup, provider.FieldZone),
		row(missing, "OPERATION_DENIED_IPV4_CIDR_NOT_FOUND", notFound, never, "other_cidr_block", provider.FieldCIDRBlock),
		row(denied, "OPERATION_DENIED_IPV4_CIDR_IP_NOT_ENOUGH", invalid, never, "larger_cidr_block", provider.FieldCIDRBlock,
			provider.FieldCIDRStart, provider.FieldCount),

		row(bad, "INVALID_PARAMETER_VALUE", invalid, rule, "change_value", "", provider.FieldLogin,
			provider.FieldPassword, provider.FieldKeyPair,
			provider.FieldCharge, provider.FieldNetCharge, provider.FieldNetMode, provider.FieldSystemDisk,
			provider.FieldDataDisks,
			provider.FieldIPv6, provider.FieldPassthrough, provider.FieldCluster, provider.FieldCIDRStart, provider.FieldTags),
		row(missing, "OPERATION_FAILED_RESOURCE_NOT_FOUND", notFound, data, "other_resource", "",
			provider.FieldKeyPair, provider.FieldCluster,
			provider.FieldSecurityGroup, provider.FieldResourceGroup),
		row(missing, "INVALID_SECURITY_GROUP_NOT_FOUND", notFound, data, "other_security_group", provider.FieldSecurityGroup),
		row(missing, "OPERATION_FAILED_RESOURCE_GROUP_NOT_FOUND", notFound, data, "other_resource_group",
			provider.FieldResourceGroup),
		row(missing, "INVALID_SUBNET_NOT_FOUND", notFound, data, "other_subnet", provider.FieldSubnet),
		row(bad, "INVALID_PARAMETER_PATTERN_ERROR", invalid, rule, "mend_nic_names", "", provider.FieldWAN,
			provider.FieldLAN, provider.FieldCIDRStart),
		row(bad, "INVALID_PARAMETER_EXCEED_LENGTH", invalid, rule, "shorten_list", "", provider.FieldDataDisks,
			provider.FieldInitScript, provider.FieldTags),
		row(bad, "MISSING_PARAMETER", invalid, rule, "give_missing", "", provider.FieldCIDRBlock,
			provider.FieldSubnet, provider.FieldCluster,
			provider.FieldMonths),
		// The vendor documents no codes for an account that cannot pay and for a voucher that it does not have,
		// although it refuses such orders. These are the simulated cloud's.
		row(denied, "OPERATION_DENIED_BALANCE_INSUFFICIENT", provider.KindPayment, never, "top_up", provider.FieldCharge),
		row(denied, "OPERATION_DENIED_POC_VOUCHER_NOT_AVAILABLE", provider.KindPayment, never, "no_voucher",
			provider.FieldPOCVoucher),
	}
}
