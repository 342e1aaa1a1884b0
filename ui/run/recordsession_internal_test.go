package run

import (
	"os"
	"testing"
)

// TestRecordingFile says once why a recording cannot be written, and writes nothing more: it is too large, or the disk
// is full.
func TestRecordingFile(t *testing.T) {
	t.Parallel()
	for _, f := range []*recordingFile{
		{to: &recordingSink{}, left: 5, lines: 9},
		{to: &recordingSink{}, left: 99, lines: 1},
		{to: &recordingSink{most: 1}, left: 99, lines: 9},
	} {
		failed := 0
		f.failed = func(error) { failed++ }
		_, _ = f.Write([]byte("one\n"))
		for range 2 {
			if _, err := f.Write([]byte("two\n")); err == nil {
				t.Errorf("Write() = nil, want an error")
			}
		}
		if got := f.to.(*recordingSink).n; failed != 1 || got != 1 {
			t.Errorf("it failed %d times after %d lines, want once after one", failed, got)
		}
	}
}

// recordingSink takes so many lines; 0: all.
type recordingSink struct{ n, most int }

func (s *recordingSink) Write(p []byte) (int, error) {
	if s.most > 0 && s.n == s.most {
		return 0, os.ErrClosed
	}
	s.n++
	return len(p), nil
}
