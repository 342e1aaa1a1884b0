package cli_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/cli"
	"github.com/metalwright/metalwright/ui/plain"
	"github.com/metalwright/metalwright/ui/steps"
	"github.com/metalwright/metalwright/ui/uitest"
)

// joined is what the screen of d shows, without its lines and marks.
func joined(d *wizardTest) string { return oneLine(d.Text()) }

// oneLine is text without lines and the marks of what is scrolled.
func oneLine(text string) string {
	return strings.Join(strings.Fields(strings.NewReplacer("▴", " ", "▾", " ").Replace(text)), " ")
}

// edgeReview answers the questions of edge machines in a zone where all networks have to be made.
func edgeReview(t *testing.T, s uitest.Size) *wizardTest {
	t.Helper()
	d := sit(t, roomy())
	d.product(edge)
	d.walk("zone")
	d.Press("/", "sg-1", "enter", "enter")
	d.on("type")
	d.walk("billing")
	d.Press("left", "enter")
	d.on("network")
	d.Press("enter", "enter", "enter")
	d.Rest()
	d.walk("review")
	d.Rest()
	d.Resize(s)
	return d
}

// TestTopOfTheReview reads all of a review in the smallest window: it begins at the top, which can be reached again,
// and the end can be reached, too.
func TestTopOfTheReview(t *testing.T) {
	t.Parallel()
	d := edgeReview(t, uitest.Size{W: 40, H: 12})
	for _, keys := range [][]string{
		nil, {"end", "home"}, {"pgdown", "pgdown", "pgup", "pgup", "pgup"}, {"up", "up", "up"},
	} {
		d.Press(keys...)
		if got := joined(d); !strings.Contains(got, "Before you order") {
			t.Errorf("after %q the top is not in sight:\n%s", keys, d.Text())
		}
	}
	seen := ""
	for range 20 {
		seen += " " + joined(d)
		d.Press("pgdown")
	}
	for _, want := range []string{"new private", "1 new IPv4", "mw········", "no published price"} {
		if !strings.Contains(seen, want) {
			t.Errorf("%q cannot be read by pgdown:\n%s", want, seen)
		}
	}
}

// TestQuotaIsSaidFirst names the account's quota where the number of machines is chosen, and on the review.
func TestQuotaIsSaidFirst(t *testing.T) {
	t.Parallel()
	d := sit(t, usual())
	d.product(edge)
	d.walk("zone")
	d.Press("/", "mumbai", "enter", "enter")
	d.on("type")
	d.Press("9")
	if got := joined(d); !strings.Contains(got, "may have 5 of this type here, and you want 9") {
		t.Errorf("nine of five machines are not refused in the list:\n%s", d.Text())
	}
	d.Press("enter")
	d.Rest()
	if d.wizard.Step() != "type" {
		t.Errorf("nine of five machines lead to %s", d.wizard.Step())
	}
	e := edgeReview(t, roomy())
	if got := joined(e); !strings.Contains(got, "Quota At most 10 BMS5.MEDIUM8 in this zone") {
		t.Errorf("the review says nothing of the quota:\n%s", e.Text())
	}
	draft := e.wizard.Draft()
	draft.Spec.Count = 11
	faults := provider.All(draft.Reader().Check(draft.Spec, draft.Known))
	if !slices.ContainsFunc(faults, func(f *provider.Error) bool {
		return f.Field == provider.FieldCount && f.Rule == provider.RuleQuota && f.Limit == 10
	}) {
		t.Errorf("Check() of eleven of ten = %v", faults)
	}
}

// TestOneDisk has a file and the wizard suggest the same system disk, in a zone that sells one kind alone.
func TestOneDisk(t *testing.T) {
	t.Parallel()
	file := `{"metalwright": "v1", "product": "zenlayer-vm", "zone": "BKK-A", "type": "c.1c2g", "name": "web",` +
		` "image": "Ubuntu Server 24.04 LTS x86 64-bit", "billing": {"charge": "postpaid"},` +
		` "storage": {"data_disks": [{"size_gb": 40}]}, "access": {"password": "generate"}}`
	c := newTypist(t)
	c.file = written(t, "vm.json", file)
	c.want(0, "", `System disk +40 GB STANDARD\n(.|\n)*Data disks +40 GB STANDARD\n`, "plan", c.file)

	for _, short := range []bool{false, true} {
		d := sit(t, usual())
		d.product(vm)
		d.walk("zone")
		d.Press("/", "bkk-a", "enter", "enter")
		d.on("type")
		d.walk("image")
		if short {
			d.Press("ctrl+g")
		}
		d.walk("review")
		if disk := d.wizard.Draft().Spec.Storage.SystemDisk; disk == nil || *disk != (provider.Disk{
			SizeGB: 40, Category: "STANDARD",
		}) {
			t.Errorf("the wizard, by ctrl+g: %v, suggests %+v", short, disk)
		}
	}
}

