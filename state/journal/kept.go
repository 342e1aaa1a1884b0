package journal

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"sync"
	"time"
)

// headSuffix is of the file in which a machine remembers the end of the audit.
const headSuffix = ".head"

// kept is the end of the audit as this machine remembers it, outside the database: whoever can write to the database
// alone cannot cut off the end of the audit, or rewrite all of it, without being noticed. It never goes back, and it
// does not continue from an audit that no longer contains it. A nil kept, or one without a path, remembers nothing.
type kept struct {
	path string // "" remembers nothing

	mu sync.Mutex
}

// keptOf is beside the marker of the same journal.
func keptOf(m *marker) *kept {
	if m.path == "" {
		return &kept{}
	}
	return &kept{path: strings.TrimSuffix(m.path, markSuffix) + headSuffix}
}

// read returns what this machine remembers; the zero Head when it remembers nothing. A file that exists has to contain
// a head.
func (k *kept) read() (Head, error) {
	if k == nil || k.path == "" {
		return Head{}, nil
	}
	text, err := os.ReadFile(k.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return Head{}, nil
	case err != nil:
		return Head{}, err
	}
	h, ok := ParseHead(strings.TrimSpace(string(text)))
	if !ok {
		return Head{}, fmt.Errorf("%s has no head of an audit", k.path)
	}
	return h, nil
}

// reach remembers h, unless more is remembered. It need not be on disk: after a power cut an earlier head is
// remembered, which the audit has as well.
func (k *kept) reach(h Head) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	was, err := k.read()
	if err != nil || was.N >= h.N {
		return err
	}
	text := fmt.Sprintf("%019d:%s\n", h.N, h.Hash) // always as long
	if was.N > 0 {
		f, err := os.OpenFile(k.path, os.O_WRONLY, fileMode)
		if err != nil {
			return err
		}
		_, err = f.WriteAt([]byte(text), 0)
		return errors.Join(err, f.Close())
	}
	part := k.path + unfinished
	f, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, fileMode)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(part, k.path)
}

// keep remembers end when the change is on disk, provided that the remembered head is still part of the audit, which
// ended at before. Otherwise the remembered head stays, so that the loss is reported until it is acknowledged.
func (t AuditWriter) keep(before, end Head) error {
	if t.kept == nil || t.kept.path == "" {
		return nil
	}
	known, err := t.kept.read()
	if err != nil {
		t.unkept = err
		return nil //nolint:nilerr // the change is made in any case: see Unkept
	}
	if known.N > 0 && known != before {
		there, err := t.contains(known)
		if err != nil {
			return err
		}
		if !there {
			t.unkept = &AuditError{N: known.N, Violation: FlawKept}
			return nil
		}
	}
	t.then = append(t.then, func() { t.unkept = t.kept.reach(end) })
	return nil
}

// contains reports whether h is a row of the audit.
func (s Audit) contains(h Head) (bool, error) {
	var n int
	err := s.tx.QueryRowContext(s.ctx, `select count(*) from audit where n = ?1 and hash = ?2`, h.N, h.Hash).Scan(&n)
	return n > 0, err
}

// Unkept is why the head that this machine remembers did not continue with the rows that were added; nil when it did.
// It is for a function of [Tx.Then].
func (t AuditWriter) Unkept() error { return t.unkept }

// Behind is when this machine remembered an end of the audit that the audit does not have any more, as after an older
// copy of the journal was restored: what was decided since may be missing. It is zero where the audit has that end, or
// nothing is remembered. Only in a change is it certain: another program may have gone on since a snapshot was taken.
func (s Audit) Behind() (time.Time, error) {
	known, err := s.kept.read()
	if err != nil || known.N == 0 {
		return time.Time{}, nil //nolint:nilerr // the next row says that: see [AuditWriter.Unkept]
	}
	if there, err := s.contains(known); err != nil || there {
		return time.Time{}, err
	}
	info, err := os.Stat(s.kept.path)
	if err != nil {
		return time.Time{}, err
	}
	return info.ModTime(), nil
}
