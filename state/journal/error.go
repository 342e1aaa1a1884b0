package journal

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"syscall"
)

// Reason says why a journal cannot be used. The message catalogue has its sentence below "journal.".
type Reason string

// The reasons.
const (
	ReasonReadOnly Reason = "read_only" // the directory or the file cannot be written
	ReasonMissing  Reason = "missing"   // there is no journal, or it was removed or replaced while it was open
	// ReasonLost: it was there, and is missing, empty, another one, or older than what this machine has written
	ReasonLost       Reason = "lost"
	ReasonCorrupt    Reason = "corrupt"     // the file is damaged, or is no journal
	reasonFull       Reason = "full"        // the disk is full
	ReasonNetwork    Reason = "network"     // the directory is on a network file system
	ReasonNewer      Reason = "newer"       // a newer program wrote it: it can be read, not written
	ReasonSettings   Reason = "settings"    // the database does not keep its promises: no purchase on it
	ReasonBusy       Reason = "busy"        // another program holds it for too long
	ReasonReader     Reason = "reader"      // it was opened for reading
	ReasonUnreadable Reason = "unreadable"  // anything else
	ReasonPermission Reason = "permissions" // this user may not open it

	ReasonUnreachable Reason = "unreachable" // the server does not answer
	reasonPooler      Reason = "pooler"      // a pooler in front of the server does not keep sessions separate
)

// Error is a journal that cannot be used, and why.
type Error struct {
	Reason Reason
	Path   string // the file, or the directory
	Err    error  // the cause; nil when Reason says it all
	// Hidden keeps Path and Err from people: they are no users of this machine. Logs have them.
	Hidden bool
}

// Error is for logs.
func (e *Error) Error() string {
	s := fmt.Sprintf("journal %s: %s", e.Path, e.Reason)
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// explain turns what the database or the file system said about path into an [*Error]; other errors stay.
func explain(path string, err error) error {
	if err == nil {
		return nil
	}
	if e, ok := errors.AsType[*Error](err); ok {
		e.Path = cmp.Or(e.Path, path)
		return err
	}
	for _, sort := range []func(error) (Reason, bool){postgresReason, fileReason, sqliteReason} {
		if r, ok := sort(err); ok {
			return &Error{Reason: r, Path: path, Err: err}
		}
	}
	return err
}

func fileReason(err error) (Reason, bool) {
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return reasonFull, true
	case errors.Is(err, syscall.EROFS):
		return ReasonReadOnly, true
	case errors.Is(err, fs.ErrPermission):
		return ReasonPermission, true
	case errors.Is(err, fs.ErrNotExist):
		return ReasonMissing, true
	}
	return "", false
}
