//go:build race

package cli_test

// Under the race detector programs are slow, and the children of the table of lost outputs do the same as without.
const thin = 16
