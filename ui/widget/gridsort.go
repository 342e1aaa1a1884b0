package widget

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// sorting is the order of a grid's rows.
type sorting struct {
	col     int // index of the columns; -1 is the source's order
	reverse bool
}

// natural reports whether rows are in the order of the source.
func (s sorting) natural() bool { return s.col < 0 && !s.reverse }

// order sorts rows of the source, stably.
func (s sorting) order(index []int, c *cellTexts) {
	if s.col < 0 {
		if s.reverse {
			slices.Reverse(index)
		}
		return
	}
	type entry struct {
		row, at int // at keeps the sort stable
		key     sortKey
	}
	rows := make([]entry, len(index))
	for i, row := range index {
		rows[i] = entry{row, i, newSortKey(c.sortText(row, s.col))}
	}
	slices.SortFunc(rows, func(a, b entry) int {
		var n int
		if a.key.blank || b.key.blank {
			n = cmp.Compare(blankness(a.key), blankness(b.key))
		} else if n = a.key.compare(b.key); s.reverse {
			n = -n
		}
		return cmp.Or(n, cmp.Compare(a.at, b.at))
	})
	for i, e := range rows {
		index[i] = e.row
	}
}

// sortKey is a cell's text, made ready to be compared.
type sortKey struct {
	text   string
	number float64
	isNum  bool
	blank  bool // nothing is reported
}

func newSortKey(s string) sortKey {
	s = strings.ToLower(strings.TrimSpace(s))
	k := sortKey{text: s, blank: s == "" || s == "-" || s == "–"}
	digits := strings.TrimLeft(s, "$€¥~≈ ")
	end := 0
	for end < len(digits) && (digits[end] >= '0' && digits[end] <= '9' || digits[end] == '.' || digits[end] == ',' ||
		end == 0 && digits[end] == '-') {
		end++
	}
	n, err := strconv.ParseFloat(strings.TrimRight(strings.ReplaceAll(digits[:end], ",", ""), "."), 64)
	k.number, k.isNum = n, err == nil
	return k
}

func blankness(k sortKey) int {
	if k.blank {
		return 1
	}
	return 0
}

// compare puts numbers before words, and the digits within words by value: web-2 before web-10.
func (k sortKey) compare(o sortKey) int {
	switch {
	case k.isNum && o.isNum:
		if c := cmp.Compare(k.number, o.number); c != 0 || k.text == o.text {
			return c
		}
	case k.isNum:
		return -1
	case o.isNum:
		return 1
	}
	return natural(k.text, o.text)
}

// natural compares texts, runs of digits by value.
func natural(a, b string) int {
	for a != "" && b != "" {
		da, db := leadingDigits(a), leadingDigits(b)
		if da > 0 && db > 0 {
			na, nb := strings.TrimLeft(a[:da], "0"), strings.TrimLeft(b[:db], "0")
			if c := cmp.Or(cmp.Compare(len(na), len(nb)), cmp.Compare(na, nb)); c != 0 {
				return c
			}
			a, b = a[da:], b[db:]
			continue
		}
		if a[0] != b[0] {
			return cmp.Compare(a[0], b[0])
		}
		a, b = a[1:], b[1:]
	}
	return cmp.Compare(len(a), len(b))
}

func leadingDigits(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}
