package cli

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"os/user"
	"strconv"
	"time"

	"golang.org/x/term"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/config"
	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/orderfile"
	"github.com/metalwright/metalwright/state/textfile"
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
	Dir    string                      // where the screens save what has a relative name; "": the working directory
	User   string                      // who runs the program, for the journal
	Host   string
	PID    int
	Now    func() time.Time
	// Terminal reports whether both In and Out are one.
	Terminal bool
	// Keyring is the operating system's keyring; nil: there is none.
	Keyring config.Keyring
	// Width and Height are its size in cells where In and Out do not tell it themselves; 0: they do.
	Width, Height int
	// CheckDir says whether a directory is a place for a journal; nil: [journal.CheckDir].
	CheckDir func(dir string) error
	// TabWait is how long completion waits for a vendor; 0: a second.
	TabWait time.Duration
	// LogTo takes the log where no file does; nil: nothing is logged.
	LogTo io.Writer
	// Observe is told of every request to a vendor, as [provider.Account.Observe] is; nil tells nobody.
	Observe func(product provider.ProductID, action, outcome string)

	session *session // nil unless somebody is signed in over SSH
	screen  bool     // a screen is shown
}

func (p Process) observer(id provider.ProductID) func(action, outcome string) {
	if p.Observe == nil {
		return nil
	}
	return func(action, outcome string) { p.Observe(id, action, outcome) }
}

func (p Process) checkDir(dir string) error {
	if p.CheckDir == nil {
		return journal.CheckDir(dir)
	}
	return p.CheckDir(dir)
}

// maxInput is the most bytes of a file that the operator names, and of standard input.
const maxInput = orderfile.MaxPlan

// input reads a file that the operator named; over SSH there is none. A path that is certainly a mistake is said to be
// one where no such file is.
func (p Process) input(name string) ([]byte, error) {
	if p.session != nil {
		return nil, p.session.noFile(name)
	}
	path, reason := config.ExpandPath(name, p.Home)
	if reason != "" {
		path = name
	}
	text, _, err := textfile.Read(path, maxInput)
	if errors.Is(err, fs.ErrNotExist) && reason != "" {
		return nil, &config.Error{Reason: reason, Text: name}
	}
	return text, err
}

// output is the path of a file that is to be written.
func (p Process) output(name string) (string, error) {
	if p.session != nil {
		return "", p.session.noFile(name)
	}
	path, reason := config.ExpandPath(name, p.Home)
	if reason != "" {
		return "", &config.Error{Reason: reason, Text: name}
	}
	return path, nil
}

// create writes data, to disk, into a file for its owner alone that was not there before; over SSH there is none. When
// that fails nothing is left of the file.
func (p Process) create(name string, data []byte) error {
	path, err := p.output(name)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	if err := fill(f, data); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}

// fill writes data to disk and closes f.
func fill(f interface {
	io.WriteCloser
	Sync() error
}, data []byte,
) error {
	_, err := f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

// operator is the name that the system knows whoever runs the program by, and not what the environment says.
func operator() string {
	u, err := user.Current()
	if err != nil {
		return strconv.Itoa(os.Getuid())
	}
	return u.Username
}

// RealProcess is the process that the operating system started.
func RealProcess() Process {
	home, _ := os.UserHomeDir() // without one the state directory has to be named
	host, _ := os.Hostname()    // for people only
	return Process{
		Args: os.Args[1:], In: os.Stdin, Out: os.Stdout, Err: os.Stderr,
		Lookup: os.LookupEnv, Env: os.Environ(), Home: home, User: operator(), Host: host, PID: os.Getpid(),
		Now:      time.Now,
		Keyring:  config.SystemKeyring{},
		Terminal: term.IsTerminal(int(os.Stdin.Fd())) && term.IsTerminal(int(os.Stdout.Fd())),
	}
}
