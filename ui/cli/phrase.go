package cli

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
	if e, ok := errors.AsType[*provider.Error](err); ok && e.Rule != "" {
		env := &step.Env{Text: tx}
		return env.Label(e.At()) + ": " + env.WhyInFile(e)
	}
	return provider.Clean(err.Error())
}

// wordedError is an error in the words of the message catalogue.
type wordedError struct {
	text string
	err  error
}

func (e *wordedError) Error() string { return e.text }
func (e *wordedError) Unwrap() error { return e.err }

// worded says err in the words of the catalogue, where it has some, and keeps its exit code.
func worded(tx *text.Text, err error) error {
	sentence, code := sentences(tx, err)
	if sentence == "" {
		return err
	}
	w := &wordedError{sentence, err}
	if _, ok := errors.AsType[*exitError](err); ok || code == 0 {
		return w
	}
	return exitWith(code, w)
}

// sentences are the words for err and the exit code that it has by itself; "" when the catalogue has none.
func sentences(tx *text.Text, err error) (sentence string, code int) {
	if _, ok := errors.AsType[*wordedError](err); ok || err == nil {
		return "", 0
	}
	if e, ok := errors.AsType[*phrase](err); ok {
		return e.sentence(tx), 0
	}
	if e, ok := errors.AsType[*orderfile.Error](err); ok {
		return problems(tx, e), exitUsage
	}
	if e, ok := errors.AsType[*serve.FaultsError](err); ok {
		return access(tx, e), exitUsage
	}
	if e, ok := errors.AsType[*serve.NobodyError](err); ok {
		return tx.T("serve.empty", "File", e.File), exitUsage
	}
	if e, ok := errors.AsType[*serve.KeyTypeError](err); ok {
		return tx.T("serve.key_type", "File", e.File, "Type", e.Type), exitUsage
	}
	if e, ok := errors.AsType[*serve.CertError](err); ok {
		return tx.T("serve.cert_"+string(e.Reason), "File", e.File, "Time", e.At.UTC().Format(time.DateTime)), exitUsage
	}
	if e, ok := errors.AsType[*config.Error](err); ok {
		return setting(tx, e), exitUsage
	}
	if e, ok := errors.AsType[*textfile.Error](err); ok {
		return unusable(tx, e), exitUsage
	}
	if e, ok := errors.AsType[*journal.AuditError](err); ok {
		return flawed(tx, e), exitOther
	}
	if e, ok := errors.AsType[*order.RemovedError](err); ok {
		return removed(tx, e), exitPlaced
	}
	if e, ok := errors.AsType[*orderfile.SecretError](err); ok {
		return tx.T("cli.secret", "Field", tx.T("field."+string(e.Field)), "Source", e.Source, "Why", said(tx, e.Err)),
			exitUsage
	}
	if s := step.Trouble(tx, err); s != "" {
		return s, troubleCode(err)
	}
	for _, s := range told() {
		if errors.Is(err, s.err) {
			return tx.T(s.id), s.code
		}
	}
	return "", 0
}

// told are the errors that a sentence of the catalogue says all about.
func told() []struct {
	err  error
	id   string
	code int
} {
	return []struct {
		err  error
		id   string
		code int
	}{
		{text.ErrLanguage, "cli.no_language", exitUsage},
		{serve.ErrPublic, "serve.metrics_public", exitUsage},
		{orderfile.ErrPlanExpired, "plan.expired", exitStale},
		{orderfile.ErrPlanAccount, "plan.account", exitStale},
		{orderfile.ErrPlanStale, "plan.stale", exitStale},
		{orderfile.ErrPlanScript, "plan.script", exitStale},
		{orderfile.ErrPlanHash, "plan.damaged", exitUsage},
		{orderfile.ErrPlanID, "plan.no_id", exitUsage},
		{orderfile.ErrPlanFormat, "plan.format", exitUsage},
		{orderfile.ErrPlanText, "plan.text", exitUsage},
	}
}

// troubleCode is the exit code of what the orders have against something.
func troubleCode(err error) int {
	if _, ok := errors.AsType[*policy.Refusal](err); ok {
		return exitRefused
	}
	if _, ok := errors.AsType[*order.Stale](err); ok {
		return exitStale
	}
	for _, s := range []struct {
		err  error
		code int
	}{
		{order.ErrWaiting, exitUnapproved},
		{order.ErrDenied, exitUnapproved},
		{order.ErrExpired, exitUnapproved},
		{order.ErrVoid, exitUnapproved},
		{order.ErrProof, exitUnapproved},
		{order.ErrApprover, exitUnapproved},
		{order.ErrUncovered, exitUnapproved},
		{order.ErrOwn, exitAuth},
		{order.ErrOwnKey, exitAuth},
		{order.ErrBeyond, exitAuth},
		{order.ErrNoAccount, exitAuth},
		{order.ErrNoBuyer, exitAuth},
		{order.ErrUnknownID, exitUsage},
		{order.ErrToken, exitUsage},
		{order.ErrID, exitUsage},
		{order.ErrSecrets, exitUsage},
		{order.ErrStopping, exitCancelled},
		{order.ErrPlaced, exitPlaced},
		{order.ErrFound, exitPlaced},
	} {
		if errors.Is(err, s.err) {
			return s.code
		}
	}
	return exitOther
}

// warn writes a hint to the error stream.
func warn(w io.Writer, tx *text.Text, err error) {
	_ = lines(w, "metalwright: "+said(tx, err)) // a hint that nobody can read is no reason to end
}
