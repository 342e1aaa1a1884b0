package term_test

import (
	"io"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/metalwright/metalwright/ui/term"
)

// line is a connection as TCP makes it: what is written arrives in order after delay, every nth part only when it was
// sent again, and all behind it waits. It takes window bytes that have not arrived, and then nothing until some have.
type line struct {
	far            *slow
	delay, again   time.Duration
	nth, window    int
	mu             sync.Mutex
	flying         int // bytes under way
	most           int // and how many there were at a time
	way            chan []byte
	arrived, ended chan struct{}
}

func newLine(far *slow) *line {
	l := &line{
		far: far, delay: 150 * time.Millisecond, again: 600 * time.Millisecond, nth: 20, window: 4096,
		way: make(chan []byte, 1<<12), arrived: make(chan struct{}, 1), ended: make(chan struct{}),
	}
	go l.carry()
	return l
}

// carry passes on what is under way.
func (l *line) carry() {
	defer close(l.ended)
	parts := 0
	for p := range l.way {
		time.Sleep(l.delay)
		if parts++; parts%l.nth == 0 {
			time.Sleep(l.again)
		}
		for more := true; more; { // all that left meanwhile comes with it
			_, _ = l.far.Write(p)
			l.count(-len(p))
			select {
			case p, more = <-l.way:
			default:
				more = false
			}
		}
		select {
		case l.arrived <- struct{}{}:
		default:
		}
	}
}

func (l *line) Write(p []byte) (int, error) {
	for n := l.count(0); n > 0 && n+len(p) > l.window; n = l.count(0) {
		<-l.arrived
	}
	l.count(len(p))
	l.way <- append([]byte(nil), p...)
	return len(p), nil
}

// count adds to the bytes under way and returns them.
func (l *line) count(n int) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.flying += n
	l.most = max(l.most, l.flying)
	return l.flying
}

// TestSlowLine wants a line of 300 ms that loses every twentieth part to lose no key, to show the newest frame when it
// has been carried, and to have no more under way than it takes.
func TestSlowLine(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m, far := &counter{rows: 8}, newSlow()
		l := newLine(far)
		_ = play(t, m, far, func(o *term.Options) { o.Out = l }, func(keys io.Writer) {
			pass(time.Second)
			for range 1800 { // a key held for a minute
				_, _ = io.WriteString(keys, "x")
				pass(time.Second / 30)
			}
			_, _ = io.WriteString(keys, "y")
			synctest.Wait()
			if m.keys != 1801 {
				t.Errorf("%d keys came, want 1801 at once", m.keys)
			}
			pass(2 * (l.delay + l.again)) // what is under way, and the frame behind it
			if got := far.emu.String(); !strings.Contains(got, "1801 keys, last y") || strings.Count(got, "row 1801") != 8 {
				t.Errorf("it shows\n%s\nwant the newest frame", got)
			}
			if l.most > l.window {
				t.Errorf("%d bytes were under way, want %d at most", l.most, l.window)
			}
		})
		close(l.way)
		<-l.ended
	})
}
