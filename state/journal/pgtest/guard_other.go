//go:build !linux

package pgtest

import "os/exec"

// guard has nothing to do: only Linux tells a process of its parent's end.
func guard(*exec.Cmd) {}
