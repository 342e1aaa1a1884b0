package pick

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/widget"
)

// loading asks the vendor for the rows, and then for what each of them still lacks.
type loading[T any] struct {
	load *widget.Load[[]T]
	fill *widget.Load[filled[T]]
	tick int // of the spinner
}

// filled is a row with what it lacked.
type filled[T any] struct {
	key string
	row T
}

// Prepare has nothing to ask for: the rows are loaded by Init.
func (l *loading[T]) Prepare() tea.Cmd { return nil }

// Waiting reports whether the rows, or their prices, are still being loaded.
func (l *loading[T]) Waiting() bool { return l.busy() || l.fill.State() == widget.LoadBusy }

// Failed is why there are no rows.
func (l *loading[T]) Failed() error { return l.load.Err() }

// Close ends the requests.
func (l *loading[T]) Close() {
	l.load.Cancel()
	l.fill.Cancel()
}

// busy reports whether the rows are being loaded.
func (l *loading[T]) busy() bool { return l.load.State() == widget.LoadBusy }

// turn is the next frame of the spinner.
func (l *loading[T]) turn() tea.Cmd {
	if !l.busy() {
		return nil
	}
	l.tick++
	return step.Tick()
}

// start loads the rows of q, and reports false when they are known.
func (l *loading[T]) start(q *question[T]) (tea.Cmd, bool) {
	l.fill.Cancel()
	if q.cfg.Load == nil {
		l.load.Set(q.cfg.Rows)
		return nil, false
	}
	d, load := q.draft.Clone(), q.cfg.Load
	return tea.Batch(step.Tick(), l.load.Start(q.env.Ctx, func(ctx context.Context) ([]T, error) {
		return load(ctx, d)
	})), true
}

// next fills the row under the cursor first, then the others, one request at a time.
func (l *loading[T]) next(of *list[T]) tea.Cmd {
	cfg := &of.q.cfg
	if cfg.Fill == nil || l.fill.State() == widget.LoadBusy {
		return nil
	}
	at, ok := of.grid.Row()
	if !ok || !cfg.Lacks(of.rows.all[at]) {
		at = slices.IndexFunc(of.rows.all, cfg.Lacks)
	}
	if at < 0 {
		return nil
	}
	row, d, q := of.rows.all[at], of.q.draft.Clone(), of.Query() // as they are now: the person continues typing
	return l.fill.Start(of.q.env.Ctx, func(ctx context.Context) (filled[T], error) {
		t, err := cfg.Fill(ctx, d, row, q)
		return filled[T]{cfg.Key(row), t}, err
	})
}
