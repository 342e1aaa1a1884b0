//go:build race

package order

// Under the race detector programs are slow, and the children of the crash matrix do the same as without.
const (
	thin     = 41
	slow     = 4
	fewKills = 6
)
