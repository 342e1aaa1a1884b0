package storage

import (
	"slices"
	"strconv"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/storage"
	"github.com/metalwright/metalwright/ui/step/sheet"
	"github.com/metalwright/metalwright/ui/widget"
)

// partitions asks how the disk is divided.
type partitions struct{ *sheet.Screen }

// addLines adds to the lines the system's own layout, or partitions by hand with what is left of the disk.
func (s partitions) addLines(lines []sheet.Line) []sheet.Line {
	e, k := s.Env, s.Now.Known
	if k.Type == nil || k.Image == nil || !partitioned(k.Image.OS) {
		return lines
	}
	parts, own := s.Now.Spec.Storage.Partitions, s.Now.Spec.Storage.Partitions != nil
	size := s.capacity()
	lines = head(lines, e.T("storage.partitions_head", "GB", size))
	lines = append(
		lines,
		sheet.Line{
			Text:  sheet.Radio(e, !own, e.T("storage.default_layout"), e.T("storage.default_layout_note")),
			Radio: true, Chosen: !own,
			Field: provider.FieldPartitions, Press: func() { s.Now.Spec.Storage.Partitions = nil },
		},
		sheet.Line{
			Text:  sheet.Radio(e, own, e.T("storage.own_layout"), e.T("storage.own_layout_note")),
			Radio: true, Chosen: own,
			Field: provider.FieldPartitions, Add: s.addPartition,
			Press: func() {
				if !own {
					s.Now.Spec.Storage.Partitions = storage.DefaultPartitions(k.Image.OS, size)
				}
			},
		},
	)
	if !own {
		return lines
	}
	for i, p := range parts {
		lines = append(lines, sheet.Line{
			Text: "    " + widget.PadRight(p.Path, 14) + " " + widget.PadRight(p.FS,
				6) + widget.PadLeft(strconv.Itoa(p.SizeGB), 7) + " GB",
			Field: provider.FieldPartitions, Add: s.addPartition,
			Press:  func() { s.editPartition(i) },
			Remove: func() { s.removePartition(i) },
			Without: func(c *provider.Spec) {
				c.Storage.Partitions = slices.Delete(slices.Clone(c.Storage.Partitions), i, i+1)
			},
		})
	}
	for _, w := range e.Answers().Warnings(s.Now) {
		if w.Field == provider.FieldPartitions {
			lines = append(lines, sheet.Line{Text: "    " + w.Text, Warn: true})
		}
	}
	left := e.T("storage.left", "GB", size-sum(parts))
	return append(lines, sheet.Line{
		Open: true, Text: "    + " + e.T("storage.add_partition") + "  " + left,
		Field: provider.FieldPartitions, Press: s.addPartition, Add: s.addPartition,
	})
}

// partitioned reports whether partitions can be given for the system.
func partitioned(os provider.OS) bool { return os == provider.Linux || os == provider.Windows }

// capacity is what the partitions have to add up to.
func (s partitions) capacity() int {
	return storage.CapacityGB(*s.Now.Known.Type, s.Now.Spec.Storage.RAID)
}

func sum(parts []provider.Partition) int {
	n := 0
	for _, p := range parts {
		n += p.SizeGB
	}
	return n
}

// addPartition takes half of the last partition, or what is left, for a new one.
func (s partitions) addPartition() {
	parts := s.Now.Spec.Storage.Partitions
	if parts == nil {
		return
	}
	size := s.capacity() - sum(parts)
	if size < 1 && len(parts) > 0 {
		size = parts[len(parts)-1].SizeGB / 2
	}
	p := provider.Partition{Path: s.nextPath(), FS: fileSystems(s.Now.Known.Image.OS)[0], SizeGB: size}
	s.openPartition(p, len(parts), func(p provider.Partition) {
		s.Now.Spec.Storage.Partitions = append(s.Now.Spec.Storage.Partitions, p)
		s.rest(len(s.Now.Spec.Storage.Partitions) - 1)
	})
}

