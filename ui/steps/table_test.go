package steps_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/steps"
	"github.com/metalwright/metalwright/ui/text"
	_ "github.com/metalwright/metalwright/ui/uitest" // the flag -update
)

// page is the document that the products' tables are written to.
const page = "../../provider/PARAMETERS.md"

// asks is the step of p that owns f; the review shows what no step owns.
func asks(p *provider.Product, f provider.Field) string {
	list := steps.All()
	i := slices.IndexFunc(list, func(s step.Step) bool { return slices.Contains(s.Owns, f) && s.For(p) })
	if i < 0 {
		return list[len(list)-1].ID
	}
	return list[i].ID
}

// TestParameters finds parameters without an answer, and answers that no step asks for.
func TestParameters(t *testing.T) {
	t.Parallel()
	// Answers that no vendor is sent as such.
	ours := []provider.Field{
		provider.FieldProduct, provider.FieldAccount, provider.FieldRegion, provider.FieldConsent, provider.FieldLogin,
		provider.FieldMake,
	}
	for _, p := range all.Products() {
		for _, q := range p.Params {
			if q.Name == "" || q.Type == "" || q.Field == "" {
				t.Errorf("%s: parameter %+v is incomplete", p.ID, q)
			}
		}
		for _, f := range p.Fields {
			if f != provider.FieldRegion && asks(p, f) == "review" {
				t.Errorf("%s: no step asks for %s", p.ID, f)
			}
			if !slices.ContainsFunc(p.Params, func(q provider.Param) bool { return q.Field == f }) && !slices.Contains(ours, f) {
				t.Errorf("%s: %s is asked for and no parameter carries it", p.ID, f)
			}
		}
	}
}

// TestPage compares the page of all parameters and refusals with the tables; -update writes it.
func TestPage(t *testing.T) {
	t.Parallel()
	tx, err := text.New("en")
	if err != nil {
		t.Fatal(err)
	}
	want := document(tx)
	if f := flag.Lookup("update"); f != nil && f.Value.String() == "true" {
		if err := os.WriteFile(page, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("%s is not what the tables say; go test ./ui/steps -run TestPage -update writes it", page)
	}
}

func document(tx *text.Text) string {
	var b strings.Builder
	b.WriteString("# Parameters and refusals\n\nWritten from the products' tables by a test; do not edit.\n")
	caught := map[provider.CaughtBy]string{
		provider.CaughtNever: "no", provider.CaughtData: "by what was looked up", provider.CaughtRule: "by a rule",
	}
	for _, p := range all.Products() {
		fmt.Fprintf(&b, "\n## %s %s\n\n| parameter | type | order file | step |\n|---|---|---|---|\n", p.Vendor, p.Name)
		for _, q := range p.Params {
			fmt.Fprintf(&b, "| `%s` | %s | `%s` | %s |\n", q.Name, q.Type, q.Field, asks(p, q.Field))
		}
		b.WriteString(
			"\n| code | HTTP | kind | order file | step | caught before sending | what to do |\n|---|---|---|---|---|---|---|\n")
		for _, c := range p.Codes {
			e := &provider.Error{Kind: c.Kind, Field: c.Field}
			at := string(e.At())
			if at != "" {
				at = "`" + at + "`"
			}
			opens := asks(p, e.At())
			if c.Ambiguous || c.Kind == provider.KindThrottled {
				opens = "the board" // where it is looked up, or tried again
			}
			fmt.Fprintf(&b, "| `%s` | %d | %s | %s | %s | %s | %s |\n", c.Code, c.HTTP, c.Kind, at, opens,
				caught[c.Caught], tx.T("advice."+c.Advice))
		}
	}
	return b.String()
}
