//go:build !race

package order

// thin runs every cell of the crash matrix.
const thin = 1
