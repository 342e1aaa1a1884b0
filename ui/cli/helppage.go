package cli

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/metalwright/metalwright/ui/widget"
)

// section is a part of a help page and of the manual page: text, then rows.
type section struct {
	title string // "" for the first one of a page
	text  string // paragraphs; a line that begins with a blank stays a line
	rows  []helpRow
}

// helpRow says what a word means.
type helpRow struct{ term, text string }

// Columns of a help page.
const (
	helpIndent  = 2  // of everything below a title
	helpTerm    = 26 // of the longest term that has its text beside it
	helpWidth   = 80 // where nothing is known about the reader's
	helpWidest  = 110
	helpNarrows = 30 // what a text has at least
)

// helpText is the sections as text of a width, with titles in bold if they are wanted so.
func helpText(all []section, width int, bold bool) string {
	if width <= 0 {
		width = helpWidth
	}
	width = min(width, helpWidest)
	var b strings.Builder
	for i, s := range all {
		if i > 0 {
			b.WriteString("\n")
		}
		indent := 0
		if s.title != "" {
			title := strings.ToUpper(s.title)
			if bold {
				title = "\x1b[1m" + title + "\x1b[m"
			}
			b.WriteString(title + "\n")
			indent = helpIndent
		}
		for _, line := range paragraphs(s.text) {
			for _, l := range wrap(line, width-indent) {
				b.WriteString(strings.TrimRight(strings.Repeat(" ", indent)+strings.TrimPrefix(l, " "), " ") + "\n")
			}
		}
		writeRows(&b, s.rows, width)
	}
	return b.String()
}

// writeRows writes terms in one column and their texts in the next.
func writeRows(b *strings.Builder, rows []helpRow, width int) {
	column := 0
	for _, r := range rows {
		if n := utf8.RuneCountInString(r.term); n <= helpTerm {
			column = max(column, n)
		}
	}
	column += helpIndent + 2
	for _, r := range rows {
		term := strings.Repeat(" ", helpIndent) + r.term
		for i, line := range wrap(r.text, max(width-column, helpNarrows)) {
			switch {
			case i > 0:
				term = ""
			case utf8.RuneCountInString(r.term) > column-helpIndent-2:
				b.WriteString(term + "\n")
				term = ""
			}
			b.WriteString(strings.TrimRight(fmt.Sprintf("%-*s%s", column, term, line), " ") + "\n")
		}
	}
}

// paragraphs are the lines of text, those of a paragraph as one.
func paragraphs(text string) []string {
	if text == "" {
		return nil
	}
	var all []string
	joins := false // the line before can continue
	for line := range strings.SplitSeq(text, "\n") {
		whole := line == "" || strings.HasPrefix(line, " ")
		if joins && !whole {
			all[len(all)-1] += " " + line
			continue
		}
		all = append(all, line)
		joins = !whole
	}
	return all
}

// wrap breaks text between words, and between characters where words have no gaps, as in Chinese. What begins with a
// blank, which is not shown, is not broken.
func wrap(text string, width int) []string {
	if strings.HasPrefix(text, " ") || text == "" {
		return []string{text}
	}
	if widget.Width(text) > utf8.RuneCountInString(text) {
		return wrapWide(text, width)
	}
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		switch {
		case line == "":
			line = word
		case utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > width:
			lines = append(lines, line)
			line = word
		default:
			line += " " + word
		}
	}
	return append(lines, line)
}

// wrapWide breaks text at blanks and beside every wide character, but neither before a mark that closes nor behind one
// that opens.
func wrapWide(text string, width int) []string {
	var lines []string
	line, word, last := "", "", ' '
	put := func() {
		if line != "" && widget.Width(line+strings.TrimRight(word, " ")) > width {
			lines = append(lines, strings.TrimRight(line, " "))
			line, word = "", strings.TrimLeft(word, " ")
		}
		line, word = line+word, ""
	}
	for _, r := range text {
		wide := widget.Width(string(r)) > 1 || widget.Width(string(last)) > 1
		if last == ' ' || wide && !strings.ContainsRune("，。、；：）”？ ", r) && !strings.ContainsRune("（“", last) {
			put()
		}
		word += string(r)
		last = r
	}
	put()
	return append(lines, line)
}
