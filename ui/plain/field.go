package plain

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/step"
)

// field asks for one answer: where it has a default or the product wants one, and with again in any case. What is
// neither is left to [Asker.more], and so is what is no single line.
func (a *Asker) field(ctx context.Context, d *step.Draft, f provider.Field, again bool) error {
	switch f { //nolint:exhaustive // the others have bindings
	case provider.FieldZone:
		return a.zone(ctx, d)
	case provider.FieldType:
		return a.types(ctx, d)
	case provider.FieldImage:
		return a.image(ctx, d, again)
	case provider.FieldRegion: // comes with the zone
		if again {
			return a.zone(ctx, d)
		}
		return nil
	}
	b, ok := provider.LineFor(f)
	if !ok || f == provider.FieldInitScript {
		if again {
			return a.more(ctx, d)
		}
		return nil
	}
	full := d.Reader().Suggest(d.Spec, d.Known)
	first := b.Get(&full)
	if first == "" && !again && !a.required(d, b) {
		return nil
	}
	if f == provider.FieldPassword {
		return a.password(ctx, d)
	}
	options, err := d.Reader().Options(ctx, d.Spec, f)
	if err != nil {
		return err
	}
	if toggles(b) {
		if help := a.Env.Help(d.Spec.Product, f); help != "" {
			if err := a.say(help); err != nil {
				return err
			}
		}
		options = []provider.Option{
			{Value: "true", Label: a.Env.T("answer.true"), Ready: true},
			{Value: "false", Label: a.Env.T("answer.false"), Ready: true},
		}
		first = cmp.Or(first, "false")
	}
	for {
		value, err := a.value(ctx, f, options, first)
		if err != nil {
			return err
		}
		next := d.Clone()
		if fault := b.Set(&next.Spec, value); fault != nil {
			err = a.say(a.Env.WhyInLine(fault))
		} else {
			if i := slices.IndexFunc(options, func(o provider.Option) bool { return o.Value == value }); i >= 0 {
				next.Known = next.Known.With(f, options[i])
			}
			faults := next.Faults(f)
			if len(faults) == 0 {
				*d = next
				return nil
			}
			err = a.say(a.Env.WhyInLine(faults[0]))
		}
		if err != nil {
			return err
		}
	}
}

// toggles reports whether an answer is yes or no.
func toggles(b provider.Answer) bool {
	var s provider.Spec
	return b.Set(&s, "true") == nil && b.Set(&s, "maybe") != nil
}

// required reports whether the product wants an answer.
func (a *Asker) required(d *step.Draft, b provider.Answer) bool {
	return slices.ContainsFunc(provider.All(d.Reader().Check(d.Spec, d.Known)), func(e *provider.Error) bool {
		return e.Field == b.Field && e.Rule == provider.RuleRequired
	})
}

// value asks for the text of an answer: one of the options, several lines for keys, a line for all else.
func (a *Asker) value(ctx context.Context, f provider.Field, options []provider.Option, first string) (string, error) {
	e := a.Env
	switch {
	case len(options) > 0:
		var list []choice
		for _, o := range options {
			c := choice{value: o.Value, label: strings.TrimSpace(cmp.Or(o.Label, e.Word(f, o.Value)) + " " + o.Detail)}
			if !o.Ready {
				c.why = cmp.Or(o.Status, e.T("plain.not_ready"))
			}
			list = append(list, c)
		}
		return a.choose(ctx, e.Label(f), list, begin(list, first), false)
	case f == provider.FieldSSHKeys:
		label := e.Label(f)
		if first != "" {
			label += " [" + first + "]"
		}
		if err := a.say(label + ": " + e.T("plain.keys")); err != nil {
			return "", err
		}
		var keys []string
		for {
			line, err := a.Line(ctx)
			if err != nil || strings.TrimSpace(line) == "" {
				return cmp.Or(strings.Join(keys, "\n"), first), err
			}
			keys = append(keys, line)
		}
	}
	return a.prompt(ctx, e.Label(f), first)
}

