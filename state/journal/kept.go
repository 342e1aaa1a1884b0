package journal

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"sync"
)

// headSuffix is of the file in which a machine remembers the end of the audit.
const headSuffix = ".head"

// kept is the end of the audit as this machine remembers it, outside the database: whoever can write to the database
// alone cannot cut off the end of the audit, or rewrite all of it, without being noticed. It never goes back, and it
// does not go on from an audit that no longer contains it. A nil kept, or one without a path, remembers nothing.
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
		var there int
		const text = `select count(*) from audit where n = ?1 and hash = ?2`
		if err := t.tx.QueryRowContext(t.ctx, text, known.N, known.Hash).Scan(&there); err != nil {
			return err
		}
		if there == 0 {
			t.unkept = &AuditError{N: known.N, Violation: FlawKept}
			return nil
		}
	}
	t.then = append(t.then, func() { t.unkept = t.kept.reach(end) })
	return nil
}

// Unkept is why the head that this machine remembers did not go on with the rows that were added; nil when it did. It
// is for a function of [Tx.Then].
func (t AuditWriter) Unkept() error { return t.unkept }
