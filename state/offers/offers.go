// Package offers finds what accounts sell: each type of each zone, with its stock and price, by conditions such as
// "cpu>=32 stock>=10".
package offers

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"
	"sync"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/together"
)

// Seller is one account at one product.
type Seller struct {
	Account string // its name, for conditions and people
	Reader  provider.Reader
}

// Offer is one type in one zone of an account.
type Offer struct {
	Product provider.ProductID
	Account string
	Seller  int // index of the sellers that were asked
	Zone    provider.Zone
	Type    provider.InstanceType
	Quote   provider.Quote // of one machine; not known before [Price]
	Asked   bool           // whether the price was asked for
	Failed  error          // why there is none
}

// text is what words are looked for in.
func (o Offer) text() string {
	return strings.ToLower(strings.Join([]string{
		string(o.Product), o.Account, string(o.Zone.ID), o.Zone.Name, o.Zone.City, o.Zone.Area, string(o.Type.ID),
		o.Type.Description, o.Type.CPU, o.Type.GPU, o.Type.DiskText,
	}, "\n"))
}

// Available reports whether n machines of the offer can be had, as far as that is known.
func (o Offer) Available(n int) bool { return Available(o.Type, n) }

// Available reports whether n machines of t can be had, as far as that is known.
func Available(t provider.InstanceType, n int) bool {
	return t.Stock != provider.StockSoldOut && (t.Left == nil || *t.Left >= n)
}

// Problem is what a seller could not be asked.
type Problem struct {
	Account string
	Product provider.ProductID
	Zone    provider.ZoneID // "" for all of them
	Err     error
}

// Look lists what the sellers offer under the charge of want, all at the same time. It asks for no price. Of a seller
// or zone that cannot be asked there is a problem beside what the others have.
func Look(ctx context.Context, sellers []Seller, want provider.Spec) ([]Offer, []Problem) {
	found := make([][]Offer, len(sellers))
	wrong := make([][]Problem, len(sellers))
	g, gctx := together.With(ctx)
	for i, s := range sellers {
		g.Go(func() error {
			found[i], wrong[i] = look(gctx, i, s, want)
			return nil
		})
	}
	_ = g.Wait() // none of them fails
	return slices.Concat(found...), slices.Concat(wrong...)
}

// look is [Look] of one seller.
func look(ctx context.Context, at int, s Seller, want provider.Spec) ([]Offer, []Problem) {
	id := s.Reader.Product().ID
	zones, err := s.Reader.Zones(ctx)
	if err != nil {
		return nil, []Problem{{s.Account, id, "", err}}
	}
	types, wrong := Types(ctx, s.Reader, zones, want)
	for i := range wrong {
		wrong[i].Account, wrong[i].Product = s.Account, id
	}
	var out []Offer
	for _, z := range zones {
		for _, t := range types[z.ID] {
			out = append(out, Offer{Product: id, Account: s.Account, Seller: at, Zone: z, Type: t})
		}
	}
	return out, wrong
}

// Types is what the zones sell under the charge of want, asked as the product can. Of a zone that cannot be asked there
// is a problem.
func Types(ctx context.Context, r provider.Reader, zones []provider.Zone, want provider.Spec,
) (map[provider.ZoneID][]provider.InstanceType, []Problem) {
	if all, ok := provider.As[provider.Surveyor](r); ok {
		types, err := all.TypesByZone(ctx, want)
		if err != nil {
			return nil, []Problem{{Err: err}}
		}
		for _, z := range zones {
			if _, named := types[z.ID]; !named {
				types[z.ID] = types[""]
			}
		}
		return types, nil
	}
	var (
		mu    sync.Mutex
		out   = map[provider.ZoneID][]provider.InstanceType{}
		wrong []Problem
	)
	g, gctx := together.With(ctx)
	for _, z := range zones {
		g.Go(func() error {
			one := In(want, z)
			types, err := r.Types(gctx, one)
			mu.Lock()
			defer mu.Unlock()
			if out[z.ID] = types; err != nil {
				wrong = append(wrong, Problem{Zone: z.ID, Err: err})
			}
			return nil
		})
	}
	_ = g.Wait() // none of them fails
	slices.SortFunc(wrong, func(a, b Problem) int { return cmp.Compare(a.Zone, b.Zone) })
	return out, wrong
}

// In is want in the zone. What means something in its own zone alone is left out in another.
func In(want provider.Spec, z provider.Zone) provider.Spec {
	s := want.Clone()
	if s.Zone != z.ID {
		s = provider.Spec{
			Product: want.Product, Count: want.Count, Billing: want.Billing,
			Network: provider.Network{
				Charge: want.Network.Charge, BandwidthMbps: want.Network.BandwidthMbps, TrafficTB: want.Clone().Network.TrafficTB,
			},
		}
		s.Billing.Consent = false
	}
	s.Zone, s.Region = z.ID, z.Region
	return s
}

