package order

import (
	"slices"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
)

// ResourceView is a network, or an address, that an order has bought for its machines.
type ResourceView struct {
	ID       string // of an address: the address
	Kind     provider.ResourceKind
	Network  string // of an address: its public network
	Batch    int    // N of its batch
	Source   Source
	Made     time.Time // when it became known
	Asked    time.Time // when a person asked to give it back; zero when nobody did
	Released time.Time // when the vendor did not list it any more after that; zero before
}

// Left are the networks and addresses of the order that are not released, in the order in which they can be.
func (v View) Left() []ResourceView {
	var left []ResourceView
	for _, r := range v.Resources {
		if r.Released.IsZero() {
			left = append(left, r)
		}
	}
	kinds := provider.ResourceKinds()
	slices.SortStableFunc(left, func(a, b ResourceView) int {
		return slices.Index(kinds, b.Kind) - slices.Index(kinds, a.Kind)
	})
	return left
}

// LeftBehind are the networks and addresses of an order that nothing is done for any more and that has no machine: they
// may be charged, and nobody uses them.
func (v View) LeftBehind() []ResourceView {
	if v.Open || v.CountThere() > 0 {
		return nil
	}
	return v.Left()
}

// resourceViews needs the numbers of the batches by their ids.
func resourceViews(all []journal.Resource, n map[string]int) []ResourceView {
	var out []ResourceView
	for _, r := range all {
		out = append(out, ResourceView{
			ID: r.ID, Kind: r.Kind, Network: r.Network, Batch: n[r.Batch], Source: r.Source, Made: r.Made, Asked: r.Asked,
			Released: r.Released,
		})
	}
	return out
}

// unmade is what the order still has to make before its machines: what no batch has bought, or may have.
func (r rows) unmade() []provider.Making {
	var out []provider.Making
	for _, m := range r.order.Spec.Network.Make {
		claimed := slices.ContainsFunc(r.batches, func(b journal.Batch) bool {
			return b.Make != nil && b.Make.Kind == m.Kind && open(b.State)
		})
		if !claimed && r.resources.amount(m.Kind) < m.Amount() {
			m.Count -= min(r.resources.amount(m.Kind), m.Count)
			out = append(out, m)
		}
	}
	return out
}

// amount is how many resources of the kind the order has.
func (all resourceRows) amount(k provider.ResourceKind) int {
	n := 0
	for _, x := range all {
		if x.Kind == k && x.Released.IsZero() {
			n++
		}
	}
	return n
}

// networked is the spec with the networks that the order has made.
func (all resourceRows) networked(s provider.Spec) provider.Spec {
	p := plan{spec: s}
	for _, x := range all {
		if x.Released.IsZero() {
			p.made(x.Kind, x.ID)
		}
	}
	return p.spec
}

// putResources writes the resources that a batch has bought.
func putResources(tx *journal.Tx, b journal.Batch, ids []string, src journal.Source, now time.Time) (int, error) {
	known, err := tx.Resources.InBatch(b.ID)
	if err != nil {
		return 0, err
	}
	have := map[string]bool{}
	for _, r := range known {
		have[r.ID] = true
	}
	for _, id := range ids {
		if have[id] {
			continue
		}
		err := tx.Resources.Put(journal.Resource{
			ID: id, Key: b.Key, Batch: b.ID, Zone: b.Zone, Kind: b.Make.Kind, Network: b.Make.In, Position: len(have),
			Source: src, Made: now,
		})
		if err != nil {
			return 0, err
		}
		have[id] = true
	}
	return len(have), nil
}

// has reports whether something is known that b has bought.
func has(s *journal.Snapshot, b journal.Batch) (bool, error) {
	if b.Make == nil {
		known, err := s.Instances.InBatch(b.ID)
		return len(known) > 0, err
	}
	made, err := s.Resources.InBatch(b.ID)
	return len(made) > 0, err
}
