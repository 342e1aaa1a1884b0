// Package naming asks how many machines there are and what they are called, and shows every name.
package naming

import (
	"slices"
	"strconv"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/step/ask"
	"github.com/metalwright/metalwright/ui/widget"
)

// Step is the question.
func Step() step.Step {
	return step.Step{
		ID: "naming",
		Owns: []provider.Field{
			provider.FieldCount, provider.FieldName, provider.FieldHostname, provider.FieldResourceGroup, provider.FieldTags,
		},
		New: screen,
	}
}

func screen(e *step.Env, d step.Draft, fault error) step.Screen {
	return ask.New(e, d, fault, ask.Config{
		ID: "naming",
		Items: []ask.Item{
			{Field: provider.FieldCount},
			{Field: provider.FieldName},
			{Field: provider.FieldHostname, More: true},
			{Field: provider.FieldResourceGroup, More: true, Free: true},
			{Field: provider.FieldTags, More: true},
		},
		Beside:   preview,
		Warnings: warnings,
	})
}

// warnings are about names that outgrow their patterns, and about patterns where the vendor numbers nothing.
func warnings(e *step.Env, d step.Draft) []string {
	var all []string
	for _, o := range step.OutgrownNames(d.Reader(), d.Spec) {
		all = append(all, e.Names().Outgrown(o))
	}
	for _, w := range e.Answers().Warnings(d) {
		if w.Field == provider.FieldName {
			all = append(all, w.Text)
		}
	}
	return all
}

// preview shows every name that fits, in columns; what does not fit is counted.
func preview(e *step.Env, d step.Draft, w, h int) []string {
	t := e.Theme
	if h < 2 {
		return nil
	}
	lines := []string{t.Faint.Render(strings.Repeat(t.Glyph.Box.H, w))}
	n := d.Spec.Machines()
	names, err := d.Reader().Names(d.Spec, min(n, 1000))
	if err != nil || len(names) == 0 {
		return lines
	}
	title := "naming.preview"
	all := texts(names)
	if one := slices.Compact(slices.Clone(all)); n > 1 && len(one) == 1 {
		title, all, n = "naming.same", one, 1
	}
	title = e.T(title, "Count", d.Spec.Machines())
	lines = append(lines, t.Dim.Render(widget.Truncate(title, w, t.Glyph.Ellipsis)))
	if strings.Contains(all[0], provider.TokenPlaceholder) && h > len(lines)+1 {
		for _, l := range widget.Wrap(e.T("naming.dots"), w) {
			lines = append(lines, t.Dim.Render(l))
		}
	}
	return append(lines, columns(e, all, n, w, h-len(lines))...)
}

// texts writes the host name behind the name where they differ.
func texts(names []provider.Name) []string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = n.Instance
		if n.Hostname != "" && n.Hostname != n.Instance {
			out[i] += " (" + n.Hostname + ")"
		}
	}
	return out
}

func columns(e *step.Env, names []string, total, w, h int) []string {
	t := e.Theme
	cell := 1
	for _, n := range names {
		cell = max(cell, widget.Width(n)+2)
	}
	per := max(w/cell, 1)
	room := per * max(h, 1)
	if total > room { // keep the last line for how many more there are
		names = names[:min(len(names), per*max(h-1, 1))]
	}
	var lines []string
	for i := 0; i < len(names); i += per {
		var sb strings.Builder
		for _, n := range names[i:min(i+per, len(names))] {
			sb.WriteString(widget.PadRight(t.Clean(n), cell))
		}
		lines = append(lines, t.Text.Render(widget.Truncate(sb.String(), w, t.Glyph.Ellipsis)))
	}
	if total > len(names) {
		lines = append(lines, t.Dim.Render(e.T("naming.more", "Count", total-len(names), "Number", strconv.Itoa(total))))
	}
	return lines[:min(len(lines), max(h, 0))]
}
