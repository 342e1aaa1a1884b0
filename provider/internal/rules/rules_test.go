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

// TestLogin: the way in is the chosen one, or the only one of those that the product has.
func TestLogin(t *testing.T) {
	t.Parallel()
	password := provider.Access{Password: provider.NewSecret("x")}
	both := password
	both.KeyPair = "key-1"
	ways := []provider.Login{provider.LoginPassword, provider.LoginKeyPair}
	for _, row := range []struct {
		name string
		a    provider.Access
		want provider.Login
	}{
		{"nothing", provider.Access{}, ""},
		{"a password", password, provider.LoginPassword},
		{"both", both, ""},
		{"keys, which the product has not", provider.Access{SSHKeys: []string{"k"}}, ""},
		{"the chosen one", provider.Access{Login: provider.LoginVendor, KeyPair: "key-1"}, provider.LoginVendor},
	} {
		if got := rules.Login(row.a, ways...); got != row.want {
			t.Errorf("%s: Login() = %q, want %q", row.name, got, row.want)
		}
	}
}
