// Package run is one run of the program: the process, its settings from flags, environment and configuration file, and
// what is built of them: the journal, the accounts, the order service, and its end, which waits for requests in flight.
package run

import (
	"context"
	"io"
	"net/netip"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/sim"
	"github.com/metalwright/metalwright/state/config"
	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/board"
	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/serve"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/text"
)

// Runtime is everything that one run needs, built once.
type Runtime struct {
	Process           Process
	Location          Location
	Env               *step.Env
	Orders            step.Orders // as the one who runs this may ask: run
	Purchases         *Purchases  // what this run has bought; nil where nobody runs anything
	Store             *journal.Store
	Service           *order.Service // the same for the program itself
	Drafts            *order.Drafts  // of the one who runs this; nil: none are kept, for it may be anyone
	accounts          map[provider.ProductID][]step.Account
	simulatedAccounts map[string]bool // accounts at the simulated cloud
	Cloud             *sim.Cloud      // nil with real accounts
	Simulated         bool            // there is a simulated cloud: nothing is bought for money
	Log               *Log
	Leaving           order.ID         // left while it was sent: the end of the run says what came of it
	Profiles          []config.Profile // of the configuration file
	// the journal was waited for until [JournalPatience]; the end of the run waits no longer
	JournalFailed bool
	Notify        config.Notify // of the configuration file
	Templates     string        // the directory of the order files to begin with; "": none
	Newcomer      bool          // nobody asked for the simulated cloud: no key was found
	Hints         *Hints        // that people have used; nil: there are none
	Asks          bool          // machines that run are asked whether their login port answers
	Boards        *board.Shared // what the boards of all sessions have in common; nil: there is no other session
}

// Printer writes orders as whoever runs this sees them.
func (rt *Runtime) Printer() report.Printer {
	return report.Printer{Env: rt.Env, Simulated: rt.Simulated, Sending: rt.Service.Sending}
}

// NewProgress writes the changes of orders as f asks for.
func (rt *Runtime) NewProgress(f *Flags) *report.Progress {
	to := rt.Process.Err
	if f.Quiet {
		to = io.Discard
	}
	return report.NewProgress(report.ProgressOptions{
		Printer: rt.Printer(), Out: rt.Process.Out, Err: to, Log: rt.Log.Logger, Now: rt.Process.Now,
		Format: f.Format(),
		Block:  rt.Process.Terminal && !f.Plain, Width: Width(rt.Process), Bought: rt.Purchases.Has,
	})
}

// SimulatedAccount reports whether the account is at the simulated cloud.
func (rt *Runtime) SimulatedAccount(account string) bool { return rt.simulatedAccounts[account] }

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
	Dir    string                      // where files with a relative name are; "": the working directory
	// Confined is a run in a tour: it reads and writes nothing outside of Dir, and neither calls nor serves anybody but
	// its own simulated cloud.
	Confined bool
	User     string // who runs the program, for the journal
	Host     string
	PID      int
	Now      func() time.Time
	// After is the timer of the order service and of wait limits, where Now is no clock of the system's; nil:
	// [time.After].
	After func(time.Duration) <-chan time.Time
	// Random makes the ids and tokens of orders, see [order.Options]; nil: the system's.
	Random io.Reader
	// Cloud is the simulated cloud of a run that wants one, for a caller that has opened it and closes it afterwards;
	// nil: the run has one of its own.
	Cloud *sim.Cloud
	// Terminal reports whether both In and Out are one.
	Terminal bool
	// Keyring is the operating system's keyring; nil: there is none.
	Keyring config.Keyring
	// Width and Height are its size in cells where In and Out do not report it themselves; 0: they do.
	Width, Height int
	// Resize brings later sizes, where In and Out do not. Closing it says that the terminal is gone. May be nil.
	Resize <-chan tea.WindowSizeMsg
	// CheckDir says whether a directory is a place for a journal; nil: [journal.CheckDir].
	CheckDir func(dir string) error
	// TabWait is how long completion waits for a vendor; 0: a second.
	TabWait time.Duration
	// Hide gets the secrets of the run where its keys are recorded; nil: nobody records them.
	Hide func(...provider.Secret)
	// LogTo takes the log where no file does; nil: nothing is logged.
	LogTo io.Writer
	// People are the rules for what the program does by itself in the name of someone who was signed in; nil: it leaves
	// that to a server.
	People order.People
	// Observe is called for every request to a vendor, as [provider.Account.Observe] is; nil: nobody counts them.
	Observe func(provider.ProductID, provider.Exchange)

	// Answers asks whether something accepts connections there; nil: machines are not asked whether they are ready.
	Answers func(context.Context, netip.AddrPort) error

	Session *Session // nil unless someone is signed in over SSH
	Screen  bool     // a screen is shown
	Brief   bool     // it ends at once, as completion does: orders are not released at their time
	// Tour leaves the screens for a guided tour, and comes back to them; nil: there is none.
	Tour  func() tea.Cmd
	Begin Begin // shows it before the run is open; nil: it is shown later
}

// Session is someone who is signed in over SSH: the server's program, as far as it is open to them.
type Session struct {
	*serve.Session
	Runtime   *Runtime // the server's
	Languages func(lang string) (*text.Text, error)
	recording report.Recording // of what it shows; nil: nobody records
}
