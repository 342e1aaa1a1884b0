//go:build !race

package export_test

// specs is how many orders are exported for each product and version.
const specs = 1000
