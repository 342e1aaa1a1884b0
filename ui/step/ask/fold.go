package ask

import (
	"slices"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/widget"
)

// foldID is the item that stands for those that are folded away.
const foldID = "more"

// fold is about the items that few people want. The zero value shows them all.
type fold struct {
	on    bool                    // the items with More are not shown
	lacks map[provider.Field]bool // the answers that the product wants and that are open
}

// newFold puts the items of a that few people want behind the others, and folds them away. One that has an answer stays
// where it is, and so does one with a fault.
func newFold(a *answers, faults []*provider.Error) fold {
	for i, it := range a.items {
		faulty := slices.ContainsFunc(faults, func(e *provider.Error) bool { return e.At() == it.Field })
		a.items[i].More = it.More && !faulty && !a.chosen(it) && !a.required(it.Field)
	}
	slices.SortStableFunc(a.items, func(a, b Item) int {
		switch {
		case a.More == b.More:
			return 0
		case b.More:
			return -1
		}
		return 1
	})
	return fold{on: true, lacks: a.lacking()}
}

// away reports whether an item is folded away: none is that the product wants an answer at.
func (f *fold) away(it Item) bool { return it.More && f.on && !f.lacks[it.Field] }

// names are the names of what the line stands for; "" when it stands for nothing.
func (f *fold) names(a *answers) string {
	if !f.on {
		return ""
	}
	var names []string
	for _, it := range a.items {
		if f.away(it) && (it.Hidden == nil || !it.Hidden(a.draft)) {
			names = append(names, a.env.Fields().Label(it.Field))
		}
	}
	return a.env.List(names)
}

// item is the line that stands for what is folded away.
func (f *fold) item(a *answers) widget.Item {
	names := f.names(a)
	return widget.Item{
		ID: foldID, Kind: widget.Fold, Label: a.env.T("form.more"), Value: names, Hidden: names == "",
	}
}
