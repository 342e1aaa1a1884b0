package cli_test

import (
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
)

// product opens the account's question of a product.
func (d *wizardTest) product(id provider.ProductID) {
	d.t.Helper()
	for range d.program.Env().Products {
		d.on("product")
		d.Press("enter")
		if d.wizard.Draft().Spec.Product == id {
			return
		}
		d.Press("esc")
		d.on("product")
		d.Press("down")
	}
	d.t.Fatalf("product(%s): not found\n%s", id, d.Text())
}

// TestFramesVM compares the screens of virtual machines that machines of metal do not have, or have otherwise.
func TestFramesVM(t *testing.T) {
	d := frames{sit(t, roomy())}
	d.product(vm)
	d.walk("zone")
	d.frame(t, "zone")
	d.Press("/", "fra-a", "enter", "enter")
	d.on("type")
	d.frame(t, "type")
	d.walk("image")
	d.frame(t, "image")
	d.walk("billing")
	d.frame(t, "billing")
	d.walk("network")
	d.frame(t, "network")
	d.choose("CIDR block")
	d.Press("10.0.0.0/24", "enter")
	d.frame(t, "network_fault")
	d.Press("up", "ctrl+u")
	d.walk("storage")
	d.Press("down", "enter", "ctrl+u", "200", "enter", "enter", "ctrl+u", "2", "enter")
	d.frame(t, "storage")
	d.Press("space")
	d.frame(t, "disk")
	d.Press("esc")
	d.walk("access")
	d.frame(t, "access")
	d.Press("right", "enter")
	d.frame(t, "key_pair")
	d.Press("right")
	d.walk("naming")
	d.Press("ctrl+u", "2")
	d.frame(t, "naming")
	d.walk("review")
	d.frame(t, "review")
	d.Press("enter", "y")
	d.frame(t, "question")
	d.Press("n")
	d.place()
	d.WaitFor("2 PENDING", "updated")
	d.frame(t, "pending")
	d.look(time.Minute, "2 RUNNING", "DONE")
	d.frame(t, "running")
}

// choose moves down to the item of a form.
func (d *wizardTest) choose(label string) {
	d.t.Helper()
	for range 30 {
		if f := focus(d.Text()); len(f) > 1 && strings.HasPrefix(f[len(f)-1], label) {
			return
		} else if len(f) > 0 && strings.HasPrefix(f[len(f)-1], "More") {
			d.Press("enter")
			continue
		}
		d.Press("down")
	}
	d.t.Fatalf("choose(%q): not there\n%s", label, d.Text())
}
