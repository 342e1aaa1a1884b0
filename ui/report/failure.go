package report

import (
	"errors"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/orderfile"
)

// FailureJSON is why a command that was asked for a document has none to print. Its message is the sentence that is on
// the error stream, too; what is not known is null.
type FailureJSON struct {
	Schema    string    `json:"schema"`
	Simulated bool      `json:"simulated"` // as the run was, or as the settings say before it was open
	Exit      int       `json:"exit_code"`
	Error     errorJSON `json:"error"`
}

// NewFailure is the document of err, which is in words and ends the run with the code exit.
func NewFailure(simulated bool, exit int, err error) FailureJSON {
	e := errorJSON{Kind: failureKind(exit), Message: OrNil(Verbatim(err))}
	if f, ok := errors.AsType[*orderfile.Error](err); ok && len(f.Problems) > 0 {
		e.Field = OrNil(f.Problems[0].Key)
	}
	if v, ok := errors.AsType[*provider.Error](err); ok {
		e.Kind, e.Field = v.Kind.String(), OrNil(string(v.At()))
		e.Code, e.RequestID = OrNil(v.Code), OrNil(v.RequestID)
	}
	return FailureJSON{Schema, simulated, exit, e}
}

// failureKind is the kind of an error that has none, by the exit code. It is one of [provider.Kind] where the same has
// happened.
func failureKind(exit int) string {
	switch exit {
	case ExitUsage:
		return "usage"
	case ExitAuth:
		return provider.KindAuth.String()
	case ExitRefused:
		return "refused"
	case ExitStale:
		return provider.KindStale.String()
	case ExitUnapproved:
		return "unapproved"
	case ExitCancelled:
		return "cancelled"
	}
	return provider.KindUnknown.String()
}
