package bmc

import (
	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/compute"
)

// toolset is how the vendor's tools buy machines (zeno 1.0.22, bmc create-instances; Terraform provider zenlayercloud
// 0.2.28, bmc_instance; both read 2026-11).
func toolset() provider.Tools {
	return compute.Tools(
		"bmc", version2026, []string{version2022, version2026}, []string{"sshKeys"},
		provider.Terraform{Resource: "zenlayercloud_bmc_instance", Arguments: append(compute.Arguments(),
			provider.Argument{Param: "instanceTypeId", Name: "instance_type_id"},
			provider.Argument{Param: "amount", Name: "count", Form: provider.FormCount},
			provider.Argument{Param: "hostname", Name: "hostname", Least: 2},
			provider.Argument{Param: "sshKeys", Name: "ssh_keys"},
			provider.Argument{Param: "userData", Name: "user_data"},
			provider.Argument{Param: "enableGatewayMode", Name: "gateway_mode", Form: provider.FormSwitch},
			provider.Argument{Param: "nic.wanName", Name: "nic_wan_name"},
			provider.Argument{Param: "nic.lanName", Name: "nic_lan_name"},
			provider.Argument{Param: "raidConfig.raidType", Name: "raid_config_type", Form: provider.FormText},
			provider.Argument{Param: "raidConfig.customRaids", Name: "raid_config_custom", Form: provider.FormBlock},
			provider.Argument{Param: "raidConfig.customRaids.raidType", Name: "raid_type", Form: provider.FormText},
			provider.Argument{Param: "raidConfig.customRaids.diskSequence", Name: "disk_sequence"},
			provider.Argument{Param: "partitions", Name: "partitions", Form: provider.FormBlock},
			provider.Argument{Param: "partitions.fsPath", Name: "fs_path"},
			provider.Argument{Param: "partitions.fsType", Name: "fs_type"},
			provider.Argument{Param: "partitions.size", Name: "size"},
		), Needs: []string{"instanceName", "hostname"}}, // both are Terraform-Instance otherwise
		map[string]string{"enablePrimaryIPv6": "true", "enableGatewayMode": "false"},
	)
}
