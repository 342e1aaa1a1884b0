package order

// Why a request came into a state, where the program itself says so. The journal has the words; older journals have
// the same.
const (
	whyAnswered    = "the vendor answered"
	whyFinished    = "every machine is at its end"
	whyMade        = "it is made"
	whyAdopted     = "a person named its machines"
	whyAdoptedMade = "a person named what it has made"
	whyDismissed   = "a person says that nothing was bought"
	whyExpired     = "no answer until the deadline"
	whyFound       = "found by its token"
	whyLookedUp    = "found by a look-up"
)

// reasonNames are the names of those words.
var reasonNames = map[string]string{
	whyAnswered: "answered", whyFinished: "finished", whyMade: "made", whyAdopted: "adopted",
	whyAdoptedMade: "adopted_made", whyDismissed: "dismissed", whyExpired: "expired", whyFound: "found",
	whyLookedUp: "looked_up",
}

// Reason names why h happened, for a sentence of a catalogue; "" where its Detail are the words of someone else.
func (h Happening) Reason() string { return reasonNames[h.Detail] }
