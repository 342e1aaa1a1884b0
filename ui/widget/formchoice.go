package widget

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
)

// filterFrom is how many options make a list that can be filtered.
const filterFrom = 8

// buildChoice lists the options. A value that is none of them becomes an option itself, which cannot be chosen again.
func (it *item) buildChoice() {
	it.opts = it.Choices
	if it.index(it.Choices) < 0 {
		label, why := it.Placeholder, ""
		if it.Value != "" {
			label, why = it.Value, it.form.text.T("form.gone")
		} else if label == "" {
			label = it.form.text.T("form.choose")
		}
		it.opts = append([]Option{{Value: it.Value, Label: label, Disabled: why}}, it.Choices...)
	}
	it.picked = it.Value
	it.closeChoice()
}

// closeChoice ends the filter, and puts the cursor back on what is picked.
func (it *item) closeChoice() {
	it.filter, it.at = nil, it.pickedIndex()
}

// name is what an option is called on the screen.
func (o Option) name() string {
	if o.Label != "" {
		return o.Label
	}
	return o.Value
}

// index is where the item's value is in opts, -1 when it is not.
func (it *item) index(opts []Option) int {
	return slices.IndexFunc(opts, func(o Option) bool { return o.Value == it.Value })
}

// place is the position of the value among the choices, from 1; 0 when it is none of them.
func (it *item) place() int { return it.index(it.Choices) + 1 }

func (it *item) pickedIndex() int {
	return slices.IndexFunc(it.opts, func(o Option) bool { return o.Value == it.picked })
}

// choosable reports whether the user may pick option i: it is one of the choices, and not disabled.
func (it *item) choosable(i int) bool {
	extra := len(it.opts) - len(it.Choices)
	return i >= extra && i < len(it.opts) && it.opts[i].Disabled == ""
}

// matching are the options that the filter leaves.
func (it *item) matching() []int {
	var all []int
	for i := range it.opts {
		if it.matches(i) {
			all = append(all, i)
		}
	}
	return all
}

func (it *item) matches(i int) bool {
	if it.filter == nil {
		return true
	}
	o, want := it.opts[i], strings.ToLower(strings.TrimSpace(it.filter.value()))
	return strings.Contains(strings.ToLower(o.name()+" "+o.Value+" "+o.Detail), want)
}

// toward is the next option in direction d of the cursor that can be picked, -1 where there is none.
func (it *item) toward(d int) int {
	for i := it.at + d; i >= 0 && i < len(it.opts); i += d {
		if it.choosable(i) && it.matches(i) {
			return i
		}
	}
	return -1
}

// offersOther reports whether the cursor is on an option that can be picked and is not.
func (it *item) offersOther() bool {
	return it.choosable(it.at) && it.matches(it.at) && it.opts[it.at].Value != it.picked
}

// long reports whether there are enough options to filter them.
func (it *item) long() bool { return len(it.Choices) >= filterFrom }

// keepsChoice reports whether a key that navigates means something in the open list: the arrows as long as there is
// something to go to, and Enter on an option that is not picked.
func (it *item) keepsChoice(k string) bool {
	switch k {
	case "up", "ctrl+p":
		return it.filter != nil || it.toward(-1) >= 0
	case "down", "ctrl+n":
		return it.filter != nil || it.toward(1) >= 0
	case "enter":
		return it.filter != nil || it.offersOther()
	}
	return false
}

// pressChoice moves the cursor, picks, or filters. Letters pick nothing: what is typed here by mistake changes no
// answer.
func (it *item) pressChoice(msg tea.KeyPressMsg) {
	switch k := msg.String(); {
	case k == "up", k == "ctrl+p":
		it.moveTo(it.toward(-1))
	case k == "down", k == "ctrl+n":
		it.moveTo(it.toward(1))
	case k == "enter":
		it.take()
	case it.filter != nil:
		it.filter.key(msg)
		it.toMatch()
	case k == "space":
		it.take()
	case k == "left":
		it.turn(-1)
	case k == "right":
		it.turn(1)
	case k == "/" && it.long():
		it.filter = newEditor(it.form.theme, "", false)
		it.filter.focus()
	}
}

func (it *item) moveTo(i int) {
	if i >= 0 {
		it.at = i
	}
}

// toMatch puts the cursor on an option that the filter leaves.
func (it *item) toMatch() {
	if !it.choosable(it.at) || !it.matches(it.at) {
		it.at = -1
		it.moveTo(it.toward(1))
	}
}

// take picks the option under the cursor. A filter that leaves none stays open.
func (it *item) take() {
	if it.choosable(it.at) && it.matches(it.at) {
		it.picked = it.opts[it.at].Value
		it.closeChoice()
	}
}

// turn picks the next option in direction d, past what cannot be chosen and around the end.
func (it *item) turn(d int) {
	n := len(it.opts)
	for i := 1; i < n; i++ {
		if j := ((it.pickedIndex()+i*d)%n + n) % n; it.choosable(j) {
			it.picked, it.at = it.opts[j].Value, j
			return
		}
	}
}

// EnterChooses reports whether Enter picks the option under the cursor now, and does not go on.
func (f *Form) EnterChooses() bool {
	it := f.focused()
	return it != nil && it.Kind == Choice && it.keepsChoice("enter")
}

// Filters reports whether the options of the item with the focus can be filtered.
func (f *Form) Filters() bool {
	it := f.focused()
	return it != nil && it.Kind == Choice && it.filter == nil && it.long()
}

// CloseFilter ends the filter of a choice, and reports whether there was one.
func (f *Form) CloseFilter() bool {
	it := f.focused()
	if it == nil || it.filter == nil {
		return false
	}
	it.closeChoice()
	return true
}
