package cli

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/ui/run"
)

// TestEditorIsTheOperators opens an editor on the operator's own terminal alone: not over SSH, in tours, or where the
// input is none.
func TestEditorIsTheOperators(t *testing.T) {
	t.Parallel()
	in, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = in.Close() }()
	lookup := func(name string) (string, bool) { return map[string]string{"EDITOR": "ed -s"}[name], name == "EDITOR" }
	own := run.Process{In: in, Lookup: lookup}
	if editor(own) == nil {
		t.Error("editor() = nil on the operator's terminal")
	}
	ssh, tour, piped := own, own, own
	ssh.Session, tour.Confined, piped.In = &run.Session{}, true, strings.NewReader("")
	for name, p := range map[string]run.Process{"over SSH": ssh, "in a tour": tour, "of a pipe": piped} {
		if editor(p) != nil {
			t.Errorf("editor() %s is one", name)
		}
	}
	if got := editorOf(lookup); len(got) != 2 || got[0] != "ed" || got[1] != "-s" {
		t.Errorf("editorOf() = %q", got)
	}
}

// TestScratch writes a script for its owner alone, and removes it whatever comes of it.
func TestScratch(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{"first-boot.yaml": "#cloud-config\n", "first-boot.sh": "#!/bin/sh\n"} {
		for _, ended := range []error{nil, errors.New("exit status 1")} {
			path, err := scratch([]byte(text))
			if err != nil {
				t.Fatal(err)
			}
			info, err := os.Stat(path)
			if err != nil || info.Mode().Perm() != 0o600 || filepath.Base(path) != name {
				t.Errorf("%s: %v, %v, want %s for its owner alone", path, info, err, name)
			}
			got, err := collect(path, ended)
			if ended == nil && (err != nil || string(got) != text) || ended != nil && !errors.Is(err, ended) {
				t.Errorf("collect() = %q, %v", got, err)
			}
			if _, err := os.Stat(filepath.Dir(path)); !os.IsNotExist(err) {
				t.Errorf("%s is still there: %v", path, err)
			}
		}
	}
}
