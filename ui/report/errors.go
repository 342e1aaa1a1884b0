package report

import (
	"errors"
	"io"
	"sync"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/config"
	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/state/orderfile"
	"github.com/metalwright/metalwright/state/policy"
	"github.com/metalwright/metalwright/state/textfile"
	"github.com/metalwright/metalwright/ui/serve"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/text"
)

// NewError is the error that the message id says. The pairs are as for [text.Text.T]; an error among them is a cause,
// and is put into words too.
func NewError(id string, pairs ...any) error { return &messageError{id, pairs} }

// UsageError is wrong usage, in a sentence of the catalogue: its id, and names and values as for [NewError].
func UsageError(id string, pairs ...any) error { return Exit(ExitUsage, NewError(id, pairs...)) }

// messageError is an error that is a message of the catalogue. It can be made before the language is known: [Localize]
// turns it into a sentence.
type messageError struct {
	id    string
	pairs []any
}

// Error is the sentence in English.
func (e *messageError) Error() string { return e.text(english()) }

// Unwrap returns the causes.
func (e *messageError) Unwrap() []error {
	var causes []error
	for _, v := range e.pairs {
		if err, ok := v.(error); ok {
			causes = append(causes, err)
		}
	}
	return causes
}

func (e *messageError) text(tx *text.Text) string {
	pairs := make([]any, len(e.pairs))
	for i, v := range e.pairs {
		if err, ok := v.(error); ok {
			v = text.Lines(Sentence(tx, err))
		}
		pairs[i] = v
	}
	return tx.T(e.id, pairs...)
}

// english are the words of an error that nobody has put into those of a language: logs have such.
var english = sync.OnceValue(func() *text.Text {
	tx, err := text.New(text.Fallback)
	if err != nil {
		panic(err) // it is a part of the program
	}
	return tx
})

// Localize says err in the words of the catalogue, where it has some, and keeps its exit code.
func Localize(tx *text.Text, err error) error {
	sentence, code := Describe(tx, err)
	if sentence == "" {
		return err
	}
	w := &LocalizedError{sentence, err}
	if _, ok := errors.AsType[*ExitError](err); ok || code == 0 {
		return w
	}
	return Exit(code, w)
}

// LocalizedError is an error in the words of the message catalogue.
type LocalizedError struct {
	Text string
	Err  error
}

func (e *LocalizedError) Error() string { return e.Text }

func (e *LocalizedError) Unwrap() error { return e.Err }

// Sentence is err in the words of the catalogue where it has some, and in its own elsewhere: those of the operating
// system, and of the library that reads the command line.
func Sentence(tx *text.Text, err error) string {
	if s, _ := Describe(tx, err); s != "" {
		return s
	}
	if e, ok := errors.AsType[*LocalizedError](err); ok && e.Text == err.Error() {
		return e.Text
	}
	if e, ok := errors.AsType[*provider.Error](err); ok && e.Rule != "" {
		env := &step.Env{Text: tx}
		return tx.Join().Labelled(env.Fields().Label(e.At()), env.Errors().WhyInFile(e))
	}
	return provider.Clean(err.Error())
}

