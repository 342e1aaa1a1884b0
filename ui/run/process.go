package run

import (
	"log/slog"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"golang.org/x/term"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/config"
	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/state/reach"
	"github.com/metalwright/metalwright/ui/report"
)

// RealProcess is the process that the operating system started.
func RealProcess() Process {
	home, _ := os.UserHomeDir() // without one the state directory has to be named
	host, _ := os.Hostname()    // for people only
	return Process{
		Args: os.Args[1:], In: os.Stdin, Out: os.Stdout, Err: os.Stderr,
		Lookup: os.LookupEnv, Env: os.Environ(), Home: home, User: operator(), Host: host, PID: os.Getpid(),
		Now:      time.Now,
		Answers:  reach.Answers,
		Keyring:  config.SystemKeyring{},
		Terminal: term.IsTerminal(int(os.Stdin.Fd())) && term.IsTerminal(int(os.Stdout.Fd())),
	}
}

// operator is the name that the system knows whoever runs the program by, and not what the environment says.
func operator() string {
	u, err := user.Current()
	if err != nil {
		return strconv.Itoa(os.Getuid())
	}
	return u.Username
}

// Location finds it: the simulated cloud's is apart from that of the real accounts.
func (p Process) Location(s config.Settings, simulated bool) (Location, error) {
	cwd, err := directory(p)
	if err != nil {
		return Location{}, err
	}
	dir, server, err := config.Journal(s.Value(config.State), cwd, p.Home)
	if server != "" && err == nil {
		err = CheckNetwork(p, "--state")
	}
	if err == nil && server != "" { // this host's own files are where its journal would be
		dir, _, err = config.Journal(config.New(config.Defaults(p.Lookup, p.Home)).Value(config.State), cwd, p.Home)
	}
	if err == nil {
		dir, err = p.within(dir)
	}
	if err != nil {
		return Location{}, report.Exit(report.ExitUsage, err)
	}
	at := Location{Dir: dir, Journal: journal.Options{Dir: dir, Server: server, Now: p.Now}}
	if simulated {
		at.Dir = filepath.Join(dir, SimDir)
		at.Journal.Dir, at.Journal.Schema = at.Dir, simSchema
	}
	return at, nil
}

// logFile is the path of the log that v names; "" is none.
func logFile(p Process, v config.Value) (string, error) {
	if v.Text == "" {
		return "", nil
	}
	cwd, err := directory(p)
	if err != nil {
		return "", err
	}
	path, err := config.FilePath(v, cwd, p.Home)
	if err != nil {
		return "", err
	}
	return p.within(path)
}

// openLog opens the log file for its owner alone; without one the process's own log is used. The function closes it.
func openLog(p Process, f Flags) (*Log, func() error, error) {
	keep := func() error { return nil }
	switch {
	case f.logFile == "" && p.LogTo == nil:
		return &Log{Logger: slog.New(slog.DiscardHandler), masked: &maskedWriter{}}, keep, nil
	case f.logFile == "":
		return NewLog(p.LogTo, f), keep, nil
	}
	// no pipe is waited for
	file, err := os.OpenFile(f.logFile, os.O_WRONLY|os.O_CREATE|os.O_APPEND|syscall.O_NONBLOCK, 0o600)
	if err != nil {
		return nil, nil, report.UsageError("cli.at", "Place", "--log-file", "Why", err)
	}
	log := NewLog(file, f)
	return log, func() error {
		if err := log.masked.failure(); err != nil {
			why := report.NewError("cli.at", "Place", "--log-file "+f.logFile, "Why", err)
			report.Note(p.Err, f.Localize(p, why).Error())
		}
		return file.Close()
	}, nil
}

// observer writes each request to a vendor into the log, with --debug, and passes it on to who counts them.
func (rt *Runtime) observer(id provider.ProductID) func(provider.Exchange) {
	return func(x provider.Exchange) {
		// A request id is the vendor's text: it is masked like every other one.
		rt.Log.Debug("request", "product", id, "action", x.Action, "outcome", x.Outcome, "status", x.Status,
			"request", x.RequestID, "took", x.Took, "sent", x.Sent, "received", x.Received)
		if rt.Process.Observe != nil {
			rt.Process.Observe(id, x)
		}
	}
}

// CheckJournalDir says why a directory is no place for a journal; nil when it is one.
func (p Process) CheckJournalDir(dir string) error {
	if p.CheckDir == nil {
		return journal.CheckDir(dir)
	}
	return p.CheckDir(dir)
}

// newID makes ids of orders by the process's random bytes; nil without some.
func (p Process) newID() func() order.ID {
	if p.Random == nil {
		return nil
	}
	return func() order.ID { return order.NewIDFrom(p.Random) }
}
