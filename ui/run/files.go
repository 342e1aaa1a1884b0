package run

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"github.com/metalwright/metalwright/state/config"
	"github.com/metalwright/metalwright/state/orderfile"
	"github.com/metalwright/metalwright/state/textfile"
	"github.com/metalwright/metalwright/ui/report"
)

// MaxInput is the most bytes of a file that the operator names, and of standard input.
const MaxInput = orderfile.MaxPlan

// ReadFile reads a file that the operator named; over SSH there is none. A path that is certainly a mistake is said to
// be one where no such file is.
func (p Process) ReadFile(name string) ([]byte, error) {
	return named(p, name, func(path string) ([]byte, error) {
		text, _, err := textfile.Read(path, MaxInput)
		return text, err
	})
}

// OpenFile is [Process.ReadFile] for what is too large to be read at once. The caller closes it.
func (p Process) OpenFile(name string) (io.ReadCloser, error) {
	return named(p, name, func(path string) (io.ReadCloser, error) { return textfile.Open(path) })
}

// named uses a file that the operator named.
func named[T any](p Process, name string, use func(path string) (T, error)) (of T, err error) {
	if p.Session != nil {
		return of, p.Session.noFile(name)
	}
	path, reason := config.ExpandPath(name, p.Home)
	if reason != "" {
		path = name
	}
	if path, err = p.within(path); err != nil {
		return of, err
	}
	of, err = use(path)
	if errors.Is(err, fs.ErrNotExist) && reason != "" {
		err = &config.Error{Reason: reason, Text: name}
	}
	return of, err
}

// OutputPath is the path of a file that is to be written; over SSH there is none.
func (p Process) OutputPath(name string) (string, error) {
	if p.Session != nil {
		return "", p.Session.noFile(name)
	}
	path, reason := config.ExpandPath(name, p.Home)
	if reason != "" {
		return "", &config.Error{Reason: reason, Text: name}
	}
	return p.within(path)
}

// within is a path as seen from the process's directory. A run that is confined to that has no other paths.
func (p Process) within(path string) (string, error) {
	if !p.Confined && (p.Dir == "" || path == "-") {
		return path, nil
	}
	full := path
	if !filepath.IsAbs(path) {
		full = filepath.Join(p.Dir, path)
	}
	if p.Confined && !below(p.Dir, full) {
		return "", report.NewError("demo.outside", "Path", path)
	}
	return full, nil
}

// below reports whether path is in the directory, or can be made there: also by the links on the way to it.
func below(dir, path string) bool {
	name, err := filepath.Rel(dir, path)
	if err != nil || !filepath.IsLocal(name) {
		return false
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return false
	}
	defer func() { _ = root.Close() }() // it was only looked at
	_, err = root.Stat(name)
	_, system := errors.AsType[syscall.Errno](err) // whoever opens the file meets it, too; leaving root is no such error
	return err == nil || system
}

// CheckNetwork refuses what a confined run does not do.
func CheckNetwork(p Process, what string) error {
	if p.Confined {
		return report.UsageError("demo.no_network", "What", what)
	}
	return nil
}

// directory is where relative names begin.
func directory(p Process) (string, error) {
	if p.Dir != "" {
		return p.Dir, nil
	}
	dir, err := os.Getwd()
	if err != nil {
		return "", report.NewError("cli.directory", "Why", err)
	}
	return dir, nil
}

// Create writes data, to disk, into a file for its owner alone that was not there before; over SSH there is none. When
// that fails nothing is left of the file.
func (p Process) Create(name string, data []byte) error {
	path, err := p.OutputPath(name)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return noDirectory(path, err)
	}
	if err := fill(f, data); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}

// noDirectory is err, in our words where the directory of path is not there.
func noDirectory(path string, err error) error {
	if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return report.UsageError("cli.no_directory", "Path", filepath.Dir(path))
}

// fill writes data to disk and closes f.
func fill(f interface {
	io.WriteCloser
	Sync() error
}, data []byte,
) error {
	_, err := f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

// Write puts data into a file for its owner alone, at once and to disk. One that is there is an error, but with over.
func (p Process) Write(path string, data []byte, over bool) error {
	if !over {
		return p.Create(path, data)
	}
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*") // for its owner alone
	if err != nil {
		return err
	}
	if err = fill(f, data); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}
