package order

import (
	"cmp"
	"strings"
	"time"

	"github.com/metalwright/metalwright/state/journal"
)

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
func (h Happening) Reason() string {
	why, _ := whoDecided(h.Detail)
	return cmp.Or(reasonNames[h.Detail], reasonNames[why])
}

// By is who decided that h happened; "" where nobody did, or it is not known who.
func (h Happening) By() string {
	_, who := whoDecided(h.Detail)
	return cmp.Or(h.Who, who)
}

// decidedBy is why a request came into a state, with who decided that; a name that is not known is left out.
func decidedBy(why, who string) string {
	if who == "" {
		return why
	}
	return why + ": " + who
}

// whoDecided is the opposite of [decidedBy].
func whoDecided(detail string) (why, who string) {
	for _, why := range []string{whyAdopted, whyAdoptedMade, whyDismissed} {
		if who, ok := strings.CutPrefix(detail, why+": "); ok {
			return why, who
		}
	}
	return detail, ""
}

// Dismissal is a person's statement that a request of unknown outcome bought nothing. Its zero value is none.
type Dismissal struct {
	By    string // "" when it is not known
	At    time.Time
	Until time.Time // to when the vendor is asked for its machines nevertheless
}

// readDismissals reads who said of which batches that they bought nothing.
func readDismissals(j *journal.Snapshot, batches []journal.Batch) (map[string]Dismissal, error) {
	all := map[string]Dismissal{}
	for _, b := range batches {
		if b.State != journal.Closed || b.Wanted == 0 || b.Shortfall < b.Wanted {
			continue
		}
		events, err := j.Events.Last(b.ID, 1, string(journal.Closed), string(journal.Closed))
		if err != nil {
			return nil, err
		}
		for _, e := range events {
			if why, who := whoDecided(e.Detail); why == whyDismissed {
				all[b.ID] = Dismissal{who, e.At, e.At.Add(sweepFor)}
			}
		}
	}
	return all, nil
}
