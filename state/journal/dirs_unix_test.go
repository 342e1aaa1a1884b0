//go:build unix

package journal

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestDirectoryIsNoPattern keeps journals in directories whose names match others as patterns, or are malformed as
// patterns: a lost one is missed, old backups are removed, and the neighbour's stay.
func TestDirectoryIsNoPattern(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"[ab]", "[", "?", "*"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			top := t.TempDir()
			dir, neighbour := filepath.Join(top, name), filepath.Join(top, "a")
			now := today
			o := Options{Dir: dir, Now: func() time.Time { return now }}
			if err := os.MkdirAll(neighbour, 0o700); err != nil {
				t.Fatal(err)
			}
			for _, file := range []string{"journal-20250101T000000.000Z.db", "journal-20250101T000000.000Z.db.partial"} {
				if err := os.WriteFile(filepath.Join(neighbour, file), nil, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			s, err := Open(t.Context(), o)
			if err != nil {
				t.Fatalf("Open() = %v, want nil: the neighbour's backups are no traces", err)
			}
			for range 4 {
				if _, err := s.Backups().Make(t.Context(), 2); err != nil {
					t.Fatal(err)
				}
				now = now.AddDate(0, 0, 1)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			if all, err := backups(dir); err != nil || len(all) != 2 {
				t.Errorf("backups() = %v, %v, want 2", all, err)
			}
			if all, err := os.ReadDir(neighbour); err != nil || len(all) != 2 {
				t.Errorf("the neighbour's files = %v, %v, want 2", all, err)
			}
			for _, suffix := range []string{"", "-wal", "-shm", markSuffix} {
				if err := os.RemoveAll(filepath.Join(dir, File+suffix)); err != nil {
					t.Fatal(err)
				}
			}
			if err := os.RemoveAll(filepath.Join(dir, "journal"+markSuffix)); err != nil {
				t.Fatal(err)
			}
			if reasonOf(CheckLost(dir)) != ReasonLost {
				t.Errorf("CheckLost() = %v, want %s", CheckLost(dir), ReasonLost)
			}
			if s, err := Open(t.Context(), o); reasonOf(err) != ReasonLost {
				t.Errorf("Open() = %v, %v, want %s", s, err, ReasonLost)
			}
		})
	}
}
