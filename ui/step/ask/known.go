package ask

import (
	"slices"
	"strconv"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/widget"
)

// knownMark is between the field and the number of a line in the id of its check box.
const knownMark = "#"

// known are the lines that have a check box for f. Who answers line by line has none.
func (s *Screen) known(f provider.Field) []step.Line {
	if s.byLine {
		return nil
	}
	return s.cfg.Known[f]
}

// checkID is the id of a check box.
func checkID(f provider.Field, i int) string { return string(f) + knownMark + strconv.Itoa(i) }

// fieldOf is the field that the item with the id is about.
func fieldOf(id string) provider.Field {
	f, _, _ := strings.Cut(id, knownMark)
	return provider.Field(f)
}

// checks are the check boxes that stand before an item.
func (s *Screen) checks(it Item) []widget.Item {
	var all []widget.Item
	for i, l := range s.known(it.Field) {
		w := widget.Item{
			ID: checkID(it.Field, i), Kind: widget.Check, Placeholder: l.Label, Unit: l.Detail, Hidden: s.hidden(it),
			Value: strconv.FormatBool(slices.Contains(lines(s.value(it.Field)), l.Value)),
		}
		if i == 0 {
			w.Label = s.env.Label(it.Field)
		}
		all = append(all, w)
	}
	return all
}

// spare are the check boxes behind an item, for lines that are not known yet. They stand there, and not before it, so
// that nothing that is being typed goes elsewhere when they come.
func spare(s *Screen, it Item) []widget.Item {
	var all []widget.Item
	for i := range s.cfg.Spare[it.Field] {
		id := checkID(it.Field, len(s.cfg.Known[it.Field])+i)
		all = append(all, widget.Item{ID: id, Kind: widget.Check, Hidden: true})
	}
	return all
}

// Offer gives more lines of an answer a check box each below label, as far as the form has room for them. Lines that it
// has are left out.
func Offer(s *Screen, f provider.Field, label string, more []step.Line) {
	known := s.cfg.Known[f]
	has := func(l step.Line) bool {
		return slices.ContainsFunc(known, func(o step.Line) bool { return o.Value == l.Value })
	}
	value := s.value(f)
	typed := false // a line that has a check box now
	for _, l := range more {
		if has(l) || s.cfg.Spare[f] == 0 {
			continue
		}
		id := checkID(f, len(known))
		s.form.SetPlaceholder(id, l.Label)
		s.form.SetUnit(id, l.Detail)
		widget.SetLabel(s.form, id, label)
		label = ""
		known = append(known, l)
		typed = typed || slices.Contains(lines(value), l.Value)
		s.cfg.Spare[f]--
	}
	s.cfg.Known[f] = known
	if !s.byLine && typed { // else the box is left alone: someone may be typing in it
		s.set(f, value)
	}
	s.show()
}

// lines are the lines of a text that say something.
func lines(text string) []string {
	return slices.DeleteFunc(strings.Split(text, "\n"), func(l string) bool { return strings.TrimSpace(l) == "" })
}

// boxed is the part of a value that is in the text box: what has no check box.
func (s *Screen) boxed(f provider.Field, value string) string {
	known := s.known(f)
	if len(known) == 0 {
		return value
	}
	return strings.Join(slices.DeleteFunc(lines(value), func(line string) bool {
		return slices.ContainsFunc(known, func(l step.Line) bool { return l.Value == line })
	}), "\n")
}

// set shows a value in the form.
func (s *Screen) set(f provider.Field, value string) {
	s.form.SetValue(string(f), s.boxed(f, value))
	for i, l := range s.known(f) {
		s.form.SetValue(checkID(f, i), strconv.FormatBool(slices.Contains(lines(value), l.Value)))
	}
}

// typed is the value as it is in the form: what is checked, and what is in the text box.
func (s *Screen) typed(f provider.Field) string {
	var all []string
	for i, l := range s.known(f) {
		if s.form.Bool(checkID(f, i)) {
			all = append(all, l.Value)
		}
	}
	if box := s.form.Value(string(f)); len(all) == 0 || box != "" {
		all = append(all, box)
	}
	return strings.Join(all, "\n")
}

// Set answers f with a text that was not typed, and shows it.
func (s *Screen) Set(f provider.Field, value string) {
	s.unfoldFor(f)
	s.set(f, value)
	s.answer(f)
	s.form.Focus(string(f))
}

// Asks reports whether f is asked for as the answers stand, folded away or not.
func (s *Screen) Asks(f provider.Field) bool {
	return slices.ContainsFunc(s.cfg.Items, func(it Item) bool {
		return it.Field == f && (it.Hidden == nil || !it.Hidden(s.draft))
	})
}
