package ask

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/together"
	"github.com/metalwright/metalwright/ui/widget"
)

// choices asks for the options of all fields at once.
func choices(ctx context.Context, c provider.Catalog, s provider.Spec,
	fields []provider.Field,
) (map[provider.Field][]provider.Option, error) {
	got := make([][]provider.Option, len(fields))
	g, ctx := together.With(ctx)
	for i, f := range fields {
		g.Go(func() (err error) {
			got[i], err = c.Options(ctx, s, f)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	out := make(map[provider.Field][]provider.Option, len(fields))
	for i, f := range fields {
		out[f] = got[i]
	}
	return out, nil
}

// know keeps the facts of the option behind an answer.
func (s *Screen) know(f provider.Field, v string) {
	for _, o := range s.options[f] {
		if o.Value == v {
			s.draft.Known = s.draft.Known.With(f, o)
			return
		}
	}
	s.draft.Known = s.draft.Known.Without(f)
}

// offer shows the choices that were loaded.
func (s *Screen) offer(all map[provider.Field][]provider.Option) {
	if s.options == nil {
		s.options = map[provider.Field][]provider.Option{}
	}
	maps.Copy(s.options, all)
	for _, it := range s.cfg.Items {
		options, ok := all[it.Field]
		if !ok {
			continue
		}
		var choices []widget.Option
		if options == nil && len(s.fixed[it.Field]) == 0 { // no lookup: any word may be typed
			s.form.SetKind(string(it.Field), widget.Input)
			s.form.SetHelp(string(it.Field), strings.TrimSpace(s.item(it).Help+" "+s.env.T("form.no_lookup")))
			continue
		}
		if it.Free && !s.required(it.Field) {
			choices = append(choices, s.none(it))
		}
		for _, o := range options {
			choices = append(choices, s.choice(it.Field, o))
		}
		if len(options) == 0 {
			s.form.SetPlaceholder(string(it.Field), s.env.T("form.nothing"))
		}
		s.form.SetChoices(string(it.Field), choices)
		s.know(it.Field, s.value(it.Field))
	}
	s.suggest("", s.draft) // what has come may make an answer sensible
	s.show()
}

// none is the choice of no answer.
func (s *Screen) none(it Item) widget.Option {
	return widget.Option{Label: s.env.T("none." + string(it.Field))}
}

// required reports whether the product wants an answer at f.
func (s *Screen) required(f provider.Field) bool {
	spec := s.draft.Spec.Clone()
	b, _ := provider.LineFor(f)
	if b.Set(&spec, "") != nil {
		return false
	}
	return slices.ContainsFunc(provider.All(s.draft.Reader().Check(spec, s.draft.Known)), func(e *provider.Error) bool {
		return e.Field == f && e.Rule == provider.RuleRequired
	})
}

func (s *Screen) choice(f provider.Field, o provider.Option) widget.Option {
	c := widget.Option{Value: o.Value, Label: o.Label, Detail: o.Detail}
	if c.Label == "" {
		c.Label = s.env.Word(f, o.Value)
		if a, _ := provider.LineFor(f); a.Unit != "" {
			if n, err := strconv.Atoi(o.Value); err == nil {
				c.Label += " " + s.env.T("unit."+a.Unit, "Count", n)
			}
		}
	}
	if o.Free != nil {
		c.Detail = strings.TrimSpace(c.Detail + " " + s.env.T("option.free", "Count", *o.Free))
	}
	switch {
	case o.Ready:
	case o.Free != nil && *o.Free == 0:
		c.Disabled = s.env.T("option.full")
	default:
		c.Disabled = cmp.Or(strings.TrimSpace(o.Status), s.env.T("option.not_ready"))
	}
	return c
}

// faults are what keeps the operator here.
func (s *Screen) faults() []*provider.Error {
	var out []*provider.Error
	for _, it := range s.cfg.Items {
		if it.Required && s.value(it.Field) == "" {
			out = append(out, provider.Violation(it.Field, provider.RuleRequired))
		}
	}
	return append(out, s.draft.Faults(s.fields...)...)
}

// unit is the item's unit in the number of its value.
func (s *Screen) unit(it Item) string {
	n, err := strconv.Atoi(strings.TrimSpace(s.value(it.Field)))
	if err != nil {
		n = 2 // as one says it of no number
	}
	return s.env.T(it.unit, "Count", n)
}

// why words a fault. Where an answer is wanted and nothing is there to choose from, it says what to do about that.
func (s *Screen) why(f *provider.Error) string {
	options, asked := s.options[f.Field]
	ready := slices.ContainsFunc(options, func(o provider.Option) bool { return o.Ready })
	if f.Rule == provider.RuleRequired && asked && options != nil && !ready {
		if id := "nothing." + string(f.Field); s.env.Text.Has(id) {
			return s.env.T(id)
		}
		return s.env.T("form.nothing_required")
	}
	return s.env.Why(f)
}
