package rules_test

import (
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/internal/rules"
)

func TestPublicKey(t *testing.T) {
	t.Parallel()
	const good = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGnYYV2fUSLYNnJQvFU3/hkxFtYr1Ufm8sFVQMvnqWCK ops@example"
	for _, row := range []struct {
		name, text string
		rule       provider.Rule
	}{
		{"good", good, ""},
		{"with an end of line", good + "\n", ""},
		{"nothing", "", provider.RuleFormat},
		{"two", good + "\n" + good, provider.RuleFormat},
		{"with options", `no-pty ` + good, provider.RuleFormat},
		{"private", "-----BEGIN OPENSSH PRIVATE KEY-----", provider.RulePrivateKey},
		{"an old type", strings.Replace(good, "ssh-ed25519", "ssh-dss", 1), provider.RuleFormat},
	} {
		_, err := rules.PublicKey(provider.FieldSSHKeys, row.text)
		if (err == nil) != (row.rule == "") || err != nil && (err.Rule != row.rule || err.Field != provider.FieldSSHKeys) {
			t.Errorf("%s: PublicKey(%q) = %v, want rule %q", row.name, row.text, err, row.rule)
		}
	}
}
