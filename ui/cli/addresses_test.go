package cli_test

import (
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/uitest"
)

// TestAddressesFollowTheCount orders fewer machines, and more, than addresses were reserved for: each machine has one
// in the end, and no more are bought.
func TestAddressesFollowTheCount(t *testing.T) {
	t.Parallel()
	d := sit(t, usual())
	d.answer(roads()[2].keys)
	draft := d.wizard.Draft()
	draft.Spec.Network.Make = []provider.Making{
		{Kind: provider.ResourceIPv4, Zone: draft.Spec.Zone, In: draft.Spec.Network.Public, Count: 2},
	}
	n := &wizardTest{t: t, program: d.program, clock: d.clock}
	n.wizard = n.program.WizardWith(draft)
	n.Driver = uitest.Drive(t, n.program.App(n.wizard), usual())
	for _, count := range []string{"1", "3"} {
		n.Send(step.Jump{Field: provider.FieldCount})
		n.on("naming")
		n.Press("ctrl+u", count, "ctrl+g")
		n.on("review")
		spec := n.wizard.Draft().Spec
		if m := spec.Network.Making(provider.ResourceIPv4); m == nil || m.Count != spec.Machines() {
			t.Errorf("%d machines and %+v addresses, want one for each", spec.Machines(), m)
		}
	}
}
