package offers

import (
	"slices"
	"strconv"
	"strings"

	"github.com/metalwright/metalwright/provider"
)

// kind is what sort of thing a fact is.
type kind uint8

const (
	number kind = iota
	text        // an id or a name
	flag        // there or not
)

// unit is how many millionths one has.
const unit = 1_000_000

// fact is something that conditions are about.
type fact struct {
	name   string
	kind   kind
	usual  Op   // what it is mostly compared by
	alone  bool // its name alone asks whether there is any
	priced bool
	place  bool // it is about the zone, the product or the account
	sizes  bool // the number is in GB, and may be written with its unit
	// amount is the number in millionths; false where it is not known.
	amount func(Offer) (int64, bool)
	words  func(Offer) []string
	flag   func(Offer) bool
}

// facts are all of them, in the order in which they are offered.
var facts = [...]fact{
	{name: "cpu", usual: AtLeast, amount: func(o Offer) (int64, bool) {
		return counted(max(o.Type.Threads, o.Type.Cores))
	}},
	{name: "ram", usual: AtLeast, sizes: true, amount: func(o Offer) (int64, bool) { return counted(o.Type.MemoryGB) }},
	{name: "disk", usual: AtLeast, sizes: true, amount: func(o Offer) (int64, bool) {
		total := 0
		for _, g := range o.Type.Disks {
			total += g.SizeGB * g.Count
		}
		return counted(max(total, o.Type.TotalDiskGB))
	}},
	{name: "disks", usual: AtLeast, amount: func(o Offer) (int64, bool) {
		n := 0
		for _, g := range o.Type.Disks {
			n += g.Count
		}
		return counted(n)
	}},
	{
		name: "gpu", kind: flag, flag: func(o Offer) bool { return o.Type.GPU != "" },
		amount: func(o Offer) (int64, bool) { return counted(gpus(o.Type.GPU)) },
		words:  func(o Offer) []string { return strings.Fields(o.Type.GPU) },
	},
	{
		name: "raid", kind: flag, flag: func(o Offer) bool { return len(o.Type.RAIDLevels) > 0 },
		words: func(o Offer) []string {
			levels := make([]string, len(o.Type.RAIDLevels))
			for i, l := range o.Type.RAIDLevels {
				levels[i] = strconv.Itoa(l)
			}
			return levels
		},
	},
	{name: "nvme", kind: flag, flag: has("nvme")},
	{name: "ssd", kind: flag, flag: func(o Offer) bool { return has("ssd")(o) || has("nvme")(o) }},
	{name: "hdd", kind: flag, flag: func(o Offer) bool { return has("hdd")(o) || has("sata ")(o) && !has("ssd")(o) }},
	{name: "net", usual: AtLeast, amount: func(o Offer) (int64, bool) { return counted(o.Type.MaxBandwidthMbps) }},
	{name: "price", usual: Less, priced: true, amount: func(o Offer) (int64, bool) {
		return o.Quote.Hour.Micros, o.Quote.Known()
	}},
	{name: "month", usual: Less, priced: true, amount: func(o Offer) (int64, bool) {
		return o.Quote.Month.Micros, o.Quote.Known()
	}},
	{name: "stock", usual: AtLeast, alone: true, amount: func(o Offer) (int64, bool) {
		if o.Type.Left != nil {
			return int64(*o.Type.Left) * unit, true
		}
		return 0, o.Type.Stock == provider.StockSoldOut
	}},
	{name: "zone", kind: text, place: true, usual: Equal, words: func(o Offer) []string {
		return []string{string(o.Zone.ID)}
	}},
	{name: "city", kind: text, place: true, usual: Equal, words: func(o Offer) []string {
		return []string{o.Zone.City, o.Zone.Name}
	}},
	{name: "area", kind: text, place: true, usual: Equal, words: func(o Offer) []string { return []string{o.Zone.Area} }},
	{name: "type", kind: text, usual: Equal, words: func(o Offer) []string { return []string{string(o.Type.ID)} }},
	{name: "product", kind: text, place: true, usual: Equal, words: func(o Offer) []string {
		return []string{string(o.Product)}
	}},
	{name: "account", kind: text, place: true, usual: Equal, words: func(o Offer) []string { return []string{o.Account} }},
}

// Facts are the names of all that conditions can be about.
func Facts() []string {
	names := make([]string, len(facts))
	for i := range facts {
		names[i] = facts[i].name
	}
	return names
}

// factOf is the fact with the name; nil when there is none.
func factOf(name string) *fact {
	i := slices.IndexFunc(facts[:], func(f fact) bool { return strings.EqualFold(f.name, name) })
	if i < 0 {
		return nil
	}
	return &facts[i]
}

// there reports whether an offer has any of it.
func (f *fact) there(o Offer) bool {
	if f.flag != nil {
		return f.flag(o)
	}
	return o.Type.Stock != provider.StockSoldOut && (o.Type.Left == nil || *o.Type.Left > 0)
}

// counted is a number that is not stated when it is not above 0.
func counted(n int) (int64, bool) { return int64(n) * unit, n > 0 }

// has reports whether the disks of an offer are called so.
func has(name string) func(Offer) bool {
	return func(o Offer) bool {
		all := []string{o.Type.DiskText}
		for _, g := range o.Type.Disks {
			all = append(all, " "+g.Kind+" ")
		}
		return strings.Contains(strings.ToLower(strings.Join(all, ""))+" ", name)
	}
}

// gpus is how many there are: vendors write "2 x NVIDIA A100".
func gpus(text string) int {
	if text == "" {
		return 0
	}
	first, _, _ := strings.Cut(strings.TrimSpace(text), " ")
	n, err := strconv.Atoi(strings.TrimRight(strings.ToLower(first), "x*×"))
	if err != nil || n < 1 || n > 1000 {
		return 1
	}
	return n
}

// read reads a number: "128", "0.5", and of sizes "128gb" and "2tb".
func (f *fact) read(text string) (int64, bool) {
	text = strings.ToLower(text)
	times := 1
	if f.sizes {
		if n, ok := strings.CutSuffix(text, "tb"); ok {
			text, times = n, 1000
		} else {
			text = strings.TrimSuffix(text, "gb")
		}
	}
	if text == "" || strings.Trim(text, "0123456789.") != "" {
		return 0, false
	}
	m, err := provider.ParseMoney(text, "")
	if err != nil {
		return 0, false
	}
	m, err = m.Times(times)
	return m.Micros, err == nil
}
