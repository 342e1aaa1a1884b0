package order

import (
	"cmp"
	"io"
	"slices"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
)

// span is some machines of an order, by number from 0.
type span struct{ first, n int }

// split cuts spans into pieces that fit one request.
func split(spans []span, most int) []span {
	var parts []span
	for _, s := range spans {
		for s.n > 0 {
			n := min(s.n, cmp.Or(most, s.n))
			parts = append(parts, span{s.first, n})
			s.first, s.n = s.first+n, s.n-n
		}
	}
	return parts
}

// unbought returns the numbers of rest machines that no batch may have bought: first the numbers that no batch claims,
// then those that the machines of a batch show to be missing, by the N of the batch, then new ones after the last. The
// numbers of a batch that came short without showing which of them are missing are not used again: nobody wants names
// that exist.
func unbought(wanted, rest int, batches []BatchView, missing map[int][]int) []span {
	var taken []span
	end := wanted
	for _, b := range batches {
		end = max(end, b.First+b.Wanted)
		if b.Found == 0 && !open(b.State) {
			continue
		}
		at := b.First
		for _, n := range append(slices.Clone(missing[b.N]), b.First+b.Wanted) {
			if n > at {
				taken = append(taken, span{at, n - at})
			}
			at = n + 1
		}
	}
	slices.SortFunc(taken, func(a, b span) int { return cmp.Compare(a.first, b.first) })
	taken = append(taken, span{wanted, 0})
	var free []span
	at := 0
	for _, t := range taken {
		if n := min(min(t.first, wanted)-at, rest); n > 0 {
			free = append(free, span{at, n})
			rest -= n
		}
		at = max(at, t.first+t.n)
	}
	if rest > 0 {
		free = append(free, span{end, rest})
	}
	return free
}

// unmadeNumbers returns, by the N of a batch, which of its numbers it was to buy and has not, where the names of its
// machines show it. Machines in the place of others show nothing.
func (r rows) unmadeNumbers(rules provider.Rules) map[int][]int {
	end, replaces := r.order.Spec.Machines(), r.instances.replacements()
	for _, b := range r.batches {
		end = max(end, b.First+b.Wanted)
	}
	names, err := rules.Names(rules.Part(r.order.Spec, 0, min(end, provider.MaxCount)), 0)
	if err != nil { // what cannot be named any more gets new numbers
		return nil
	}
	numbers := map[string]int{}
	for n, name := range names {
		if _, same := numbers[name.Instance]; same {
			return nil
		}
		numbers[name.Instance] = n
	}
	missing := map[int][]int{}
	for _, b := range r.batches {
		if b.Make == nil && !open(b.State) && replaces[b.ID] == 0 {
			missing[b.N] = r.instances.unmadeOf(b, numbers)
		}
	}
	return missing
}

// unmadeOf returns the numbers of b that none of its machines has; nil when one of them has none of b's, or when there
// are no machines.
func (all machineRows) unmadeOf(b journal.Batch, numbers map[string]int) []int {
	there := map[int]bool{}
	for _, i := range all {
		if i.Batch != b.ID {
			continue
		}
		n, known := numbers[i.Name]
		if !known || n < b.First || n >= b.First+b.Wanted {
			return nil
		}
		there[n] = true
	}
	if len(there) == 0 {
		return nil
	}
	var missing []int
	for n := b.First; n < b.First+b.Wanted; n++ {
		if !there[n] {
			missing = append(missing, n)
		}
	}
	return missing
}

// plan makes the batches of an order one after another.
type plan struct {
	order   journal.Order
	random  io.Reader     // of its tokens
	origin  string        // the text that its tokens are made from
	spec    provider.Spec // with its secrets
	rules   provider.Rules
	owner   string
	grace   time.Duration
	quote   provider.Quote    // of the machines that are ordered now
	makes   []provider.Making // bought before the machines, still to be sent
	parts   []span            // of machines, still to be sent
	n       int               // of the last batch
	retryOf string            // of the first batch
	tries   int               // of the current part
	wait    time.Duration     // before the batch that again made
	// replaces maps the number of a new machine to the machine that it replaces; nil when it replaces none.
	replaces map[int]provider.InstanceID
}

// next makes the batch for the first part that is left; nil when no part is left.
func (p *plan) next(now time.Time) *journal.Batch {
	if len(p.makes) > 0 {
		m := p.makes[0]
		p.makes, p.tries = p.makes[1:], 0
		b := p.making(m, p.retryOf, now)
		p.retryOf = ""
		return &b
	}
	if len(p.parts) == 0 {
		return nil
	}
	s := p.parts[0]
	p.parts = p.parts[1:]
	p.tries = 0
	b := p.batch(s, p.retryOf, now)
	p.retryOf = ""
	return &b
}

// again makes a new batch for the machines that a refused one would have bought.
func (p *plan) again(b journal.Batch, now time.Time) *journal.Batch {
	p.tries++
	if b.Make != nil {
		c := p.making(*b.Make, b.ID, now)
		return &c
	}
	c := p.batch(span{b.First, b.Wanted}, b.ID, now)
	return &c
}

func (p *plan) batch(s span, retryOf string, now time.Time) journal.Batch {
	p.n++
	token := newToken(p.random, p.origin)
	var replaces []provider.InstanceID
	for n := s.first; n < s.first+s.n; n++ {
		if id, ok := p.replaces[n]; ok {
			replaces = append(replaces, id)
		}
	}
	return journal.Batch{
		ID: token, Order: p.order.ID, N: p.n, Key: p.order.Key, Zone: p.spec.Zone, Token: token,
		Name: p.part(s).Name, First: s.first, Wanted: s.n, State: journal.Intent, Owner: p.owner, RetryOf: retryOf,
		Created: now, LookAt: now.Add(p.grace), Cost: cost(p.quote, s.n), Replaces: replaces,
	}
}

// making is the batch of network resources. Addresses are of the network that the order has made, unless they say of
// which.
func (p *plan) making(m provider.Making, retryOf string, now time.Time) journal.Batch {
	p.n++
	if m.Kind.Address() && m.In == "" {
		m.In = p.spec.Network.Public
	}
	token := newToken(p.random, p.origin)
	return journal.Batch{
		ID: token, Order: p.order.ID, N: p.n, Key: p.order.Key, Zone: p.spec.Zone, Token: token, Name: m.Name,
		State: journal.Intent, Owner: p.owner, RetryOf: retryOf, Created: now, LookAt: now.Add(p.grace), Make: &m,
	}
}

// made takes over what a batch has bought: the machines get the networks.
func (p *plan) made(k provider.ResourceKind, id string) {
	switch k {
	case provider.ResourcePrivate:
		p.spec.Network.Private = id
	case provider.ResourcePublic:
		p.spec.Network.Public = id
	case provider.ResourceIPv4, provider.ResourceIPv6:
	}
}

func (p *plan) part(s span) provider.Spec { return p.rules.Part(p.spec, s.first, s.n) }

// pause is how long to wait before the next try after a rate-limit refusal, and whether there is a next try: their
// number is limited, and the vendor must not ask for a longer wait than an intent may have.
func (p *plan) pause(e *provider.Error) (time.Duration, bool) {
	if e == nil || e.Kind != provider.KindThrottled || p.tries >= throttleTries {
		return 0, false
	}
	d := throttlePause
	for range p.tries {
		d *= 3
	}
	d = max(d, e.RetryAfter)
	return d, d <= longestPause
}
