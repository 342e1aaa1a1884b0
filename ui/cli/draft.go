package cli

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
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
	if !ok || d.Product == nil || d.Spec.Zone == "" || !keepsDrafts(rt) {
		return false
	}
	answers, err := encodeDraft(d)
	if err == nil {
		err = putDraft(context.WithoutCancel(rt.Env.Ctx), rt, answers)
	}
	if err != nil {
		rt.Log.Error("draft not kept", "error", err)
	}
	return err == nil
}

// draftAccount begins the line of a draft that names its account, which is no answer of an order file.
const draftAccount = "# account: "

// draftOwner names in the journal whoever runs this. Who is signed in over SSH is another person than one of the same
// name at the machine.
func draftOwner(rt *run.Runtime) string {
	if rt.Process.Session != nil {
		return "ssh:" + rt.Process.User
	}
	return "local:" + rt.Process.User
}

// keepsDrafts reports whether drafts are kept: not for someone who may be anyone.
func keepsDrafts(rt *run.Runtime) bool {
	return rt.Process.Session == nil || rt.Process.Session.Proven()
}

// encodeDraft is the answers of d as an order file. It has no secret: neither password nor start script.
func encodeDraft(d step.Draft) (string, error) {
	text, err := run.Encode(run.OrderFile(d, ""), "")
	if err == nil && d.Account != nil {
		text = append([]byte(draftAccount+d.Account.ID+"\n"), text...)
	}
	return string(text), err
}

func putDraft(ctx context.Context, rt *run.Runtime, answers string) error {
	return rt.Store.Update(ctx, func(tx *journal.Tx) error { return tx.Drafts.Put(draftOwner(rt), answers) })
}

// dropDraft forgets the draft of whoever runs this.
func dropDraft(ctx context.Context, rt *run.Runtime) {
	err := rt.Store.Update(context.WithoutCancel(ctx), func(tx *journal.Tx) error {
		_, err := tx.Drafts.Delete(draftOwner(rt))
		return err
	})
	if err != nil {
		rt.Log.Warn("draft not dropped", "error", err)
	}
}

// loadDraft is the one that was kept; false when there is none that can be read.
func loadDraft(ctx context.Context, rt *run.Runtime) (s step.Start, ok bool) {
	if !keepsDrafts(rt) {
		return s, false
	}
	var kept journal.Draft
	err := rt.Store.View(ctx, func(j *journal.Snapshot) (err error) {
		kept, ok, err = j.Drafts.Get(draftOwner(rt))
		return err
	})
	if err == nil && !ok {
		return s, false
	}
	s = step.Start{
		Kind: step.StartDraft, At: kept.At, Drop: func(ctx context.Context) { dropDraft(ctx, rt) },
	}
	if err == nil {
		s.Draft, err = readDraft(rt.Env, kept.Answers)
	}
	if err != nil {
		rt.Log.Warn("draft not read", "error", err)
		return s, false
	}
	return s, true
}

func readDraft(env *step.Env, answers string) (d step.Draft, err error) {
	f, err := orderfile.Decode([]byte(answers), "draft", env.Products)
	if err != nil {
		return d, err
	}
	i := slices.IndexFunc(env.Products, func(p *provider.Product) bool { return p.ID == f.Spec.Product })
	if i < 0 {
		return d, errors.New("no product")
	}
	d = step.Draft{Product: env.Products[i], Spec: f.Spec, ReleaseAt: f.ReleaseAt}
	if !f.InitScript.IsZero() {
		d.Like = &step.Like{Script: true}
	}
	first, _, _ := strings.Cut(answers, "\n")
	id, named := strings.CutPrefix(first, draftAccount)
	for _, a := range env.Accounts.Of(f.Spec.Product) {
		if named && a.ID == id && a.Reader != nil && (d.Account == nil || a.Profile == f.Profile) {
			d.Account = &a
		}
	}
	return d, nil
}

// drafts keeps the answers of the wizards of a run, one change after another: what was asked for later counts.
type drafts struct {
	rt   *run.Runtime
	last string // what was asked for last

	asked int // changes; of the screens alone, as is last
	mu    sync.Mutex
	done  int // the newest change that was made
}

// change has do done, unless a later change was made meanwhile.
func (k *drafts) change(do func(context.Context)) func(context.Context) {
	k.asked++
	mine := k.asked
	return func(ctx context.Context) {
		k.mu.Lock()
		defer k.mu.Unlock()
		if mine > k.done {
			k.done = mine
			do(ctx)
		}
	}
}

// Keep keeps d, unless that is what is kept.
func (k *drafts) Keep(d step.Draft) tea.Cmd {
	answers, err := encodeDraft(d)
	if err != nil || answers == k.last {
		return nil
	}
	k.last = answers
	put := k.change(func(ctx context.Context) {
		if err := putDraft(ctx, k.rt, answers); err != nil {
			k.rt.Log.Warn("draft not kept", "error", err)
		}
	})
	ctx := k.rt.Env.Ctx
	return func() tea.Msg {
		put(ctx)
		return nil
	}
}

// Drop forgets what was kept.
func (k *drafts) Drop() func(context.Context) {
	k.last = ""
	return k.change(func(ctx context.Context) { dropDraft(ctx, k.rt) })
}
