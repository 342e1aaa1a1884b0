package cli

import (
	"io"
	"log/slog"
	"maps"
	"os"
	"slices"
	"sync"

	"github.com/metalwright/metalwright/provider"
)

// logbook is the log of a run. What it was told to hide is masked in every line, whoever logs it.
type logbook struct {
	*slog.Logger
	masked *masked
}

// openLog opens the log file for its owner alone; without one the process's own log is used. The function closes it.
func openLog(p Process, f flags) (*logbook, func() error, error) {
	keep := func() error { return nil }
	switch {
	case f.logFile == "" && p.LogTo == nil:
		return &logbook{slog.New(slog.DiscardHandler), &masked{}}, keep, nil
	case f.logFile == "":
		return newLog(p.LogTo, f), keep, nil
	}
	file, err := os.OpenFile(f.logFile, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return nil, nil, usage("cli.at", "Place", "--log-file", "Why", err)
	}
	return newLog(file, f), file.Close, nil
}

func newLog(to io.Writer, f flags) *logbook {
	level := slog.LevelInfo
	if f.debug {
		level = slog.LevelDebug
	}
	m := &masked{to: to, hidden: map[int][]provider.Secret{}}
	return &logbook{slog.New(slog.NewJSONHandler(m, &slog.HandlerOptions{Level: level})), m}
}

// hide masks secrets in everything that is logged from now on, until the function that it returns is called.
func (l *logbook) hide(secrets ...provider.Secret) (show func()) { return l.masked.hide(secrets) }

// masked writes without the secrets that it was told to hide. Each write is one whole record.
type masked struct {
	mu     sync.Mutex
	to     io.Writer                 // nil: nothing is written
	hidden map[int][]provider.Secret // by the number of the call that hid them
	last   int
	with   provider.Scrubber
}

func (m *masked) hide(secrets []provider.Secret) (show func()) {
	if m.to == nil {
		return func() {}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.last++
	n := m.last
	m.hidden[n] = secrets
	m.learn()
	return func() {
		m.mu.Lock()
		defer m.mu.Unlock()
		delete(m.hidden, n)
		m.learn()
	}
}

// learn puts what is hidden now to use. m is locked.
func (m *masked) learn() {
	m.with = provider.NewScrubber(slices.Concat(slices.Collect(maps.Values(m.hidden))...)...)
}

// Write writes one record.
func (m *masked) Write(b []byte) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	_, err := io.WriteString(m.to, m.with.Text(string(b)))
	return len(b), err
}
