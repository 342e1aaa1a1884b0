package screen

import "strings"

// Key is what a keyboard sends for a key by its name: "down", "enter", "shift+tab", "ctrl+c", "space". Anything else is
// the text that is typed.
func Key(name string) string {
	const csi = "\x1b["
	if k, ok := strings.CutPrefix(name, "ctrl+"); ok && len(k) == 1 {
		return string(rune(k[0] & 0x1f))
	}
	switch name {
	case "up":
		return csi + "A"
	case "down":
		return csi + "B"
	case "right":
		return csi + "C"
	case "left":
		return csi + "D"
	case "home":
		return csi + "H"
	case "end":
		return csi + "F"
	case "pgup":
		return csi + "5~"
	case "pgdown":
		return csi + "6~"
	case "delete":
		return csi + "3~"
	case "shift+tab":
		return csi + "Z"
	case "f1":
		return "\x1bOP"
	case "f2":
		return "\x1bOQ"
	case "enter":
		return "\r"
	case "tab":
		return "\t"
	case "esc":
		return "\x1b"
	case "space":
		return " "
	case "backspace":
		return "\x7f"
	}
	return name
}
