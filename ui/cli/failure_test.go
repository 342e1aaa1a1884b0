package cli_test

import (
	"encoding/json"
	"strings"
	"testing"
)

// TestFailureAsJSON runs commands that fail before they have anything to print: with --json the reason is a document.
func TestFailureAsJSON(t *testing.T) {
	t.Parallel()
	here := prepare(t)
	for _, c := range []struct {
		name, command, in string
		code              int
		kind, field       string
	}{
		{"an order that is not there", "orders show o-nothing --json", "", 2, "usage", ""},
		{"a flag that nobody knows", "orders --nonsense --json", "", 2, "usage", ""},
		{"a command that nobody knows", "ordrs --json", "", 2, "usage", ""},
		{"help of a command that nobody knows", "ordrs --help --json", "", 2, "usage", ""},
		{"a key that nobody knows", "plan - --json", orderFile("web", 1) + "zoone: x\n", 2, "usage", "zoone"},
		{"an answer that is not offered", "plan - --json", orderFile("web", 1) + "image: centos\n", 2, "not_found", "image"},
	} {
		r := here.localIn(c.in, strings.Fields(c.command)...)
		var doc struct {
			Schema string
			Exit   int `json:"exit_code"`
			Error  struct {
				Kind, Field, Message string
			}
		}
		if err := json.Unmarshal([]byte(r.out), &doc); err != nil {
			t.Errorf("%s: printed %q (%v), want JSON", c.name, r.out, err)
			continue
		}
		e := doc.Error
		if doc.Schema != "metalwright/v1" || doc.Exit != c.code || r.code != c.code || e.Kind != c.kind ||
			e.Field != c.field {
			t.Errorf("%s: printed %s and ended with %d, want code %d, kind %s, field %q", c.name, r.out, r.code, c.code, c.kind,
				c.field)
		}
		if e.Message == "" || r.errs != "metalwright: "+e.Message+"\n" {
			t.Errorf("%s: the message is %q, and the error stream has %q", c.name, e.Message, r.errs)
		}
	}
	const refusal = "INVALID_PARAMETER_ZONE_NOT_FOUND"
	faults := here.file("faults.yaml", "- {do: refuse, action: InquiryPriceCreateInstance, code: "+refusal+"}\n")
	r := here.localIn(orderFile("web", 1), "plan", "-", "--output", "yaml", "--faults", faults)
	if r.code != 4 || !strings.Contains(r.out, "code: "+refusal+"\n") || strings.Contains(r.out, "request_id: null") {
		t.Errorf("a refusal ended with %d and printed %s, want 4, the vendor's code and request id", r.code, r.out)
	}
	if r := here.localIn("", "orders", "show", "o-nothing"); r.out != "" {
		t.Errorf("without --json it printed %q, want nothing", r.out)
	}
}