// TestFinishWaits presses ctrl+g before the images are there: it says that it waits, and continues to the review, also
// past what the zone has to be asked for.
func TestFinishWaits(t *testing.T) {
	t.Parallel()
	d := sit(t, usual())
	d.product(vm)
	d.walk("type")
	d.Rest()
	d.Press("enter", "ctrl+g") // nothing is there yet: no answer is taken before the next key
	if got := d.Text(); d.wizard.Step() != "image" || !strings.Contains(got, "Goes on once this has loaded") {
		t.Errorf("ctrl+g on %s says nothing:\n%s", d.wizard.Step(), got)
	}
	d.on("review")
}

// TestNamesWithoutNumbers says of a vendor that numbers nothing that a pattern stays as it is, and what all machines
// are called.
func TestNamesWithoutNumbers(t *testing.T) {
	t.Parallel()
	d := edgeReview(t, usual())
	d.Press("end")
	for d.wizard.Step() != "naming" {
		d.Press("up", "e")
		d.Rest()
		if d.wizard.Step() != "review" && d.wizard.Step() != "naming" {
			d.Press("esc")
			d.walk("naming")
		}
	}
	d.Press("ctrl+u", "3", "enter", "ctrl+u", "web-[1,3]")
	got := joined(d)
	if !strings.Contains(got, "numbers no names") || !strings.Contains(got, "All 3 machines have this name:") ||
		strings.Count(got, "web-[1,3]-mw") != 1 {
		t.Errorf("the pattern is not explained:\n%s", d.Text())
	}
}

// TestNoWayBack offers esc only where it does something.
func TestNoWayBack(t *testing.T) {
	t.Parallel()
	d := sit(t, usual())
	d.on("product")
	if got := d.Text(); strings.Contains(got, "esc back") {
		t.Errorf("esc is offered on the first question:\n%s", got)
	}
	d.Press("/", "vm", "enter")
	d.WaitFor("esc back") // clears the filter
	d.Press("esc", "enter")
	d.on("zone")
	d.WaitFor("esc back")
}

// TestHowToChange names the keys that change an answer in the smallest window.
func TestHowToChange(t *testing.T) {
	t.Parallel()
	d := sit(t, uitest.Size{W: 40, H: 12})
	d.walk("billing")
	d.WaitFor("‹› change", "esc back", " ? ")
}

// TestFindFits prints no line that is wider than the terminal, and says what it leaves out.
func TestFindFits(t *testing.T) {
	t.Parallel()
	for _, query := range []string{"cpu>=32", "product=tencent-edgezone"} {
		var out, said bytes.Buffer
		p := process(t, newClock().Now, nil)
		p.Out, p.Err, p.Width, p.Height = &out, &said, 80, 24
		p.Args = []string{"--sim", "--state", t.TempDir(), "find", query}
		if code := cli.Main(t.Context(), p, all.Products()); code != 0 {
			t.Fatalf("find = %d\n%s", code, said.String())
		}
		for line := range strings.Lines(out.String()) {
			if w := ansi.StringWidth(strings.TrimRight(line, "\n")); w > 80 {
				t.Errorf("find %s: %d cells: %q", query, w, line)
			}
		}
		if got := said.String(); !strings.Contains(got, "Left out for want of room: ") || !strings.Contains(got, "--json") {
			t.Errorf("find %s says %q", query, got)
		}
	}
}

// TestLikeWithItsNetwork orders again what has made its network: the new addresses are in the network that is there.
func TestLikeWithItsNetwork(t *testing.T) {
	t.Parallel()
	h := cli.OpenProgram(t, process(t, time.Now, nil), all.Products(), t.TempDir(), 20)
	s, ok := h.Again(t.Context(), order.View{
		ID: "o-edge", By: "operator", Product: edge,
		Spec: provider.Spec{Product: edge, Network: provider.Network{Make: []provider.Making{
			{Kind: provider.ResourcePublic, Name: "q"}, {Kind: provider.ResourceIPv4, Count: 2},
		}}},
		Resources: []order.ResourceView{{ID: "epn-1", Kind: provider.ResourcePublic}},
	})
	got := s.Draft.Spec.Network
	if want := []provider.Making{{Kind: provider.ResourceIPv4, Count: 2, In: "epn-1"}}; !ok || got.Public != "epn-1" ||
		!slices.Equal(got.Make, want) || !slices.Equal(s.Draft.Like.Spec.Network.Make, want) {
		t.Errorf("Again() = %+v, want the addresses in the network that was made", got)
	}
}

