// Package report says what came of a command: tables and documents, each change of an order, errors in the words of
// the message catalogue, and exit codes. Its functions take a writer, the texts and what is to be written.
package report

// Exit codes.
const (
	ExitDone       = 0
	ExitOther      = 1
	ExitUsage      = 2
	ExitAuth       = 3
	ExitRefused    = 4
	ExitPartly     = 5
	ExitStale      = 6
	ExitUnapproved = 7
	ExitCancelled  = 8
	ExitWaited     = 9
	ExitUnknown    = 10
	ExitPlaced     = 11
	ExitPanic      = 255
)

// ExitCode is a line of the table of exit codes.
type ExitCode struct{ Code, Meaning, Bought string }

// ExitCodes is what the help says about exit codes.
func ExitCodes() []ExitCode {
	return []ExitCode{
		{"0", "done (--no-wait: accepted)", "yes"},
		{"1", "another error", "no"},
		{"2", "wrong usage, settings that are missing or not offered, no --yes without a terminal, invalid file", "no"},
		{"3", "credentials missing, conflicting or rejected; clock skew", "no"},
		{"4", "refused by the vendor, or the vendor could not be reached", "nothing"},
		{"5", "bought, but not all is RUNNING, or the result could not be written: orders show ID", "all or part"},
		{"6", "price, stock or account changed, or the plan expired", "nothing"},
		{"7", "approval is pending, denied, expired or does not match", "nothing"},
		{"8", "cancelled before anything was bought", "nothing"},
		{"9", "wait timeout, machines still coming up: orders watch ID", "yes"},
		{"10", "outcome unknown, do not order again: orders resume ID", "unknown"},
		{"11", "already placed earlier: use --again to order the same again", "not by this run"},
		{"129, 130, 143", "interrupted (HUP, INT, TERM) while the order was live", "in the journal"},
		{"255", "internal error in metalwright; the journal is intact", "in the journal"},
	}
}

// ExitError ends the run with a code of its own.
type ExitError struct {
	Code int
	err  error
}

// Exit is err, and ends the run with the code.
func Exit(code int, err error) error { return &ExitError{code, err} }

func (e *ExitError) Error() string { return e.err.Error() }

func (e *ExitError) Unwrap() error { return e.err }
