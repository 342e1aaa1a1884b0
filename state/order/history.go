package order

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
)

// Stage is a status that a machine was seen with, from At until the next one.
type Stage = journal.Stage

// Happening is one entry of an order's history: of a request, or of a machine.
type Happening struct {
	At    time.Time
	Batch int // N of the request, also of a machine's
	// Kind is the state that the request came into, or the name of what else was noted about it; "status" for a machine.
	Kind    string
	Detail  string              // why; of a machine the vendor's word
	Machine provider.InstanceID // "" for what is about the request
	Name    string              // of the machine; "" while nobody knows it
	Status  provider.Status     // that the machine was seen with
	Who     string              // who did so; "" where nobody did, or it is not known: see [Happening.By]
}

// KindStatus is the [Happening.Kind] of a machine that was seen with another status.
const KindStatus = "status"

// KindReady is the [Happening.Kind] of a machine whose login port has answered.
const KindReady = "ready"

// History is what happened to an order, as the journal has it.
type History struct {
	Happenings []Happening                     // in the order of time
	Stages     map[provider.InstanceID][]Stage // what each machine went through, the oldest first
}

// History returns what happened to an order. Its errors are those of [Views.Order].
func (s *Views) History(ctx context.Context, id ID) (History, error) {
	var (
		r      rows
		events []journal.Event
		stages []journal.Stage
	)
	err := s.store.View(ctx, func(j *journal.Snapshot) (err error) {
		if r, err = readRows(j, id); err != nil {
			return err
		}
		if events, err = j.Events.OfOrder(r.order.ID); err != nil {
			return err
		}
		stages, err = j.Instances.Stages(r.order.ID)
		return err
	})
	if err != nil {
		return History{}, err
	}
	return r.history(events, stages), nil
}

func (r rows) history(events []journal.Event, stages []journal.Stage) History {
	n := map[string]int{}
	for _, b := range r.batches {
		n[b.ID] = b.N
	}
	h := History{Stages: map[provider.InstanceID][]Stage{}}
	for _, e := range events {
		x := Happening{At: e.At, Batch: n[e.Batch], Kind: e.Kind, Detail: e.Detail}
		if strings.HasPrefix(x.Kind, kindRelease) {
			x.Detail = r.called(x.Detail)
		}
		h.Happenings = append(h.Happenings, x)
	}
	h.Happenings = append(h.Happenings, r.decided()...)
	machines := map[provider.InstanceID]journal.Instance{}
	for _, i := range r.instances {
		machines[i.ID] = i
		if !i.Ready.IsZero() {
			h.Happenings = append(h.Happenings, Happening{
				At: i.Ready, Batch: n[i.Batch], Kind: KindReady, Machine: i.ID, Name: i.Name, Status: i.Status,
			})
		}
	}
	for _, g := range distinct(stages) {
		i := machines[g.Machine]
		h.Stages[g.Machine] = append(h.Stages[g.Machine], g)
		h.Happenings = append(h.Happenings, Happening{
			At: g.At, Batch: n[i.Batch], Kind: KindStatus, Detail: g.VendorStatus, Machine: g.Machine, Name: i.Name,
			Status: g.Status,
		})
	}
	slices.SortStableFunc(h.Happenings, func(a, b Happening) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Batch, b.Batch))
	})
	return h
}

// called is the detail of a release with the names of machines in the place of their ids. Older journals have brackets
// around those.
func (r rows) called(detail string) string {
	words := strings.Fields(strings.NewReplacer("[", "", "]", "").Replace(detail))
	for at, word := range words {
		for _, i := range r.instances {
			if string(i.ID) == word && i.Name != "" {
				words[at] = i.Name
			}
		}
	}
	return strings.Join(words, " ")
}

// decided are the approval that was asked for, what came of it, and the release that is planned, with who did so.
func (r rows) decided() (all []Happening) {
	if a := r.approval; a != nil {
		all = append(all, Happening{At: a.Requested, Kind: "approval_asked", Who: a.RequestedBy})
		if !a.Decided.IsZero() && a.DecidedBy != "" {
			all = append(all, Happening{At: a.Decided, Kind: "approval_" + string(a.State), Detail: a.Reason, Who: a.DecidedBy})
		}
	}
	if l := r.later; l != nil {
		at := l.At.UTC().Format("2006-01-02 15:04 UTC")
		all = append(all, Happening{At: l.Set, Kind: "release_planned", Detail: at, Who: l.By})
	}
	return all
}

// distinct are the stages without those that only add the vendor's word to the status before: the answer to a purchase
// has none.
func distinct(stages []journal.Stage) []journal.Stage {
	out := make([]journal.Stage, 0, len(stages))
	for _, g := range stages {
		if n := len(out) - 1; n >= 0 && out[n].Machine == g.Machine && out[n].Status == g.Status &&
			out[n].VendorStatus == "" {
			out[n].VendorStatus = g.VendorStatus
			continue
		}
		out = append(out, g)
	}
	return out
}
