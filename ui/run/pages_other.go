//go:build !linux

package run

// FreeInit releases memory that only the start has used, where that is known how to.
func FreeInit() {}

// FreeOpening is [FreeInit] once the first run of the process is open.
func FreeOpening() {}
