package run

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"slices"
	"sync"

	"github.com/metalwright/metalwright/provider"
)

// Log is the log of a run. The secrets that it is given to hide are masked in every line, whoever logs it.
type Log struct {
	*slog.Logger
	masked *maskedWriter
	// recorded hides what the log does in what is recorded of the run; nil: nobody records
	recorded func(...provider.Secret)
}

// NewLog writes JSON lines to a writer, as f asks for.
func NewLog(to io.Writer, f Flags) *Log {
	level := slog.LevelInfo
	if f.debug {
		level = slog.LevelDebug
	}
	m := &maskedWriter{to: to, ascii: f.ASCII, hidden: map[int][]provider.Secret{}}
	inner := slog.NewJSONHandler(m, &slog.HandlerOptions{Level: level})
	return &Log{Logger: slog.New(&maskingHandler{inner: inner, masked: m}), masked: m}
}

// always are the secrets that are masked in every line.
func (l *Log) always() []provider.Secret {
	l.masked.mu.Lock()
	defer l.masked.mu.Unlock()
	return slices.Clone(l.masked.permanent)
}

// kept reports whether anybody reads what is logged.
func (l *Log) kept() bool { return l.masked.to != nil }

// Hide masks the secrets of an order until the function that it returns is called: in the lines that are nobody's.
// What a person's lines say of their own order has been masked before; the secrets of others may well be words in
// them.
func (l *Log) Hide(secrets ...provider.Secret) (show func()) {
	l.hideRecorded(secrets)
	return l.masked.hide(secrets)
}

// HideAlways masks the secrets of an account in every line from now on.
func (l *Log) HideAlways(secrets ...provider.Secret) {
	l.hideRecorded(secrets)
	l.masked.hideAlways(secrets)
}

// hideRecorded masks secrets in a recording, for good: what it has shown once stays in it.
func (l *Log) hideRecorded(secrets []provider.Secret) {
	if l.recorded != nil {
		l.recorded(secrets...)
	}
}

// maskedWriter writes, and knows the secrets that are to be hidden. Each write is one whole record.
type maskedWriter struct {
	mu        sync.Mutex
	to        io.Writer // nil: nothing is written
	ascii     bool
	hidden    map[int][]provider.Secret // of orders, by the number of the call that hid them
	permanent []provider.Secret
	last      int
	failed    error // the first error of to

	anybody, person provider.Scrubber // for lines that are nobody's, and for those of a person
}

func (m *maskedWriter) hide(secrets []provider.Secret) (show func()) {
	if m.to == nil {
		return func() {}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.last++
	n := m.last
	m.hidden[n] = secrets
	m.update()
	return func() {
		m.mu.Lock()
		defer m.mu.Unlock()
		delete(m.hidden, n)
		m.update()
	}
}

func (m *maskedWriter) hideAlways(secrets []provider.Secret) {
	if m.to == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.permanent = append(m.permanent, secrets...)
	m.update()
}

// update puts what is hidden now to use. m is locked.
func (m *maskedWriter) update() {
	m.person = provider.NewScrubber(m.permanent...)
	m.anybody = provider.NewScrubber(slices.Concat(append(slices.Collect(maps.Values(m.hidden)), m.permanent)...)...)
}

func (m *maskedWriter) scrubber(person bool) provider.Scrubber {
	m.mu.Lock()
	defer m.mu.Unlock()
	if person {
		return m.person
	}
	return m.anybody
}

// Write writes one record. A log may be read in a terminal.
func (m *maskedWriter) Write(b []byte) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	_, err := m.to.Write(provider.CleanJSON(b, m.ascii))
	m.failed = cmp.Or(m.failed, err)
	return len(b), err
}

// failure is why a record was not written; nil when all were.
func (m *maskedWriter) failure() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.failed
}

// maskingHandler masks secrets in the values of a record before they are encoded: never in its keys, and never in
// names.
type maskingHandler struct {
	inner  slog.Handler
	masked *maskedWriter
	person bool // the lines are a person's
}

// Enabled reports whether such records are written.
func (m *maskingHandler) Enabled(ctx context.Context, level slog.Level) bool {
	return m.inner.Enabled(ctx, level)
}

// Handle writes a record.
func (m *maskingHandler) Handle(ctx context.Context, r slog.Record) error {
	person := m.person
	var attrs []slog.Attr
	r.Attrs(func(a slog.Attr) bool {
		person = person || isPerson(a)
		attrs = append(attrs, a)
		return true
	})
	with := m.masked.scrubber(person)
	clean := slog.NewRecord(r.Time, r.Level, with.Text(r.Message), r.PC)
	for _, a := range attrs {
		clean.AddAttrs(mask(with, a))
	}
	return m.inner.Handle(ctx, clean)
}

// WithAttrs adds attributes to every record.
func (m *maskingHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	person := m.person || slices.ContainsFunc(attrs, isPerson)
	with := m.masked.scrubber(person)
	clean := make([]slog.Attr, len(attrs))
	for i, a := range attrs {
		clean[i] = mask(with, a)
	}
	return &maskingHandler{m.inner.WithAttrs(clean), m.masked, person}
}

// WithGroup puts what follows into a group.
func (m *maskingHandler) WithGroup(name string) slog.Handler {
	return &maskingHandler{m.inner.WithGroup(name), m.masked, m.person}
}

// isPerson reports whether an attribute says whose the line is.
func isPerson(a slog.Attr) bool { return a.Key == "user" || a.Key == "who" }

// isName reports whether the values of an attribute are names, which are no secret and have to stay what they are.
func isName(key string) bool {
	switch key {
	case "user", "who", "what", "order", "instance", "machines", "token", "product", "zone", "ids", "order_number",
		"request_id", "from", "key",
		"command", "head", "event", "state", "type", "listen":
		return true
	}
	return false
}

// mask is a without secrets.
func mask(with provider.Scrubber, a slog.Attr) slog.Attr {
	if isName(a.Key) {
		return a
	}
	v := a.Value.Resolve()
	switch v.Kind() { //nolint:exhaustive // the others hold no text
	case slog.KindString:
		v = slog.StringValue(with.Text(v.String()))
	case slog.KindGroup:
		group := v.Group()
		clean := make([]slog.Attr, len(group))
		for i, member := range group {
			clean[i] = mask(with, member)
		}
		v = slog.GroupValue(clean...)
	case slog.KindAny:
		v = maskAny(with, v.Any())
	}
	return slog.Attr{Key: a.Key, Value: v}
}

// maskAny is a value as the log encodes it, without secrets.
func maskAny(with provider.Scrubber, v any) slog.Value {
	if err, ok := v.(error); ok {
		return slog.StringValue(with.Text(err.Error()))
	}
	doc, err := json.Marshal(v)
	var tree any
	if err != nil || json.Unmarshal(doc, &tree) != nil {
		return slog.StringValue(with.Text(fmt.Sprint(v)))
	}
	return slog.AnyValue(maskTree(with, tree))
}

func maskTree(with provider.Scrubber, v any) any {
	switch v := v.(type) {
	case string:
		return with.Text(v)
	case []any:
		for i := range v {
			v[i] = maskTree(with, v[i])
		}
	case map[string]any:
		for k := range v {
			v[k] = maskTree(with, v[k])
		}
	}
	return v
}
