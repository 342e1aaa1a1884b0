package board

import (
	"strings"

	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/widget"
)

// risky reports whether the action ends machines, or may buy what was bought already: it is below a rule.
func (a action) risky() bool {
	switch a.id {
	case "again", "release_failed", "release_one", "release_all", "release_prepaid", "release_networks",
		"destroy":
		return true
	default:
		return a.hides
	}
}

// releases reports whether the action has the vendor release machines, which takes a while.
func (a action) releases() bool {
	return a.id == "release_failed" || a.id == "release_one" || a.id == "release_all"
}

// enter is the message of what Enter does once the last question is answered.
func (a action) enter() string {
	switch a.id {
	case "release_failed", "release_one", "release_all", "release_networks":
		return "board_key.release"
	case "release_prepaid":
		return "board_key.cancel"
	case "destroy":
		return "board_key.destroy"
	case "forget", "withdraw":
		return "board_key.hide"
	default:
		return "board_key.confirm"
	}
}

// agrees reports whether typed is the word of the action; yes may be written out.
func (a action) agrees(yes, typed string) bool {
	typed = strings.TrimSpace(typed)
	return strings.EqualFold(typed, a.word) || a.word == yes && strings.EqualFold(typed, "yes")
}

// mostWord is how many cells a word has at most that someone has to type.
const mostWord = 20

// word is what has to be typed so that one machine is released: its name where only it has that, and else its
// id.
func (o *offers) word(i order.InstanceView, there []order.InstanceView) string {
	same := 0
	for n := range there {
		if strings.EqualFold(there[n].Name, i.Name) {
			same++
		}
	}
	if same > 1 || i.Name == "" || widget.Width(i.Name) > mostWord || strings.ContainsAny(i.Name, " \t") ||
		o.env.Clean(i.Name) != i.Name {
		return string(i.ID)
	}
	return i.Name
}
