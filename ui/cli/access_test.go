package cli_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/ui/cli"
)

// TestKeysAreOffered checks a key of ~/.ssh in the form instead of pasting it, and adds another one to it.
func TestKeysAreOffered(t *testing.T) {
	t.Parallel()
	c := newClock()
	p := process(t, c.Now, nil)
	if err := os.Mkdir(filepath.Join(p.Home, ".ssh"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(p.Home, ".ssh", "work.pub"), []byte(publicKey), 0o600); err != nil {
		t.Fatal(err)
	}
	d := wizardIn(t, cli.OpenProgram(t, p, all.Products(), t.TempDir(), 20), c, roomy())
	d.walk("access")
	d.Press("right", "right")
	d.Rest()
	for range 3 {
		if len(d.wizard.Draft().Spec.Access.SSHKeys) > 0 {
			break
		}
		d.Press("tab", "space")
		d.Rest()
	}
	d.WaitFor("[x]", "work.pub", "Other keys")
	if keys := d.wizard.Draft().Spec.Access.SSHKeys; len(keys) != 1 || keys[0] != publicKey {
		t.Errorf("the keys are %q, want the one of the file", keys)
	}
	d.Press("down")
	const other = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGPKSUTyz1HwHReFVvD5obVsALAgJRNarH4TRpNePnAS bob@example.com"
	d.Paste(other)
	d.Rest()
	if keys := d.wizard.Draft().Spec.Access.SSHKeys; len(keys) != 2 || keys[1] != other {
		t.Errorf("the keys are %q, want both", keys)
	}
	d.Press("shift+tab", "space")
	d.Rest()
	if keys := d.wizard.Draft().Spec.Access.SSHKeys; len(keys) != 1 || keys[0] != other {
		t.Errorf("the keys are %q, want the one that was pasted", keys)
	}
}

// TestScriptFromFile reads the first-boot script from a file, shows its size, and warns of what cloud-init would fail
// at: in the form and on the review.
func TestScriptFromFile(t *testing.T) {
	t.Parallel()
	c := newClock()
	p := process(t, c.Now, nil)
	path := filepath.Join(t.TempDir(), "boot.yaml")
	const script = "#cloud-config\npackages: [nginx\nruncmd: [ls]\n"
	if err := os.WriteFile(path, []byte(script), 0o600); err != nil {
		t.Fatal(err)
	}
	d := wizardIn(t, cli.OpenProgram(t, p, all.Products(), t.TempDir(), 20), c, roomy())
	d.walk("access")
	d.Press("ctrl+l")
	d.WaitFor("Which file contains")
	d.Press("enter")
	d.WaitFor("Required")
	d.Paste(path + ".missing")
	d.Press("enter")
	d.WaitFor("✗") // where the sentence is wrapped depends on the folder
	d.Press("ctrl+u")
	d.Paste(path)
	d.Press("enter")
	d.WaitFor("44 bytes", "Line 3 of the first-boot script is wrong: a bracket")
	if got := d.wizard.Draft().Spec.Access.InitScript.Reveal(); got != script {
		t.Errorf("the script is %q, want that of the file", got)
	}
	d.Press("ctrl+g")
	d.on("review")
	d.WaitFor("Line 3 of the first-boot script")
}

// planOf runs `metalwright plan` with a file.
func planOf(t *testing.T, text string) (code int, spec provider.Spec, words string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	p := process(t, newClock().Now, nil)
	path := filepath.Join(p.Dir, "order.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	p.Out, p.Err = &stdout, &stderr
	p.Args = []string{"--sim", "--state", t.TempDir(), "--json", "plan", path}
	code = cli.Main(t.Context(), p, all.Products())
	var doc struct {
		Spec     provider.Spec
		Warnings []string
	}
	if code == 0 {
		if err := json.Unmarshal(stdout.Bytes(), &doc); err != nil {
			t.Fatal(err)
		}
	}
	return code, doc.Spec, stderr.String() + strings.Join(doc.Warnings, "\n")
}

// TestNamesInFiles names an image by what people call it, and gets near matches for what is not there.
func TestNamesInFiles(t *testing.T) {
	t.Parallel()
	h := cli.OpenProgram(t, process(t, newClock().Now, nil), all.Products(), t.TempDir(), 20)
	spec := provider.Spec{Zone: "SEL-A", Type: "M6C"}
	images, err := h.Env().Accounts.Of("zenlayer-bmc")[0].Reader.Images(t.Context(), spec)
	if err != nil || len(images) < 2 {
		t.Fatalf("Images() = %v, %v", images, err)
	}
	image := images[1]
	head := "metalwright: v1\nproduct: zenlayer-bmc\nname: web\n"
	code, s, words := planOf(t, head+"zone: SEL-A\ntype: M6C\nimage: \""+strings.ToUpper(image.Name)+"\"\n")
	if code != 0 || s.Image != image.ID {
		t.Errorf("plan = %d, image %q, %s, want %q for %q", code, s.Image, words, image.ID, image.Name)
	}
	typo := image.Name[:len(image.Name)-1] + "#"
	for text, want := range map[string]string{
		"zone: SEL-AA\ntype: M6C\n":                               "SEL-A",
		"zone: SEL-A\ntype: M6\n":                                 "available: M6",
		"zone: SEL-A\ntype: M6C\nimage: \"" + typo + "\"\n":       "available: " + image.Name,
		"zone: SEL-A\ntype: M6C\nnetwork: {subnet: subnet-abc}\n": "subnet",
	} {
		if code, _, words := planOf(t, head+text); code == 0 || !strings.Contains(words, want) {
			t.Errorf("plan of %q = %d, %q, want an error with %q", text, code, words, want)
		}
	}
}

// TestKeysOfTheAccount checks a key that the account has: it is offered beside the operator's own, by its name, and
// none twice. Nothing is asked before keys are wanted.
func TestKeysOfTheAccount(t *testing.T) {
	t.Parallel()
	c := newClock()
	p := process(t, c.Now, nil)
	if err := os.Mkdir(filepath.Join(p.Home, ".ssh"), 0o700); err != nil {
		t.Fatal(err)
	}
	const mine = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJR4Xy5OVT2BrU0jDXyHyU11yd/qQE2VZhSr0QEIfYYx mine@example.net"
	if err := os.WriteFile(filepath.Join(p.Home, ".ssh", "id.pub"), []byte(mine), 0o600); err != nil {
		t.Fatal(err)
	}
	d := wizardIn(t, cli.OpenProgram(t, p, all.Products(), t.TempDir(), 20), c, roomy())
	d.walk("access")
	if got := d.Text(); strings.Contains(got, "ops-bastion") {
		t.Errorf("keys are offered before they are asked for:\n%s", got)
	}
	d.Press("right", "right")
	d.Rest()
	d.WaitFor("mine@example.net", "ops-bastion", "In account", "Other keys")
	if got := d.Text(); strings.Contains(got, "ops-laptop") {
		t.Errorf("a key is there twice:\n%s", got)
	}
	d.Press("tab", "tab", "tab", "space") // past the key of the file and the others
	d.Rest()
	keys := d.wizard.Draft().Spec.Access.SSHKeys
	if len(keys) != 1 || !strings.HasSuffix(keys[0], "ops-bastion@example.net") {
		t.Errorf("the keys are %q, want the account's", keys)
	}
}
