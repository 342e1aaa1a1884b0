package widget

// Enter is what the Enter key does in a form now.
type Enter uint8

// What it does.
const (
	EnterNext    Enter = iota // goes to the next item
	EnterSubmit               // continues from the last one
	EnterChoose               // picks the option under the cursor
	EnterUnfold               // shows the items that a Fold stands for
	EnterNewLine              // begins another line of a text
)

// Enter is what the Enter key does now, so that screens name it as it is.
func (f *focus) Enter() Enter {
	it := f.focused()
	switch {
	case it == nil:
		return EnterSubmit
	case it.entry.keeps("enter"):
		return map[Kind]Enter{Choice: EnterChoose, Fold: EnterUnfold, Multiline: EnterNewLine}[it.Kind]
	}
	if next := f.neighbour(1); next >= 0 && f.among[next].Kind != Fold {
		return EnterNext
	}
	return EnterSubmit
}
