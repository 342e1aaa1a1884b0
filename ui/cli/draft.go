package cli

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"sync"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/state/orderfile"
	"github.com/metalwright/metalwright/ui/app"
	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/run"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/term"
	"github.com/metalwright/metalwright/ui/wizard"
)

// panicked logs a panic that has ended the screens, and keeps the answers of the wizard that was open. What it returns
// says so.
func panicked(rt *run.Runtime, e *term.PanicError, open app.Page) error {
	err := run.RecordPanic(rt.Env, rt.Log, e)
	if saveOpenDraft(rt, open) {
		return report.Exit(report.ExitPanic, errors.New(err.Error()+"\n"+rt.Env.T("draft.kept")))
	}
	return err
}

// saveOpenDraft keeps the answers of the page that was open, if it is a wizard whose order is not on its way.
func saveOpenDraft(rt *run.Runtime, open app.Page) bool {
	w, ok := open.(*wizard.Wizard)
	if !ok {
		return false
	}
	d, ok := w.Unplaced()
	if !ok || d.Product == nil || d.Spec.Zone == "" || rt.Drafts == nil {
		return false
	}
	answers, err := encodeDraft(d)
	if err == nil {
		err = rt.Drafts.Keep(context.WithoutCancel(rt.Env.Ctx), cmp.Or(d.ID, rt.Env.IDs.Next()), answers)
	}
	if err != nil {
		rt.Log.Error("draft not kept", "error", err)
	}
	return err == nil
}

// draftAccount begins the line of a draft that names its account, which is no answer of an order file.
const draftAccount = "# account: "

// encodeDraft is the answers of d as an order file. It has no secret: neither password nor start script.
func encodeDraft(d step.Draft) (string, error) {
	text, err := run.Encode(run.OrderFile(d, ""), "")
	if err == nil && d.Account != nil {
		text = append([]byte(draftAccount+d.Account.ID+"\n"), text...)
	}
	return string(text), err
}

// draftStarts are the drafts of whoever runs this, the latest first, without those that cannot be read.
func draftStarts(ctx context.Context, rt *run.Runtime) (all []step.Start) {
	if rt.Drafts == nil {
		return nil
	}
	kept, err := rt.Drafts.List(ctx)
	if err != nil {
		rt.Log.Warn("drafts not read", "error", err)
	}
	for _, d := range kept {
		s, err := draftStart(rt, d)
		if err != nil {
			rt.Log.Warn("draft not read", "error", err)
			continue
		}
		all = append(all, s)
	}
	return all
}

// freeDraft is the latest draft that no other session has open; false when there is none.
func freeDraft(ctx context.Context, rt *run.Runtime) (step.Start, bool) {
	all := draftStarts(ctx, rt)
	if i := slices.IndexFunc(all, func(s step.Start) bool { return s.Why == "" }); i >= 0 {
		return all[i], true
	}
	return step.Start{}, false
}

// draftStart is the draft to begin with, which is opened when it is chosen.
func draftStart(rt *run.Runtime, d order.KeptDraft) (s step.Start, err error) {
	s = step.Start{Kind: step.StartDraft, Name: string(d.ID), At: d.At}
	if s.Draft, err = readDraft(rt.Env, d); err != nil {
		return s, err
	}
	if d.Elsewhere != "" {
		s.Since, s.Why = d.Since, elsewhere(rt.Env, d)
		return s, nil
	}
	s.Drop = func(ctx context.Context) {
		if err := rt.Drafts.Drop(context.WithoutCancel(ctx), d.ID); err != nil {
			rt.Log.Warn("draft not dropped", "error", err)
		}
	}
	s.Open = func() (step.Draft, error) { return openDraft(rt, d.ID) }
	return s, nil
}

// elsewhere says since when another session has the draft open, and where.
func elsewhere(e *step.Env, d order.KeptDraft) string {
	return e.T("draft.elsewhere", "Time", e.Since(d.Since), "Where", d.Elsewhere)
}

// openDraft is the draft as it is by now, which no other session opens from here on.
func openDraft(rt *run.Runtime, id order.ID) (step.Draft, error) {
	ctx := rt.Env.Ctx
	d, err := rt.Drafts.Open(ctx, id)
	switch {
	case errors.Is(err, order.ErrDraftOpen):
		return step.Draft{}, errors.New(rt.Env.T("draft.open", "Where", elsewhere(rt.Env, d)))
	case errors.Is(err, order.ErrNoDraft):
		if _, err := rt.Orders.Order(ctx, id); err == nil {
			return step.Draft{}, errors.New(rt.Env.T("draft.ordered", "Order", id))
		}
		return step.Draft{}, errors.New(rt.Env.T("draft.gone"))
	case err != nil:
		return step.Draft{}, err
	}
	return readDraft(rt.Env, d)
}

func readDraft(env *step.Env, kept order.KeptDraft) (d step.Draft, err error) {
	f, err := orderfile.Decode([]byte(kept.Answers), "draft", env.Products)
	if err != nil {
		return d, err
	}
	i := slices.IndexFunc(env.Products, func(p *provider.Product) bool { return p.ID == f.Spec.Product })
	if i < 0 {
		return d, errors.New("no product")
	}
	d = step.Draft{ID: kept.ID, Product: env.Products[i], Spec: f.Spec, ReleaseAt: f.ReleaseAt}
	if !f.InitScript.IsZero() {
		d.Like = &step.Like{Script: true}
	}
	first, _, _ := strings.Cut(kept.Answers, "\n")
	id, named := strings.CutPrefix(first, draftAccount)
	for _, a := range env.Accounts.Of(f.Spec.Product) {
		if named && a.ID == id && a.Reader != nil && (d.Account == nil || a.Profile == f.Profile) {
			d.Account = &a
		}
	}
	return d, nil
}

// drafts keeps the answers of a wizard, one change after another: what was asked for later counts.
type drafts struct {
	rt   *run.Runtime
	last string // what was asked for last

	asked int // changes; of the screens alone, as is last
	mu    sync.Mutex
	done  int // the newest change that was made
}

// Keep keeps d, unless that is what is kept.
func (k *drafts) Keep(d step.Draft) tea.Cmd {
	answers, err := encodeDraft(d)
	if err != nil || string(d.ID)+answers == k.last {
		return nil
	}
	k.last = string(d.ID) + answers
	k.asked++
	ctx, mine := k.rt.Env.Ctx, k.asked
	return func() tea.Msg {
		k.mu.Lock()
		defer k.mu.Unlock()
		if mine <= k.done { // a later change was made meanwhile
			return nil
		}
		k.done = mine
		err := k.rt.Drafts.Keep(ctx, d.ID, answers)
		if err == nil {
			return nil
		}
		k.rt.Log.Warn("draft not kept", "error", err)
		if errors.Is(err, order.ErrDraftOpen) {
			return app.Notice{Text: k.rt.Env.T("draft.taken")}
		}
		return nil
	}
}
