package cli

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/state/textfile"
	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/run"
)

// usualEditors are tried where no variable names one.
var usualEditors = [...]string{"vi", "nano"}

// editor lends the terminal of p to the operator's editor; nil where there is none to lend, or where the program is
// someone else's: over SSH, and in tours.
func editor(p run.Process) func(context.Context, []byte, func([]byte, error) tea.Msg) tea.Cmd {
	_, file := p.In.(*os.File) // what is no file cannot be lent
	words := editorOf(p.Lookup)
	if p.Session != nil || p.Confined || !file || words == nil {
		return nil
	}
	return func(ctx context.Context, text []byte, done func([]byte, error) tea.Msg) tea.Cmd {
		return func() tea.Msg {
			path, err := scratch(text)
			if err != nil {
				return done(nil, err)
			}
			// A program that ends before the editor has begun leaves nothing behind, either.
			stop := context.AfterFunc(ctx, func() { _ = os.RemoveAll(filepath.Dir(path)) })
			c := exec.CommandContext(ctx, words[0], append(words[1:len(words):len(words)], path)...) // no shell reads it
			c.Stdin, c.Stdout, c.Stderr = p.In, report.Terminal(p.Out), report.Terminal(p.Err)
			return tea.ExecProcess(c, func(err error) tea.Msg {
				stop()
				now, err := collect(path, err)
				return done(now, err)
			})()
		}
	}
}

// editorOf is the operator's editor and its arguments; nil when there is none.
func editorOf(lookup func(string) (string, bool)) []string {
	for _, name := range [...]string{"VISUAL", "EDITOR"} {
		if v, _ := lookup(name); strings.TrimSpace(v) != "" {
			return strings.Fields(v)
		}
	}
	for _, name := range usualEditors {
		if path, err := exec.LookPath(name); err == nil {
			return []string{path}
		}
	}
	return nil
}

// scratch is a file with text in a directory for its owner alone: a script may have secrets.
func scratch(text []byte) (path string, err error) {
	dir, err := os.MkdirTemp("", "metalwright-")
	if err != nil {
		return "", err
	}
	name := "first-boot.sh"
	if len(text) == 0 || strings.HasPrefix(string(text), "#cloud-config") {
		name = "first-boot.yaml"
	}
	path = filepath.Join(dir, name)
	if err := os.WriteFile(path, text, 0o600); err != nil {
		return "", errors.Join(err, os.RemoveAll(dir))
	}
	return path, nil
}

// collect is what the editor has left in the file. The file goes, with what editors leave beside it.
func collect(path string, ended error) (text []byte, err error) {
	defer func() { err = errors.Join(err, os.RemoveAll(filepath.Dir(path))) }()
	if ended != nil {
		return nil, ended
	}
	f, err := textfile.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return io.ReadAll(io.LimitReader(f, run.MaxInput))
}
