package storage

import (
	"slices"
	"strconv"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/step/sheet"
	"github.com/metalwright/metalwright/ui/widget"
)

// disks asks for the disks of a virtual machine.
type disks struct {
	*sheet.Screen
	categories *categories
}

// addLines adds the system disk and the data disks to the lines.
func (s disks) addLines(lines []sheet.Line) []sheet.Line {
	e, st := s.Env, s.Now.Spec.Storage
	lines = head(lines, e.T("storage.system_disk"))
	if d := st.SystemDisk; d != nil {
		lines = append(lines, sheet.Line{
			Text: "    " + step.DiskText(*d), Field: provider.FieldSystemDisk,
			Press: func() {
				s.openDisk(e.T("storage.system_disk"), *d, false, func(n provider.Disk) {
					s.Now.Spec.Storage.SystemDisk, s.categories.answered = &n, true
				})
			},
		})
	}
	lines = head(lines, e.T("storage.data_disks"))
	for i, d := range st.DataDisks {
		lines = append(lines, sheet.Line{
			Text: "    " + step.DiskText(d), Field: provider.FieldDataDisks, Add: s.addDisk,
			Press: func() {
				s.openDisk(e.T("storage.data_disk"), d, true, func(n provider.Disk) { s.Now.Spec.Storage.DataDisks[i] = n })
			},
			Remove: func() { s.Now.Spec.Storage.DataDisks = slices.Delete(s.Now.Spec.Storage.DataDisks, i, i+1) },
			Without: func(c *provider.Spec) {
				c.Storage.DataDisks = slices.Delete(slices.Clone(c.Storage.DataDisks), i, i+1)
			},
		})
	}
	lines = append(lines, sheet.Line{
		Open: true, Text: "    + " + e.T("storage.add_disk"),
		Field: provider.FieldDataDisks, Press: s.addDisk, Add: s.addDisk,
	})
	if s.Now.Product.Has(provider.FieldPreallocate) {
		on := st.Preallocate != nil && *st.Preallocate
		lines = head(lines, e.Fields().Label(provider.FieldPreallocate))
		lines = append(lines, sheet.Line{
			Text: sheet.Radio(s.Env, on, e.T("answer."+strconv.FormatBool(on)), ""), Field: provider.FieldPreallocate,
			Switch: true, Press: func() { s.Now.Spec.Storage.Preallocate = new(!on) },
		})
	}
	return lines
}

func (s disks) addDisk() {
	category := ""
	if d := s.Now.Spec.Storage.SystemDisk; d != nil {
		category = d.Category
	}
	s.openDisk(s.Env.T("storage.data_disk"), provider.Disk{SizeGB: 100, Category: category, Count: 1}, true,
		func(d provider.Disk) {
			s.Now.Spec.Storage.DataDisks = append(s.Now.Spec.Storage.DataDisks, d)
		})
}

func (s disks) openDisk(title string, d provider.Disk, many bool, take func(provider.Disk)) {
	e := s.Env
	category := widget.Item{ID: "category", Label: e.T("storage.category_label"), Kind: widget.Input, Value: d.Category}
	if sold := s.categories.load.Value(); len(sold) > 0 { // until they are known the word can be typed
		category.Kind = widget.Choice
		for _, o := range sold {
			category.Choices = append(category.Choices, widget.Option{Value: o.Value, Label: o.Label, Detail: o.Detail})
		}
	}
	items := []widget.Item{
		{ID: "size", Label: e.T("storage.size_label"), Kind: widget.Input, Value: strconv.Itoa(d.SizeGB), Unit: "GB"},
		category,
	}
	if many {
		items = append(items, widget.Item{
			ID: "count", Label: e.T("storage.count_label"), Kind: widget.Input,
			Value: strconv.Itoa(max(d.Count, 1)),
		})
	}
	s.Edit(title, items, func(v func(string) string) (string, string) {
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
		return s.Try(func() { take(n) }, diskItem)
	})
}

// diskItem is the item of a disk's form that a fault is about.
func diskItem(f *provider.Error) string {
	switch {
	case f.Field != provider.FieldSystemDisk && f.Field != provider.FieldDataDisks:
		return ""
	case f.Rule == provider.RuleTooMany:
		return "count"
	case f.Limit > 0:
		return "size"
	}
	return "category"
}
