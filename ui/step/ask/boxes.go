package ask

import (
	"slices"
	"strconv"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/widget"
)

// boxes are the check boxes of lines that answers of several lines may have. What is in such an answer is what is
// checked, and what is in its text box.
type boxes struct {
	form  *widget.Form
	lines map[provider.Field][]step.Line
	spare map[provider.Field]int // check boxes for lines that are not known yet
	off   bool                   // who answers line by line has none
}

// boxMark is between the field and the number of a line in the id of its check box.
const boxMark = "#"

// boxID is the id of a check box.
func boxID(f provider.Field, i int) string { return string(f) + boxMark + strconv.Itoa(i) }

// fieldOf is the field that the item with the id is about.
func fieldOf(id string) provider.Field {
	f, _, _ := strings.Cut(id, boxMark)
	return provider.Field(f)
}

// of are the lines that have a check box for f.
func (b *boxes) of(f provider.Field) []step.Line {
	if b.off {
		return nil
	}
	return b.lines[f]
}

// items are the check boxes before the text box of f. label is that of the first one.
func (b *boxes) items(f provider.Field, label, value string, hidden bool) []widget.Item {
	var all []widget.Item
	for i, l := range b.of(f) {
		w := widget.Item{
			ID: boxID(f, i), Kind: widget.Check, Placeholder: l.Label, Unit: l.Detail, Hidden: hidden,
			Value: strconv.FormatBool(slices.Contains(lines(value), l.Value)),
		}
		if i == 0 {
			w.Label = label
		}
		all = append(all, w)
	}
	return all
}

// spares are the check boxes behind the text box of f, for lines that are not known yet. They are there, and not
// before it, so that nothing that is being typed goes elsewhere when they come.
func (b *boxes) spares(f provider.Field) []widget.Item {
	var all []widget.Item
	for i := range b.spare[f] {
		all = append(all, widget.Item{ID: boxID(f, len(b.lines[f])+i), Kind: widget.Check, Hidden: true})
	}
	return all
}

// hide hides the check boxes of f, or shows them.
func (b *boxes) hide(f provider.Field, hidden bool) {
	for i := range b.lines[f] {
		b.form.SetHidden(boxID(f, i), b.off || hidden)
	}
}

// rest is the part of a value that is in the text box: what has no check box.
func (b *boxes) rest(f provider.Field, value string) string {
	known := b.of(f)
	if len(known) == 0 {
		return value
	}
	return strings.Join(slices.DeleteFunc(lines(value), func(line string) bool {
		return slices.ContainsFunc(known, func(l step.Line) bool { return l.Value == line })
	}), "\n")
}

// set shows a value in the form.
func (b *boxes) set(f provider.Field, value string) {
	b.form.SetValue(string(f), b.rest(f, value))
	for i, l := range b.of(f) {
		b.form.SetValue(boxID(f, i), strconv.FormatBool(slices.Contains(lines(value), l.Value)))
	}
}

// typed is the value as it is in the form: what is checked, and what is in the text box.
func (b *boxes) typed(f provider.Field) string {
	var all []string
	for i, l := range b.of(f) {
		if b.form.Bool(boxID(f, i)) {
			all = append(all, l.Value)
		}
	}
	if box := b.form.Value(string(f)); len(all) == 0 || box != "" {
		all = append(all, box)
	}
	return strings.Join(all, "\n")
}

// offer gives more lines of f a check box each below label, as far as there are spare ones. Lines that have one are
// left out. value is the answer as it is now.
func (b *boxes) offer(f provider.Field, value, label string, more []step.Line) {
	known := b.lines[f]
	has := func(l step.Line) bool {
		return slices.ContainsFunc(known, func(o step.Line) bool { return o.Value == l.Value })
	}
	typed := false // a line that has a check box now
	for _, l := range more {
		if has(l) || b.spare[f] == 0 {
			continue
		}
		id := boxID(f, len(known))
		b.form.SetPlaceholder(id, l.Label)
		b.form.SetUnit(id, l.Detail)
		widget.SetLabel(b.form, id, label)
		label = ""
		known = append(known, l)
		typed = typed || slices.Contains(lines(value), l.Value)
		b.spare[f]--
	}
	b.lines[f] = known
	if !b.off && typed { // else the box is left alone: someone may be typing in it
		b.set(f, value)
	}
}

// lines are the lines of a text that say something.
func lines(text string) []string {
	return slices.DeleteFunc(strings.Split(text, "\n"), func(l string) bool { return strings.TrimSpace(l) == "" })
}
