package review

// span are the lines of a row: from its first one to before the other.
type span struct{ from, to int }

// pane is the part of the lines that is in sight.
type pane struct {
	top  int  // the first line
	h    int  // lines of the latest frame
	away bool // the operator has scrolled: the cursor may be out of sight
}

// turn scrolls by a page, of which one line stays in sight. by is 1 for down and -1 for up. The next frame keeps it
// within the lines that there are.
func (p *pane) turn(by int) {
	p.top = max(p.top+by*max(p.h-1, 1), 0)
	p.away = true
}

// follow has the row with the cursor in sight, with what is before the first answer and behind the last one.
func (p *pane) follow(row span, first, last bool, all int) {
	if row.from < p.top+1 {
		p.top = row.from - 1
	}
	if first { // what has to be known before an order is above it
		p.top = max(row.to-p.h, 0)
	}
	if row.to > p.top+p.h-2 && !first {
		p.top = row.to - p.h + 2
	}
	if last { // the price is below it
		p.top = min(all-p.h, row.from)
	}
}

// answered is the first row with an answer from i on, in steps of by; -1 when there is none.
func answered(rows []row, i, by int) int {
	for ; i >= 0 && i < len(rows); i += by {
		if rows[i].field != "" {
			return i
		}
	}
	return -1
}
