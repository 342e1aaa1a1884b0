package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestReceipt writes a receipt of an order, for people and for programs, checks it, and refuses one that was changed,
// that was signed elsewhere, or whose rows are not in the audit.
func TestReceipt(t *testing.T) {
	t.Parallel()
	c := newTypist(t)
	c.want(0, "y\n", "", "apply", c.file)
	c.want(0, "", `(?s)Receipt for order o-web, issued .* UTC \(SIMULATED\).*Price: [0-9.]+ USD/h, `+
		`[0-9,.]+ USD for a month of use.*o-web +DONE.*Head of the `+
		`audit log: `+
		`\d+:[0-9a-f]{64}.*Hash: [0-9a-f]{64}.*Signature: [0-9a-f]{64}`, "orders", "receipt", "o-web")
	code, text, said := c.run("", "orders", "receipt", "o-web", "--json")
	if code != 0 {
		t.Fatalf("orders receipt --json ended with %d: %s", code, said)
	}
	receipt := filepath.Join(t.TempDir(), "receipt.json")
	check := func(code int, text, said string) {
		t.Helper()
		if err := os.WriteFile(receipt, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		c.want(code, "", said, "audit", "verify", "--receipt", receipt)
	}
	check(0, text, "The receipt of o-web is genuine: its signature is good and its")
	c.want(0, "", `"receipt": "o-web"`, "audit", "verify", "--receipt", receipt, "--json")
	check(1, strings.Replace(text, `"by": "operator"`, `"by": "someone"`, 1), "was changed after it was issued")
	at := strings.Index(text, `"signature": "`) + len(`"signature": "`)
	check(1, text[:at]+strings.Repeat("0", 64)+text[at+64:], "was not made with the credentials of")
	check(2, "{}", "is not a receipt")
	check(2, "no JSON", "is not a receipt")

	other := newTypist(t)
	other.want(0, "y\n", "", "apply", other.file)
	check(0, text, "genuine")
	other.want(1, "", "was rewritten", "audit", "verify", "--receipt", receipt)
}