// TestPasswordNeedsAFile says whole sentences about a password that nobody would have.
func TestPasswordNeedsAFile(t *testing.T) {
	t.Parallel()
	c := newTypist(t)
	c.file = written(t, "vm.json", `{"metalwright": "v1", "product": "zenlayer-vm", "zone": "SEL-A", "type": "c.1c2g",`+
		` "name": "web", "image": "Ubuntu Server 24.04 LTS x86 64-bit", "access": {"password": "generate"}}`)
	c.want(2, "", `The program generates the password, and it would be lost: --password-out FILE`,
		"apply", "--yes", c.file)
	out := filepath.Join(t.TempDir(), "password.txt")
	c.want(0, "", "The password is in "+out, "apply", "--yes", c.file, "--password-out", out)

	d := sit(t, roomy())
	d.product(vm)
	d.walk("review")
	d.saveAs(filepath.Join(t.TempDir(), "vm.yaml"))
	d.WaitFor("Saved as")
	if got := d.Text(); !strings.Contains(got, "--password-out") || !strings.Contains(got, "FILE`") {
		t.Errorf("the command to order it with is not whole:\n%s", d.Text())
	}
}

// written is a file with the text.
func written(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestNothingIsCut looks for words that are cut and stand nowhere else: lines of sheets, and what is said of a key.
func TestNothingIsCut(t *testing.T) {
	t.Parallel()
	for _, size := range []uitest.Size{{W: 40, H: 12}, {W: 60, H: 15}, {W: 80, H: 24}} {
		for _, product := range []provider.ProductID{bmcID, edge} {
			d := sit(t, usual())
			d.product(product)
			step := "storage"
			if product == edge {
				step = "network"
				d.walk("zone")
				d.Press("/", "sg-1", "enter", "enter")
				d.walk("billing")
				d.Press("left", "enter")
				d.on("network")
				d.Press("enter", "enter", "enter")
				d.Rest()
			}
			d.walk(step)
			if product == bmcID {
				d.Press("down", "space")
			}
			d.Resize(size)
			lines := strings.Split(strings.TrimRight(d.Text(), "\n"), "\n")
			if body := strings.Join(lines[1:len(lines)-2], "\n"); strings.Contains(body, "…") {
				t.Errorf("%v: the lines of %s are cut\n%s", size, product, d.Text())
			}
			d.Press("ctrl+c")
			if got := joined(d); !strings.Contains(got, "ctrl+c again to quit") {
				t.Errorf("%v: how to leave is cut\n%s", size, d.Text())
			}
		}
	}
}

// TestTwoRoads answers by Enter on the screens and line by line: what is ordered is the same.
func TestTwoRoads(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		product  provider.ProductID
		zone     string // is filtered for
		consents bool
	}{{bmcID, "sel-a", false}, {vm, "bkk-a", false}, {edge, "ap-guangzhou-tez-gz-1", true}} {
		t.Run(string(c.product), func(t *testing.T) {
			t.Parallel()
			d := sit(t, usual())
			d.product(c.product)
			d.walk("zone")
			d.Press("/", c.zone, "enter", "enter")
			d.on("type")
			d.walk("billing")
			if c.consents {
				d.Press("left", "enter")
			}
			d.walk("review")
			want := d.wizard.Draft().Spec

			var out strings.Builder
			next := func(context.Context) (string, error) {
				said := out.String()
				switch label := said[strings.LastIndex(said, "\n")+1:]; {
				case strings.HasPrefix(label, "Agree"):
					return "yes", nil
				case strings.Count(said, "Number or name") == 1:
					return string(c.product), nil
				case strings.Contains(said[strings.LastIndex(said, "Step "):], "Zone"):
					return strings.ToUpper(c.zone), nil
				}
				return "", nil
			}
			a := plain.Asker{Env: d.program.Env(), Steps: steps.All(), Out: &out, Line: next, Hidden: next}
			got, err := a.Draft(t.Context())
			if err != nil {
				t.Fatalf("Draft() = %v\n%s", err, out.String())
			}
			want.Access.Password, got.Spec.Access.Password = provider.Secret{}, provider.Secret{} // one each is made
			if !reflect.DeepEqual(got.Spec, want) {
				t.Errorf("line by line\n%+v, on the screens\n%+v\n%s", got.Spec, want, out.String())
			}
		})
	}
}
