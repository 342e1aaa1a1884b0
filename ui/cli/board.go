package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/app"
	"github.com/metalwright/metalwright/ui/notify"
	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/run"
)

func newBoard(p run.Process, products []*provider.Product, f *run.Flags) *cobra.Command {
	c := &cobra.Command{
		Use:   "board [ORDER]",
		Short: "Show one order or all of them, live",
		Long: "Shows the orders in the journal and keeps watching them. Machines come up whether or not the " +
			"board is open.\n--plain writes a line for each change instead, until there is nothing left to " +
			"wait for; it needs no terminal.",
		Example: "metalwright board\nmetalwright board o-k7q2m9x4 --notify desktop\nmetalwright board --plain",
		Args:    usageArgs(cobra.MaximumNArgs(1)),
		RunE: func(c *cobra.Command, args []string) error {
			asLines, p := f.Plain || f.Output == "ndjson", p
			if !p.Terminal && !asLines {
				return report.UsageError("cli.board_terminal")
			}
			for _, a := range args { // before there is a screen
				if err := withOrderID(a, func(order.ID) error { return nil }); err != nil {
					return err
				}
			}
			p.Screen = !asLines
			s := &screen{flags: *f}
			s.attach(&p)
			return run.With(c.Context(), p, products, *f, func(ctx context.Context, rt *run.Runtime) error {
				var id order.ID
				if len(args) > 0 {
					id = order.ID(args[0])
					err := withOrderID(args[0], func(id order.ID) error {
						_, err := rt.Orders.Order(ctx, id)
						return err
					})
					if err != nil {
						return err
					}
				}
				if asLines {
					return boardLines(ctx, rt, f, id)
				}
				return s.show(ctx, rt, func() app.Page { return boardPage(rt, id, provider.Secret{}) })
			})
		},
	}
	f.RegisterNotify(c)
	return c
}

// boardLines is the board without a screen: a line for each change of one order, or of all that are not finished, until
// there is nothing left to wait for.
func boardLines(ctx context.Context, rt *run.Runtime, f *run.Flags, id order.ID) error {
	plain := *f
	plain.Plain = true
	if id != "" {
		return watchOrder(ctx, rt, &plain, id)
	}
	target, err := notifyOptions(rt, f.Notify)
	if err != nil {
		return err
	}
	ctx, end := interruptible(ctx, rt.Process)
	defer end()
	changes, stop := rt.Orders.Changes()
	defer stop()
	l := &plainBoard{rt: rt, progress: rt.NewProgress(&plain), target: target, shown: map[order.ID]bool{}}
	for {
		views, err := rt.Orders.Orders(context.WithoutCancel(ctx))
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

// plainBoard remembers what it has written.
type plainBoard struct {
	rt       *run.Runtime
	progress *report.Progress
	target   notify.Options
	shown    map[order.ID]bool
	endings  endings
}

// look writes what has changed, and reports whether there is something to wait for.
func (l *plainBoard) look(ctx context.Context, views []order.View) (waiting bool, err error) {
	for _, v := range views {
		if !l.shown[v.ID] && !v.Open && v.Attention == "" { // finished before anybody looked
			continue
		}
		l.shown[v.ID] = true
		if err := l.progress.Update(v); err != nil {
			return false, err
		}
		waiting = waiting || !report.Ended(v)
	}
	for _, v := range l.endings.since(views, l.rt.Process.Now()) {
		if err := sendNotice(context.WithoutCancel(ctx), l.rt, l.target, v); err != nil {
			report.Warn(l.rt.Process.Err, l.rt.Env.Text, err)
		}
	}
	if len(l.shown) == 0 {
		err = report.Println(l.rt.Process.Err, l.rt.Env.T("board.nothing_open"))
	}
	return waiting, err
}
