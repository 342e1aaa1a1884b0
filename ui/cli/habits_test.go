package cli_test

import (
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
)

// TestHostNameFollows wants the host name to follow the name until someone types another one, and both to follow the
// type.
func TestHostNameFollows(t *testing.T) {
	t.Parallel()
	d := sit(t, usual())
	d.walk("naming")
	d.choose("Name")
	d.Press("ctrl+u", "db-[1,3]")
	if s := d.wizard.Draft().Spec; s.Name != "db-[1,3]" || s.Hostname != s.Name {
		t.Errorf("the name is %q and the host name %q, want both db-[1,3]", s.Name, s.Hostname)
	}
	d.choose("Hostname")
	d.Press("ctrl+u", "own")
	d.Press("up", "ctrl+u", "cache-[1,3]")
	if got := d.wizard.Draft().Spec.Hostname; got != "own" {
		t.Errorf("the host name that was typed became %q", got)
	}

	d = sit(t, usual())
	d.walk("naming")
	before := d.wizard.Draft().Spec
	d.walk("review")
	for d.wizard.Step() != "type" {
		d.Press("esc")
		d.Rest()
	}
	d.Press("down", "enter")
	d.on("image")
	after := d.wizard.Draft().Spec
	if after.Type == before.Type || after.Name == before.Name || after.Hostname != after.Name {
		t.Errorf("%s had the names %q and %q, %s has %q and %q", before.Type, before.Name, before.Hostname, after.Type,
			after.Name, after.Hostname)
	}
}

// TestSortIsKept sorts a list and comes back to it.
func TestSortIsKept(t *testing.T) {
	t.Parallel()
	d := sit(t, usual())
	d.walk("zone")
	d.Press("s", "s")
	header := func() string { return strings.Split(d.Text(), "\n")[4] }
	want := header()
	d.Press("enter")
	d.on("type")
	d.Press("esc")
	d.on("zone")
	if got := header(); got != want {
		t.Errorf("the sorted list says %q, and back on it %q", want, got)
	}
}

// TestPasswordKey offers to generate a password only where one is asked for.
func TestPasswordKey(t *testing.T) {
	t.Parallel()
	d := sit(t, roomy())
	d.product(vm)
	d.walk("access")
	if !strings.Contains(d.Text(), "ctrl+t") {
		t.Errorf("with a password ctrl+t is not offered\n%s", d.Text())
	}
	d.Press("right")
	if strings.Contains(d.Text(), "ctrl+t") {
		t.Errorf("with a key pair ctrl+t is offered\n%s", d.Text())
	}
	d.Press("ctrl+t")
	if got := d.wizard.Draft().Spec.Access.Login; got != provider.LoginKeyPair {
		t.Errorf("after ctrl+t the login is %q, want %q", got, provider.LoginKeyPair)
	}
}

// TestTypedImage types the id of an image that no list has: it is kept, with its version, and is in the request.
func TestTypedImage(t *testing.T) {
	t.Parallel()
	d := sit(t, roomy())
	d.product(edge)
	d.walk("image")
	d.Press("/", "another", "enter", "enter")
	d.Press("enter")
	d.WaitFor("Required")
	d.Press("img-mine", "enter", "1.2.3", "enter")
	d.on("billing")
	if s := d.wizard.Draft().Spec; s.Image != "img-mine" || s.ImageVersion != "1.2.3" {
		t.Errorf("the image is %q in version %q, want img-mine in version 1.2.3", s.Image, s.ImageVersion)
	}
	d.Press("esc")
	d.on("image")
	d.WaitFor("entered by you")
	d.Press("enter")
	d.on("billing")
	s := d.wizard.Draft().Spec
	if s.Image != "img-mine" || s.ImageVersion != "1.2.3" {
		t.Errorf("there and back the image is %q in version %q", s.Image, s.ImageVersion)
	}
	body := string(d.wizard.Draft().Reader().Body(provider.Batch{Spec: s}))
	for _, want := range []string{`"ImageId": "img-mine"`, `"VersionNumber": "1.2.3"`} {
		if !strings.Contains(body, want) {
			t.Errorf("the request lacks %s:\n%s", want, body)
		}
	}
}

// TestFreeText asks by free text where the vendor offers no lookup, and says so.
func TestFreeText(t *testing.T) {
	t.Parallel()
	d := sit(t, roomy())
	d.product(vm)
	d.walk("network")
	d.choose("CIDR block")
	d.WaitFor("ID of your own address block")
	d.Press("10.0.0.0/24", "enter")
	d.WaitFor("Use the ID of an address block")

	d = sit(t, roomy())
	d.product(edge)
	d.walk("image")
	d.WaitFor("This vendor has no image list", "suggested, not confirmed", "Another image: enter its ID")
}

// TestPlurals counts one machine and several.
func TestPlurals(t *testing.T) {
	t.Parallel()
	d := sit(t, usual())
	d.walk("naming")
	d.Press("ctrl+u", "1")
	one := d.Text()
	d.Press("ctrl+u", "2")
	if many := d.Text(); !strings.Contains(one, "1        machine\n") && !strings.Contains(one, "1        machine ") ||
		!strings.Contains(many, "2        machines") {
		t.Errorf("one is\n%s\ntwo are\n%s", one, many)
	}
}
