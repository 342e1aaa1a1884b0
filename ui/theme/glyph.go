package theme

// Glyph is every sign that is not a letter. Each is one cell wide, except Ellipsis in ASCII.
type Glyph struct {
	Done, Fail, Dot, Ring, Half, Warn, Unknown, Gone, Released string

	Arrow    string // between steps of a path
	Change   string // from what was to what is
	Cursor   string // before the row or item that has the focus
	Left     string // around a choice that left and right change
	Right    string
	Up, Down string // more above, more below; also the direction of a sort
	Lock     string // cannot be chosen
	Full     string // done part of a bar
	Empty    string // open part of a bar
	Light    string // between Empty and Full: a part that has started
	Dense    string // between Light and Full
	Ellipsis string
	Bullet   string // between hints
	On, Off  string // a toggle or a radio button
	Mask     rune   // a character of a secret

	Spinner []string // frames of one turn
	Box     Box
}

// Box is the drawing set for frames.
type Box struct {
	TopLeft, TopRight, BottomLeft, BottomRight, H, V, TeeLeft, TeeRight, TeeTop, TeeBottom, Cross string
}

func newGlyph(ascii bool) Glyph {
	if ascii {
		return Glyph{
			Done: "+", Fail: "x", Dot: "*", Ring: "o", Half: "%", Warn: "!", Unknown: "?", Gone: "X", Released: "-",
			Arrow: ">", Change: ">", Cursor: ">", Left: "<", Right: ">", Up: "^", Down: "v", Lock: "-",
			Full: "#", Empty: ".", Light: "-", Dense: "=", Ellipsis: "...", Bullet: "|", On: "*", Off: "o", Mask: '*',
			Spinner: []string{"|", "/", "-", "\\"},
			Box:     Box{"+", "+", "+", "+", "-", "|", "+", "+", "+", "+", "+"},
		}
	}
	return Glyph{
		Done: "✓", Fail: "✗", Dot: "●", Ring: "○", Half: "◐", Warn: "⚠", Unknown: "?", Gone: "⊘", Released: "–",
		Arrow: "›", Change: "→", Cursor: "▸", Left: "‹", Right: "›", Up: "▴", Down: "▾", Lock: "⊘",
		Full: "█", Empty: "░", Light: "▒", Dense: "▓", Ellipsis: "…", Bullet: "·", On: "●", Off: "○", Mask: '*',
		Spinner: []string{"⠋", "⠙", "⠸", "⠴", "⠦", "⠇"},
		Box:     Box{"╭", "╮", "╰", "╯", "─", "│", "├", "┤", "┬", "┴", "┼"},
	}
}
