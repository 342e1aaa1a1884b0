// Package textfile reads the files that people write or name: configuration, order files and plans, keys and people,
// faults, secrets, and the files of the vendors' own tools. Every one of them is read here, so that a byte-order mark,
// a pipe or a directory means the same everywhere.
package textfile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"syscall"

	"github.com/metalwright/metalwright/state/internal/pattern"
)

// Reason says why a file cannot be used. The message catalogue has its sentence below "textfile.".
type Reason string

// The reasons.
const (
	ReasonMissing    Reason = "missing"    // the file does not exist
	ReasonDangling   Reason = "dangling"   // a link is there, and what it points to is not
	ReasonDirectory  Reason = "directory"  // it is a directory
	ReasonSpecial    Reason = "special"    // it is a named pipe, a device or a socket
	ReasonSize       Reason = "size"       // it has more than Most bytes
	ReasonUTF16      Reason = "utf16"      // it is UTF-16 or UTF-32, and not UTF-8
	ReasonUnreadable Reason = "unreadable" // Err says why
)

// Error is a file that cannot be used. It contains none of the file's content.
type Error struct {
	Path   string
	Reason Reason
	Most   int   // with [ReasonSize]
	Err    error // the cause; nil when it has none
}

// Error is for logs.
func (e *Error) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("%s: %s: %v", e.Path, e.Reason, e.Err)
	}
	return e.Path + ": " + string(e.Reason)
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// inherited are pipes that the shell passes, as in apply <(make-order): reading them is like reading standard
// input.
var inherited = pattern.Lazy(`^(/dev/fd/[0-9]+|/proc/self/fd/[0-9]+|/dev/stdin)$`)

// Read returns the text of the file at path, of at most most bytes, without a byte-order mark, and its mode. It never
// waits for a named pipe or a device. The error is an [*Error]; with [ReasonMissing] it is [fs.ErrNotExist], too.
func Read(path string, most int) ([]byte, fs.FileMode, error) {
	f, mode, err := open(path)
	if err != nil {
		return nil, 0, err
	}
	defer func() { _ = f.Close() }() // it was only read
	text, err := From(f, path, most)
	return text, mode, err
}

// Open opens the file at path for what is too large to be read at once; the caller closes it and limits what it reads.
// Its errors, and what it never waits for, are those of [Read].
func Open(path string) (*os.File, error) {
	f, _, err := open(path)
	return f, err
}

func open(path string) (*os.File, fs.FileMode, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, 0, absent(path, err)
	}
	if err := usable(path, info); err != nil {
		return nil, 0, err
	}
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0) // what was put there meanwhile does not make it wait
	if err != nil {
		return nil, 0, absent(path, err)
	}
	if info, err = f.Stat(); err != nil {
		err = &Error{Path: path, Reason: ReasonUnreadable, Err: cause(err)}
	} else {
		err = usable(path, info)
	}
	if err != nil {
		_ = f.Close() // nothing was read
		return nil, 0, err
	}
	return f, info.Mode(), nil
}

// From returns the text of r, of at most most bytes, without a byte-order mark. name is what the [*Error] calls it.
func From(r io.Reader, name string, most int) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(r, int64(most)+1))
	switch {
	case err != nil:
		return nil, &Error{Path: name, Reason: ReasonUnreadable, Err: cause(err)}
	case len(b) > most:
		return nil, &Error{Path: name, Reason: ReasonSize, Most: most}
	case wide(b):
		return nil, &Error{Path: name, Reason: ReasonUTF16}
	}
	return bytes.TrimPrefix(b, []byte("\ufeff")), nil
}

// absent is why no file can be opened at path.
func absent(path string, err error) error {
	if !errors.Is(err, fs.ErrNotExist) {
		return &Error{Path: path, Reason: ReasonUnreadable, Err: cause(err)}
	}
	if _, failed := os.Lstat(path); failed == nil {
		return &Error{Path: path, Reason: ReasonDangling}
	}
	return &Error{Path: path, Reason: ReasonMissing, Err: fs.ErrNotExist}
}

func usable(path string, info fs.FileInfo) error {
	switch m := info.Mode(); {
	case m.IsRegular(), m&fs.ModeNamedPipe != 0 && inherited().MatchString(path):
		return nil
	case m.IsDir():
		return &Error{Path: path, Reason: ReasonDirectory}
	default:
		return &Error{Path: path, Reason: ReasonSpecial}
	}
}

// cause is err without the path, which is said already.
func cause(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err
	}
	return err
}

// wide reports whether b is UTF-16 or UTF-32: by its mark, or by the zero byte beside the first character, which no
// text has. A text without a mark begins with ASCII in every format that is read here.
func wide(b []byte) bool {
	if bytes.HasPrefix(b, []byte{0xff, 0xfe}) || bytes.HasPrefix(b, []byte{0xfe, 0xff}) ||
		bytes.HasPrefix(b, []byte{0, 0, 0xfe, 0xff}) {
		return true
	}
	return len(b) >= 2 && (b[0] == 0) != (b[1] == 0)
}
