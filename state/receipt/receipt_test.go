package receipt_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/state/receipt"
)

// sign is a signature for tests, of a secret.
func sign(secret string) func(string) (string, error) {
	return func(hash string) (string, error) { return secret + "-" + hash, nil }
}

// order is what a receipt of the tests is about.
type order struct {
	Order string   `json:"order"`
	Cost  float64  `json:"cost"`
	Names []string `json:"names"`
}

func signed(t *testing.T) string {
	t.Helper()
	d, err := receipt.New(order{"o-1", 1.5, []string{"a<b>", "web-001"}})
	if err != nil {
		t.Fatal(err)
	}
	if d, err = d.Signed(sign("s")); err != nil {
		t.Fatal(err)
	}
	text, err := json.MarshalIndent(d, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestSigned reads a receipt back, however it is laid out, and refuses one that says anything else.
func TestSigned(t *testing.T) {
	t.Parallel()
	text := signed(t)
	for _, good := range []string{
		text, strings.Join(strings.Fields(text), "\n"), strings.ReplaceAll(text, "<", `\u003c`),
	} {
		d, err := receipt.Parse([]byte(good))
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Check(sign("s")); err != nil {
			t.Errorf("Check() = %v\n%s", err, good)
		}
		if err := d.Check(sign("other")); !errors.Is(err, receipt.ErrSignature) {
			t.Errorf("Check() with another secret = %v", err)
		}
		var got order
		if err := d.Decode(&got); err != nil || got.Cost != 1.5 {
			t.Errorf("Decode() = %+v, %v", got, err)
		}
	}
	for _, change := range [][2]string{{"1.5", "1.6"}, {"web-001", "web-002"}, {`"o-1"`, `"o-1", "more": 1`}} {
		d, err := receipt.Parse([]byte(strings.Replace(text, change[0], change[1], 1)))
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Check(sign("s")); !errors.Is(err, receipt.ErrChanged) {
			t.Errorf("Check() with %s = %v, want %v", change[1], err, receipt.ErrChanged)
		}
	}
	for _, bad := range []string{
		"", "1", "[]", `{"a":1}{}`, `{"a":1,"a":2}`, `{"a":{"b":1,"b":1}}`, `{"a":`,
		strings.Repeat(`{"a":`, 100),
	} {
		if _, err := receipt.Parse([]byte(bad)); !errors.Is(err, receipt.ErrForm) {
			t.Errorf("Parse(%.20q) = %v, want %v", bad, err, receipt.ErrForm)
		}
	}
}

// FuzzParse wants a document that was read and signed to be good, and to be the same when it is read again.
func FuzzParse(f *testing.F) {
	f.Add(`{"a":[1,2.50,{"b":null}],"hash":"x"}`)
	f.Add(`{"a":"\u2028<&>\ud800"}`)
	f.Fuzz(func(t *testing.T, text string) {
		d, err := receipt.Parse([]byte(text))
		if err != nil {
			return
		}
		if d, err = d.Signed(sign("s")); err != nil {
			t.Fatal(err)
		}
		again, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		if d, err = receipt.Parse(again); err != nil {
			t.Fatalf("Parse(%q) = %v", again, err)
		}
		if err := d.Check(sign("s")); err != nil {
			t.Errorf("%q: %v", again, err)
		}
	})
}
