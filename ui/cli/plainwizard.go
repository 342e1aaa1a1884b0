package cli

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/state/orderfile"
	"github.com/metalwright/metalwright/ui/plain"
	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/run"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/steps"
	"github.com/metalwright/metalwright/ui/wizard"
)

// runPlainWizard asks line by line, places the order, and follows it.
func runPlainWizard(ctx context.Context, rt *run.Runtime, f *run.Flags, start *step.Start) error {
	target, err := notifyOptions(rt, f.Notify)
	if err != nil {
		return err
	}
	views, err := rt.Orders.Orders(ctx)
	if err != nil {
		return err
	}
	for _, v := range views {
		if v.Open || v.Attention != "" { // what is not finished comes before anything new
			line := rt.Env.T("plain.open", "Order", v.ID, "State", rt.Env.OrderWords().Word(v.Status))
			if err := report.Println(rt.Process.Err, line); err != nil {
				return err
			}
		}
	}
	terminal := rt.Process.In
	rt.Process.In = bufio.NewReader(terminal) // one for all lines: it reads ahead
	next := func(ctx context.Context) (string, error) { return readTyped(ctx, rt, terminal, false) }
	asker := plain.Asker{
		Env: wizardEnv(rt), Steps: steps.All(), Out: rt.Process.Err, Line: next, Start: start,
		Drafts: &drafts{rt: rt}, Width: run.Width(rt.Process),
		Hidden: func(ctx context.Context) (string, error) { return readTyped(ctx, rt, terminal, true) },
	}
	d, err := asker.Draft(ctx)
	switch {
	case ctx.Err() != nil:
		return report.Exit(report.ExitCancelled, report.NewError("apply.cancelled"))
	case errors.Is(err, plain.ErrEnd):
		failed := report.Println(rt.Process.Err, "") // the line of the last question is open
		return cmp.Or(failed, report.Exit(report.ExitCancelled, report.NewError("plain.ended")))
	case err != nil:
		return report.VendorError(rt.Env, &orderfile.File{}, err)
	}
	r := &prepared{
		path: "-", file: orderfile.FromSpec(d.Spec), account: *d.Account, spec: d.Spec, asked: true,
		keep: func(provider.Secret) error { return nil }, made: d.Generated,
	}
	r.file.ReleaseAt = d.ReleaseAt
	if err := checkOrder(ctx, rt, r); err != nil {
		return err
	}
	defer rt.Log.Hide(r.spec.Access.Secrets()...)()
	id, err := confirmOrder(ctx, rt, r, slot{id: d.ID}, applyOptions{})
	if err != nil {
		if ctx.Err() != nil {
			return report.Exit(report.ExitCancelled, errors.New(rt.Env.T("apply.cancelled")))
		}
		return err
	}
	lost := revealPassword(ctx, rt, id, r)
	return errors.Join(followOrder(ctx, rt, f, rt.NewProgress(f), id, target, false), lost)
}

// revealPassword shows a password that was made, once the order is accepted or its outcome is unknown: nobody has it
// otherwise.
func revealPassword(ctx context.Context, rt *run.Runtime, id order.ID, r *prepared) error {
	if !r.madePassword() {
		return nil
	}
	v, err := wizard.Outcome(context.WithoutCancel(ctx), rt.Orders, id)
	if err != nil || v.Status == order.Rejected {
		return err
	}
	note := "plain.password"
	if v.Status == order.Ambiguous {
		note = "plain.password_unsure"
	}
	if err := report.Println(rt.Process.Err, rt.Env.T(note), r.made.Reveal()); err != nil {
		return err
	}
	return rt.Orders.Do(context.WithoutCancel(ctx), order.SavePassword{ID: id}) // the terminal keeps its lines
}

// readTyped is one line of the terminal, until ctx ends; [plain.ErrEnd] after the last. What is hidden is not echoed.
func readTyped(ctx context.Context, rt *run.Runtime, terminal io.Reader, hidden bool) (string, error) {
	type answer struct {
		line string
		err  error
	}
	got, restore := make(chan answer, 1), func() error { return nil }
	f, ok := terminal.(*os.File)
	hidden = hidden && ok && term.IsTerminal(int(f.Fd()))
	if hidden {
		echoing, err := term.GetState(int(f.Fd()))
		if err != nil {
			return "", err
		}
		restore = func() error { return term.Restore(int(f.Fd()), echoing) }
	}
	go func() { // ends with the input: reading a terminal cannot be taken back
		if hidden {
			b, err := term.ReadPassword(int(f.Fd()))
			if errors.Is(err, io.EOF) {
				err = plain.ErrEnd
			}
			got <- answer{string(b), err}
			return
		}
		line, err := bufio.NewReader(rt.Process.In).ReadString('\n') // the reader that is there already
		if errors.Is(err, io.EOF) {
			err = plain.ErrEnd
			if line != "" {
				err = nil
			}
		}
		got <- answer{strings.TrimRight(line, "\r\n"), err}
	}()
	select {
	case a := <-got:
		return a.line, a.err
	case <-ctx.Done():
		return "", errors.Join(context.Cause(ctx), restore()) // nobody else does, as the reading continues
	}
}
