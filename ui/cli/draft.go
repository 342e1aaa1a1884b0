package cli

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/orderfile"
	"github.com/metalwright/metalwright/ui/app"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/steps"
	"github.com/metalwright/metalwright/ui/term"
	"github.com/metalwright/metalwright/ui/wizard"
)

// panicked logs a panic that has ended the screens, and keeps the answers of the wizard that was open. What it returns
// says so.
func (h *program) panicked(e *term.PanicError, open app.Page) error {
	err := h.fault(e)
	if h.keepOpen(open) {
		return exitWith(exitPanic, errors.New(err.Error()+"\n"+h.env.T("draft.kept")))
	}
	return err
}

// fault logs a panic in one line. Where nothing is logged its stack is a part of the error.
func (h *program) fault(e *term.PanicError) error {
	h.log.Error("panic", "what", e.What, "stack", string(e.Stack))
	if h.log.kept() {
		return exitWith(exitPanic, errors.New(h.env.T("cli.panic_logged", "What", e.What)))
	}
	return exitWith(exitPanic, errors.New(h.env.T("cli.panic", "What", e.What) + "\n" + string(e.Stack)))
}

// keepOpen keeps the answers of the page that was open, if it is a wizard whose order is not on its way.
func (h *program) keepOpen(open app.Page) bool {
	w, ok := open.(*wizard.Wizard)
	if !ok {
		return false
	}
	d, ok := w.Unplaced()
	if !ok || d.Product == nil {
		return false
	}
	err := h.keepDraft(d)
	if err != nil {
		h.log.Error("draft not kept", "error", err)
	}
	return err == nil
}

// draftMark begins the line of a draft that names its account, which is no answer of an order file.
const draftMark = "# account: "

// draftPath is where the draft of whoever runs this is kept: beside the journal, and apart from those of others.
func (h *program) draftPath() string {
	name := "draft.yaml"
	if h.proc.session != nil {
		sum := sha256.Sum256([]byte(h.proc.User)) // a name may have any letters
		name = "draft-" + hex.EncodeToString(sum[:8]) + ".yaml"
	}
	return filepath.Join(h.at.dir, name)
}

// keepDraft writes the answers of d as an order file, for its owner alone. It has no secret: neither password nor start
// script.
func (h *program) keepDraft(d step.Draft) error {
	path := h.draftPath()
	text, err := encode(orderFile(d, path), path)
	if err != nil {
		return err
	}
	if d.Account != nil {
		text = append([]byte(draftMark+d.Account.ID+"\n"), text...)
	}
	return h.proc.write(path, text, true)
}

// keptDraft is the one that was kept, and when; false when there is none that can be read.
func (h *program) keptDraft() (d step.Draft, kept time.Time, ok bool) {
	path := h.draftPath()
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return d, kept, false
	}
	if err == nil {
		d, err = h.readDraft(data, path)
	}
	info, failed := os.Stat(path)
	if err = errors.Join(err, failed); err != nil {
		h.log.Warn("draft not read", "error", err)
		return d, kept, false
	}
	return d, info.ModTime(), true
}

func (h *program) readDraft(data []byte, path string) (d step.Draft, err error) {
	f, err := orderfile.Decode(data, path, h.env.Products)
	if err != nil {
		return d, err
	}
	i := slices.IndexFunc(h.env.Products, func(p *provider.Product) bool { return p.ID == f.Spec.Product })
	if i < 0 {
		return d, errors.New("no product")
	}
	d = step.Draft{Product: h.env.Products[i], Spec: f.Spec}
	first, _, _ := strings.Cut(string(data), "\n")
	id, named := strings.CutPrefix(first, draftMark)
	for _, a := range h.env.Accounts(f.Spec.Product) {
		if named && a.ID == id && a.Reader != nil && (d.Account == nil || a.Profile == f.Profile) {
			d.Account = &a
		}
	}
	return d, nil
}

// dropDraft removes the draft. It reports whether it was there: somebody else may have taken it.
func (h *program) dropDraft() bool {
	err := os.Remove(h.draftPath())
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		h.log.Warn("draft not removed", "error", err)
	}
	return err == nil
}

// begins is the first page: the draft of a run that failed, if there is one, before what it would be otherwise.
func (h *program) begins(otherwise func() app.Page) app.Page {
	d, kept, ok := step.Draft{}, time.Time{}, false
	if h.mayOrder() {
		d, kept, ok = h.keptDraft()
	}
	if !ok {
		return otherwise()
	}
	return wizard.NewOffer(h.env, d, kept, func() app.Page {
		if !h.dropDraft() {
			return otherwise()
		}
		return wizard.Continue(h.env, steps.All(), d, h.ordering())
	}, func() app.Page {
		h.dropDraft()
		return otherwise()
	})
}
