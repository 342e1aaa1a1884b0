package export_test

import (
	"bytes"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/export"
)

// TestVersionCannotExpress: what the account's version of the API does not know is an error that names the key, never
// left out.
func TestVersionCannotExpress(t *testing.T) {
	t.Parallel()
	bmcKeys, edgeKeys := bmcSpec(), edgeSpec()
	bmcKeys.Access = provider.Access{Login: provider.LoginKeys, SSHKeys: []string{publicKey}}
	edgeKeys.Access = provider.Access{Login: provider.LoginKeys, SSHKeys: []string{publicKey}}
	commitment, block := vmSpec(), vmSpec()
	commitment.Billing.Commitment = 3
	block.Network.CIDRBlock, block.Network.CIDRStart = "cidr-1", "203.0.113.1"
	for _, c := range []struct {
		name, version string
		spec          provider.Spec
		want          provider.Field
	}{
		{"password at revision A", "A", edgeSpec(), provider.FieldLogin},
		{"keys at revision A", "A", edgeKeys, provider.FieldLogin},
		{"keys at BMC 2026-02-01", "2026-02-01", bmcKeys, provider.FieldLogin},
		{"commitment at VM 2023-03-13", "2023-03-13", commitment, provider.FieldCommitment},
		{"block at VM 2023-03-13", "2023-03-13", block, provider.FieldCIDRBlock},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := at(t, c.spec, c.version)
			for _, f := range []export.Format{export.Curl, export.Zeno, export.TCCLI, export.Terraform, export.Go} {
				if f == export.Zeno && s.Product.Tools.CLI.Tool != "zeno" || f == export.TCCLI &&
					s.Product.Tools.CLI.Tool != "tccli" ||
					f == export.Terraform && s.Product.Tools.Terraform.Resource == "" {
					continue
				}
				var out bytes.Buffer
				err := export.Write(&out, f, s)
				named := false
				for _, e := range provider.All(err) {
					named = named || e.At() == c.want
				}
				if !named || out.Len() > 0 {
					t.Errorf("Write(%s) = %v and %d bytes, want a fault at %s", f, err, out.Len(), c.want)
				}
			}
			for _, f := range []export.Format{export.YAML, export.JSON} { // which say what is wanted, whoever sells it
				if err := export.Write(new(bytes.Buffer), f, s); err != nil {
					t.Errorf("Write(%s) = %v", f, err)
				}
			}
		})
	}
}
