//go:build !race

package cli_test

// thin is how many cells of the table of lost outputs there are for each that runs without -full, of the commands after
// the first.
const thin = 4
