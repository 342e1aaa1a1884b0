package cli_test

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/state/orderfile"
	"github.com/metalwright/metalwright/ui/step"
)

// saveAs presses s on the review and saves under the path.
func (d *wizardTest) saveAs(path string) {
	d.t.Helper()
	d.on("review")
	d.Press("s")
	d.WaitFor("Save as an order file")
	d.Press("ctrl+u", path, "enter")
	d.Rest()
}

// readBack is the order file that was saved there; it is for its owner alone.
func readBack(t *testing.T, path string) *orderfile.File {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode of %s = %v, %v, want 0600", path, info.Mode(), err)
	}
	f, err := orderfile.Decode(text, path, all.Products())
	if err != nil {
		t.Fatalf("Decode(%s) = %v\n%s", path, err, text)
	}
	return f
}

// TestSave saves the review's order: what is read back is the order, and nothing that was there is replaced unasked.
func TestSave(t *testing.T) {
	t.Parallel()
	d := sit(t, usual())
	d.own()
	want := d.wizard.Draft().Spec
	for _, name := range []string{"db.yaml", "db.json"} {
		path := filepath.Join(t.TempDir(), name)
		d.saveAs(path)
		d.WaitFor("Saved as")
		if got := readBack(t, path).Spec; !reflect.DeepEqual(got, want) {
			t.Errorf("%s holds\n%+v, want\n%+v", name, got, want)
		}
		if text, err := os.ReadFile(path); err != nil || strings.Contains(string(text), " # ") != (name == "db.yaml") {
			t.Errorf("%s has no names behind its ids, or comments in JSON: %v\n%s", name, err, text)
		}
		d.Press("enter")
		d.Rest()

		if err := os.WriteFile(path, []byte("mine"), 0o600); err != nil {
			t.Fatal(err)
		}
		d.saveAs(path)
		d.WaitFor("This file already exists", "Overwrite it")
		d.Press("enter") // No
		d.Rest()
		if text, err := os.ReadFile(path); err != nil || string(text) != "mine" {
			t.Errorf("without confirmation the file became %q, %v", text, err)
		}
		d.Press("y", "enter")
		d.WaitFor("Saved as")
		if got := readBack(t, path).Spec; !reflect.DeepEqual(got, want) {
			t.Errorf("once confirmed %s holds\n%+v, want\n%+v", name, got, want)
		}
		d.Press("esc")
	}
	bought(t, d.ledger(), 0, 0)
}

// TestSaveSecrets saves an order with a password and a start script: neither is in the file.
func TestSaveSecrets(t *testing.T) {
	t.Parallel()
	d := sit(t, usual())
	d.walk("review")
	draft := d.wizard.Draft()
	draft.Spec.Access = provider.Access{
		Login: provider.LoginPassword, Password: provider.NewSecret("Planted-secret-1"),
		InitScript: provider.NewSecret("#!/bin/sh\necho planted-2\n"),
	}
	path := filepath.Join(t.TempDir(), "web.yaml")
	done, err := d.program.Env().Files.Save(draft, path, false)
	if err != nil || !done.Password {
		t.Fatalf("Save() = %+v, %v", done, err)
	}
	text, err := os.ReadFile(path)
	if err != nil || strings.Contains(strings.ToLower(string(text)), "planted") ||
		!strings.Contains(string(text), "file:web.init-script.sh") {
		t.Errorf("the file is %v\n%s", err, text)
	}
	script, err := os.ReadFile(done.Script)
	if err != nil || string(script) != draft.Spec.Access.InitScript.Reveal() {
		t.Errorf("the script is %v\n%s", err, script)
	}
	if info, err := os.Stat(done.Script); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode of the script = %v, %v, want 0600", info.Mode(), err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if _, err := d.program.Env().Files.Save(draft, path, false); err == nil {
		t.Error("Save() replaced the script unasked")
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("Save() wrote the order without its script")
	}
	draft.Spec.Access.Login = provider.LoginKeys // the password was typed before
	if text, err := d.program.Env().Files.Text(draft, path); err != nil || strings.Contains(string(text), "password") {
		t.Errorf("Text() = %v\n%s\nwant no password beside another way to log in", err, text)
	}
}

// TestSavedIsTheSame takes an order file of each product through the draft that the screens have, and back: what comes
// out says the same, whatever way it is written.
func TestSavedIsTheSame(t *testing.T) {
	t.Parallel()
	d := sit(t, usual())
	env := d.program.Env()
	for _, p := range all.Products() {
		a := env.Accounts.Of(p.ID)[0]
		spec := anything(t, a.Reader)
		spec.Name, spec.Tags = "web-[1,3]", nil
		if p.Has(provider.FieldTags) {
			spec.Tags = []provider.Tag{{Key: "team", Value: "edge: #1"}}
		}
		for _, path := range []string{"x.yaml", "x.json"} {
			first, err := env.Files.Text(step.Draft{Product: p, Account: &a, Spec: spec}, path)
			if err != nil {
				t.Fatal(err)
			}
			f, err := orderfile.Decode(first, path, all.Products())
			if err != nil {
				t.Fatalf("%s: Decode() = %v\n%s", p.ID, err, first)
			}
			s, err := f.Resolve(t.Context(), orderfile.Readers{Generate: func() (provider.Secret,
				error,
			) {
				return provider.NewSecret("made"), nil
			}})
			if err != nil {
				t.Fatal(err)
			}
			second, err := env.Files.Text(step.Draft{Product: p, Account: &a, Spec: s}, path)
			if err != nil || string(second) != string(first) {
				t.Errorf("%s: file, draft, file is %v\n%s, want\n%s", p.ID, err, second, first)
			}
		}
	}
}

// TestServeSave shows the order file to someone over SSH, to be copied, and writes none on the server.
func TestServeSave(t *testing.T) {
	t.Parallel()
	s := serveHere(t, "--speed", "2000")
	x := s.screen(t, "alice", "", usual())
	for _, q := range questions() {
		x.next(q)
	}
	x.Press("s")
	x.WaitFor("Order file: copy it to your machine", "metalwright: v1", "product: zenlayer-bmc", "y copy")
	x.Press("y", "esc")
	x.WaitFor("Review your order", "e edit")
}
