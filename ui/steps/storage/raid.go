package storage

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/storage"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/step/sheet"
	"github.com/metalwright/metalwright/ui/widget"
)

// raid asks for the RAID of a machine of metal.
type raid struct{ *sheet.Screen }

// addLines adds to the lines no RAID, the fast levels that the model's disks allow, and arrays by disk.
func (s raid) addLines(lines []sheet.Line) []sheet.Line {
	e, t := s.Env, s.Now.Known.Type
	if t == nil {
		return lines
	}
	chosen := s.Now.Spec.Storage.RAID
	lines = head(lines, e.T("storage.raid_head", "Disks", t.DiskText))
	option := func(on bool, label, detail string, choose *provider.RAID) {
		lines = append(lines, sheet.Line{
			Text: sheet.Radio(s.Env, on, label, detail), Radio: true, Chosen: on, Field: provider.FieldRAID,
			Press: func() { s.setRAID(choose) },
		})
	}
	none := e.T("storage.usable", "GB", storage.CapacityGB(*t, nil))
	if len(t.RAIDLevels) == 0 {
		none = e.Join().Clauses(none, e.T("storage.no_levels"))
	}
	option(chosen == nil, e.T("storage.no_raid"), none, nil)
	sizes := t.DiskSizes()
	if len(slices.Compact(slices.Sorted(slices.Values(sizes)))) == 1 {
		for _, l := range storage.RAIDLevelsFor(sizes, t.RAIDLevels) {
			r := &provider.RAID{Level: &l}
			option(chosen != nil && chosen.Level != nil && *chosen.Level == l, e.T("storage.fast", "Level", l),
				e.Join().Clauses(e.T("storage.usable", "GB", storage.CapacityGB(*t, r)),
					e.T("storage.tolerates_"+strconv.Itoa(l))), r)
		}
	}
	if len(t.RAIDLevels) == 0 || len(sizes) == 0 {
		return lines
	}
	custom := chosen != nil && chosen.Level == nil
	first := chosen
	if !custom {
		first = &provider.RAID{Arrays: suggestArrays(*t)}
	}
	option(custom, e.T("storage.custom"), e.T("storage.custom_note"), first)
	lines[len(lines)-1].Add = s.addArray
	if custom {
		return s.addArrays(lines, *t, chosen.Arrays)
	}
	return lines
}

// setRAID takes a choice. Partitions of the operator's own stay, and the last one takes up the difference.
func (s raid) setRAID(r *provider.RAID) {
	if r != nil {
		c := provider.Spec{Storage: provider.Storage{RAID: r}}.Clone()
		r = c.Storage.RAID
	}
	s.Now.Spec.Storage.RAID = r
	if s.Now.Known.Image != nil {
		partitions(s).rest(-1)
	}
}

func (s raid) addArrays(lines []sheet.Line, t provider.InstanceType, arrays []provider.Array) []sheet.Line {
	e, sizes := s.Env, t.DiskSizes()
	used := 0
	for i, a := range arrays {
		used += len(a.Disks)
		detail := ""
		if gb, err := storage.UsableGB(a.Level, pickSizes(sizes, a.Disks)); err == nil {
			detail = e.T("storage.usable", "GB", gb)
		}
		text := fmt.Sprintf("    %d  %s  %s", i+1, e.T("answer.array", "Level", a.Level, "Disks",
			step.DiskList(a.Disks)), detail)
		if i == 0 {
			text += "  " + e.T("storage.system_array")
		}
		lines = append(lines, sheet.Line{
			Text: text, Field: provider.FieldRAID, Add: s.addArray,
			Press:  func() { s.editArray(i) },
			Remove: func() { s.Now.Spec.Storage.RAID.Arrays = slices.Delete(s.Now.Spec.Storage.RAID.Arrays, i, i+1) },
			Without: func(c *provider.Spec) {
				c.Storage.RAID.Arrays = slices.Delete(slices.Clone(c.Storage.RAID.Arrays), i, i+1)
			},
		})
	}
	if used < len(sizes) {
		lines = append(lines, sheet.Line{Open: true, Text: "    + " + e.T("storage.add_array", "Count",
			len(sizes)-used), Field: provider.FieldRAID, Press: s.addArray, Add: s.addArray})
	}
	return lines
}

