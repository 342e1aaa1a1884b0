package widget

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// Filter is the filter; "" is none.
func (g *Grid) Filter() string { return g.query }

// SetFilter filters by s: rows stay that hold every word of s in a visible column, and no word that has a "!" before
// it.
func (g *Grid) SetFilter(s string) {
	g.filter.set(s)
	g.search(typed(s))
}

// search applies a changed filter. A cursor whose row is gone starts at the first match.
func (g *Grid) search(q string) {
	if q == g.query {
		return
	}
	g.query = q
	g.apply()
	g.follow(0)
}

// Sort is the column by which rows are sorted, "" for the source's order, and whether in reverse.
func (g *Grid) Sort() (column string, reverse bool) {
	if g.sortCol < 0 || g.sortCol >= len(g.cols) {
		return "", g.reverse
	}
	return g.cols[g.sortCol].ID, g.reverse
}

// SetSort sorts by a column; "" restores the source's order.
func (g *Grid) SetSort(column string, reverse bool) {
	g.sortCol, g.reverse = g.column(column), reverse
	g.resort()
}

func (g *Grid) resort() {
	g.header = ""
	g.apply()
	g.follow(g.cursor)
}

// column is the index of the column with id, -1 when there is none.
func (g *Grid) column(id string) int {
	return slices.IndexFunc(g.cols, func(c Column) bool { return c.ID == id && id != "" })
}

// nextSort goes on to the next visible column, and after the last to the source's order.
func (g *Grid) nextSort() {
	for _, s := range g.layout {
		if s.col > g.sortCol {
			g.sortCol = s.col
			g.resort()
			return
		}
	}
	g.sortCol = -1
	g.resort()
}

// apply makes the index of rows that pass the filter, in order.
func (g *Grid) apply() {
	g.total = g.src.Len()
	query := g.query
	var keep func(int) bool
	if f, ok := g.src.(Filterer); ok && query != "" {
		keep, query = f.Filter(query)
	}
	words := strings.Fields(strings.ToLower(query))
	if len(words) == 0 && keep == nil && g.sortCol < 0 && !g.reverse {
		g.index = nil
		return
	}
	index := make([]int, 0, g.total)
	if len(words) > 0 && g.hay == nil {
		g.hay = make([]string, g.total)
	}
	for row := range g.total {
		if (keep == nil || keep(row)) && (len(words) == 0 || matches(g.rowText(row), words)) {
			index = append(index, row)
		}
	}
	g.order(index)
	g.index = index
}

// rowText is what a filter looks at: the visible cells of a row.
func (g *Grid) rowText(row int) string {
	if g.hay[row] == "" {
		var b strings.Builder
		for _, s := range g.layout {
			b.WriteString(g.theme.Clean(g.src.Cell(row, s.col)))
			b.WriteByte('\n')
		}
		g.hay[row] = strings.ToLower(b.String())
	}
	return g.hay[row]
}

// matches reports whether text has every word, and none that has a "!" before it.
func matches(text string, words []string) bool {
	for _, w := range words {
		not, inverse := strings.CutPrefix(w, "!")
		if inverse && not == "" {
			continue // still being typed
		}
		if strings.Contains(text, not) == inverse {
			return false
		}
	}
	return true
}

// order sorts index by the column chosen, stably.
func (g *Grid) order(index []int) {
	if g.sortCol < 0 {
		if g.reverse {
			slices.Reverse(index)
		}
		return
	}
	sorter, _ := g.src.(Sorter)
	type entry struct {
		row, at int // at keeps the sort stable
		key     sortKey
	}
	rows := make([]entry, len(index))
	for i, row := range index {
		var s string
		if sorter != nil {
			s = sorter.SortKey(row, g.sortCol)
		} else {
			s = g.theme.Clean(g.src.Cell(row, g.sortCol))
		}
		rows[i] = entry{row, i, newSortKey(s)}
	}
	slices.SortFunc(rows, func(a, b entry) int {
		var c int
		if a.key.blank || b.key.blank {
			c = cmp.Compare(blankness(a.key), blankness(b.key))
		} else if c = a.key.compare(b.key); g.reverse {
			c = -c
		}
		return cmp.Or(c, cmp.Compare(a.at, b.at))
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
