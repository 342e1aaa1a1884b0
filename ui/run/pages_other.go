//go:build !linux

package run

// FreeInit gives back memory that only the start has used, where that is known how to.
func FreeInit() {}