// pickSizes are the sizes of the numbered disks; a number that does not exist is size 0.
func pickSizes(sizes, disks []int) []int {
	out := make([]int, 0, len(disks))
	for _, d := range disks {
		if d >= 1 && d <= len(sizes) {
			out = append(out, sizes[d-1])
		}
	}
	return out
}

// suggestArrays makes one array of each group of equal disks, mirrored as far as the model can.
func suggestArrays(t provider.InstanceType) []provider.Array {
	var out []provider.Array
	n := 1
	for _, g := range t.Disks {
		disks := make([]int, g.Count)
		sizes := make([]int, g.Count)
		for i := range disks {
			disks[i], sizes[i] = n, g.SizeGB
			n++
		}
		levels := storage.RAIDLevelsFor(sizes, t.RAIDLevels)
		if len(levels) == 0 {
			if g.Count == 1 && slices.Contains(t.RAIDLevels, 0) {
				out = append(out, provider.Array{Level: 0, Disks: disks})
			}
			continue
		}
		out = append(out, provider.Array{Level: levels[len(levels)-1], Disks: disks})
	}
	return out
}

// addArray edits a new array of the disks that are in none.
func (s raid) addArray() {
	t := s.Now.Known.Type
	r := s.Now.Spec.Storage.RAID
	if r == nil || r.Level != nil {
		s.setRAID(&provider.RAID{})
		r = s.Now.Spec.Storage.RAID
	}
	free := []int{}
	for d := range len(t.DiskSizes()) {
		if !slices.ContainsFunc(r.Arrays, func(a provider.Array) bool { return slices.Contains(a.Disks, d+1) }) {
			free = append(free, d+1)
		}
	}
	s.openArray(provider.Array{Level: t.RAIDLevels[0], Disks: free}, func(a provider.Array) {
		s.Now.Spec.Storage.RAID.Arrays = append(s.Now.Spec.Storage.RAID.Arrays, a)
	})
}

func (s raid) editArray(i int) {
	s.openArray(s.Now.Spec.Storage.RAID.Arrays[i], func(a provider.Array) { s.Now.Spec.Storage.RAID.Arrays[i] = a })
}

func (s raid) openArray(a provider.Array, take func(provider.Array)) {
	e := s.Env
	var levels []widget.Option
	for _, l := range s.Now.Known.Type.RAIDLevels {
		levels = append(levels, widget.Option{
			Value: strconv.Itoa(l), Label: e.T("storage.level", "Level", l),
			Detail: e.T("storage.tolerates_" + strconv.Itoa(l)),
		})
	}
	items := []widget.Item{
		{ID: "level", Label: e.T("storage.level_label"), Kind: widget.Choice, Value: strconv.Itoa(a.Level), Choices: levels},
		{
			ID: "disks", Label: e.T("storage.disks_label"), Kind: widget.Input, Value: step.DiskList(a.Disks),
			Help: e.T("storage.disks_help"),
		},
	}
	s.Edit(e.T("storage.array_title"), items, func(v func(string) string) (string, string) {
		level, err := strconv.Atoi(v("level"))
		if err != nil {
			return "level", e.T("rule.required")
		}
		disks, ok := parseDisks(v("disks"))
		if !ok || len(disks) == 0 {
			return "disks", e.T("storage.disks_bad")
		}
		return s.Try(func() { take(provider.Array{Level: level, Disks: disks}) }, func(f *provider.Error) string {
			switch {
			case f.Field != provider.FieldRAID:
				return ""
			case f.Rule == provider.RuleUnsupported:
				return "level"
			}
			return "disks"
		})
	})
}

// parseDisks reads "1,2" and "3-6".
func parseDisks(text string) ([]int, bool) {
	var out []int
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ',' || r == ' ' }) {
		from, to, span := strings.Cut(part, "-")
		a, err := strconv.Atoi(from)
		b := a
		if err == nil && span {
			b, err = strconv.Atoi(to)
		}
		if err != nil || a < 1 || b < a || b > 999 {
			return nil, false
		}
		for d := a; d <= b; d++ {
			out = append(out, d)
		}
	}
	return out, true
}
