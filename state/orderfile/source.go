package orderfile

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/internal/pattern"
	"github.com/metalwright/metalwright/state/internal/strict"
	"github.com/metalwright/metalwright/state/textfile"
)

// SourceKind is the kind of place that a secret comes from.
type SourceKind string

// The kinds. The zero value is no source.
const (
	SourceGenerate SourceKind = "generate" // a password of the product's making
	SourceStdin    SourceKind = "stdin"    // the first line of standard input
	SourceEnv      SourceKind = "env"      // the variable Name
	SourceFile     SourceKind = "file"     // the file Name; of a password its first line
	SourceText     SourceKind = "text"     // the text itself, of scripts alone
)

// Source is where a secret comes from. The zero value means no secret.
type Source struct {
	Kind SourceKind
	Name string
	Text provider.Secret
}

// IsZero reports whether there is no source.
func (s Source) IsZero() bool { return s.Kind == "" }

// String is the source as it is written in the file, with a literal text masked.
func (s Source) String() string {
	switch s.Kind {
	case SourceEnv, SourceFile:
		return string(s.Kind) + ":" + s.Name
	case SourceText:
		return s.Text.String()
	case SourceGenerate, SourceStdin:
		return string(s.Kind)
	}
	return ""
}

// PasswordForms are the ways to say where a password comes from.
const PasswordForms = "generate, stdin, env:NAME or file:PATH"

var envName = pattern.Lazy(`^[A-Za-z_][A-Za-z0-9_]*$`)

// passwordFault refuses a password that is written in the file itself, and does not repeat text that looks like one.
func passwordFault(text string) (strict.Reason, string) {
	if _, ok := passwordSource(text); !ok {
		return strict.ReasonLiteral, PasswordForms
	}
	return "", ""
}

// ParsePassword reads generate, stdin, env:NAME or file:PATH, such as a flag would have it. The error does not repeat
// text.
func ParsePassword(text string) (Source, error) {
	s, ok := passwordSource(text)
	if !ok {
		return Source{}, fmt.Errorf("do not write the password itself: use %s", PasswordForms)
	}
	return s, nil
}

func passwordSource(text string) (Source, bool) {
	kind, name, _ := strings.Cut(text, ":")
	switch SourceKind(kind) {
	case SourceGenerate, SourceStdin:
		return Source{Kind: SourceKind(kind)}, kind == text
	case SourceEnv:
		return Source{Kind: SourceEnv, Name: name}, envName().MatchString(name)
	case SourceFile:
		return Source{Kind: SourceFile, Name: name}, strings.TrimSpace(name) != ""
	case SourceText:
	}
	return Source{}, false
}

func scriptSource(text string) Source {
	if path, ok := strings.CutPrefix(text, "file:"); ok && !strings.Contains(path, "\n") {
		return Source{Kind: SourceFile, Name: path}
	}
	return Source{Kind: SourceText, Text: provider.NewSecret(text)}
}

// Readers are how secrets are fetched. A nil one makes its sources fail.
type Readers struct {
	Lookup   func(name string) (string, bool)     // a variable of the environment
	ReadFile func(path string) ([]byte, error)    // relative paths are the file's neighbours: the caller's business
	Stdin    func() (io.Reader, error)            // an error when it is taken already, by the order itself
	Generate func() (provider.Secret, error)      // a password that the product takes
	Password func(Source) (provider.Secret, bool) // one that was fetched before, by its source; nil: none
}

// SecretError is a secret that could not be fetched. It never holds the secret.
type SecretError struct {
	Field  provider.Field
	Source string // as it is written in the file
	Err    error
}

// Error is for logs.
func (e *SecretError) Error() string { return fmt.Sprintf("%s from %s: %v", e.Field, e.Source, e.Err) }

// Unwrap returns the cause.
func (e *SecretError) Unwrap() error { return e.Err }

