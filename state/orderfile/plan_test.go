package orderfile_test

import (
	"bytes"
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/orderfile"
)

func TestPlan(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 20, 12, 0, 0, 5, time.UTC)
	const file = "metalwright: v1\nproduct: zenlayer-bmc\nzone: SEL-A\n" +
		"access: {password: generate, init_script: 'file:s'}\n"
	f, err := orderfile.Decode([]byte(file), "", products())
	if err != nil {
		t.Fatal(err)
	}
	s := f.Spec.Clone()
	s.Access.Password, s.Access.InitScript = provider.NewSecret("planted-password"), provider.NewSecret("planted-script")
	q := provider.Quote{
		Priced: true, Count: 1, Hour: provider.Amount(1, "USD"), Month: provider.Amount(730, "USD"),
		At: now,
	}
	p, err := orderfile.NewPlan(f, products()[0], s, q, "acme", "prod", now, now.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	text, err := p.Encode()
	if err != nil || bytes.Contains(text, []byte("planted")) {
		t.Fatalf("Encode() = %s, %v, want no secret", text, err)
	}
	back, err := orderfile.DecodePlan(text)
	if err != nil {
		t.Fatalf("DecodePlan(Encode()) = %v", err)
	}
	for _, c := range []struct {
		name string
		err  error
		want error
	}{
		{"in time", back.Verify(now, "acme"), nil},
		{"too late", back.Verify(now.Add(time.Hour), "acme"), orderfile.ErrPlanExpired},
		{"other account", back.Verify(now, "other"), orderfile.ErrPlanAccount},
		{
			"same price later",
			back.VerifyQuote(func() provider.Quote { q := q; q.At = now.Add(time.Minute); return q }()), nil,
		},
		{
			"other price", back.VerifyQuote(provider.Quote{Priced: true, Count: 1, Hour: provider.Amount(2, "USD")}),
			orderfile.ErrPlanStale,
		},
		{"same script", back.VerifyScript(s), nil},
		{"other script", back.VerifyScript(provider.Spec{}), orderfile.ErrPlanScript},
	} {
		if !errors.Is(c.err, c.want) || (c.want == nil && c.err != nil) {
			t.Errorf("%s: %v, want %v", c.name, c.err, c.want)
		}
	}
	g, err := back.File()
	if err != nil || g.ID != p.ID || g.Password != f.Password || g.InitScript != f.InitScript {
		t.Errorf("File() = %+v, %v, want what the plan was made of", g, err)
	}
	for name, bad := range map[string]string{
		"changed":  strings.Replace(string(text), "SEL-A", "SEL-B", 1),
		"unknown":  strings.Replace(string(text), `"id"`, `"x": 1, "id"`, 1),
		"cut":      string(text[:len(text)/2]),
		"more":     string(text) + "{}",
		"no plan":  whole,
		"no hash":  strings.Replace(string(text), p.Format, "other/v1", 1),
		"a string": `"metalwright-plan/v1"`,
	} {
		if _, err := orderfile.DecodePlan([]byte(bad)); err == nil {
			t.Errorf("DecodePlan of a plan that is %s: no error", name)
		}
	}
}

func FuzzDecodePlan(f *testing.F) {
	f.Add([]byte(`{"format":"metalwright-plan/v1","hash":"x"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := orderfile.DecodePlan(data)
		if err != nil {
			return
		}
		text, err := p.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := orderfile.DecodePlan(text); err != nil {
			t.Fatalf("DecodePlan(%q) encodes to what does not read back: %v", data, err)
		}
	})
}

// TestPlanCount reads plans that are whole and have a count that no order has: whoever makes one can also make its
// hash.
func TestPlanCount(t *testing.T) {
	t.Parallel()
	for _, count := range []int{-1, 10_001, 10_811_595_402, math.MaxInt, math.MinInt} {
		p := &orderfile.Plan{
			Format: orderfile.PlanFormat, ID: "o-x", Account: "acme",
			Spec: provider.Spec{Product: "zenlayer-bmc", Count: count},
		}
		text, err := p.Encode()
		if err != nil {
			t.Fatal(err)
		}
		_, err = orderfile.DecodePlan(text)
		if e, ok := errors.AsType[*provider.Error](err); !ok || e.At() != provider.FieldCount {
			t.Errorf("DecodePlan() with a count of %d = %v, want a fault of the count", count, err)
		}
	}
	p := &orderfile.Plan{
		Format: orderfile.PlanFormat, ID: "o-x", Account: "acme",
		Spec: provider.Spec{Product: "zenlayer-bmc", Count: 10_000},
	}
	text, err := p.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := orderfile.DecodePlan(text); err != nil {
		t.Errorf("DecodePlan() with a count of 10,000 = %v, want nil", err)
	}
}
