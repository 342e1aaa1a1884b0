package journal

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
)

func testStore(t *testing.T) *Store {
	t.Helper()
	s, err := Open(t.Context(), Options{Dir: t.TempDir(), Now: func() time.Time { return time.UnixMilli(1) }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func reasonOf(err error) Reason {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Reason
	}
	return ""
}

func TestSettingsHold(t *testing.T) {
	t.Parallel()
	s := testStore(t)
	if err := checkSettings(t.Context(), s.write); err != nil {
		t.Errorf("checkSettings() = %v, want nil", err)
	}
	if _, err := s.write.ExecContext(t.Context(), "pragma synchronous = normal"); err != nil {
		t.Fatal(err)
	}
	if err := checkSettings(t.Context(), s.write); reasonOf(err) != ReasonSettings {
		t.Errorf("checkSettings() with synchronous NORMAL = %v, want reason settings", err)
	}
}

func TestFullDisk(t *testing.T) {
	t.Parallel()
	s := testStore(t)
	var pages int
	if err := s.write.QueryRowContext(t.Context(), "pragma page_count").Scan(&pages); err != nil {
		t.Fatal(err)
	}
	if _, err := s.write.ExecContext(t.Context(), fmt.Sprintf("pragma max_page_count = %d", pages)); err != nil {
		t.Fatal(err)
	}
	err := s.Update(t.Context(), func(tx *Tx) error {
		_, err := tx.Orders.Add(Order{ID: "o-1", By: strings.Repeat("x", 1<<20)})
		return err
	})
	if reasonOf(err) != reasonFull {
		t.Errorf("Update() on a full disk = %v, want reason full", err)
	}
}

func TestMigrationBacksUp(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s, err := Open(t.Context(), Options{Dir: dir, Now: func() time.Time { return time.UnixMilli(1) }})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	path, err := backup(t.Context(), s.write, dir, time.UnixMilli(1700000000000))
	if err != nil {
		t.Fatalf("backup() = %v, want nil", err)
	}
	st, err := os.Stat(path)
	if err != nil || st.Size() == 0 || st.Mode().Perm() != 0o600 {
		t.Errorf("backup() made %v, %v, want a file with mode 0600", st, err)
	}
	copied := filepath.Join(t.TempDir(), File)
	if err := os.Rename(path, copied); err != nil {
		t.Fatal(err)
	}
	again, err := Open(t.Context(), Options{Dir: filepath.Dir(copied), Now: func() time.Time { return time.UnixMilli(1) }})
	if err != nil {
		t.Fatalf("Open() of a backup = %v, want nil", err)
	}
	if err := again.Close(); err != nil {
		t.Errorf("Close() = %v, want nil", err)
	}
}

func TestKindsSurviveTheDisk(t *testing.T) {
	t.Parallel()
	for k := provider.KindUnknown; k <= provider.KindProtocol; k++ {
		for _, o := range []provider.Outcome{provider.Ambiguous, provider.Refused, provider.NotSent} {
			text, err := encodeFailure(&provider.Error{Kind: k, Outcome: o})
			if err != nil {
				t.Fatal(err)
			}
			got, err := decodeFailure(text, "C", "M", "R")
			if err != nil || got.Kind != k || got.Outcome != o || got.Code != "C" {
				t.Errorf("decodeFailure(%s) = %+v, %v, want kind %v, outcome %v", text, got, err, k, o)
			}
		}
	}
}

func FuzzDecodeFailure(f *testing.F) {
	f.Add(`{"kind":"invalid","outcome":"refused"}`)
	f.Add(`{`)
	f.Fuzz(func(t *testing.T, text string) {
		e, err := decodeFailure(text, "", "", "")
		if err == nil && e != nil && e.Outcome != provider.Ambiguous && !strings.Contains(text, "outcome") {
			// JSON keys match in any case; the words do not.
			if !strings.Contains(strings.ToLower(text), "outcome") && !strings.Contains(text, `\u`) {
				t.Errorf("decodeFailure(%q) = %+v, want it ambiguous", text, e)
			}
		}
	})
}

func TestWakesDoNotPileUp(t *testing.T) {
	t.Parallel()
	var h notifier
	c, done := h.listen()
	for range 5 {
		h.wake()
	}
	<-c
	select {
	case <-c:
		t.Error("a second wake was waiting, want one")
	default:
	}
	done()
	h.wake()
	select {
	case <-c:
		t.Error("a wake came after the end, want none")
	default:
	}
}

func TestExplainKeepsOthers(t *testing.T) {
	t.Parallel()
	if err := explain("p", context.Canceled); !errors.Is(err, context.Canceled) || reasonOf(err) != "" {
		t.Errorf("explain(canceled) = %v, want it unchanged", err)
	}
}
