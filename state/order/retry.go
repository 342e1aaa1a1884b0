package order

import (
	"context"
	"fmt"
	"slices"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/policy"
)

// RetryFailed is the [Command] to order machines in the place of those that never came up and are known to be gone
// (View.Lost). Where names are numbered, the new machines get the same names. Its errors are [ErrNotGone] when all
// failed machines still exist, or may exist: they have to be released first; and those of [BuyRest].
type RetryFailed struct {
	ID      ID
	Secrets provider.Access // the values for View.Asks; the zero value when it is empty
}

func (c RetryFailed) describe() decision {
	return decision{what: policy.RetryFailed, id: c.ID, hide: c.Secrets, outcome: outcomeDone}
}

func (c RetryFailed) do(ctx context.Context, s *Service, d *decision) error {
	return extension{s, d, c.Secrets}.send(ctx, func(v View, r rows, rules provider.Rules) (addition, error) {
		if v.Status == Sending || v.Status == Ambiguous {
			return addition{}, fmt.Errorf("%w: %s", ErrBusy, c.ID)
		}
		lost := r.lost()
		if len(lost) == 0 {
			if slices.ContainsFunc(r.instances, exists) {
				return addition{}, fmt.Errorf("%w: %s", ErrNotGone, c.ID)
			}
			return addition{}, fmt.Errorf("%w: %s", ErrNothing, c.ID)
		}
		numbers, err := numbered(r, lost, rules)
		if err != nil {
			return addition{}, err
		}
		return addition{spans: runs(numbers), replaces: numbers, retryOf: lost[0].Batch, makes: r.unmade()}, nil
	})
}

// exists reports whether a machine that failed exists, or may.
func exists(i journal.Instance) bool {
	return i.Status == provider.StatusFailed || i.Status == provider.StatusVanished && !gone(i)
}

// replacements counts, by batch, the machines that it was ordered to replace.
func (all machineRows) replacements() map[string]int {
	n := map[string]int{}
	for _, i := range all {
		if i.ReplacedBy != "" {
			n[i.ReplacedBy]++
		}
	}
	return n
}

// lost returns the machines that are gone without having come up and that were not replaced. A batch that came short
// replaces the first ones.
func (r rows) lost() []journal.Instance {
	free := map[string]int{} // machines that a batch has ordered, or may have, in the place of others
	found := map[string]int{}
	for _, i := range r.instances {
		found[i.Batch]++
	}
	for _, b := range r.batches {
		free[b.ID] = found[b.ID]
		if open(b.State) && (b.State != journal.Accepted || !b.LookAt.IsZero()) {
			free[b.ID] = max(b.Wanted, found[b.ID])
		}
	}
	var lost []journal.Instance
	for _, i := range r.instances {
		switch {
		case !gone(i):
		case i.ReplacedBy != "" && free[i.ReplacedBy] > 0:
			free[i.ReplacedBy]--
		default:
			lost = append(lost, i)
		}
	}
	return lost
}

// gone counts the machines that are gone without having come up: others may come in their place.
func (all machineRows) gone() int {
	n := 0
	for _, i := range all {
		if gone(i) {
			n++
		}
	}
	return n
}

// numbered gives each of the machines the number, within the order, whose name it had. The number comes from the
// machine's name, or from its place in the vendor's answer; if neither shows it, the machine gets a new number.
func numbered(r rows, lost []journal.Instance, rules provider.Rules) (map[int]provider.InstanceID, error) {
	end := r.order.Spec.Machines()
	batches := map[string]journal.Batch{}
	for _, b := range r.batches {
		end = max(end, b.First+b.Wanted)
		batches[b.ID] = b
	}
	names, err := rules.Names(rules.Part(r.order.Spec, 0, min(end, provider.MaxCount)), 0)
	if err != nil {
		return nil, err
	}
	numbers := map[int]provider.InstanceID{}
	for _, i := range lost {
		b := batches[i.Batch]
		at := slices.IndexFunc(names, func(n provider.Name) bool { return i.Name != "" && n.Instance == i.Name })
		if at < 0 && i.Source == journal.SourceAnswer && i.Position < b.Wanted {
			at = b.First + i.Position
		}
		if _, taken := numbers[at]; at < 0 || taken {
			at, end = end, end+1
		}
		numbers[at] = i.ID
	}
	return numbers, nil
}

// runs groups numbers that follow each other.
func runs(numbers map[int]provider.InstanceID) []span {
	var sorted []int
	for n := range numbers {
		sorted = append(sorted, n)
	}
	slices.Sort(sorted)
	var all []span
	for _, n := range sorted {
		if last := len(all) - 1; last >= 0 && all[last].first+all[last].n == n {
			all[last].n++
			continue
		}
		all = append(all, span{n, 1})
	}
	return all
}
