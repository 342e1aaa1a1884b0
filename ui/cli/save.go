package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/orderfile"
	"github.com/metalwright/metalwright/ui/step"
)

// files are the order files of whoever runs p; over SSH the text is all there is.
func (p Process) files() step.Files {
	f := step.Files{Text: func(d step.Draft, path string) ([]byte, error) {
		return encode(orderFile(d.Spec, path), path)
	}}
	if p.session == nil {
		f.Save = p.saveOrder
	}
	return f
}

// orderFile is the order file of a spec, for path: a start script is the file beside it.
func orderFile(s provider.Spec, path string) *orderfile.File {
	if l := s.Access.Login; l != "" && l != provider.LoginPassword {
		s.Access.Password = provider.Secret{} // an answer that was taken back
	}
	f := orderfile.FromSpec(s)
	if path != "" && !f.InitScript.IsZero() {
		f.InitScript.Name = strings.TrimSuffix(filepath.Base(path), filepath.Ext(path)) + "." + orderfile.DefaultScript
	}
	return f
}

func encode(f *orderfile.File, path string) ([]byte, error) {
	if strings.EqualFold(filepath.Ext(path), ".json") {
		return f.JSON()
	}
	return f.YAML()
}

// saveOrder writes the order file of d, and its start script beside it. Both are the owner's alone: who may log in stands there.
func (p Process) saveOrder(d step.Draft, path string, over bool) (step.Saved, error) {
	if rest, ok := strings.CutPrefix(path, "~"+string(filepath.Separator)); ok && p.Home != "" {
		path = filepath.Join(p.Home, rest)
	}
	if !filepath.IsAbs(path) {
		path = filepath.Join(p.Dir, path)
	}
	f := orderFile(d.Spec, path)
	text, err := encode(f, path)
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
		if err := p.write(x.name, x.data, over); err != nil {
			return step.Saved{}, err
		}
	}
	return done, nil
}

// write puts data into a file for its owner alone, at once and to disk. One that is there is an error, but with over.
func (p Process) write(path string, data []byte, over bool) error {
	if !over {
		f, err := p.create(path)
		if err != nil {
			return err
		}
		_, err = f.Write(data)
		if err = errors.Join(err, f.Sync(), f.Close()); err != nil { // half of it would be in the way of the next try
			return errors.Join(err, os.Remove(path))
		}
		return nil
	}
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*") // for its owner alone
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}
