package cast

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"time"
)

// Event is one moment of a recording.
type Event struct {
	At   time.Duration // since the start
	Kind string        // "o" is what is drawn, "r" a size, "x" the exit code
	Data string
}

// Recording is what was recorded.
type Recording struct {
	Version       int
	Width, Height int
	Title         string
	Events        []Event
}

// What [Read] reads at most.
const (
	MaxBytes  = 256 << 20
	MaxEvents = 1 << 20
)

// Bounds of a recording that is read.
const (
	maxLine  = 4 << 20
	maxCells = 1000
	maxTime  = math.MaxInt32 * time.Second // since the start
)

// ErrSize is the error of a recording that is too large.
var ErrSize = fmt.Errorf("%w: it has more than %d MiB", ErrFormat, MaxBytes>>20)

// ErrFormat is wrapped by the errors of [Read].
var ErrFormat = errors.New("not an asciicast of version 2 or 3")

// Read reads a recording of either version, line by line, of at most 256 MiB.
func Read(from io.Reader) (*Recording, error) {
	limited := &io.LimitedReader{R: from, N: MaxBytes + 1}
	lines := bufio.NewScanner(limited)
	lines.Buffer(nil, maxLine)
	if !lines.Scan() {
		return nil, errors.Join(ErrFormat, lines.Err())
	}
	var head struct {
		Version, Width, Height int
		Title                  string
		Term                   struct{ Cols, Rows int }
	}
	if err := json.Unmarshal(lines.Bytes(), &head); err != nil {
		return nil, fmt.Errorf("line 1: %w: %w", ErrFormat, err)
	}
	r := &Recording{Version: head.Version, Width: head.Width, Height: head.Height, Title: head.Title}
	if head.Version == 3 {
		r.Width, r.Height = head.Term.Cols, head.Term.Rows
	}
	if head.Version != 2 && head.Version != 3 || r.Width < 1 || r.Height < 1 || r.Width > maxCells || r.Height > maxCells {
		return nil, fmt.Errorf("line 1: %w", ErrFormat)
	}
	var at time.Duration
	for n := 2; lines.Scan(); n++ {
		line := lines.Bytes()
		if len(line) == 0 || line[0] == '#' { // comments are v3's
			continue
		}
		var seconds float64
		e := Event{}
		fields := []any{&seconds, &e.Kind, &e.Data}
		if err := json.Unmarshal(line, &fields); err != nil || len(fields) != 3 || seconds < 0 ||
			seconds > maxTime.Seconds() || len(r.Events) == MaxEvents {
			return nil, fmt.Errorf("line %d: %w", n, ErrFormat)
		}
		d := time.Duration(seconds * float64(time.Second))
		if r.Version == 3 {
			d += at
		}
		if d > maxTime {
			return nil, fmt.Errorf("line %d: %w", n, ErrFormat)
		}
		at = d
		e.At = d
		r.Events = append(r.Events, e)
	}
	if limited.N == 0 {
		return nil, ErrSize
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	return r, nil
}
