package journal

import (
	"context"
	"database/sql"
	"testing"
	"time"
)

// overtaken is a journal that another program changes as soon as it was asked.
type overtaken struct {
	querier

	change func()
}

// QueryRowContext answers as before the change.
func (o overtaken) QueryRowContext(ctx context.Context, text string, args ...any) *sql.Row {
	row := o.querier.QueryRowContext(ctx, text, args...)
	o.change()
	return row
}

// TestOvertaken opens a journal while another program changes it and remembers that: nothing is lost.
func TestOvertaken(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s, err := Open(t.Context(), Options{Dir: dir, Now: func() time.Time { return today }})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	change := func() {
		if err := s.Update(t.Context(), func(*Tx) error { return nil }); err != nil {
			t.Error(err)
		}
	}
	change()
	if err := markerOf(dir, "").check(t.Context(), overtaken{s.read, change}, true); err != nil {
		t.Errorf("check() beside a change = %v, want nil", err)
	}
}
