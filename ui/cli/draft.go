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
	if !ok || d.Product == nil {
		return false
	}
	err := saveDraft(rt, d)
	if err != nil {
		rt.Log.Error("draft not kept", "error", err)
	}
	return err == nil
}

// draftAccount begins the line of a draft that names its account, which is no answer of an order file.
const draftAccount = "# account: "

// draftPath is where the draft of whoever runs this is kept: beside the journal, and apart from those of others.
func draftPath(rt *run.Runtime) string {
	name := "draft.yaml"
	if rt.Process.Session != nil {
		sum := sha256.Sum256([]byte(rt.Process.User)) // a name may have any letters
		name = "draft-" + hex.EncodeToString(sum[:8]) + ".yaml"
	}
	return filepath.Join(rt.Location.Dir, name)
}

// saveDraft writes the answers of d as an order file, for its owner alone. It has no secret: neither password nor start
// script.
func saveDraft(rt *run.Runtime, d step.Draft) error {
	path := draftPath(rt)
	text, err := run.Encode(run.OrderFile(d, path), path)
	if err != nil {
		return err
	}
	if d.Account != nil {
		text = append([]byte(draftAccount+d.Account.ID+"\n"), text...)
	}
	return rt.Process.Write(path, text, true)
}

// loadDraft is the one that was kept, and when; false when there is none that can be read.
func loadDraft(rt *run.Runtime) (d step.Draft, kept time.Time, ok bool) {
	path := draftPath(rt)
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return d, kept, false
	}
	if err == nil {
		d, err = readDraft(rt.Env, data, path)
	}
	info, failed := os.Stat(path)
	if err = errors.Join(err, failed); err != nil {
		rt.Log.Warn("draft not read", "error", err)
		return d, kept, false
	}
	return d, info.ModTime(), true
}

func readDraft(env *step.Env, data []byte, path string) (d step.Draft, err error) {
	f, err := orderfile.Decode(data, path, env.Products)
	if err != nil {
		return d, err
	}
	i := slices.IndexFunc(env.Products, func(p *provider.Product) bool { return p.ID == f.Spec.Product })
	if i < 0 {
		return d, errors.New("no product")
	}
	d = step.Draft{Product: env.Products[i], Spec: f.Spec}
	first, _, _ := strings.Cut(string(data), "\n")
	id, named := strings.CutPrefix(first, draftAccount)
	for _, a := range env.Accounts(f.Spec.Product) {
		if named && a.ID == id && a.Reader != nil && (d.Account == nil || a.Profile == f.Profile) {
			d.Account = &a
		}
	}
	return d, nil
}

// removeDraft removes the draft. It reports whether it was there: somebody else may have taken it.
func removeDraft(rt *run.Runtime) bool {
	err := os.Remove(draftPath(rt))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		rt.Log.Warn("draft not removed", "error", err)
	}
	return err == nil
}
