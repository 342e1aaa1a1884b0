package ask

import (
	"slices"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/widget"
)

// foldID is the item that stands for those that are folded away.
const foldID = "more"

// fold puts the items that few people want behind the others, and folds them away. One that has an answer stays where
// it is, and so does one with a fault.
func (s *Screen) fold() {
	faults := provider.All(s.fault)
	for i, it := range s.cfg.Items {
		faulty := slices.ContainsFunc(faults, func(e *provider.Error) bool { return e.At() == it.Field })
		s.cfg.Items[i].More = it.More && !faulty && !s.chosen(it) && !s.required(it.Field)
	}
	slices.SortStableFunc(s.cfg.Items, func(a, b Item) int {
		switch {
		case a.More == b.More:
			return 0
		case b.More:
			return -1
		}
		return 1
	})
	s.folded, s.lacks = true, s.lacking()
}

// away reports whether an item is folded away: none is that the product wants an answer at.
func away(s *Screen, it Item) bool { return it.More && s.folded && !s.lacks[it.Field] }

// chosen reports whether an item has an answer other than what a form begins with.
func (s *Screen) chosen(it Item) bool {
	v := s.value(it.Field)
	return v != "" && (it.kind != widget.Toggle || v != "false")
}

// items are those of the form, with the line for what is folded away between.
func (s *Screen) items() []widget.Item {
	var all []widget.Item
	folding := false
	for _, it := range s.cfg.Items {
		if it.More && !folding {
			folding = true
			all = append(all, s.foldItem())
		}
		w := s.item(it)
		w.Hidden = s.hidden(it)
		all = append(append(append(all, s.checks(it)...), w), spare(s, it)...)
	}
	return all
}

func (s *Screen) foldItem() widget.Item {
	names := s.foldedNames()
	return widget.Item{
		ID: foldID, Kind: widget.Fold, Label: s.env.T("form.more"), Value: names, Hidden: names == "",
	}
}

// hidden reports whether an item is not shown as the answers stand.
func (s *Screen) hidden(it Item) bool {
	return away(s, it) || it.Hidden != nil && it.Hidden(s.draft)
}

// foldedNames are the names of what the line stands for; "" when it stands for nothing.
func (s *Screen) foldedNames() string {
	if !s.folded {
		return ""
	}
	var names []string
	for _, it := range s.cfg.Items {
		if away(s, it) && (it.Hidden == nil || !it.Hidden(s.draft)) {
			names = append(names, s.env.Label(it.Field))
		}
	}
	return s.env.Text.List(names)
}

// unfold shows what was folded away, with the focus on the first of it.
func (s *Screen) unfold() {
	s.folded = false
	s.show()
	for _, it := range s.cfg.Items {
		if it.More && !s.hidden(it) {
			s.form.Focus(string(it.Field))
			return
		}
	}
}

// unfoldFor shows what was folded away when f is among it.
func (s *Screen) unfoldFor(f provider.Field) {
	if slices.ContainsFunc(s.cfg.Items, func(it Item) bool { return away(s, it) && it.Field == f }) {
		s.folded = false
		s.show()
	}
}
