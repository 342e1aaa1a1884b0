// Package storage asks how the disks are used: RAID and partitions of a machine of metal, system and data disks of a
// virtual one, or a summary where the model leaves nothing to choose.
package storage

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/step/sheet"
	"github.com/metalwright/metalwright/ui/widget"
)

// Step is the question. A product without answers here shows what the model has.
func Step() step.Step {
	return step.Step{
		ID:    "storage",
		Owns:  owns(),
		Shown: func(*provider.Product) bool { return true },
		New:   screen,
	}
}

func owns() []provider.Field {
	return []provider.Field{
		provider.FieldRAID, provider.FieldPartitions, provider.FieldSystemDisk, provider.FieldDataDisks,
		provider.FieldPreallocate,
	}
}

func screen(e *step.Env, d step.Draft, fault error) step.Screen {
	d = d.Clone()
	c := &categories{answered: d.Spec.Storage.SystemDisk != nil}
	d.Spec.Storage = d.Reader().Suggest(d.Spec, d.Known).Storage
	return sheet.New(e, d, fault, sheet.Config{
		ID: "storage", Fields: owns(), Started: started, Init: c.init, Update: c.update, Close: c.load.Cancel,
		Busy:  func() bool { return c.load.State() == widget.LoadBusy },
		Lines: func(s *sheet.Screen) []sheet.Line { return build(s, c) },
	})
}

// categories are the kinds of virtual disks that the zone sells; there are none of a machine of metal.
type categories struct {
	load     widget.Load[[]provider.Option]
	answered bool // the system disk is the operator's own answer, and no suggestion
}

func (c *categories) init(s *sheet.Screen) tea.Cmd {
	if !s.Now.Product.Has(provider.FieldSystemDisk) {
		return nil
	}
	r, spec := s.Now.Reader(), s.Now.Spec.Clone()
	return c.load.Start(s.Env.Ctx, func(ctx context.Context) ([]provider.Option, error) {
		return r.Options(ctx, spec, provider.FieldSystemDisk)
	})
}

// update takes the categories, and suggests a system disk again now that it is known what is sold.
func (c *categories) update(s *sheet.Screen, msg tea.Msg) (tea.Cmd, bool) {
	if !c.load.Update(msg) {
		return nil, false
	}
	if !c.answered && c.load.Err() == nil {
		s.Now.Spec.Storage.SystemDisk = nil
		s.Now.Spec.Storage = s.Now.Reader().Suggest(s.Now.Spec, s.Now.Known).Storage
	}
	s.Rebuild()
	return nil, true
}

// build makes the lines of a sheet from its answers.
func build(s *sheet.Screen, c *categories) []sheet.Line {
	var lines []sheet.Line
	p := s.Now.Product
	if p.Has(provider.FieldRAID) {
		lines = raid{s}.addLines(lines)
	}
	if p.Has(provider.FieldPartitions) {
		lines = partitions{s}.addLines(lines)
	}
	if p.Has(provider.FieldSystemDisk) {
		lines = disks{s, c}.addLines(lines)
	}
	if !slices.ContainsFunc(lines, func(l sheet.Line) bool { return l.Press != nil }) {
		lines = addSummary(lines, s.Env, s.Now.Known.Type)
	}
	return lines
}

// head adds a heading to the lines, below an empty line.
func head(lines []sheet.Line, text string) []sheet.Line {
	if len(lines) > 0 {
		lines = append(lines, sheet.Line{})
	}
	return append(lines, sheet.Line{Text: text, Head: true})
}

// addSummary adds what the model has where nothing can be chosen.
func addSummary(lines []sheet.Line, e *step.Env, t *provider.InstanceType) []sheet.Line {
	lines = head(lines, e.T("storage.fixed"))
	if t == nil {
		return lines
	}
	for _, g := range t.Disks {
		lines = append(lines, sheet.Line{Text: "  " + e.T("storage.group", "Count", g.Count, "GB", g.SizeGB,
			"Kind", g.Kind)})
	}
	if len(t.Disks) == 0 && t.DiskText != "" {
		lines = append(lines, sheet.Line{Text: "  " + t.DiskText})
	}
	return lines
}

// started reports whether the operator has started to answer f, so that its faults are of interest.
func started(d step.Draft, f provider.Field) bool {
	st := d.Spec.Storage
	switch f {
	case provider.FieldRAID:
		return st.RAID != nil
	case provider.FieldPartitions:
		return st.Partitions != nil
	default:
		return true
	}
}
