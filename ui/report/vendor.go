package report

import (
	"fmt"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/orderfile"
	"github.com/metalwright/metalwright/ui/step"
)

// VendorError is an error of looking up or pricing: nothing was bought.
func VendorError(env *step.Env, f *orderfile.File, err error) error {
	if step.ErrorText(env.Text, err) != "" { // ours, and worded as such
		return Localize(env.Text, err)
	}
	all := provider.All(err)
	if len(all) == 0 {
		return err
	}
	return Exit(codeOf(all), FileErrors(env, f, err))
}

// codeOf is the exit code of what the vendor said before anything was bought, and of answers that another file would
// have otherwise: missing, or not offered. What is sold out is the vendor's matter.
func codeOf(all []*provider.Error) int {
	code := ExitRefused
	for _, e := range all {
		switch {
		case e.Kind == provider.KindAuth || e.Kind == provider.KindClock:
			return ExitAuth
		case e.Kind == provider.KindStale:
			return ExitStale
		case e.Rule != "" && e.Code == "" && (e.Kind != provider.KindSoldOut || e.Allowed != ""):
			code = ExitUsage
		}
	}
	return code
}

// FileErrors words every fault with its place in the file and what to do.
func FileErrors(env *step.Env, f *orderfile.File, err error) error {
	all := provider.All(err)
	if len(all) == 0 {
		return err
	}
	lines, said := make([]string, 0, len(all)), map[string]bool{}
	for _, e := range all {
		text := env.Errors().WhyInFile(e)
		line, column := f.Place(e.At())
		if line == 0 && e.Rule != "" && said[text] { // an answer that is made from the one that the file has
			continue
		}
		said[text] = line > 0
		if e.At() != "" {
			text = env.Join().Labelled(string(e.At()), text)
		}
		if source := f.Filled[e.At()]; source != "" {
			text = env.T("cli.filled", "Place", source, "Why", text)
		} else if line > 0 {
			text = strings.TrimPrefix(fmt.Sprintf("%s:%d:%d: %s", provider.Clean(f.Name()), line, column, text), ":")
		} else if e.At() != "" && f.Name() != "" {
			text = fmt.Sprintf("%s: %s", provider.Clean(f.Name()), text)
		}
		if e.Code != "" {
			text = env.Join().Sentences(env.Join().Aside(text, env.Errors().Trace(e)), env.Errors().Advice(e))
		}
		lines = append(lines, text)
	}
	return &LocalizedError{strings.Join(lines, "\n"), err}
}

// Refusal is what the vendor said against what was asked of it.
func Refusal(env *step.Env, err error) error {
	all := provider.All(err)
	if len(all) == 0 {
		return err
	}
	lines := make([]string, 0, len(all))
	for _, e := range all {
		lines = append(lines, vendorWords(env, e))
	}
	return Exit(codeOf(all), &LocalizedError{strings.Join(lines, "\n"), err})
}

// vendorWords says what the vendor said, and what to do.
func vendorWords(e *step.Env, err *provider.Error) string {
	s := e.Errors().WhyInFile(err)
	if err.At() != "" {
		s = e.Join().Labelled(provider.Clean(string(err.At())), s)
	}
	return e.Join().Sentences(e.Join().Aside(s, e.Errors().Trace(err)), e.Errors().Advice(err))
}
