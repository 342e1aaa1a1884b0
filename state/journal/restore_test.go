package journal_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/metalwright/metalwright/state/journal"
)

// TestAuditRestored restores a backup that was made while the journal was in use, as the README describes: the later
// rows are reported missing until that is acknowledged, and the restored rows are unchanged.
func TestAuditRestored(t *testing.T) {
	t.Parallel()
	o := options(t.TempDir())
	s, err := journal.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	saved := record(t, s, 3)
	backup, err := s.Backups().Make(t.Context(), 2)
	if err != nil {
		t.Fatalf("Backup() = %v, want nil", err)
	}
	lost := record(t, s, 2)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(backup)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(o.Dir, journal.File)
	for _, name := range []string{path + "-wal", path + "-shm", filepath.Join(o.Dir, "journal.mark")} {
		if err := os.Remove(name); err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	s = open(t, o)
	_, err = verify(t, s, journal.Head{})
	if got, ok := errors.AsType[*journal.AuditError](err); !ok ||
		*got != (journal.AuditError{N: lost.N, Violation: journal.FlawKept}) {
		t.Errorf("Audit.Verify() of what was restored = %v, want row %d to be missed", err, lost.N)
	}
	if err := os.Remove(filepath.Join(o.Dir, "journal.head")); err != nil {
		t.Fatal(err)
	}
	if got, err := verify(t, s, saved); err != nil || got != saved {
		t.Errorf("Audit.Verify() = %v, %v, want %v", got, err, saved)
	}
	next := record(t, s, 1)
	if got, err := verify(t, s, journal.Head{}); err != nil || got != next || next.N != 4 {
		t.Errorf("Audit.Verify() of a row more = %v, %v, want %v", got, err, next)
	}
}

// TestAuditRestoredServer restores what PostgreSQL's own program has written of a journal: it is whole, with what
// guards the audit, and is added to.
func TestAuditRestoredServer(t *testing.T) {
	t.Parallel()
	engines := journal.Engines()
	o := engines[len(engines)-1].New(t, options("").Now)
	o.Dir = t.TempDir()
	s := open(t, o)
	saved := record(t, s, 3)
	o.Server = journal.Restored(t, o.Server)
	s = open(t, o)
	if got, err := verify(t, s, saved); err != nil || got != saved {
		t.Errorf("Audit.Verify() of what was restored = %v, %v, want %v", got, err, saved)
	}
	next := record(t, s, 1)
	if got, err := verify(t, s, saved); err != nil || got != next || next.N != 4 {
		t.Errorf("Audit.Verify() of a row more = %v, %v, want %v", got, err, next)
	}
}
