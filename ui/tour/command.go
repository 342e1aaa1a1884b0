package tour

// command is what someone who drives wants.
type command struct {
	do   commandKind
	keys string // of byHand, as a keyboard sends them
	n    int    // of choose: the way, from 0
}

type commandKind uint8

const (
	pause    commandKind = iota // stop the tour, or have it go on
	forward                     // show the next screen at once
	back                        // show the screen before, and stop there
	byHand                      // send keys to the program: the tour waits until giveBack
	giveBack                    // continue the tour where it was left
	choose                      // continue in way n
	again                       // begin the tour again
)
