package report

import (
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/config"
	"github.com/metalwright/metalwright/state/identity"
	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/state/orderfile"
	"github.com/metalwright/metalwright/state/textfile"
	"github.com/metalwright/metalwright/ui/serve"
	"github.com/metalwright/metalwright/ui/text"
)

// auditError says what is wrong with the audit.
func auditError(tx *text.Text, e *journal.AuditError) string {
	return tx.T("audit.violation_"+string(e.Violation), "N", e.N, "Order", identity.Shown(e.Order), "Table", e.About)
}

// removedOrder says what is left of an order that was removed for its age.
func removedOrder(tx *text.Text, e *order.RemovedError) string {
	if e.State == "" {
		return tx.T("orders.removed", "Order", order.ID(e.ID), "At", e.At.UTC().Format(Minute))
	}
	return tx.T("orders.removed_"+string(e.State), "Order", order.ID(e.ID), "At", e.At.UTC().Format(Minute), "Created",
		e.Created.UTC().Format(Minute))
}

// orderFileErrors has a line for each problem of a file: where it is, what is wrong, what is allowed, and the nearest
// right key.
func orderFileErrors(tx *text.Text, e *orderfile.Error) string {
	lines := make([]string, 0, len(e.Problems))
	for _, p := range e.Problems {
		place := provider.Clean(e.Name)
		if p.Line > 0 {
			place += fmt.Sprintf(":%d:%d", p.Line, p.Column)
		}
		allowed := p.Allowed
		if string(p.Reason) == "range" {
			allowed = strings.Replace(allowed, " to ", tx.T("file.to"), 1)
		}
		line := tx.T("file."+string(p.Reason), "Got", p.Got, "Allowed", allowed)
		if p.Key != "" {
			line = tx.Join().Labelled(provider.Clean(p.Key), line)
		}
		if p.Nearest != "" {
			line = tx.Join().Sentences(line, tx.T("cli.nearest", "Word", p.Nearest))
		}
		lines = append(lines, strings.TrimPrefix(place+": "+line, ": "))
	}
	return strings.Join(lines, "\n")
}

// keyErrors has a line for each line of a file of keys that is not understood.
func keyErrors(tx *text.Text, e *serve.FaultsError) string {
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

func settingError(tx *text.Text, e *config.Error) string {
	s := tx.T("config."+string(e.Reason), "Names", strings.Join(e.Names, ", "), "Text", e.Text, "By", e.By, "Known",
		strings.Join(e.Known, ", "))
	if f, ok := errors.AsType[*textfile.Error](e.Err); ok {
		s = tx.Join().Labelled(s, reasonOf(tx, f))
	} else if e.Err != nil {
		s = tx.Join().Labelled(s, Verbatim(e.Err))
	}
	return s
}

// fileError says which file cannot be used, and why.
func fileError(tx *text.Text, e *textfile.Error) string {
	return tx.T("cli.at", "Place", e.Path, "Why", reasonOf(tx, e))
}

func reasonOf(tx *text.Text, e *textfile.Error) string {
	s := tx.T("textfile."+string(e.Reason), "Most", e.Most)
	if e.Err != nil && e.Reason == textfile.ReasonUnreadable {
		s = tx.Join().Labelled(s, Verbatim(e.Err))
	}
	return s
}

// Verbatim is err in its own words, which may be several lines. The name of a file in it is made fit for one; the words
// of others were when they came in.
func Verbatim(err error) string {
	words := err.Error()
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		words = strings.ReplaceAll(words, e.Path, provider.Clean(e.Path))
	}
	return words
}
