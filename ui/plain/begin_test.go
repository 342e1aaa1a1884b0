package plain_test

import (
	"strings"
	"testing"

	"github.com/metalwright/metalwright/ui/plain"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/steps"
)

// TestExplains types ? at a question: it says what the question is about, by which rule and at what cost, and asks
// again.
func TestExplains(t *testing.T) {
	t.Parallel()
	k := product("zenlayer-bmc", reply{"Number or name", "?"}, reply{"Bandwidth, Mbps", "?"})
	d, err := k.talked(t, cloud(t, nil))
	if err != nil || d.Spec.Zone == "" {
		t.Fatalf("Draft() = %+v, %v\n%s", d.Spec, err, k.out.String())
	}
	for _, want := range []string{
		"The data centre. Types", "Bandwidth. The most that a machine can send", "Next: Storage",
	} {
		if !strings.Contains(k.out.String(), want) {
			t.Errorf("the talk lacks %q\n%s", want, k.out.String())
		}
	}
}

// TestBeginsWithAnOrder asks nothing that the order before has answered.
func TestBeginsWithAnOrder(t *testing.T) {
	t.Parallel()
	e := cloud(t, nil)
	first := product("zenlayer-bmc", reply{"Number or name", "SEL-A"})
	d, err := first.talked(t, e)
	if err != nil {
		t.Fatal(err)
	}
	k := &talk{}
	a := plain.Asker{
		Env: e, Steps: steps.All(), Out: &k.out, Line: k.next, Hidden: k.next,
		Start: &step.Start{Kind: step.StartOrder, Draft: d},
	}
	got, err := a.Draft(t.Context())
	if err != nil || len(k.asked) != 0 || got.Spec.Zone != "SEL-A" || got.Spec.Type != d.Spec.Type {
		t.Errorf("Draft() = %+v, %v, asked %q, want the answers of before and no question", got.Spec, err, k.asked)
	}
}
