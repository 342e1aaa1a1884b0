package cli

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
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
	return &exitError{code, w}
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

// removed says what is left of an order that was removed for its age.
func removed(tx *text.Text, e *order.RemovedError) string {
	if e.State == "" {
		return tx.T("orders.removed", "Order", order.ID(e.ID), "At", e.At.UTC().Format(minute))
	}
	return tx.T("orders.removed_"+string(e.State), "Order", order.ID(e.ID), "At", e.At.UTC().Format(minute), "Created",
		e.Created.UTC().Format(minute))
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

// problems has a line for each problem of a file: where it is, what is wrong, what is allowed, and the nearest right
// key.
func problems(tx *text.Text, e *orderfile.Error) string {
	lines := make([]string, 0, len(e.Problems))
	for _, p := range e.Problems {
		place := provider.Clean(e.Name)
		if p.Line > 0 {
			place += fmt.Sprintf(":%d:%d", p.Line, p.Column)
		}
		line := tx.T("file."+string(p.Reason), "Got", p.Got, "Allowed", p.Allowed)
		if p.Key != "" {
			line = provider.Clean(p.Key) + ": " + line
		}
		if p.Nearest != "" {
			line += ". " + tx.T("cli.nearest", "Word", p.Nearest)
		}
		lines = append(lines, strings.TrimPrefix(place+": "+line, ": "))
	}
	return strings.Join(lines, "\n")
}

// access has a line for each line of a file of keys that is not understood.
func access(tx *text.Text, e *serve.FaultsError) string {
	lines := make([]string, 0, len(e.Faults))
	for _, f := range e.Faults {
		place := f.File
		if f.Line > 0 {
			place += ":" + strconv.Itoa(f.Line)
		}
		lines = append(lines, provider.Clean(place+": "+tx.T("access_file."+string(f.Reason), "Got", f.Got)))
	}
	return strings.Join(lines, "\n")
}

func setting(tx *text.Text, e *config.Error) string {
	s := tx.T("config."+string(e.Reason), "Names", strings.Join(e.Names, ", "), "Text", e.Text, "By", e.By, "Known",
		strings.Join(e.Known, ", "))
	if f, ok := errors.AsType[*textfile.Error](e.Err); ok {
		s += ": " + reasonOf(tx, f)
	} else if e.Err != nil {
		s += ": " + plainly(e.Err)
	}
	return s
}

// unusable says which file cannot be used, and why.
func unusable(tx *text.Text, e *textfile.Error) string {
	return tx.T("cli.at", "Place", e.Path, "Why", reasonOf(tx, e))
}

func reasonOf(tx *text.Text, e *textfile.Error) string {
	s := tx.T("textfile."+string(e.Reason), "Most", e.Most)
	if e.Err != nil && e.Reason == textfile.ReasonUnreadable {
		s += ": " + plainly(e.Err)
	}
	return s
}

// vendorWords says what the vendor said, and what to do.
func vendorWords(e *step.Env, err *provider.Error) string {
	s := e.WhyInFile(err)
	if err.At() != "" {
		s = provider.Clean(string(err.At())) + ": " + s
	}
	if trace := e.Trace(err); trace != "" {
		s += " (" + trace + ")"
	}
	return s + ". " + e.Advice(err)
}

// say writes a hint to the error stream.
func (h *program) say(err error) {
	_ = lines(h.proc.Err, "metalwright: "+said(h.env.Text, err)) // a hint that nobody can read is no reason to end
}
