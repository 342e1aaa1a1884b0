package widget

import "slices"

// focus says which of a form's items takes the keys, and moves among those that take answers.
type focus struct {
	among items
	at    int // index of the item with the focus; -1 when none can have it
}

// Focus moves to an item, and reports whether it is there and takes answers.
func (f *focus) Focus(id string) bool {
	i := slices.IndexFunc(f.among, func(it *item) bool { return it.ID == id && it.answers() })
	if i < 0 {
		return false
	}
	f.moveTo(i)
	return true
}

// Focused is the id of the item with the focus; "" when none has it.
func (f *focus) Focused() string {
	if it := f.focused(); it != nil {
		return it.ID
	}
	return ""
}

// Editing reports whether letters are text now, so that the screen must not take them as keys.
func (f *focus) Editing() bool {
	it := f.focused()
	return it != nil && it.edits()
}

// Filters reports whether the options of the item with the focus can be filtered.
func (f *focus) Filters() bool {
	c := f.focused().choice()
	return c != nil && c.filter == nil && c.long()
}

// CloseFilter ends the filter of a choice, and reports whether there was one.
func (f *focus) CloseFilter() bool {
	c := f.focused().choice()
	if c == nil || c.filter == nil {
		return false
	}
	c.close()
	return true
}

// step moves to the next item in direction d that takes answers, and reports whether there is one.
func (f *focus) step(d int) bool {
	i := f.neighbour(d)
	if i >= 0 {
		f.moveTo(i)
	}
	return i >= 0
}

// neighbour is the next item in direction d that takes answers, -1 where there is none.
func (f *focus) neighbour(d int) int {
	for i := f.at + d; i >= 0 && i < len(f.among); i += d {
		if f.among[i].answers() {
			return i
		}
	}
	return -1
}

// settle puts the focus on the item at from or the next one that takes answers, else on one before.
func (f *focus) settle(from int) {
	f.moveTo(-1)
	for i := range f.among {
		j := (from + i) % len(f.among)
		if f.among[j].answers() {
			f.moveTo(j)
			return
		}
	}
}

// moveTo gives the focus to item i, to none when it is -1.
func (f *focus) moveTo(i int) {
	if i == f.at {
		return
	}
	if it := f.focused(); it != nil {
		it.blur()
	}
	f.at = i
	if it := f.focused(); it != nil {
		it.focus()
	}
}

// focused is the item with the focus, nil when none has it.
func (f *focus) focused() *item {
	if f.at < 0 || f.at >= len(f.among) {
		return nil
	}
	return f.among[f.at]
}
