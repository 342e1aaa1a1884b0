package app

// leaving is the way out of the program, which is asked for twice. The zero value was not asked for.
type leaving struct {
	asked   bool
	onLeave func() // after the first time; nil: nothing
	onStay  func() // when something else follows it; nil: nothing
}

// again asks, and reports whether that was the second time in a row.
func (l *leaving) again() bool {
	if l.asked {
		return true
	}
	l.asked = true
	if l.onLeave != nil {
		l.onLeave()
	}
	return false
}

// stay takes back what was asked.
func (l *leaving) stay() {
	if l.asked && l.onStay != nil {
		l.onStay()
	}
	l.asked = false
}
