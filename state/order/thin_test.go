//go:build !race

package order

const (
	thin     = 13 // runs every 13th cell of the crash matrix: a stride that meets every point and every fault
	slow     = 1  // how much longer a program needs to get somewhere
	fewKills = 6
)
