package pick

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/ui/widget"
)

// next fills the row under the cursor first, then the others, one request at a time.
func (s *Screen[T]) next() tea.Cmd {
	if s.cfg.Fill == nil || s.fill.State() == widget.LoadBusy {
		return nil
	}
	at, ok := s.grid.Row()
	if !ok || !s.cfg.Lacks(s.rows.all[at]) {
		at = slices.IndexFunc(s.rows.all, s.cfg.Lacks)
	}
	if at < 0 {
		return nil
	}
	row, d, q := s.rows.all[at], s.draft.Clone(), s.Query() // as they are now: the person continues typing
	return s.fill.Start(s.env.Ctx, func(ctx context.Context) (filled[T], error) {
		t, err := s.cfg.Fill(ctx, d, row, q)
		return filled[T]{s.cfg.Key(row), t}, err
	})
}

func (s *Screen[T]) filled() tea.Cmd {
	if s.fill.Err() != nil {
		return nil // the list is of use without; the next look tries again
	}
	f := s.fill.Value()
	if i := slices.IndexFunc(s.rows.all, func(t T) bool { return s.cfg.Key(t) == f.key }); i >= 0 {
		s.rows.all[i] = f.row
		s.rows.version++
		if _, shown := s.rows.fit(); !slices.Equal(shown, s.rows.shown) { // a column has something to say now
			s.grid.SetColumns(s.rows.show())
		}
		if column, _ := s.grid.Sort(); column != "" || s.grid.Filter() != "" {
			s.grid.Refresh()
		}
	}
	return s.next()
}

// stay has the operator stay here, although the review was wanted once the rows are there.
func stay[T any](s *Screen[T]) {
	if s.finish {
		s.finish, s.reason = false, ""
	}
}
