package sheet

import (
	"slices"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/widget"
)

// answers are what the lines show and change, and what is wrong with them.
type answers struct {
	Env     *step.Env
	Now     step.Draft                            // the answers; Config.Lines and the actions of lines change it
	fields  []provider.Field                      // those that the sheet asks for
	started func(step.Draft, provider.Field) bool // whether the faults of one are of interest already
	all     bool                                  // enter was pressed: all faults are shown
}

// Draft has the answers as they are now.
func (a *answers) Draft() step.Draft { return a.Now }

// faults are what keeps the operator here.
func (a *answers) faults() []*provider.Error { return a.Now.Faults(a.fields...) }

// faultLines are those of faults that are about f, in lines of w cells, as far as they are of interest.
func (a *answers) faultLines(faults []*provider.Error, at provider.Field, w int) (out []string) {
	t := a.Env.Theme
	for _, f := range faults {
		if f.Field != at || !a.all && !a.started(a.Now, f.Field) {
			continue
		}
		for _, wl := range widget.Wrap(t.Glyph.Fail+" "+a.Env.Errors().Why(f), w-2) {
			out = append(out, "  "+t.Bad.Render(wl))
		}
	}
	return out
}

// spokenFaults are the faults for a reader of lines.
func (a *answers) spokenFaults() string {
	var why []string
	for _, f := range a.faults() {
		why = append(why, a.Env.Join().Labelled(a.Env.Fields().Label(f.Field), a.Env.Errors().WhyInLine(f)))
	}
	return strings.Join(why, "\n")
}

// blames reports whether f goes away with the row of l.
func (a *answers) blames(l Line, f *provider.Error) bool {
	d := a.Now.Clone()
	l.Without(&d.Spec)
	return !slices.ContainsFunc(d.Faults(f.At()), func(o *provider.Error) bool { return same(o, f) })
}

func same(a, b *provider.Error) bool {
	return a.Field == b.Field && a.Rule == b.Rule && a.Allowed == b.Allowed
}

// Try changes the answers as the form of a row says. A change that breaks a rule is undone when at names the item of
// the form that is to blame; it answers with that item and why. Faults without an item, and those that were there
// before, are shown below the rows.
func (a *answers) Try(change func(), at func(*provider.Error) string) (item, why string) {
	before := a.Now.Clone()
	had := before.Faults(a.fields...)
	change()
	for _, f := range a.faults() {
		if slices.ContainsFunc(had, func(o *provider.Error) bool { return same(o, f) }) {
			continue
		}
		if item := at(f); item != "" {
			a.Now = before
			return item, a.Env.Errors().Why(f)
		}
	}
	return "", ""
}
