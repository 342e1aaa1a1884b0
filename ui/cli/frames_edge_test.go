package cli_test

import (
	"testing"
	"time"
)

// TestFramesEdge compares the screens of edge machines that other products do not have, or have otherwise: the zone
// has no network yet.
func TestFramesEdge(t *testing.T) {
	d := frames{sit(t, roomy())}
	d.product(edge)
	d.walk("zone")
	d.frame(t, "zone")
	d.Press("/", "sg-1", "enter", "enter")
	d.on("type")
	d.frame(t, "type")
	d.walk("image")
	d.frame(t, "image")
	d.Press("/", "another", "enter", "enter")
	d.frame(t, "image_id")
	d.Press("enter")
	d.frame(t, "image_id_fault")
	d.Press("ctrl+u", "img-mine", "esc", "esc", "home", "enter")
	d.walk("billing")
	d.Press("enter")
	d.frame(t, "consent")
	d.Press("left", "enter")
	d.on("network")
	d.Press("tab")
	d.frame(t, "network")
	d.Press("enter")
	d.frame(t, "private")
	d.Press("enter", "x", "enter")
	d.frame(t, "private_fault")
	d.Press("backspace", "enter")
	d.Rest()
	d.frame(t, "private_chosen")
	d.Press("enter", "enter")
	d.frame(t, "public")
	d.Press("enter", "enter", "enter", "enter")
	d.Rest()
	d.frame(t, "network_ready")
	d.choose("IPv4 addresses")
	d.Press("space")
	d.frame(t, "addresses")
	d.Press("esc")
	d.walk("storage")
	d.frame(t, "storage")
	d.walk("access")
	d.frame(t, "access")
	d.walk("naming")
	d.frame(t, "naming")
	d.walk("review")
	d.frame(t, "review")
	d.Press("enter", "y")
	d.frame(t, "question")
	d.Press("n", "ctrl+c")
	d.frame(t, "leave")
	d.Press("down")
	d.place()
	d.WaitFor("1 CREATING", "updated")
	d.frame(t, "pending")
	for range 20 { // a machine of metal takes its time
		d.clock.Advance(10 * time.Minute)
	}
	d.look(time.Minute, "1 RUNNING", "DONE")
	d.frame(t, "running")
}