// Priced is o with what one machine costs with the answers of want and what is suggested for the rest.
func Priced(ctx context.Context, r provider.Reader, want provider.Spec, o Offer) Offer {
	s := In(want, o.Zone)
	s.Type, s.Count = o.Type.ID, 1
	s = r.Suggest(s, provider.Known{Zone: &o.Zone, Type: &o.Type})
	o.Asked = true
	if e, ok := provider.As[provider.Estimator](r); ok {
		o.Quote, o.Failed = e.Estimate(ctx, s)
	} else {
		o.Quote, o.Failed = r.Quote(ctx, s)
	}
	return o
}

// atOnce is how many prices are asked for at the same time; the accounts' limits hold beside it.
const atOnce = 8

// Price asks what the first most of the offers cost that can be had and have a price, and returns how many were left
// out.
func Price(ctx context.Context, sellers []Seller, want provider.Spec, all []Offer, most int) (left int) {
	var open []int
	for i, o := range all {
		if sellers[o.Seller].Reader.Product().Currency != "" && o.Available(1) && !o.Asked {
			open = append(open, i)
		}
	}
	asked := open[:min(len(open), most)]
	next := make(chan int, len(asked))
	for _, i := range asked {
		next <- i
	}
	close(next)
	g, gctx := together.With(ctx)
	for range min(atOnce, len(asked)) {
		g.Go(func() error {
			for i := range next {
				all[i] = Priced(gctx, sellers[all[i].Seller].Reader, want, all[i])
			}
			return nil
		})
	}
	_ = g.Wait() // none of them fails
	return len(open) - len(asked)
}

// Sort puts what can be had first, and of that the cheapest: a price that is not known comes after those that are.
func Sort(all []Offer) {
	slices.SortStableFunc(all, func(a, b Offer) int {
		return cmp.Or(compareYes(a.Available(1), b.Available(1)), compareYes(a.Quote.Known(), b.Quote.Known()),
			cmp.Compare(a.Quote.Hour.Micros, b.Quote.Hour.Micros), cmp.Compare(sizeOf(a.Type), sizeOf(b.Type)),
			cmp.Compare(a.Product, b.Product), cmp.Compare(a.Zone.ID, b.Zone.ID), cmp.Compare(a.Type.ID, b.Type.ID),
			cmp.Compare(a.Account, b.Account))
	})
}

// compareYes puts what is true first.
func compareYes(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

// sizeOf orders types from small to large where nobody knows what they cost: GPUs first, then memory, threads and
// disks.
func sizeOf(t provider.InstanceType) float64 {
	disk := t.TotalDiskGB
	for _, g := range t.Disks {
		disk = max(disk, g.SizeGB*g.Count)
	}
	return float64(gpus(t.GPU))*1e6 + float64(t.MemoryGB) + float64(max(t.Threads, t.Cores)) + float64(disk)/1000
}

// Smallest is the smallest of the types that fits takes, which is mostly the cheapest; false when it takes none.
func Smallest(types []provider.InstanceType, fits func(provider.InstanceType) bool) (provider.InstanceType, bool) {
	best, size := -1, 0.0
	for i := range types {
		if best >= 0 && sizeOf(types[i]) >= size || !fits(types[i]) {
			continue
		}
		best, size = i, sizeOf(types[i])
	}
	if best < 0 {
		return provider.InstanceType{}, false
	}
	return types[best], true
}

// Nearest lists at most most of the types that n machines can be had of, the one first that is most like t.
func Nearest(t provider.InstanceType, types []provider.InstanceType, n, most int) []provider.InstanceType {
	var out []provider.InstanceType
	for _, o := range types {
		if o.ID != t.ID && Available(o, n) {
			out = append(out, o)
		}
	}
	slices.SortStableFunc(out, func(a, b provider.InstanceType) int { return cmp.Compare(distance(t, a), distance(t, b)) })
	return out[:min(len(out), most)]
}

// distance is how different two machines are: by how many doublings their processors, memories and disks differ. One
// with fewer threads or less memory is farther away than one with more, and a GPU too few farther than anything.
func distance(want, o provider.InstanceType) float64 {
	far := 0.0
	add := func(a, b int, weight float64) {
		if a <= 0 || b <= 0 {
			return
		}
		d := math.Log2(float64(b) / float64(a))
		if d < 0 {
			d *= -1.5
		}
		far += d * weight
	}
	add(max(want.Threads, want.Cores), max(o.Threads, o.Cores), 1)
	add(want.MemoryGB, o.MemoryGB, 1)
	add(want.TotalDiskGB, o.TotalDiskGB, 0.3)
	if has, wants := gpus(o.GPU), gpus(want.GPU); has != wants {
		far += 10
	}
	return far
}
