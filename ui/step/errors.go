package step

import (
	"errors"
	"net/http"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/text"
	"github.com/metalwright/metalwright/ui/theme"
	"github.com/metalwright/metalwright/ui/widget"
)

// Errors words errors for the person who can fix them.
type Errors struct {
	text  *text.Text
	theme *theme.Theme
}

// Why words an error for the person who can fix it: the broken rule, or the vendor's sentence and what to do. The
// vendor's words are verbatim but for control characters.
func (e Errors) Why(err *provider.Error) string {
	switch {
	case err.Rule != "":
		id := "rule." + string(err.Rule)
		if own := "rule_at." + string(err.At()) + "." + string(err.Rule); e.text.Has(own) {
			id = own
		}
		return e.rule(id, err)
	case err.Message != "":
		return e.text.Clean(err.Message)
	case err.Code != "":
		return e.text.Clean(err.Code)
	case err.Host != "" && err.Cause != "":
		return e.text.T("kind.unreachable", "Host", err.Host, "Cause", e.text.T("cause."+string(err.Cause)))
	case err.HTTP >= http.StatusBadRequest:
		return e.text.T("kind.http", "Status", err.HTTP)
	case err.Host != "" && err.Kind == provider.KindNetwork:
		return e.text.T("kind.unreachable", "Host", err.Host, "Cause", e.text.T("kind.network"))
	case err.Kind == provider.KindUnavailable && err.Outcome == provider.Ambiguous && err.HTTP == 0:
		return e.text.T("kind.no_answer")
	default:
		return e.text.T("kind." + err.Kind.String())
	}
}

// WhyInFile is [Errors.Why] for the answers of an order file: it names no key, and no choice of a screen.
func (e Errors) WhyInFile(err *provider.Error) string { return e.whyIn(err, "file_rule.") }

// WhyInLine is [Errors.Why] for answers that are typed line by line: it names no key, and no choice of a screen.
func (e Errors) WhyInLine(err *provider.Error) string {
	return e.whyIn(err, "line_rule.", "file_rule.")
}

// whyIn words a broken rule by the first of the sections that has a sentence for the answer.
func (e Errors) whyIn(err *provider.Error, sections ...string) string {
	for _, s := range sections {
		if id := s + string(err.At()) + "." + string(err.Rule); err.Rule != "" && e.text.Has(id) {
			return e.rule(id, err)
		}
	}
	return e.Why(err)
}

// rule is the sentence of a broken rule.
func (e Errors) rule(id string, err *provider.Error) string {
	return e.text.T(id, "Count", err.Limit, "Limit", err.Limit, "Got", err.Got, "More", err.Got-err.Limit, "Allowed",
		err.Allowed)
}

// Advice says what to do about err now: the advice for its code, or the one for its kind.
func (e Errors) Advice(err *provider.Error) string {
	if err.Advice != "" && e.text.Has("advice."+err.Advice) {
		return e.text.T("advice." + err.Advice)
	}
	return e.text.T("advice.kind_" + err.Kind.String())
}

// Trace is what a support ticket needs to name err: code and request id.
func (e Errors) Trace(err *provider.Error) string {
	return strings.Join(e.trace(err), e.text.Clean(" · "))
}

func (e Errors) trace(err *provider.Error) []string {
	var parts []string
	if err.Code != "" {
		parts = append(parts, e.text.Clean(err.Code))
	}
	if err.RequestID != "" {
		parts = append(parts, e.text.T("error.request", "ID", err.RequestID))
	}
	return parts
}

// Failure words an error that is nobody's answer, such as a lookup that did not come: why, and what to do now.
func (e Errors) Failure(err error) (why, hint string) {
	if err == nil {
		return "", ""
	}
	if s := ErrorText(e.text, err); s != "" {
		return s, ""
	}
	all := provider.All(err)
	if len(all) == 0 {
		return e.text.Clean(err.Error()), e.text.T("load.retry")
	}
	why = e.Why(all[0])
	if tr := e.Trace(all[0]); tr != "" {
		why += "\n" + tr
	}
	return why, e.Advice(all[0])
}

// Text words any error in one sentence: what the orders say, what the vendor or a rule says and what to do, or the
// error's own words.
func (e Errors) Text(err error) string {
	if s := ErrorText(e.text, err); s != "" {
		return s
	}
	if u, ok := errors.AsType[*order.Unasked](err); ok {
		return e.text.T("order_error.unasked", "Why", e.Text(u.Err))
	}
	why, hint := e.Failure(err)
	return e.text.Join().Sentences(why, hint)
}

// Lines words the error that brought the user back, above the question: what happened, what to do, and what to
// quote to the vendor.
func (e Errors) Lines(err error, w int) []string {
	var out []string
	said := func(s string) []string {
		for _, l := range widget.Wrap(e.theme.Glyph.Fail+" "+s, w) {
			out = append(out, e.theme.Bad.Render(l))
		}
		return out
	}
	if s := ErrorText(e.text, err); s != "" {
		return said(s)
	}
	all := provider.All(err)
	if len(all) == 0 && err != nil {
		return said(e.text.Clean(err.Error()))
	}
	for _, f := range all {
		for _, l := range widget.Wrap(e.theme.Glyph.Fail+" "+e.Why(f), w) {
			out = append(out, e.theme.Bad.Render(l))
		}
		if f.Code == "" {
			continue
		}
		advice := e.Advice(f)
		if f.Outcome == provider.Refused {
			advice = e.text.Join().Sentences(e.text.T("apply.nothing"), advice)
		}
		for _, l := range widget.Wrap(advice, w-2) {
			out = append(out, "  "+e.theme.Text.Render(l))
		}
		trace := []string{e.Trace(f)}
		if widget.Width(trace[0]) > w-2 { // whole, however long: a support ticket needs every character
			trace = e.trace(f)
		}
		for _, part := range trace {
			for _, l := range widget.Wrap(part, w-2) {
				out = append(out, "  "+e.theme.Dim.Render(l))
			}
		}
	}
	return out
}

// Words words the error that brought the user back, for a reader of lines: one answer with its error a line.
func (e Errors) Words(err error) []string {
	if err == nil {
		return nil
	}
	if s := ErrorText(e.text, err); s != "" {
		return []string{s}
	}
	all := provider.All(err)
	if len(all) == 0 {
		return []string{e.text.Clean(err.Error())}
	}
	var out []string
	for _, f := range all {
		line := e.WhyInLine(f)
		if f.At() != "" {
			line = e.text.Join().Labelled(Fields{text: e.text}.Label(f.At()), line)
		}
		if f.Code != "" {
			line = e.text.Join().Sentences(line, e.Advice(f), e.text.Join().Clauses(e.trace(f)...))
		}
		out = append(out, line)
	}
	return out
}
