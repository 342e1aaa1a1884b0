package widget

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/ui/theme"
)

// filterFrom is how many options make a list that can be filtered.
const filterFrom = 8

// name is what an option is called on the screen.
func (o Option) name() string {
	if o.Label != "" {
		return o.Label
	}
	return o.Value
}

// options are what a choice offers, and what they are filtered by.
type options struct {
	all    []Option // the choices, and before them a value that is none of them
	others int      // how many of all are no choices: one or none
	filter *editor  // nil: not filtered
}

// index is where the option with a value is, -1 when there is none.
func (o options) index(value string) int {
	return slices.IndexFunc(o.all, func(x Option) bool { return x.Value == value })
}

// place is the position of a value among the choices, from 1; 0 when it is none of them.
func (o options) place(value string) int { return max(o.index(value)-o.others+1, 0) }

// long reports whether there are enough choices to filter them.
func (o options) long() bool { return len(o.all)-o.others >= filterFrom }

// choosable reports whether the user may pick option i now: it is one of the choices, not disabled, and the filter
// leaves it.
func (o options) choosable(i int) bool { return o.offered(i) && o.matches(i) }

// offered reports whether option i is one of the choices, and not disabled.
func (o options) offered(i int) bool {
	return i >= o.others && i < len(o.all) && o.all[i].Disabled == ""
}

// matches reports whether the filter leaves option i.
func (o options) matches(i int) bool {
	if o.filter == nil {
		return true
	}
	x, want := o.all[i], strings.ToLower(strings.TrimSpace(o.filter.value()))
	return strings.Contains(strings.ToLower(x.name()+" "+x.Value+" "+x.Detail), want)
}

// matching are the options that the filter leaves.
func (o options) matching() []int {
	var all []int
	for i := range o.all {
		if o.matches(i) {
			all = append(all, i)
		}
	}
	return all
}

// next is the option nearest to i in direction d that can be picked, -1 where there is none.
func (o options) next(i, d int) int {
	for i += d; i >= 0 && i < len(o.all); i += d {
		if o.choosable(i) {
			return i
		}
	}
	return -1
}

// choice is the entry of a Choice: a cursor that moves among options, and the one that is picked.
type choice struct {
	options
	theme  *theme.Theme
	picked string
	at     int // the option under the cursor
}

// newChoice lists the options. A value that is none of them becomes an option itself, which cannot be chosen again.
func newChoice(it *item) *choice {
	c := &choice{options: options{all: it.Choices}, theme: it.theme, picked: it.Value}
	if c.index(it.Value) < 0 {
		label, why := it.Placeholder, ""
		if it.Value != "" {
			label, why = it.Value, it.text.T("form.gone")
		} else if label == "" {
			label = it.text.T("form.choose")
		}
		c.all, c.others = append([]Option{{Value: it.Value, Label: label, Disabled: why}}, it.Choices...), 1
	}
	c.close()
	return c
}

func (c *choice) focus() { c.close() }

func (c *choice) blur() { c.close() }

// close ends the filter, and puts the cursor back on what is picked.
func (c *choice) close() { c.filter, c.at = nil, c.index(c.picked) }

func (c *choice) held() string { return c.picked }

// offersOther reports whether the cursor is on an option that can be picked and is not.
func (c *choice) offersOther() bool { return c.choosable(c.at) && c.all[c.at].Value != c.picked }

// keeps has the arrows as long as there is something to go to, and Enter on an option that is not picked.
func (c *choice) keeps(k string) bool {
	switch k {
	case "up", "ctrl+p":
		return c.filter != nil || c.next(c.at, -1) >= 0
	case "down", "ctrl+n":
		return c.filter != nil || c.next(c.at, 1) >= 0
	case "enter":
		return c.filter != nil || c.offersOther()
	}
	return false
}

// press moves the cursor, picks, or filters. Letters pick nothing: what is typed here by mistake changes no answer.
func (c *choice) press(msg tea.KeyPressMsg) {
	switch k := msg.String(); {
	case k == "up", k == "ctrl+p":
		c.moveTo(c.next(c.at, -1))
	case k == "down", k == "ctrl+n":
		c.moveTo(c.next(c.at, 1))
	case k == "enter":
		c.take()
	case c.filter != nil:
		c.filter.key(msg)
		c.toMatch()
	case k == "space":
		c.take()
	case k == "left":
		c.turn(-1)
	case k == "right":
		c.turn(1)
	case k == "/" && c.long():
		c.filter = newEditor(c.theme, "", false)
		c.filter.focus()
	}
}

func (c *choice) paste(s string) {
	if c.filter != nil {
		c.filter.paste(s)
		c.toMatch()
	}
}

func (c *choice) moveTo(i int) {
	if i >= 0 {
		c.at = i
	}
}

// toMatch puts the cursor on an option that the filter leaves.
func (c *choice) toMatch() {
	if !c.choosable(c.at) {
		c.at = c.next(-1, 1)
	}
}

// take picks the option under the cursor. A filter that leaves none stays open.
func (c *choice) take() {
	if c.choosable(c.at) {
		c.picked = c.all[c.at].Value
		c.close()
	}
}

// turn picks the next option in direction d, past what cannot be chosen and around the end.
func (c *choice) turn(d int) {
	n, at := len(c.all), c.index(c.picked)
	for i := 1; i < n; i++ {
		if j := ((at+i*d)%n + n) % n; c.offered(j) {
			c.picked, c.at = c.all[j].Value, j
			return
		}
	}
}
