package step

import (
	"maps"

	"github.com/metalwright/metalwright/provider"
)

// named are the options behind answers, by the answer. nil has none.
type named map[provider.Field]provider.Option

// with is n and the names of all that is known.
func (n named) with(k provider.Known) named {
	all := maps.Clone(n)
	if all == nil {
		all = named{}
	}
	maps.Copy(all, k.Chosen)
	if m := k.Image; m != nil {
		all[provider.FieldImage] = provider.Option{Value: string(m.ID), Label: m.Name}
	}
	return all
}

// label is what the vendor calls the answer at f, "" where that is not known.
func (n named) label(f provider.Field, value string) string {
	if o := n[f]; o.Value == value && value != "" {
		return o.Label
	}
	return ""
}
