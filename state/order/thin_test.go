//go:build !race

package order

const (
	thin     = 1 // runs every cell of the crash matrix
	slow     = 1 // how much longer a program needs to get somewhere
	fewKills = 12
)
