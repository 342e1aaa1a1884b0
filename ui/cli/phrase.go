package cli

import (
	"errors"
	"io/fs"
	"strings"
	"sync"

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

// phrased is the error that the message id says. The pairs are as for [text.Text.T]; an error among them is a cause,
// and is put into words too.
func phrased(id string, pairs ...any) error { return &phrase{id, pairs} }

// inEnglish are the words of an error that nobody has put into those of a language: logs have such.
var inEnglish = sync.OnceValue(func() *text.Text {
	tx, err := text.New(text.Fallback)
	if err != nil {
		panic(err) // it is a part of the program
	}
	return tx
})

// Error is the sentence in English.
func (e *phrase) Error() string { return e.sentence(inEnglish()) }

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
			v = text.Lines(said(tx, err))
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
	if e, ok := errors.AsType[*wordedError](err); ok && e.text == err.Error() {
		return e.text
	}
	if e, ok := errors.AsType[*provider.Error](err); ok && e.Rule != "" {
		env := &step.Env{Text: tx}
		return env.Label(e.At()) + ": " + env.WhyInFile(e)
	}
	return provider.Clean(err.Error())
}

// plainly is err in its own words, which may be several lines. The name of a file in it is made fit for one; the words
// of others were when they came in.
func plainly(err error) string {
	words := err.Error()
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		words = strings.ReplaceAll(words, e.Path, provider.Clean(e.Path))
	}
	return words
}
