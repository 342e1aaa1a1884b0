package config_test

import (
	"strings"
	"testing"

	"github.com/metalwright/metalwright/state/config"
)

func TestAccountName(t *testing.T) {
	t.Parallel()
	a, b := config.AccountName("", "key-one"), config.AccountName("", "key-two")
	if a == b || a != config.AccountName("", "key-one") || strings.Contains(a, "one") {
		t.Errorf("AccountName() = %s and %s, want different stable names without the key", a, b)
	}
	if got := config.AccountName("acme", "key-one"); got != "acme" {
		t.Errorf("AccountName(acme) = %s, want acme", got)
	}
	if got := (config.Credential{KeyID: "abcdefgh"}).Hint(); got != "efgh" {
		t.Errorf("Hint() = %s, want efgh", got)
	}
}
