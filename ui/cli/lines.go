package cli

import (
	"context"

	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/notify"
)

// lines is the board without a screen: a line for each change of one order, or of all that are not finished, until
// there is nothing left to wait for.
func (h *program) lines(ctx context.Context, f *flags, id order.ID) error {
	plain := *f
	plain.plain = true
	if id != "" {
		return h.watch(ctx, &plain, id)
	}
	tell, err := h.notifying(f.notify)
	if err != nil {
		return err
	}
	ctx, end := h.interruptible(ctx)
	defer end()
	changes, stop := h.orders.Changes()
	defer stop()
	l := &lineBoard{program: h, teller: h.teller(&plain), tell: tell, shown: map[order.ID]bool{}}
	for {
		views, err := h.orders.Orders(context.WithoutCancel(ctx))
		if err != nil {
			return err
		}
		waiting, err := l.look(ctx, views)
		if err != nil || !waiting {
			return err
		}
		select {
		case <-changes:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// lineBoard remembers what it has written.
type lineBoard struct {
	program *program
	teller  *teller
	tell    notify.Options
	shown   map[order.ID]bool
	news    news
}

// look writes what has changed, and reports whether there is something to wait for.
func (l *lineBoard) look(ctx context.Context, views []order.View) (waiting bool, err error) {
	for _, v := range views {
		if !l.shown[v.ID] && !v.Open && v.Attention == "" { // finished before anybody looked
			continue
		}
		l.shown[v.ID] = true
		if err := l.teller.tell(v); err != nil {
			return false, err
		}
		waiting = waiting || !ended(v)
	}
	for _, v := range l.news.of(views) {
		if err := l.program.notice(context.WithoutCancel(ctx), l.tell, v); err != nil {
			warn(l.program.proc.Err, l.program.env.Text, err)
		}
	}
	if len(l.shown) == 0 {
		err = lines(l.program.proc.Err, l.program.env.T("board.nothing_open"))
	}
	return waiting, err
}
