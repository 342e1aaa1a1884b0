package cli

import (
	"fmt"
	"strings"
)

// Exit codes.
const (
	exitDone       = 0
	exitOther      = 1
	exitUsage      = 2
	exitAuth       = 3
	exitRefused    = 4
	exitPartly     = 5
	exitStale      = 6
	exitUnapproved = 7
	exitCancelled  = 8
	exitWaited     = 9
	exitUnknown    = 10
	exitPlaced     = 11
	exitPanic      = 255
)

// exitTable is what --help says about exit codes.
func exitTable() string {
	rows := []struct{ code, meaning, bought string }{
		{"0", "everything asked for is done (--no-wait: accepted)", "yes"},
		{"1", "another error", "no"},
		{"2", "wrong usage, answers missing, no --yes without a terminal, invalid file", "no"},
		{"3", "credentials missing, clashing or refused; clock skew", "no"},
		{"4", "refused by the vendor, or the vendor could not be reached", "nothing"},
		{"5", "bought, and not all of it is RUNNING, or the result could not be written: orders show ID", "yes or in part"},
		{"6", "stale: price, stock or account changed, or the plan expired", "nothing"},
		{"7", "waits for somebody else's yes, or it was refused, has expired or does not fit", "nothing"},
		{"8", "cancelled before anything was bought", "nothing"},
		{"9", "wait limit reached, machines still coming up: orders watch ID", "yes"},
		{"10", "outcome unknown, do not order again: orders resume ID", "perhaps"},
		{"11", "already placed: the file's id is in the journal", "not by this run"},
		{"129, 130, 143", "interrupted (HUP, INT, TERM) while the order was live", "in the journal"},
		{"255", "a fault of metalwright itself; the journal is intact", "in the journal"},
	}
	var b strings.Builder
	b.WriteString("Exit codes, and whether something was bought:\n")
	for _, r := range rows {
		fmt.Fprintf(&b, "  %-13s  %s [%s]\n", r.code, r.meaning, r.bought)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// exitError ends the run with a code of its own.
type exitError struct {
	code int
	err  error
}

// exitWith is err, and ends the run with the code.
func exitWith(code int, err error) error { return &exitError{code, err} }

func (e *exitError) Error() string { return e.err.Error() }
func (e *exitError) Unwrap() error { return e.err }

// usage is wrong usage, in a sentence of the catalogue: its id, and names and values as for [phrased].
func usage(id string, pairs ...any) error { return exitWith(exitUsage, phrased(id, pairs...)) }
