package run

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/orderfile"
	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/text"
)

// orderFiles are the order files of whoever runs p; over SSH the text is all there is.
func (p Process) orderFiles(tx *text.Text) step.Files {
	f := step.Files{Text: func(d step.Draft, path string) ([]byte, error) {
		return Encode(withNames(tx, d, OrderFile(d, path)), path)
	}}
	if p.Session == nil {
		f.Save = func(d step.Draft, path string, over bool) (step.Saved, error) {
			done, err := p.saveOrder(tx, d, path, over)
			return done, report.Localize(tx, err)
		}
		f.Read = func(path string) ([]byte, error) {
			text, err := p.ReadFile(path)
			return text, report.Localize(tx, err)
		}
	}
	return f
}

// OrderFile is the order file of the answers in d that count, for path: a start script is the file beside it.
func OrderFile(d step.Draft, path string) *orderfile.File {
	f := orderfile.FromSpec(d.Product.Counting(d.Spec))
	f.ReleaseAt = d.ReleaseAt
	if d.Account != nil { // whose default another one may be by the time that the file is applied
		f.Profile = d.Account.Profile
	}
	if path != "" && !f.InitScript.IsZero() {
		f.InitScript.Name = strings.TrimSuffix(filepath.Base(path), filepath.Ext(path)) + "." + orderfile.DefaultScript
	}
	return f
}

// withNames is f, the file of d, with what its answers are called: nobody recognises an order by ids.
func withNames(tx *text.Text, d step.Draft, f *orderfile.File) *orderfile.File {
	env := &step.Env{Text: tx}
	f.Names = map[provider.Field]string{}
	for _, field := range d.Product.Fields {
		_, f.Names[field] = env.Answers().Called(d, field)
	}
	return f
}

// Encode is an order file as text: JSON when the name of its file says so, and YAML otherwise.
func Encode(f *orderfile.File, path string) ([]byte, error) {
	if strings.EqualFold(filepath.Ext(path), ".json") {
		return f.JSON()
	}
	return f.YAML()
}

// saveOrder writes the order file of d, and its start script beside it. Both are the owner's alone: who may log in
// is there.
func (p Process) saveOrder(tx *text.Text, d step.Draft, path string, over bool) (step.Saved, error) {
	path, err := p.OutputPath(path)
	if err != nil {
		return step.Saved{}, err
	}
	f := withNames(tx, d, OrderFile(d, path))
	text, err := Encode(f, path)
	if err != nil {
		return step.Saved{}, err
	}
	done := step.Saved{Path: path, Password: !f.Password.IsZero()}
	type part struct {
		name string
		data []byte
	}
	parts := []part{{path, text}}
	if !f.InitScript.IsZero() {
		done.Script = filepath.Join(filepath.Dir(path), f.InitScript.Name)
		parts = []part{{done.Script, []byte(d.Spec.Access.InitScript.Reveal())}, {path, text}}
	}
	for _, x := range parts { // neither is written when one of them is there
		if _, err := os.Lstat(x.name); err == nil && !over {
			return step.Saved{}, fmt.Errorf("%s: %w", x.name, fs.ErrExist)
		}
	}
	for _, x := range parts {
		if err := p.Write(x.name, x.data, over); err != nil {
			return step.Saved{}, err
		}
	}
	return done, nil
}
