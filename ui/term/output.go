package term

import (
	"errors"
	"io"
	"sync"
	"syscall"
	"time"
)

// rest is how far frames are apart at least: what changes sooner is drawn together. The first change after a rest is
// drawn at once.
const rest = 4 * time.Millisecond

// patience is how long a terminal that is left may take for the last bytes once the program has been ended from
// outside.
const patience = time.Second

// most is how many bytes of sequences beside the frames wait for a terminal that takes nothing. More are dropped.
const most = 64 << 10

// buffers are for the bytes of frames.
var buffers = sync.Pool{New: func() any { return new([]byte) }}

// output hands bytes to a terminal, one frame at a time, in a goroutine that lives as long as the terminal takes for
// it. Nothing is queued behind it: the next frame is made when the one before has been taken, of what there is to show
// then.
type output struct {
	to    io.Writer
	copy  io.Writer // gets the same; nil: nobody does
	gap   time.Duration
	lost  func(error) // the terminal takes nothing any more
	draw  func()      // asks for the frame that could not be drawn before; it may wait
	ready func() bool // waits until the terminal takes something, and reports whether it can

	mu     sync.Mutex
	busy   bool          // the terminal has not taken everything
	rests  bool          // the last frame was drawn a moment ago
	wanted bool          // a frame waits for either
	beside []byte        // sequences that wait
	idle   chan struct{} // closed when the terminal has taken everything; nil: nobody waits
	clock  *time.Timer
	closed bool
}

// free reports whether a frame may be drawn now. Otherwise it is asked for later.
func (o *output) free() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.busy || o.rests {
		o.wanted = true
		return false
	}
	return true
}

// frame writes a frame, after [output.free] has said that it may be drawn.
func (o *output) frame(b *[]byte) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.busy, o.rests = true, true
	if o.clock == nil {
		o.clock = time.AfterFunc(o.gap, o.rested)
	} else {
		o.clock.Reset(o.gap)
	}
	go o.write(b)
}

// control writes a sequence that belongs to no frame.
func (o *output) control(seq string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.busy {
		if len(o.beside) == 0 || len(o.beside)+len(seq) <= most {
			o.beside = append(o.beside, seq...)
		}
		return
	}
	o.busy = true
	b, _ := buffers.Get().(*[]byte)
	*b = append((*b)[:0], seq...)
	go o.write(b)
}

// write writes b, and what has come to wait meanwhile.
func (o *output) write(b *[]byte) {
	defer buffers.Put(b)
	for {
		if err := o.put(*b); err != nil {
			o.lost(err)
		}
		o.mu.Lock()
		if len(o.beside) == 0 {
			break
		}
		*b = append((*b)[:0], o.beside...)
		o.beside = nil
		o.mu.Unlock()
	}
	o.busy = false
	if o.idle != nil {
		close(o.idle)
		o.idle = nil
	}
	o.again()
}

// put writes all of b. A program that shares the terminal may have switched off that a write waits for it.
func (o *output) put(b []byte) error {
	if o.copy != nil {
		_, _ = o.copy.Write(b) // which is its own matter
	}
	for {
		n, err := o.to.Write(b)
		if !errors.Is(err, syscall.EAGAIN) {
			return err
		}
		if b = b[n:]; !o.ready() {
			return err
		}
	}
}

// hurry ends the rest at once, for the last frame.
func (o *output) hurry() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.rests = false
}

// rested ends the rest after a frame.
func (o *output) rested() {
	o.mu.Lock()
	o.rests = false
	o.again()
}

// again asks for the frame that waits, if it need not wait any more. It unlocks.
func (o *output) again() {
	now := o.wanted && !o.busy && !o.rests && !o.closed
	if now {
		o.wanted = false
	}
	o.mu.Unlock()
	if now {
		o.draw()
	}
}

// taken waits until the terminal has taken everything or gone is done. It reports which.
func (o *output) taken(gone <-chan struct{}) bool {
	o.mu.Lock()
	if !o.busy {
		o.mu.Unlock()
		return true
	}
	if o.idle == nil {
		o.idle = make(chan struct{})
	}
	idle := o.idle
	o.mu.Unlock()
	select {
	case <-idle:
		return true
	case <-gone:
		return false
	}
}

// takenSoon is [output.taken] for a terminal that may never take it. Once gone is done it waits for as long as
// [patience].
func (o *output) takenSoon(gone <-chan struct{}) bool {
	if o.taken(gone) {
		return true
	}
	late := make(chan struct{})
	defer time.AfterFunc(patience, func() { close(late) }).Stop()
	return o.taken(late)
}

// close ends the clock.
func (o *output) close() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.closed = true
	if o.clock != nil {
		o.clock.Stop()
	}
}
