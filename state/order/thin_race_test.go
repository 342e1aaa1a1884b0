//go:build race

package order

// thin runs every eleventh cell of the crash matrix: the children do the same under the race detector as without, only slower.
const thin = 11
