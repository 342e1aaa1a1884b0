package vm

import (
	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/compute"
)

// toolset is how the vendor's tools buy machines (zeno 1.0.22, vm create-instances; Terraform provider zenlayercloud
// 0.2.28, zvm_instance; both read 2026-11). The Terraform provider has no argument for a category of the system disk:
// the vendor's pages disagree about the default: SSD in Chinese, STANDARD in English. Nor has it one for IPv4, whose
// default no page states: machines have had an address.
func toolset() provider.Tools {
	t := compute.Tools(
		"vm", version2026, []string{version2023, version2026}, nil,
		provider.Terraform{Resource: "zenlayercloud_zvm_instance", Arguments: append(compute.Arguments(),
			provider.Argument{Param: "instanceType", Name: "instance_type"},
			provider.Argument{Param: "instanceCount", Name: "count", Form: provider.FormCount},
			provider.Argument{Param: "systemDisk.diskSize", Name: "system_disk_size"},
		), Needs: []string{"instanceName", "systemDisk.diskSize"}, Open: []string{"systemDisk.diskCategory"}},
		map[string]string{
			"enableIpv4": "true", "enableIpv6": "false", "cpuPassThrough": "false", "diskPreAllocated": "false",
		},
	)
	t.CLI.Words = map[string][]string{"internetChargeType": netCharges()}
	return t
}
