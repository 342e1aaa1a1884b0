package frame

import (
	"strconv"

	uv "github.com/charmbracelet/ultraviolet"
)

// move brings the cursor to column x of line y.
func (o *output) move(x, y int) {
	if x == o.x && y == o.y {
		return
	}
	if !o.on.alt {
		o.moveInline(x, y)
		return
	}
	var near, far [32]byte
	best := position(far[:0], x, y)
	if o.y >= 0 {
		if b := relative(near[:0], o.x, o.y, x, y); len(b) < len(best) {
			best = b
		}
	}
	o.out = append(o.out, best...)
	o.x, o.y = x, y
}

// reach brings the cursor to column x of line y of to, by writing what is in between where that is shorter.
func (o *output) reach(x, y int, to uv.Line) {
	if y != o.y || o.x < 0 || x <= o.x {
		o.move(x, y)
		return
	}
	if cost := len(csi(nil, x-o.x, 'C')); x-o.x <= cost {
		length := 0
		for i := o.x; i < x; i++ {
			length += len(to[i].Content)
			if !o.suits(&to[i]) {
				length = cost + 1
			}
		}
		if length <= cost {
			for o.x < x {
				o.put(&to[o.x])
			}
			return
		}
	}
	o.move(x, y)
}

// moveInline moves within a frame that begins somewhere on the screen. A new line makes room for itself.
func (o *output) moveInline(x, y int) {
	switch {
	case y < o.y:
		o.out = csi(o.out, o.y-y, 'A')
	case y > o.y:
		for range y - o.y {
			o.out.add("\r\n")
		}
		o.x = 0
	}
	if x < o.x || o.x < 0 {
		o.out = append(o.out, '\r')
		o.x = 0
	}
	if x > o.x {
		o.out = csi(o.out, x-o.x, 'C')
	}
	o.x, o.y = x, y
}

// relative appends how to get from one place to another, from column -1, which is unknown, too.
func relative(b []byte, fromX, fromY, x, y int) []byte {
	n := y - fromY
	if n < 0 {
		return across(csi(b, -n, 'A'), fromX, x)
	}
	if n == 0 {
		return across(b, fromX, x)
	}
	var other [32]byte
	down := across(csi(other[:0], n, 'B'), fromX, x)
	if n < len(down) {
		b = append(b, '\r')
		for range n {
			b = append(b, '\n')
		}
		b = across(b, 0, x)
	}
	if len(b) == 0 || len(down) < len(b) {
		b = append(b[:0], down...)
	}
	return b
}

// across appends how to get from one column to another.
func across(b []byte, from, x int) []byte {
	n := x - from
	if n == 0 {
		return b
	}
	if n > 0 && from >= 0 {
		return csi(b, n, 'C')
	}
	var other, third [16]byte
	best := append(other[:0], '\r')
	if x > 0 {
		best = csi(best, x, 'C')
	}
	if from >= 0 {
		if c := csi(third[:0], -n, 'D'); len(c) < len(best) {
			best = c
		}
		if -n < len(best) {
			best = append(best[:0], "\b\b\b\b\b\b"[:-n]...)
		}
	}
	return append(b, best...)
}

// position appends the cursor position x, y, both from 0.
func position(b []byte, x, y int) []byte {
	b = append(b, "\x1b["...)
	if y > 0 || x > 0 {
		b = strconv.AppendInt(b, int64(y+1), 10)
	}
	if x > 0 {
		b = strconv.AppendInt(append(b, ';'), int64(x+1), 10)
	}
	return append(b, 'H')
}

// csi appends a control sequence whose number is n, which needs not be written when it is 1.
func csi(b []byte, n int, final byte) []byte {
	b = append(b, "\x1b["...)
	if n != 1 {
		b = strconv.AppendInt(b, int64(n), 10)
	}
	return append(b, final)
}
