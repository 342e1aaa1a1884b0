package uitest

import (
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// Output is what a program writes, which a test reads meanwhile. Its zero value is empty. It is safe for concurrent
// use.
type Output struct {
	mu   sync.Mutex
	text []byte
	more chan struct{} // is closed by the next write; nil while nobody waits
}

// Write appends p.
func (o *Output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.text = append(o.text, p...)
	if o.more != nil {
		close(o.more)
		o.more = nil
	}
	return len(p), nil
}

func (o *Output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return string(o.text)
}

// read returns the text, and a channel that is closed by the next write.
func (o *Output) read() (string, <-chan struct{}) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.more == nil {
		o.more = make(chan struct{})
	}
	return string(o.text), o.more
}

// Until waits for what matches the regular expression, and returns its last group, or all of it where it has none.
func (o *Output) Until(tb testing.TB, pattern string) string {
	tb.Helper()
	var found string
	o.wait(tb, pattern, func(text string) bool {
		m := regexp.MustCompile(pattern).FindStringSubmatch(text)
		if m != nil {
			found = m[len(m)-1]
		}
		return m != nil
	})
	return found
}

// WaitFor waits for all texts.
func (o *Output) WaitFor(tb testing.TB, texts ...string) {
	tb.Helper()
	for _, want := range texts {
		o.wait(tb, want, func(text string) bool { return strings.Contains(text, want) })
	}
}

func (o *Output) wait(tb testing.TB, what string, ok func(text string) bool) {
	tb.Helper()
	limit := time.NewTimer(patience)
	defer limit.Stop()
	for {
		text, more := o.read()
		if ok(text) {
			return
		}
		select {
		case <-more:
		case <-limit.C:
			tb.Fatalf("%q does not come; there is\n%s", what, text)
		}
	}
}