// Describe are the words for err and the exit code that it has by itself; "" when the catalogue has none.
func Describe(tx *text.Text, err error) (sentence string, code int) {
	if _, ok := errors.AsType[*LocalizedError](err); ok || err == nil {
		return "", 0
	}
	if e, ok := errors.AsType[*messageError](err); ok {
		return e.text(tx), 0
	}
	if e, ok := errors.AsType[*orderfile.Error](err); ok {
		return orderFileErrors(tx, e), ExitUsage
	}
	if e, ok := errors.AsType[*serve.FaultsError](err); ok {
		return keyErrors(tx, e), ExitUsage
	}
	if e, ok := errors.AsType[*serve.NobodyError](err); ok {
		return tx.T("serve.empty", "File", e.File), ExitUsage
	}
	if e, ok := errors.AsType[*serve.KeyTypeError](err); ok {
		return tx.T("serve.key_type", "File", e.File, "Type", e.Type), ExitUsage
	}
	if e, ok := errors.AsType[*serve.CertError](err); ok {
		return tx.T("serve.cert_"+string(e.Reason), "File", e.File, "Time", e.At.UTC().Format(time.DateTime)), ExitUsage
	}
	if e, ok := errors.AsType[*config.Error](err); ok {
		return settingError(tx, e), ExitUsage
	}
	if e, ok := errors.AsType[*textfile.Error](err); ok {
		return fileError(tx, e), ExitUsage
	}
	if e, ok := errors.AsType[*journal.AuditError](err); ok {
		return auditError(tx, e), ExitOther
	}
	if e, ok := errors.AsType[*order.RemovedError](err); ok {
		return removedOrder(tx, e), ExitPlaced
	}
	if e, ok := errors.AsType[*orderfile.SecretError](err); ok {
		return tx.T("cli.secret", "Field", tx.T("field."+string(e.Field)), "Source", e.Source, "Why", Sentence(tx, e.Err)),
			ExitUsage
	}
	if s := step.ErrorText(tx, err); s != "" {
		return s, orderErrorCode(err)
	}
	for _, s := range fixedSentences() {
		if errors.Is(err, s.err) {
			return tx.T(s.id), s.code
		}
	}
	return "", 0
}

// fixedSentences are the errors that a sentence of the catalogue says all about.
func fixedSentences() []struct {
	err  error
	id   string
	code int
} {
	return []struct {
		err  error
		id   string
		code int
	}{
		{text.ErrLanguage, "cli.no_language", ExitUsage},
		{serve.ErrPublic, "serve.metrics_public", ExitUsage},
		{orderfile.ErrPlanExpired, "plan.expired", ExitStale},
		{orderfile.ErrPlanAccount, "plan.account", ExitStale},
		{orderfile.ErrPlanStale, "plan.stale", ExitStale},
		{orderfile.ErrPlanScript, "plan.script", ExitStale},
		{orderfile.ErrPlanHash, "plan.damaged", ExitUsage},
		{orderfile.ErrPlanID, "plan.no_id", ExitUsage},
		{orderfile.ErrPlanFormat, "plan.format", ExitUsage},
		{orderfile.ErrPlanText, "plan.text", ExitUsage},
	}
}

// orderErrorCode is the exit code of what the orders have against something.
func orderErrorCode(err error) int {
	if _, ok := errors.AsType[*policy.Refusal](err); ok {
		return ExitRefused
	}
	if _, ok := errors.AsType[*order.Stale](err); ok {
		return ExitStale
	}
	for _, s := range []struct {
		err  error
		code int
	}{
		{order.ErrWaiting, ExitUnapproved},
		{order.ErrDenied, ExitUnapproved},
		{order.ErrExpired, ExitUnapproved},
		{order.ErrVoid, ExitUnapproved},
		{order.ErrProof, ExitUnapproved},
		{order.ErrRequest, ExitUnapproved},
		{order.ErrApprover, ExitUnapproved},
		{order.ErrUncovered, ExitUnapproved},
		{order.ErrOwn, ExitAuth},
		{order.ErrOwnKey, ExitAuth},
		{order.ErrBeyond, ExitAuth},
		{order.ErrNoAccount, ExitAuth},
		{order.ErrNoBuyer, ExitAuth},
		{order.ErrUnknownID, ExitUsage},
		{order.ErrToken, ExitUsage},
		{order.ErrID, ExitUsage},
		{order.ErrSecrets, ExitUsage},
		{order.ErrStopping, ExitCancelled},
		{order.ErrPlaced, ExitPlaced},
		{order.ErrFound, ExitPlaced},
	} {
		if errors.Is(err, s.err) {
			return s.code
		}
	}
	return ExitOther
}

// Warn writes a hint to the error stream.
func Warn(w io.Writer, tx *text.Text, err error) {
	_ = Println(w, "metalwright: "+Sentence(tx, err)) // a hint that nobody can read is no reason to end
}
