package cli

import (
	"errors"
	"slices"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/orderfile"
)

// failureJSON is why a command that was asked for a document has none to print. Its message is the sentence that is on
// the error stream, too; what is not known is null.
type failureJSON struct {
	Schema string    `json:"schema"`
	Exit   int       `json:"exit_code"`
	Error  errorJSON `json:"error"`
}

// failureKind is the kind of an error that has none, by the exit code. It is one of [provider.Kind] where the same has
// happened.
func failureKind(exit int) string {
	switch exit {
	case exitUsage:
		return "usage"
	case exitAuth:
		return provider.KindAuth.String()
	case exitRefused:
		return "refused"
	case exitStale:
		return provider.KindStale.String()
	case exitUnapproved:
		return "unapproved"
	case exitCancelled:
		return "cancelled"
	}
	return provider.KindUnknown.String()
}

// fail prints err, which is in words and ends the run with the code exit, as a document, where one was asked for and
// nothing was printed before.
func (f *flags) fail(p Process, exit int, err error) {
	out, ok := p.Out.(*stream)
	asked := f.structured() || f.json || slices.Contains(p.Args, "--json") // the last before a fault in what follows
	if !asked || !ok || out.wrote() {
		return
	}
	said := errorJSON{Kind: failureKind(exit), Message: optional(plainly(err))}
	if e, ok := errors.AsType[*orderfile.Error](err); ok && len(e.Problems) > 0 {
		said.Field = optional(e.Problems[0].Key)
	}
	if e, ok := errors.AsType[*provider.Error](err); ok {
		said.Kind, said.Field = e.Kind.String(), optional(string(e.At()))
		said.Code, said.RequestID = optional(e.Code), optional(e.RequestID)
	}
	_ = f.print(out, failureJSON{schema, exit, said}) // the error stream has said it
}
