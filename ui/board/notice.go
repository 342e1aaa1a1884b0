package board

// notice is a sentence that is said below the machines until a key is pressed; "" for none.
type notice struct{ text string }

// say replaces what was said before.
func (n *notice) say(text string) { n.text = text }
