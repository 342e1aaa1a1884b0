//go:build !unix

package pgtest

import (
	"os"
	"os/exec"
)

func own(string) error { return nil }

func lower(*exec.Cmd) {}

func immediate(p *os.Process) error { return p.Kill() }
