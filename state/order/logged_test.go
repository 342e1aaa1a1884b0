package order

import (
	"bytes"
	"slices"
	"strings"
	"sync"
)

// planted reports whether text holds a secret, or enough of one, or one of the others.
func planted(text string, others ...string) bool {
	return strings.Contains(text, marker) || strings.Contains(text, "marker-script") ||
		strings.Contains(text, marker[:12]) ||
		slices.ContainsFunc(others, func(s string) bool { return strings.Contains(text, s) })
}

// lockedBuffer collects what is logged.
type lockedBuffer struct {
	mu   sync.Mutex
	data bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.data.Write(p)
}

func (b *lockedBuffer) text() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.data.String()
}
