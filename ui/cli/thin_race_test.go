//go:build race

package cli_test

// Under the race detector programs are slow, and the children of the table of lost outputs do the same as without.
const thin = 16

// The worlds differ in what the vendors answer, not in what runs at the same time.
const walked = 3