func (s partitions) editPartition(i int) {
	s.openPartition(s.Now.Spec.Storage.Partitions[i], i, func(p provider.Partition) {
		s.Now.Spec.Storage.Partitions[i] = p
		s.rest(i)
	})
}

// removePartition gives its room to the last one that stays.
func (s partitions) removePartition(i int) {
	if len(s.Now.Spec.Storage.Partitions) < 2 {
		return
	}
	s.Now.Spec.Storage.Partitions = slices.Delete(s.Now.Spec.Storage.Partitions, i, i+1)
	s.rest(-1)
}

// rest lets the last partition, unless it is the one that was just edited, take up what the others leave.
func (s partitions) rest(edited int) {
	parts := s.Now.Spec.Storage.Partitions
	last := len(parts) - 1
	if last == edited {
		last--
	}
	if last < 0 {
		return
	}
	if size := parts[last].SizeGB + s.capacity() - sum(parts); size >= 1 {
		parts[last].SizeGB = size
	}
}

// nextPath is the next free drive letter, or a usual mount point that is free.
func (s partitions) nextPath() string {
	used := func(p string) bool {
		return slices.ContainsFunc(s.Now.Spec.Storage.Partitions,
			func(x provider.Partition) bool { return strings.EqualFold(x.Path, p) })
	}
	candidates := []string{"/", "/var", "/home", "/data", "/srv", "/opt"}
	if s.Now.Known.Image.OS == provider.Windows {
		candidates = []string{"C", "D", "E", "F", "G", "H"}
	}
	if i := slices.IndexFunc(candidates, func(c string) bool { return !used(c) }); i >= 0 {
		return candidates[i]
	}
	return ""
}

func fileSystems(os provider.OS) []string {
	if os == provider.Windows {
		return []string{"NTFS"}
	}
	return []string{"ext4", "ext3", "ext2"}
}

func (s partitions) openPartition(p provider.Partition, at int, take func(provider.Partition)) {
	e, os := s.Env, s.Now.Known.Image.OS
	var systems []widget.Option
	for _, fs := range fileSystems(os) {
		systems = append(systems, widget.Option{Value: fs})
	}
	room := s.capacity() - sum(s.Now.Spec.Storage.Partitions)
	if at < len(s.Now.Spec.Storage.Partitions) {
		room += p.SizeGB
	} else if room < 1 { // a new one may take what the last one has
		room += s.Now.Spec.Storage.Partitions[at-1].SizeGB - 1
	}
	items := []widget.Item{
		{
			ID: "path", Label: e.T("storage.path_label"), Kind: widget.Input, Value: p.Path,
			Help: e.T("storage.path_help_" + string(os)),
		},
		{ID: "fs", Label: e.T("storage.fs_label"), Kind: widget.Choice, Value: p.FS, Choices: systems},
		{
			ID: "size", Label: e.T("storage.size_label"), Kind: widget.Input, Value: strconv.Itoa(max(p.SizeGB, 0)),
			Unit: "GB", Help: e.T("storage.size_help", "GB", max(room, 0)),
		},
	}
	s.Edit(e.T("storage.partition_title"), items, func(v func(string) string) (string, string) {
		size, err := strconv.Atoi(strings.TrimSpace(v("size")))
		if err != nil || size < 1 {
			return "size", e.T("rule.min", "Limit", 1, "Got", size, "Allowed", "")
		}
		path := strings.TrimSpace(v("path"))
		if path == "" {
			return "path", e.T("rule.required")
		}
		return s.Try(func() { take(provider.Partition{Path: path, FS: v("fs"), SizeGB: size}) }, partitionItem)
	})
}

// partitionItem is the item of a partition's form that a fault is about. Partitions that leave room are none: another
// one can be added.
func partitionItem(f *provider.Error) string {
	switch {
	case f.Field != provider.FieldPartitions:
		return ""
	case f.Rule == provider.RuleSum:
		if f.Got > f.Limit {
			return "size"
		}
		return ""
	case f.Rule == provider.RuleOneOf:
		return "fs"
	case f.Rule == provider.RuleMin:
		return "size"
	}
	return "path"
}
