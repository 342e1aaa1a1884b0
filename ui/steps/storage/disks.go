package storage

import (
	"slices"
	"strconv"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/widget"
)

// diskLines are the system disk and the data disks of a virtual machine.
func (s *Screen) diskLines() {
	e, st := s.env, s.draft.Spec.Storage
	s.head(e.T("storage.system_disk"))
	if d := st.SystemDisk; d != nil {
		s.lines = append(s.lines, line{
			text: "    " + s.diskText(*d), field: provider.FieldSystemDisk,
			press: func() {
				s.openDisk(e.T("storage.system_disk"), *d, false, func(n provider.Disk) { s.draft.Spec.Storage.SystemDisk = &n })
			},
		})
	}
	s.head(e.T("storage.data_disks"))
	for i, d := range st.DataDisks {
		s.lines = append(s.lines, line{
			text: "    " + s.diskText(d), field: provider.FieldDataDisks, add: s.addDisk,
			press: func() {
				s.openDisk(e.T("storage.data_disk"), d, true, func(n provider.Disk) { s.draft.Spec.Storage.DataDisks[i] = n })
			},
			remove: func() { s.draft.Spec.Storage.DataDisks = slices.Delete(s.draft.Spec.Storage.DataDisks, i, i+1) },
		})
	}
	s.lines = append(s.lines, line{text: "    + " + e.T("storage.add_disk"), field: provider.FieldDataDisks, press: s.addDisk, add: s.addDisk})
	if s.draft.Product.Has(provider.FieldPreallocate) {
		on := st.Preallocate != nil && *st.Preallocate
		s.head(e.Label(provider.FieldPreallocate))
		s.lines = append(s.lines, line{
			text: s.radio(on, e.T("answer."+strconv.FormatBool(on)), ""), radio: true, chosen: on, field: provider.FieldPreallocate,
			press: func() { s.draft.Spec.Storage.Preallocate = new(!on) },
		})
	}
}

func (s *Screen) diskText(d provider.Disk) string {
	text := strconv.Itoa(d.SizeGB) + " GB " + widget.Clean(d.Category)
	if d.Count > 1 {
		text = strconv.Itoa(d.Count) + " × " + text
	}
	return text
}

func (s *Screen) addDisk() {
	category := ""
	if d := s.draft.Spec.Storage.SystemDisk; d != nil {
		category = d.Category
	}
	s.openDisk(s.env.T("storage.data_disk"), provider.Disk{SizeGB: 100, Category: category, Count: 1}, true, func(d provider.Disk) {
		s.draft.Spec.Storage.DataDisks = append(s.draft.Spec.Storage.DataDisks, d)
	})
}

func (s *Screen) openDisk(title string, d provider.Disk, many bool, take func(provider.Disk)) {
	e := s.env
	items := []widget.Item{
		{ID: "size", Label: e.T("storage.size_label"), Kind: widget.Input, Value: strconv.Itoa(d.SizeGB), Unit: "GB"},
		{ID: "category", Label: e.T("storage.category_label"), Kind: widget.Input, Value: d.Category, Help: e.T("storage.category_help")},
	}
	if many {
		items = append(items, widget.Item{ID: "count", Label: e.T("storage.count_label"), Kind: widget.Input, Value: strconv.Itoa(max(d.Count, 1))})
	}
	s.edit = newEditor(e, title, items, func(v func(string) string) (string, string) {
		size, err := strconv.Atoi(strings.TrimSpace(v("size")))
		if err != nil || size < 1 {
			return "size", e.T("rule.min", "Limit", 1, "Got", size, "Allowed", "")
		}
		n := provider.Disk{SizeGB: size, Category: strings.TrimSpace(v("category"))}
		if many {
			if n.Count, err = strconv.Atoi(strings.TrimSpace(v("count"))); err != nil || n.Count < 1 {
				return "count", e.T("rule.min", "Limit", 1, "Got", n.Count, "Allowed", "")
			}
		}
		take(n)
		return "", ""
	})
}
