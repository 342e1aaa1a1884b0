//go:build !linux

package serve

// watch reports nothing here: the files are looked at by the clock.
type watch struct{}

func watchFiles([]string) *watch { return nil }

func (*watch) changes() <-chan struct{} { return nil }

func (*watch) complete() bool { return false }

func (*watch) renew() {}

func (*watch) close() {}
