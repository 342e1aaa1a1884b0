package run

import (
	"crypto/rand"
	"errors"
	"io"
	"os"
	"path/filepath"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/policy"
	"github.com/metalwright/metalwright/ui/cast"
	"github.com/metalwright/metalwright/ui/report"
)

// ErrUnrecorded is wrapped by the cause of a session's end whose recording cannot be written any more.
var ErrUnrecorded = errors.New("the recording cannot be written")

// recordings is the directory of recordings in that of the journal, where the file of people names none.
const recordings = "recordings"

// Record records what p writes from now on, and what its screens show, where the file of people wants the session to be
// recorded. The function ends that. Someone who is to be recorded does nothing unseen: without a file there is an
// error, and later failed is called once, which has to end the session.
func (s *Session) Record(p Process, failed func(error)) (end func(exit int), err error) {
	how, wanted := s.Recording()
	if !wanted {
		return func(int) {}, nil
	}
	log := s.Runtime.Log.With("user", s.User)
	file, err := s.newRecording(how, p)
	if err != nil {
		log.Error("session not recorded", "error", err)
		return nil, report.NewError("serve.unrecorded")
	}
	to := &recordingFile{to: file, left: cast.MaxBytes, lines: cast.MaxEvents, failed: failed}
	r := cast.NewRecorder(to, cast.Options{
		Version: how.Version, Width: p.Width, Height: p.Height, Now: p.Now, Addresses: how.Addresses,
	})
	r.Hide(s.Runtime.Log.always()...)
	record(p, r)
	s.recording = r
	log.Info("session recorded", "file", file.Name())
	return func(exit int) {
		if err := errors.Join(r.Close(exit), file.Close()); err != nil {
			log.Error("session not recorded", "file", file.Name(), "error", err)
		}
	}, nil
}

// newRecording opens a new file whose name says when, and whose the session is.
func (s *Session) newRecording(how policy.Recording, p Process) (*os.File, error) {
	dir := how.Directory
	if dir == "" {
		dir = filepath.Join(s.Runtime.Location.Dir, recordings)
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, err
		}
	}
	name := p.Now().UTC().Format("20060102T150405Z-") + s.User + "-" + rand.Text()[:8] + ".cast"
	return os.OpenFile(filepath.Join(dir, name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
}

// log is the server's log, which also hides in the session's recording what it is given to hide.
func (s *Session) log() *Log {
	l := *s.Runtime.Log
	l.recorded = s.recorded()
	return &l
}

// recorded hides secrets in the session's recording, or in that of the tour in which the server runs; nil: there is
// neither.
func (s *Session) recorded() func(...provider.Secret) {
	if s.recording != nil {
		return s.recording.Hide
	}
	return s.Runtime.Process.Hide
}

// recordingFile is a file of a bounded size. It is used by one recorder, which writes one line after another.
type recordingFile struct {
	to     io.Writer
	left   int // bytes
	lines  int // that are left
	failed func(error)
	err    error // the first one
}

// Write writes whole lines.
func (f *recordingFile) Write(p []byte) (n int, err error) {
	if f.err != nil {
		return 0, f.err
	}
	f.left -= len(p)
	f.lines--
	if f.left < 0 || f.lines < 0 { // nobody could play more
		err = cast.ErrSize
	} else {
		n, err = f.to.Write(p)
	}
	if err != nil {
		f.err = errors.Join(ErrUnrecorded, err)
		f.failed(f.err)
	}
	return n, f.err
}
