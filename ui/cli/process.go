package cli

import (
	"io"
	"os"
	"time"

	"golang.org/x/term"
)

// Process is the outside world of one run: what it was called with, its streams, its environment and its clock. Tests
// make their own.
type Process struct {
	Args   []string // without the program's name
	In     io.Reader
	Out    io.Writer
	Err    io.Writer
	Lookup func(string) (string, bool) // a variable of the environment
	Env    []string                    // all of them, for the terminal
	Home   string                      // the user's home directory; "" when there is none
	User   string                      // who runs the program, for the journal
	Host   string
	PID    int
	Now    func() time.Time
	// Terminal reports whether both In and Out are one.
	Terminal bool
	// Width and Height are its size in cells where In and Out do not tell it themselves; 0: they do.
	Width, Height int
}

// RealProcess is the process that the operating system started.
func RealProcess() Process {
	home, _ := os.UserHomeDir() // without one the state directory has to be named
	host, _ := os.Hostname()    // for people only
	return Process{
		Args: os.Args[1:], In: os.Stdin, Out: os.Stdout, Err: os.Stderr,
		Lookup: os.LookupEnv, Env: os.Environ(), Home: home, User: os.Getenv("USER"), Host: host, PID: os.Getpid(),
		Now:      time.Now,
		Terminal: term.IsTerminal(int(os.Stdin.Fd())) && term.IsTerminal(int(os.Stdout.Fd())),
	}
}
