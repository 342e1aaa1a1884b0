package ask

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/together"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/widget"
)

// options are what there is to choose from, by the answer.
type options = map[provider.Field][]provider.Option

// fetch asks for the options of all fields at once.
func fetch(ctx context.Context, c provider.Catalog, s provider.Spec, fields []provider.Field) (options, error) {
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
	out := make(options, len(fields))
	for i, f := range fields {
		out[f] = got[i]
	}
	return out, nil
}

// choices are the options that are known, in words.
type choices struct {
	env    *step.Env
	loaded options
	fixed  options // no vendor is asked for them
}

// looked reports whether the choices of an item come from the vendor.
func (c *choices) looked(it Item) bool { return it.kind == widget.Choice && c.fixed[it.Field] == nil }

// has reports whether the choices of f are known.
func (c *choices) has(f provider.Field) bool {
	_, ok := c.loaded[f]
	return ok
}

// known is k with the facts of the option behind an answer.
func (c *choices) known(k provider.Known, f provider.Field, v string) provider.Known {
	for _, o := range c.loaded[f] {
		if o.Value == v {
			return k.With(f, o)
		}
	}
	return k.Without(f)
}

// none is the choice of no answer.
func (c *choices) none(it Item) widget.Option {
	return widget.Option{Label: c.env.T("none." + string(it.Field))}
}

// words is an option in words.
func (c *choices) words(f provider.Field, o provider.Option) widget.Option {
	w := widget.Option{Value: o.Value, Label: o.Label, Detail: o.Detail}
	if w.Label == "" {
		w.Label = c.env.Fields().Word(f, o.Value)
		if a, _ := provider.LineFor(f); a.Unit != "" {
			if n, err := strconv.Atoi(o.Value); err == nil {
				w.Label += " " + c.env.T("unit."+a.Unit, "Count", n)
			}
		}
	}
	if o.Free != nil {
		w.Detail = strings.TrimSpace(w.Detail + " " + c.env.T("option.free", "Count", *o.Free))
	}
	switch {
	case o.Ready:
	case o.Free != nil && *o.Free == 0:
		w.Disabled = c.env.T("option.full")
	default:
		w.Disabled = cmp.Or(strings.TrimSpace(o.Status), c.env.T("option.not_ready"))
	}
	return w
}

// why words a fault. Where an answer is wanted and nothing is there to choose from, it says what to do about that.
func (c *choices) why(f *provider.Error) string {
	options, asked := c.loaded[f.Field]
	ready := slices.ContainsFunc(options, func(o provider.Option) bool { return o.Ready })
	if f.Rule == provider.RuleRequired && asked && options != nil && !ready {
		if id := "nothing." + string(f.Field); c.env.Has(id) {
			return c.env.T(id)
		}
		return c.env.T("form.nothing_required")
	}
	return c.env.Errors().Why(f)
}

// whyInLine is [choices.why] for answers that are typed line by line.
func (c *choices) whyInLine(f *provider.Error) string {
	if why := c.why(f); why != c.env.Errors().Why(f) {
		return why
	}
	return c.env.Errors().WhyInLine(f)
}
