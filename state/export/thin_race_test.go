//go:build race

package export_test

// specs is a tenth under the race detector, which makes each ten times as slow: nothing runs at the same time in them.
const specs = 100
