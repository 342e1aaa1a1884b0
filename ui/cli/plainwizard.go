package cli

import (
	"bufio"
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
	"github.com/metalwright/metalwright/ui/steps"
	"github.com/metalwright/metalwright/ui/wizard"
)

// plainWizard asks line by line, places the order, and follows it.
func (h *program) plainWizard(ctx context.Context, f *flags) error {
	tell, err := h.notifying(f.notify)
	if err != nil {
		return err
	}
	views, err := h.orders.Orders(ctx)
	if err != nil {
		return err
	}
	for _, v := range views {
		if v.Open || v.Attention != "" { // what is not finished comes before anything new
			if err := lines(h.proc.Err, h.env.T("plain.open", "Order", v.ID, "State", v.Word)); err != nil {
				return err
			}
		}
	}
	terminal := h.proc.In
	h.proc.In = bufio.NewReader(terminal) // one for all lines: it reads ahead
	next := func(ctx context.Context) (string, error) { return h.typed(ctx, terminal, false) }
	asker := plain.Asker{
		Env: h.env, Steps: steps.All(), Out: h.proc.Err, Line: next,
		Hidden: func(ctx context.Context) (string, error) { return h.typed(ctx, terminal, true) },
	}
	d, err := asker.Draft(ctx)
	switch {
	case ctx.Err() != nil:
		return &exitError{exitCancelled, phrased("apply.cancelled")}
	case errors.Is(err, plain.ErrEnd):
		failed := lines(h.proc.Err, "") // the line of the last question is open
		return firstError(failed, &exitError{exitCancelled, phrased("plain.ended")})
	case err != nil:
		return h.vendorError(&orderfile.File{}, err)
	}
	r := &prepared{
		path: "-", file: orderfile.FromSpec(d.Spec), account: *d.Account, spec: d.Spec, asked: true,
		keep: func(provider.Secret) error { return nil },
	}
	if err := h.check(ctx, r); err != nil {
		return err
	}
	defer h.log.hide(r.spec.Access.Secrets()...)()
	id, err := h.confirm(ctx, r, slot{}, false)
	if err != nil {
		if ctx.Err() != nil {
			return &exitError{exitCancelled, errors.New(h.env.T("apply.cancelled"))}
		}
		return err
	}
	lost := h.reveal(ctx, id, r, d.Generated)
	return errors.Join(h.follow(ctx, f, h.teller(f), id, tell, false), lost)
}

// reveal shows a password that was made, once the order is accepted or its outcome is unknown: nobody has it otherwise.
func (h *program) reveal(ctx context.Context, id order.ID, r *prepared, made provider.Secret) error {
	if made.IsZero() || r.spec.Access.Password != made {
		return nil
	}
	v, err := wizard.Outcome(context.WithoutCancel(ctx), h.orders, id)
	if err != nil || v.Word == order.Rejected {
		return err
	}
	note := "plain.password"
	if v.Word == order.Ambiguous {
		note = "plain.password_unsure"
	}
	return lines(h.proc.Err, h.env.T(note), made.Reveal())
}

// typed is one line of the terminal, until ctx ends; [plain.ErrEnd] after the last. What is hidden is not echoed.
func (h *program) typed(ctx context.Context, terminal io.Reader, hidden bool) (string, error) {
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
		line, err := bufio.NewReader(h.proc.In).ReadString('\n') // the reader that is there already
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
		return "", errors.Join(context.Cause(ctx), restore()) // nobody else does, as the reading goes on
	}
}
