package step_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/zenlayer/bmc"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/text"
	"github.com/metalwright/metalwright/ui/theme"
)

// metal is a draft of a bare metal machine as it is suggested, at an account that nobody asks anything.
func metal(t *testing.T) (*step.Env, step.Draft) {
	t.Helper()
	p := bmc.Product()
	r, err := p.Open(provider.Account{KeyID: "key", Secret: provider.NewSecret("secret"), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	tx, err := text.New(text.Fallback)
	if err != nil {
		t.Fatal(err)
	}
	d := step.Draft{Product: p, Account: &step.Account{Profile: "prod", KeyHint: "1234", Reader: r}}
	d.Spec.Product, d.Spec.Zone, d.Spec.Type = bmc.ID, "SEL-A", "M6C"
	e := &step.Env{Ctx: t.Context(), Theme: theme.New(true, false), Text: tx, Products: []*provider.Product{p}}
	return e, d.Clone().Completed()
}

// TestChanged finds what was answered otherwise than suggested, and nothing else; an answer of the profile is none.
func TestChanged(t *testing.T) {
	t.Parallel()
	_, d := metal(t)
	if got := d.Changed(); len(got) > 0 {
		t.Errorf("Changed() of what is suggested = %v, want none", got)
	}
	d.Spec.Network.BandwidthMbps = 77
	d.Spec.Name = "web"
	if got := d.Changed(); !slices.Equal(got, []provider.Field{provider.FieldBandwidth}) {
		t.Errorf("Changed() = %v, want the bandwidth", got)
	}
	d.Defaulted = map[provider.Field]string{provider.FieldBandwidth: "77"}
	if got := d.Changed(); len(got) > 0 {
		t.Errorf("Changed() of a default of the profile = %v, want none", got)
	}
	if got := (step.Draft{}).Changed(); got != nil {
		t.Errorf("Changed() of nothing = %v, want none", got)
	}
}

// TestForms writes an order in the words of other tools: each is there, or says what it cannot express.
func TestForms(t *testing.T) {
	t.Parallel()
	e, d := metal(t)
	d.Spec.Access.InitScript = provider.NewSecret("#!/bin/sh\necho planted-words\n")
	var all []string
	for _, f := range e.Exports().Forms(d) {
		text := string(e.Exports().Write(d, f))
		all = append(all, string(f))
		if strings.TrimSpace(text) == "" || strings.Contains(text, "planted-words") {
			t.Errorf("Write(%s) = %q, want the order without its secrets", f, text)
		}
	}
	if got := strings.Join(all, " "); got != "zeno terraform curl yaml" {
		t.Errorf("Forms() = %s", got)
	}
}

// TestPayingName names a real account by its profile or its key, and no other.
func TestPayingName(t *testing.T) {
	t.Parallel()
	e, d := metal(t)
	if got := d.Account.PayingName(e.Text); got != "prod" {
		t.Errorf("PayingName() = %q, want prod", got)
	}
	a := *d.Account
	a.Profile = ""
	if got := a.PayingName(e.Text); !strings.Contains(got, "1234") {
		t.Errorf("PayingName() = %q, want the key", got)
	}
	a.Simulated = true
	if got := a.PayingName(e.Text) + (*step.Account)(nil).PayingName(e.Text); got != "" {
		t.Errorf("PayingName() = %q, want none", got)
	}
	if got := e.Fields().Explain(bmc.ID, provider.FieldZone); !strings.Contains(got, "data centre") {
		t.Errorf("Explain(zone) = %q", got)
	}
}
