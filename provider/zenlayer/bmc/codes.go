package bmc

import (
	"net/http"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/compute"
)

// codes are the refusals of CreateInstances: the 29 rows of the vendor's page, in its order (Zenlayer API reference,
// BMC CreateInstances, error codes, read 2026-11), and below them those that its other pages and clients know.
func codes() []provider.Code {
	const (
		bad, denied, missing = http.StatusBadRequest, http.StatusForbidden, http.StatusNotFound
		never, data, rule    = provider.CaughtNever, provider.CaughtData, provider.CaughtRule
		invalid, soldOut     = provider.KindInvalid, provider.KindSoldOut
		notFound             = provider.KindNotFound
	)
	row := compute.Code
	return []provider.Code{
		row(bad, "INVALID_PARAMETER_HOSTNAME_EXCEED", invalid, rule, "shorten_hostname", provider.FieldHostname),
		row(bad, "INVALID_PARAMETER_HOSTNAME_MALFORMED", invalid, rule, "mend_hostname", provider.FieldHostname),
		row(bad, "INVALID_PARAMETER_INSTANCE_NAME_EXCEED", invalid, rule, "mend_name", provider.FieldName), // too long
		// malformed: the same code
		row(bad, "INVALID_PARAMETER_INSTANCE_NAME_EXCEED", invalid, rule, "mend_name", provider.FieldName),
		row(denied, "OPERATION_FILED_INTERNET_CHARGE_TYPE_NOT_SUPPORT", invalid, data, "other_network_charge",
			provider.FieldNetCharge, provider.FieldZone),
		row(missing, "INVALID_IMAGE_NOT_FOUND", notFound, data, "other_image", provider.FieldImage),
		row(missing, "INVALID_ZONE_NOT_FOUND", notFound, data, "other_zone", provider.FieldZone),
		row(missing, "INVALID_INSTANCE_TYPE_NOT_FOUND", notFound, data, "other_type", provider.FieldType),
		row(denied, "INVALID_PARTITION_IMAGE_NOT_SET", invalid, rule, "image_for_partitions",
			provider.FieldPartitions, provider.FieldImage),
		row(denied, "OPERATION_DENIED_INSTANCE_QUOTA_EXCEED", provider.KindQuota, never, "fewer_or_quota",
			provider.FieldCount),
		row(bad, "INVALID_BANDWIDTH_VALUE_EXCEED_MAXIMUM", invalid, data, "less_bandwidth", provider.FieldBandwidth),
		row(bad, "INVALID_PARAMETER_VALUE_PASSWORD_MALFORMED", invalid, rule, "mend_password", provider.FieldPassword),
		row(bad, "INVALID_PARAMETER_INSTANCE_LOGIN_CONFLICT", invalid, rule, "one_login", provider.FieldLogin,
			provider.FieldPassword, provider.FieldSSHKeys, provider.FieldKeyPair),
		row(bad, "INVALID_PARAMETER_SSH_KEY_MALFORMED", invalid, rule, "mend_ssh_key", provider.FieldSSHKeys),
		row(bad, "INVALID_RAID_CONFIG_FAST_CUSTOM_CONFLICT", invalid, rule, "one_raid", provider.FieldRAID),
		row(bad, "INVALID_INSTANCE_TYPE_RAID_NOT_SUPPORT", invalid, data, "other_raid_level", provider.FieldRAID),
		row(bad, "INVALID_PARAMETER_NIC_NAME_CONFLICT", invalid, rule, "different_nics", provider.FieldLAN,
			provider.FieldWAN),
		row(bad, "INVALID_PARAMETER_NIC_NAME_MALFORMED", invalid, rule, "mend_nics", provider.FieldWAN, provider.FieldLAN),
		row(bad, "INVALID_PARTITION_SIZE_NOT_FULL", invalid, data, "fill_partitions", provider.FieldPartitions),
		row(bad, "INVALID_PARTITION_DUPLICATE_FILE_PATH", invalid, rule, "unique_paths", provider.FieldPartitions),
		row(bad, "INVALID_PARTITION_MISSING_REQUIRED_FILE_PATH", invalid, rule, "add_system_path", provider.FieldPartitions),
		row(bad, "INVALID_PARTITION_MALFORMED", invalid, rule, "mend_partitions", provider.FieldPartitions),
		row(bad, "INVALID_PARTITION_NO_TYPE", invalid, rule, "mend_file_system", provider.FieldPartitions),
		row(bad, "INVALID_PARTITION_INVALID_ORDER", invalid, rule, "order_drives", provider.FieldPartitions),
		row(bad, "INVALID_PARAMETER_VALUE_RAID_DISK_MISMATCH", invalid, rule, "disks_for_level", provider.FieldRAID),
		row(bad, "INVALID_PARAMETER_VALUE_RAID_DISK_DISORDER", invalid, rule, "order_disks", provider.FieldRAID),
		row(bad, "RESOURCE_INSUFFICIENT_PRODUCT_SOLD_OUT", soldOut, data, "other_type_or_zone", provider.FieldType,
			provider.FieldZone, provider.FieldNetCharge),
		row(denied, "OPERATION_DENIED_CHARGE_TYPE_NOT_SUPPORT", invalid, data, "other_charge", provider.FieldCharge,
			provider.FieldType),
		row(bad, "RESOURCES_SOLDOUT_INSTANCE_TYPE", soldOut, data, "other_type_or_fewer", provider.FieldType,
			provider.FieldCount),

		row(bad, "INVALID_PARAMETER_VALUE_RAID_DISK_SEQUENCE_DUPLICATE", invalid, rule, "disk_once", provider.FieldRAID),
		row(bad, "INVALID_PARAMETER_VALUE_RAID_DISK_SEQUENCE_RANGE", invalid, data, "existing_disks", provider.FieldRAID),
		row(bad, "INVALID_INSTANCE_TYPE_QUICK_RAID_NOT_SUPPORT", invalid, data, "custom_raid", provider.FieldRAID),
		row(bad, "INVALID_CHARGE_TYPE_NOT_SUPPORT", invalid, never, "enable_charge", provider.FieldCharge),
		row(missing, "INVALID_SUBNET_NOT_FOUND", notFound, data, "other_subnet", provider.FieldSubnet),
		row(bad, "INVALID_SUBNET_PRIVATE_IP_INSUFFICIENT", invalid, data, "larger_subnet", provider.FieldSubnet,
			provider.FieldCount),
		row(bad, "INVALID_SUBNET_ZONE_MISMATCH", invalid, data, "subnet_of_zone", provider.FieldSubnet, provider.FieldZone),
		row(bad, "INVALID_PARAMETER_SSH_KEY_DUPLICATE", invalid, rule, "ssh_key_once", provider.FieldSSHKeys),
		row(bad, "INVALID_INSTANCE_TYPE_ZONE_NO_SELL", soldOut, data, "other_type_or_zone", provider.FieldType),
		row(bad, "INVALID_INSTANCE_BANDWIDTH_ZONE_NO_SELL", invalid, data, "other_network_charge", provider.FieldNetCharge),
		row(denied, "OPERATION_DENIED_INSTANCE_NOT_SUPPORT_SUBNET", invalid, data, "type_with_subnet", provider.FieldSubnet),
		row(missing, "OPERATION_FAILED_RESOURCE_GROUP_NOT_FOUND", notFound, data, "other_resource_group",
			provider.FieldResourceGroup),
		// The vendor documents no code for an account that cannot pay, although it refuses such orders. This the
		// simulated cloud's.
		row(denied, "OPERATION_DENIED_BALANCE_INSUFFICIENT", provider.KindPayment, never, "top_up", provider.FieldCharge),
	}
}