// Causes of a [SecretError].
var (
	ErrNoSource = errors.New("this source is not available here")
	ErrUnset    = errors.New("the variable is not set")
	ErrEmpty    = errors.New("it is empty")
	errTooBig   = errors.New("it is too big")
)

// Bounds of secrets in bytes: a password is a line; a script may have 32 KB and more is for the product's rules to
// refuse.
const (
	maxPassword = 4 << 10
	maxScript   = 1 << 20
)

// Resolve returns the file's spec with its secrets. Faults are joined, one [*SecretError] each.
func (f *File) Resolve(ctx context.Context, r Readers) (provider.Spec, error) {
	s := f.Spec.Clone()
	if err := ctx.Err(); err != nil {
		return s, err
	}
	var err error
	if s.Access.Password, err = fetch(f.Password, r, true); err != nil {
		err = &SecretError{Field: provider.FieldPassword, Source: f.Password.String(), Err: err}
	}
	script, failed := f.Script(r)
	s.Access.InitScript = script
	return s, errors.Join(err, failed)
}

// Script returns the init script alone: neither a password is made for it nor standard input read. The error is a
// [*SecretError].
func (f *File) Script(r Readers) (provider.Secret, error) {
	s, err := fetch(f.InitScript, r, false)
	if err != nil {
		return s, &SecretError{Field: provider.FieldInitScript, Source: f.InitScript.String(), Err: err}
	}
	return s, nil
}

func fetch(s Source, r Readers, line bool) (provider.Secret, error) {
	if r.Password != nil && line && !s.IsZero() {
		if x, ok := r.Password(s); ok {
			return x, nil
		}
	}
	switch s.Kind {
	case SourceText:
		return s.Text, nil
	case SourceGenerate:
		if r.Generate == nil {
			return provider.Secret{}, ErrNoSource
		}
		return r.Generate()
	case SourceEnv:
		return fromEnv(s.Name, r)
	case SourceStdin:
		return fromStdin(r)
	case SourceFile:
		return fromFile(s.Name, r, line)
	}
	return provider.Secret{}, nil
}

func fromEnv(name string, r Readers) (provider.Secret, error) {
	if r.Lookup == nil {
		return provider.Secret{}, ErrNoSource
	}
	v, ok := r.Lookup(name)
	switch {
	case !ok:
		return provider.Secret{}, ErrUnset
	case v == "":
		return provider.Secret{}, ErrEmpty
	}
	return provider.NewSecret(v), nil
}

func fromStdin(r Readers) (provider.Secret, error) {
	if r.Stdin == nil {
		return provider.Secret{}, ErrNoSource
	}
	in, err := r.Stdin()
	if err != nil {
		return provider.Secret{}, err
	}
	b, err := textfile.From(io.LimitReader(in, maxPassword+1), string(SourceStdin), maxPassword+1)
	if err != nil {
		return provider.Secret{}, err
	}
	return firstLine(b)
}

func fromFile(path string, r Readers, line bool) (provider.Secret, error) {
	if r.ReadFile == nil {
		return provider.Secret{}, ErrNoSource
	}
	b, err := r.ReadFile(path)
	switch {
	case err != nil:
		return provider.Secret{}, err
	case line:
		return firstLine(b)
	case len(b) > maxScript:
		return provider.Secret{}, errTooBig
	case len(strings.TrimSpace(string(b))) == 0:
		return provider.Secret{}, ErrEmpty
	}
	return provider.NewSecret(string(b)), nil
}

// firstLine is a password: the line without its end, blanks kept.
func firstLine(b []byte) (provider.Secret, error) {
	text, _, _ := strings.Cut(string(b), "\n")
	text = strings.TrimSuffix(text, "\r")
	switch {
	case len(text) > maxPassword:
		return provider.Secret{}, errTooBig
	case text == "":
		return provider.Secret{}, ErrEmpty
	}
	return provider.NewSecret(text), nil
}
