package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/text"
)

// phrase is an error that is a message of the catalogue. It can be made before the language is known: [worded] turns it
// into a sentence.
type phrase struct {
	id    string
	pairs []any
}

// phrased is the error that the message id says. The pairs are as for [text.Text.T]; an error among them is a cause, and is
// put into words too.
func phrased(id string, pairs ...any) error { return &phrase{id, pairs} }

// Error is for logs.
func (e *phrase) Error() string {
	var b strings.Builder
	b.WriteString(e.id)
	for i := 1; i < len(e.pairs); i += 2 {
		fmt.Fprintf(&b, ": %v", e.pairs[i])
	}
	return b.String()
}

// Unwrap returns the causes.
func (e *phrase) Unwrap() []error {
	var causes []error
	for _, v := range e.pairs {
		if err, ok := v.(error); ok {
			causes = append(causes, err)
		}
	}
	return causes
}

func (e *phrase) sentence(tx *text.Text) string {
	pairs := make([]any, len(e.pairs))
	for i, v := range e.pairs {
		if err, ok := v.(error); ok {
			v = said(tx, err)
		}
		pairs[i] = v
	}
	return tx.T(e.id, pairs...)
}

// said is err in the words of the catalogue where it has some, and in its own elsewhere: those of the operating system,
// and of the library that reads the command line.
func said(tx *text.Text, err error) string {
	if s, _ := sentences(tx, err); s != "" {
		return s
	}
	if e, ok := errors.AsType[*provider.Error](err); ok && e.Rule != "" {
		env := &step.Env{Text: tx}
		return env.Label(e.At()) + ": " + env.Why(e)
	}
	return err.Error()
}
