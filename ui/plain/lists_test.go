package plain_test

import (
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/plain"
	"github.com/metalwright/metalwright/ui/steps"
	"github.com/metalwright/metalwright/ui/widget"
)

// TestFiltersLists leaves what fits words and conditions, says what is wrong with one, and takes from what is left.
func TestFiltersLists(t *testing.T) {
	t.Parallel()
	k := product("zenlayer-vm", []reply{
		{"Number or name", "SEL-A"},
		{"Number or name", "cpus>=8"},
		{"Number or name", "cpu>=1000"},
		{"Number or name", "/ cpu>=8 price<0.2"},
		{"Number or name", "1"},
		{"Number or name", "/debian"},
		{"Number or name", "1"},
	}...)
	d, err := k.talked(t, cloud(t, nil))
	said := k.out.String()
	if err != nil || d.Known.Type == nil || max(d.Known.Type.Cores, d.Known.Type.Threads) < 8 ||
		!strings.Contains(strings.ToLower(d.Known.Image.Name), "debian") {
		t.Fatalf("Draft() = %v, %+v, %v\n%s", d.Known.Type, d.Known.Image, err, said)
	}
	for _, want := range []string{"Did you mean cpu?", "No matches", "Showing what fits cpu>=8 price<0.2; / alone"} {
		if !strings.Contains(said, want) {
			t.Errorf("nothing says %q:\n%s", want, said)
		}
	}
}

// TestNearestTypes asks for a type that is sold out: what is like it here, and where it is sold, is listed, and taken.
func TestNearestTypes(t *testing.T) {
	t.Parallel()
	k := product("zenlayer-bmc", []reply{
		{"Number or name", "SEL-A"},
		{"Number or name", "H8Y"}, // sold out there
		{"Number or name", "<"},
		{"Number or name", "H8Y"},
		{"Number or name", "1"},
	}...)
	d, err := k.talked(t, cloud(t, nil))
	if err != nil || d.Spec.Type == "H8Y" && d.Spec.Zone == "SEL-A" || d.Spec.Type == "" {
		t.Errorf("Draft() = %s in %s, %v, want another type or zone\n%s", d.Spec.Type, d.Spec.Zone, err, k.out.String())
	}
	if said := k.out.String(); strings.Count(said, "H8Y is sold out in SEL-A. Choose another type") < 2 ||
		!strings.Contains(said, "FRA-A") {
		t.Errorf("nothing says what there is instead:\n%s", said)
	}
}

// TestPlacesOfAType lists where a type is sold, with stock and price, and goes there.
func TestPlacesOfAType(t *testing.T) {
	t.Parallel()
	k := product("zenlayer-bmc", []reply{
		{"Number or name", "SEL-A"},
		{"Number or name", "z no-such"},
		{"Number or name", "z"}, // the one in brackets
		{"Number or name", "<"},
		{"Number or name", "z M6C"},
		{"Number or name", "FRA-A"},
	}...)
	d, err := k.talked(t, cloud(t, nil))
	said := k.out.String()
	if err != nil || d.Spec.Type != "M6C" || d.Spec.Zone != "FRA-A" || d.Known.Zone == nil || d.Known.Zone.ID != "FRA-A" {
		t.Fatalf("Draft() = %s in %s, %v, want M6C in FRA-A\n%s", d.Spec.Type, d.Spec.Zone, err, said)
	}
	_, places, _ := strings.Cut(said, "M6C in all zones")
	places, _, _ = strings.Cut(places, "Number or name")
	if !strings.Contains(said, "No such choice") || strings.Count(said, " in all zones") != 2 ||
		!strings.Contains(places, "FRA-A, Frankfurt, ") || !strings.Contains(places, " left, ") ||
		!strings.Contains(places, "USD/h, ") {
		t.Errorf("the places are not listed with stock and price:\n%s", said)
	}
}

// TestKnownKeys takes a key of the account by its number.
func TestKnownKeys(t *testing.T) {
	t.Parallel()
	k := product("zenlayer-bmc", []reply{
		{"Number or name", "SEL-A"},
		{"Number or name", "M6C"},
		{"Log in with", "SSH keys"},
		{"SSH keys", "2"},
	}...)
	d, err := k.talked(t, cloud(t, nil))
	if keys := d.Spec.Access.SSHKeys; err != nil || len(keys) != 1 || !strings.HasPrefix(keys[0], "ssh-") ||
		!strings.Contains(k.out.String(), "2. ops-bastion, ssh-ed25519\n") ||
		d.Spec.Access.Login != provider.LoginKeys {
		t.Errorf("Draft() = %q, %v\n%s", keys, err, k.out.String())
	}
}

// TestLinesEndBetweenWords wants no line to be longer than the terminal, which would break it within a word.
func TestLinesEndBetweenWords(t *testing.T) {
	t.Parallel()
	const width = 50
	k := product("zenlayer-bmc")
	a := plain.Asker{
		Env: cloud(t, nil), Steps: steps.All(), Out: &k.out, Line: k.next, Hidden: k.next, Width: width,
	}
	if _, err := a.Draft(t.Context()); err != nil {
		t.Fatalf("Draft() = %v\n%s", err, k.out.String())
	}
	for l := range strings.Lines(k.out.String()) {
		if l = strings.TrimSuffix(l, "\n"); widget.Width(l) > width {
			t.Errorf("%d cells: %q", widget.Width(l), l)
		}
	}
	said := strings.Join(strings.Fields(k.out.String()), " ")
	for _, want := range []string{"An empty line takes the answer in brackets", "sold out"} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not said:\n%s", want, k.out.String())
		}
	}
}
