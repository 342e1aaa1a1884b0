package doctor_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/ui/doctor"
	"github.com/metalwright/metalwright/ui/run"
)

type finding struct {
	Check, Subject string
	Severity       string `json:"grade"`
	What, Fix      string
}

// examined runs the doctor without credentials and returns what it has found, by check.
func examined(t *testing.T, dir string, env map[string]string) (map[string][]finding, error) {
	t.Helper()
	var out bytes.Buffer
	env["METALWRIGHT_STATE"], env["METALWRIGHT_OUTPUT"] = dir, "json"
	p := run.Process{
		Out: &out, Err: &bytes.Buffer{}, Home: t.TempDir(), Now: time.Now,
		Lookup:   func(name string) (string, bool) { v, ok := env[name]; return v, ok },
		CheckDir: func(string) error { return nil },
	}
	for name, v := range env {
		p.Env = append(p.Env, name+"="+v)
	}
	f := &run.Flags{}
	if err := f.Resolve(p, all.Products()); err != nil {
		t.Fatal(err)
	}
	failed := doctor.Run(t.Context(), p, all.Products(), f)
	var doc struct{ Findings []finding }
	if err := json.Unmarshal(out.Bytes(), &doc); err != nil {
		t.Fatalf("%v:\n%s", err, out.String())
	}
	found := map[string][]finding{}
	for _, x := range doc.Findings {
		found[x.Check] = append(found[x.Check], x)
	}
	return found, failed
}

// TestNothingToFix finds no fault on a machine without credentials and without a journal: orders are simulated.
func TestNothingToFix(t *testing.T) {
	t.Parallel()
	found, err := examined(t, filepath.Join(t.TempDir(), "new"), map[string]string{"TERM": "xterm", "LANG": "C.UTF-8"})
	if err != nil {
		t.Fatalf("Run() = %v", err)
	}
	for _, check := range []string{"credentials", "terminal", "journal"} {
		if len(found[check]) == 0 {
			t.Errorf("nothing was said about %s", check)
		}
		for _, x := range found[check] {
			if x.Severity == "fault" || x.Severity == "warning" && x.Fix == "" {
				t.Errorf("%s %s: %s: %s, fix %q", x.Check, x.Subject, x.Severity, x.What, x.Fix)
			}
		}
	}
}

// TestSpoiledJournal finds a journal that is no database and one that others may read, and says how to fix it.
func TestSpoiledJournal(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, journal.File)
	if err := os.WriteFile(path, []byte("this is no database, and long enough to be looked at"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o644); err != nil { // whatever the umask is
		t.Fatal(err)
	}
	found, err := examined(t, dir, map[string]string{"TERM": "xterm"})
	if err == nil {
		t.Error("Run() = nil, want the number of faults")
	}
	grades := map[string]int{}
	for _, x := range found["journal"] {
		if x.Severity != "ok" && x.Fix == "" {
			t.Errorf("%s: no fix", x.What)
		}
		grades[x.Severity]++
	}
	if grades["fault"] != 1 || grades["warning"] == 0 && runtime.GOOS != "windows" {
		t.Errorf("the findings about the journal are %v, want one fault and a warning", found["journal"])
	}
}
