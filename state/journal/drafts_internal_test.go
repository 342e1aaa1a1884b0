package journal

import (
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// TestMigrationKeepsDrafts opens a journal of the schema in which a person had one draft: each is there, free, under an
// id of its own.
func TestMigrationKeepsDrafts(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	all, err := steps("sqlite")
	if err != nil {
		t.Fatal(err)
	}
	db, err := connect(writerDSN(filepath.Join(dir, File)), 1)
	if err != nil {
		t.Fatal(err)
	}
	const before = 15
	for _, text := range append(slices.Clone(all[:before]),
		`insert into drafts(owner, at, answers) values ('local:ann', 7, 'zone: A'), ('ssh:ann', 7, 'zone: B')`,
		`insert into meta(key, value) values ('schema', '15')`, `pragma user_version = 15`,
	) {
		if text == "" {
			continue
		}
		if _, err := db.ExecContext(t.Context(), text); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	s, err := Open(t.Context(), Options{Dir: dir, Now: func() time.Time { return today }})
	if err != nil {
		t.Fatalf("Open() of schema %d = %v, want a store", before, err)
	}
	defer func() { _ = s.Close() }()
	err = s.View(t.Context(), func(j *Snapshot) error {
		for _, want := range []Draft{
			{ID: "o-7-1", Owner: "local:ann", At: fromMillis(7), Answers: "zone: A"},
			{ID: "o-7-2", Owner: "ssh:ann", At: fromMillis(7), Answers: "zone: B"},
		} {
			if got, err := j.Drafts.Of(want.Owner); err != nil || !slices.Equal(got, []Draft{want}) {
				t.Errorf("Drafts.Of(%s) = %+v, %v, want %+v", want.Owner, got, err, want)
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}
