package provider

import "strings"

// Nearest returns the word that is spelt most like text, or begins with it; "" when more than a third of the letters of
// each differ. Of a word that is a path the last part counts too.
func Nearest(text string, words []string) string {
	const longest = 64 // letters; no key is longer
	const start = 4    // letters that identify a word by its beginning
	text = strings.ToLower(text)
	if len(text) > longest {
		return ""
	}
	best, least := "", 0
	for _, w := range words {
		last := w[strings.LastIndexByte(w, '.')+1:]
		d := min(distance(text, strings.ToLower(w)), distance(text, strings.ToLower(last)))
		if len(text) >= start && strings.HasPrefix(last, text) {
			d = 1
		}
		if d <= max(len(last)/3, 1) && (best == "" || d < least) {
			best, least = w, d
		}
	}
	return best
}

// distance is how many letters have to be inserted, deleted, replaced or swapped with their neighbour to make b of a:
// the optimal string alignment distance.
func distance(a, b string) int {
	s, t := []rune(a), []rune(b)
	before, last, row := make([]int, len(t)+1), make([]int, len(t)+1), make([]int, len(t)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(s); i++ {
		row[0] = i
		for j := 1; j <= len(t); j++ {
			replace := last[j-1]
			if s[i-1] != t[j-1] {
				replace++
			}
			row[j] = min(last[j]+1, row[j-1]+1, replace)
			if i > 1 && j > 1 && s[i-1] == t[j-2] && s[i-2] == t[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(t)]
}
