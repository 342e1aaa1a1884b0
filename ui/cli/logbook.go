package cli

import (
	"encoding/json"
	"io"
	"log/slog"
	"os"
	"strings"
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
		return nil, nil, usage("--log-file: %w", err)
	}
	return newLog(file, f), file.Close, nil
}

func newLog(to io.Writer, f flags) *logbook {
	level := slog.LevelInfo
	if f.debug {
		level = slog.LevelDebug
	}
	m := &masked{to: to}
	return &logbook{slog.New(slog.NewJSONHandler(m, &slog.HandlerOptions{Level: level})), m}
}

// hide masks secrets in everything that is logged from now on.
func (l *logbook) hide(secrets ...provider.Secret) {
	for _, s := range secrets {
		l.masked.hide(s)
	}
}

// masked writes without the texts that it was told to hide. Each write is one whole record.
type masked struct {
	mu   sync.Mutex
	to   io.Writer // nil: nothing is written
	hid  []string
	with *strings.Replacer
}

func (m *masked) hide(s provider.Secret) {
	const least = 4 // a shorter text is a part of everything
	text := s.Reveal()
	if m.to == nil || len(text) < least {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	quoted, err := json.Marshal(text) // as it stands in a record
	if err == nil {
		m.hid = append(m.hid, string(quoted[1:len(quoted)-1]), s.String())
	}
	m.hid = append(m.hid, text, s.String())
	m.with = strings.NewReplacer(m.hid...)
}

// Write writes one record.
func (m *masked) Write(b []byte) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.with == nil {
		return m.to.Write(b)
	}
	_, err := io.WriteString(m.to, m.with.Replace(string(b)))
	return len(b), err
}