// password takes one that nobody sees, or makes one.
func (a *Asker) password(ctx context.Context, d *step.Draft) error {
	g, makes := provider.As[provider.Passworder](d.Reader())
	label := a.Env.Label(provider.FieldPassword)
	if makes {
		label += " [" + a.Env.T("plain.made") + "]"
	}
	for {
		if err := a.say(label + ":"); err != nil {
			return err
		}
		typed, err := a.Hidden(ctx)
		if err != nil {
			return err
		}
		next := d.Clone()
		next.Spec.Access.Password = provider.NewSecret(typed)
		if typed == "" && makes {
			next.Generated = g.NewPassword()
			next.Spec.Access.Password = next.Generated
		}
		faults := next.Faults(provider.FieldPassword)
		if len(faults) == 0 {
			*d = next
			return nil
		}
		if err := a.say(a.Env.WhyInLine(faults[0])); err != nil {
			return err
		}
	}
}

// begin is the value that an empty line takes: the answer, where it can be chosen, or else the first that can. "" when
// none can.
func begin(list []choice, answer string) string {
	first := ""
	for _, c := range list {
		switch {
		case c.why != "":
		case c.value == answer:
			return answer
		case first == "":
			first = c.value
		}
	}
	return first
}

func (a *Asker) zone(ctx context.Context, d *step.Draft) error {
	zones, err := d.Reader().Zones(ctx)
	if err != nil {
		return err
	}
	var list []choice
	for _, z := range zones {
		c := choice{value: string(z.ID), label: strings.Join([]string{
			string(z.ID), cmp.Or(z.City, z.Name),
			a.Env.StockWord(z.Stock),
		}, ", ")}
		if z.Stock == provider.StockSoldOut {
			c.why = a.Env.T("zone.sold_out", "Zone", string(z.ID))
		}
		list = append(list, c)
	}
	id, err := a.choose(ctx, a.Env.T("zone.ask"), list, begin(list, string(d.Spec.Zone)), false)
	if err != nil {
		return err
	}
	z := zones[slices.IndexFunc(zones, func(z provider.Zone) bool { return string(z.ID) == id })]
	d.Spec.Zone, d.Spec.Region, d.Known = z.ID, z.Region, provider.Known{Zone: &z}
	return nil
}

func (a *Asker) types(ctx context.Context, d *step.Draft) error {
	types, err := d.Reader().Types(ctx, d.Reader().Suggest(d.Spec, d.Known))
	if err != nil {
		return err
	}
	var list []choice
	for _, t := range types {
		if len(t.Supplies.Sold()) > 0 { // the charge is asked for later
			t = t.Charged("")
		}
		c := choice{value: string(t.ID), label: strings.Join([]string{string(t.ID), t.Description, a.Env.StockWord(t.Stock)},
			", ")}
		if t.Stock == provider.StockSoldOut {
			c.why = a.Env.T("type.sold_out", "Type", string(t.ID), "Zone", string(d.Spec.Zone))
		}
		list = append(list, c)
	}
	id, err := a.choose(ctx, a.Env.T("type.ask"), list, begin(list, string(d.Spec.Type)), false)
	if err != nil {
		return err
	}
	d.Spec.Type, d.Known.Image = provider.TypeID(id), nil
	d.Known.Type = &types[slices.IndexFunc(types, func(t provider.InstanceType) bool { return string(t.ID) == id })]
	return nil
}

func (a *Asker) image(ctx context.Context, d *step.Draft, again bool) error {
	images, err := d.Reader().Images(ctx, d.Spec)
	if err != nil {
		return err
	}
	step.SortImages(images)
	var list []choice
	for _, m := range images {
		list = append(list, choice{value: string(m.ID), label: cmp.Or(m.Name, string(m.ID))})
	}
	none := a.Env.T("answer.no_image")
	if d.Product.NoImage || d.Product.FreeImage {
		list = append(list, choice{value: none, label: none})
	}
	if len(list) == 0 {
		if again { // whoever is told of a fault is asked, or it would be told for ever
			return a.more(ctx, d)
		}
		return nil
	}
	first := begin(list, string(d.Spec.Image))
	if d.Product.FreeImage && d.Spec.Image != "" { // it need not be listed
		first = string(d.Spec.Image)
	}
	id, err := a.choose(ctx, a.Env.T("image.ask"), list, first, d.Product.FreeImage)
	if err != nil {
		return err
	}
	d.Spec.Image, d.Known.Image = provider.ImageID(id), nil
	if id == none {
		d.Spec.Image = ""
	}
	if i := slices.IndexFunc(images, func(m provider.Image) bool { return string(m.ID) == id }); i >= 0 {
		d.Known.Image = &images[i]
	}
	return nil
}
