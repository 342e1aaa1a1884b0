package order

import (
	"strconv"
	"time"

	"github.com/metalwright/metalwright/state/journal"
)

// The events of look-ups. The detail is how many machines were found, or why the vendor could not be asked.
const (
	eventLooked     = "looked"
	eventLookFailed = "look_failed"
)

// looksShown is how many look-ups of a batch are read, the newest.
const looksShown = 20

// Look is one look-up of a batch whose outcome is not certain.
type Look struct {
	At    time.Time
	Found int    // machines that are known then
	Err   string // why the vendor could not be asked; "" when it was
}

// uncertain reports whether a batch is being looked up because its outcome is not known.
func uncertain(s State) bool { return s == journal.Ambiguous || s == journal.Unresolved }

// logLook adds a look-up to the history of b while its outcome is not certain.
func logLook(tx *journal.Tx, b journal.Batch, kind, detail string) error {
	if !uncertain(b.State) {
		return nil
	}
	return tx.Batches.Note(b.ID, kind, detail)
}

// readLooks reads the newest look-ups of the batches whose outcome is not certain.
func readLooks(j *journal.Snapshot, batches []journal.Batch) (map[string][]Look, error) {
	all := map[string][]Look{}
	for _, b := range batches {
		if !uncertain(b.State) {
			continue
		}
		events, err := j.Events.Last(b.ID, looksShown, eventLooked, eventLookFailed)
		if err != nil {
			return nil, err
		}
		for _, e := range events {
			l := Look{At: e.At}
			if e.Kind == eventLookFailed {
				l.Err = e.Detail
			} else if l.Found, err = strconv.Atoi(e.Detail); err != nil {
				continue // a newer program wrote it
			}
			all[b.ID] = append(all[b.ID], l)
		}
	}
	return all, nil
}

// LastLook is when the vendor was last asked for anything of the order: zero when it never was.
func LastLook(v View) time.Time {
	at := v.Watch.PolledAt
	for _, b := range v.Batches {
		if b.LookedAt.After(at) {
			at = b.LookedAt
		}
	}
	return at
}

// NextLook is when the vendor is to be asked next for anything of the order; zero when nothing is due.
func NextLook(v View) time.Time {
	var at time.Time
	for _, b := range v.Batches {
		at = earliest(at, b.NextLook)
	}
	for _, i := range v.Instances {
		if !i.Status.Terminal() {
			return earliest(at, v.Watch.NextAt)
		}
	}
	return at
}
