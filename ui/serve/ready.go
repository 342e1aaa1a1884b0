package serve

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/order"
)

// passes is how long watching may fail before the host counts as one that cannot watch: two trials fail in
// it.
const passes = 20 * time.Second

// unwatched is the accounts that this host could not watch.
type unwatched []order.WatchError

// Error says which, since when and why, a line each.
func (u unwatched) Error() string {
	var lines []string
	for _, t := range u {
		lines = append(lines,
			provider.Clean(fmt.Sprintf("%s of account %s cannot be watched from this host since %s (%s): %v",
				t.Product, t.Account, t.Since.UTC().Format(time.RFC3339), t.Reason(), t.Err)))
	}
	return strings.Join(lines, "\n")
}

// unwritableError says that the journal can be read alone.
type unwritableError struct{ err error }

// Error is for logs.
func (e *unwritableError) Error() string { return e.err.Error() }

// Unwrap is why.
func (e *unwritableError) Unwrap() error { return e.err }

// why is what a health check gets: nothing that is in a file or names one.
func why(err error) string {
	if u, ok := errors.AsType[unwatched](err); ok {
		return u.Error()
	}
	what := "read"
	if _, ok := errors.AsType[*unwritableError](err); ok {
		what = "written"
	}
	if e, ok := errors.AsType[*journal.Error](err); ok {
		return "the journal cannot be " + what + " (" + string(e.Reason) + ")"
	}
	if errors.Is(err, ErrShutdown) {
		return "the server is closing"
	}
	return "the journal cannot be " + what
}

func answer(w http.ResponseWriter, err error) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	if err != nil {
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = w.Write([]byte("not ready: " + why(err) + "\n")) // who asked may be gone
		return
	}
	_, _ = w.Write([]byte("ok\n"))
}
