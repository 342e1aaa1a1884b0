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
		Lines: func(s *sheet.Screen) []sheet.Line { return (&disks{s, nil, c}).build() },
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

// disks makes the lines of a sheet from its answers.
type disks struct {
	*sheet.Screen
	lines      []sheet.Line
	categories *categories
}

func (s *disks) build() []sheet.Line {
	p := s.Now.Product
	if p.Has(provider.FieldRAID) {
		s.raidLines()
	}
	if p.Has(provider.FieldPartitions) {
		s.partitionLines()
	}
	if p.Has(provider.FieldSystemDisk) {
		s.diskLines()
	}
	if !slices.ContainsFunc(s.lines, func(l sheet.Line) bool { return l.Press != nil }) {
		s.summaryLines()
	}
	return s.lines
}

func (s *disks) head(text string) {
	if len(s.lines) > 0 {
		s.lines = append(s.lines, sheet.Line{})
	}
	s.lines = append(s.lines, sheet.Line{Text: text, Head: true})
}

// summaryLines say what the model has where nothing can be chosen.
func (s *disks) summaryLines() {
	e := s.Env
	s.head(e.T("storage.fixed"))
	t := s.Now.Known.Type
	if t == nil {
		return
	}
	for _, g := range t.Disks {
		s.lines = append(s.lines, sheet.Line{Text: "  " + e.T("storage.group", "Count", g.Count, "GB", g.SizeGB,
			"Kind", g.Kind)})
	}
	if len(t.Disks) == 0 && t.DiskText != "" {
		s.lines = append(s.lines, sheet.Line{Text: "  " + t.DiskText})
	}
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
