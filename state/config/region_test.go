package config_test

import (
	"maps"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider/tencent/edgezone"
	"github.com/metalwright/metalwright/state/config"
)

// TestRegionOfTheTool takes the region that is beside the keys of the vendor's own tool, and no text that is none.
func TestRegionOfTheTool(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name, want string
		env        string // TENCENTCLOUD_REGION
		source     config.SourceKind
		files      map[string]string
	}{
		{
			"the tool's settings", "eu-moscow", "", config.SourceTCCLI,
			map[string]string{".tccli/default.configure": `{"_sys_param":{"region":"eu-moscow","output":"json"}}`},
		},
		{
			"before that of the environment", "eu-moscow ap-seoul", "ap-seoul", config.SourceTCCLI,
			map[string]string{".tccli/default.configure": `{"_sys_param":{"region":"eu-moscow"}}`},
		},
		{"of the environment alone", "ap-seoul", "ap-seoul", config.SourceTCCLI, nil},
		{"no region in the environment", "", "Host: b", config.SourceTCCLI, nil},
		{
			"of an old tool", "eu-moscow", "", config.SourceTCCLI,
			map[string]string{".tccli/default.configure": `{"region":"eu-moscow"}`},
		},
		{
			"of another profile", "", "", config.SourceTCCLI,
			map[string]string{".tccli/x.configure": `{"_sys_param":{"region":"eu-moscow"}}`},
		},
		{"torn", "", "", config.SourceTCCLI, map[string]string{".tccli/default.configure": `{"_sys_param":`}},
		{
			"no region", "", "", config.SourceTCCLI,
			map[string]string{".tccli/default.configure": `{"_sys_param":{"region":"a\nHost: b"}}`},
		},
		{"none", "", "", config.SourceTCCLI, nil},
		{
			"an INI file", "ap-tokyo", "", config.SourceTencent, map[string]string{
				".tencentcloud/credentials": iniFile + "[r]\nsecret_id=r\nsecret_key=s\nregion = ap-tokyo\n",
			},
		},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			files := vendorFiles()
			maps.Copy(files, row.files)
			ref := config.Ref{Source: row.source}
			if row.source == config.SourceTencent {
				ref.Name = "r"
			}
			places := config.Sources{Home: write(t, 0o600, files), Env: func(name string) (string, bool) {
				if name != "TENCENTCLOUD_REGION" {
					return "", false
				}
				return row.env, row.env != ""
			}}
			c, _, err := places.Credential(edgezone.Product(), ref)
			if got := strings.Join(c.Account("").Regions, " "); err != nil || got != row.want {
				t.Errorf("Credential() = regions %q, %v, want %q", got, err, row.want)
			}
		})
	}
}
