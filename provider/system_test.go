package provider_test

import (
	"testing"

	"github.com/metalwright/metalwright/provider"
)

func TestSystemOf(t *testing.T) {
	t.Parallel()
	for image, want := range map[string]provider.OS{
		"": "", "golden-web-r31": "", "Ubuntu20.04-x86_64": provider.Linux, "CentOS7.4-x86_64": provider.Linux,
		"Ubuntu Server 20.04 LTS x86 64-bit": provider.Linux, "AlmaLinux9": provider.Linux, "Win2019-SE-EN": provider.Windows,
		"Microsoft Windows Server 2022": provider.Windows, "VMware ESXi 7.0": provider.ESXi,
	} {
		if got := provider.SystemOf(image); got != want {
			t.Errorf("SystemOf(%q) = %q, want %q", image, got, want)
		}
	}
}
