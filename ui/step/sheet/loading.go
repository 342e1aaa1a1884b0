package sheet

import tea "charm.land/bubbletea/v2"

// loading is what the question asks the vendor for.
type loading struct {
	busy  func() bool // nil: never
	close func()      // nil: nothing to end
	going bool        // the review is wanted once what the lines need is there
}

// Prepare has nothing to ask for: what the lines need is loaded by Init.
func (l *loading) Prepare() tea.Cmd { return nil }

// Waiting reports whether the question waits for the vendor.
func (l *loading) Waiting() bool { return l.busy != nil && l.busy() }

// Failed is nil: what failed is above the lines.
func (l *loading) Failed() error { return nil }

// Close ends what the question has started.
func (l *loading) Close() {
	if l.close != nil {
		l.close()
	}
}

// arrived reports, once, that the review was wanted and that nothing is waited for any more.
func (l *loading) arrived() bool {
	if !l.going || l.Waiting() {
		return false
	}
	l.going = false
	return true
}
