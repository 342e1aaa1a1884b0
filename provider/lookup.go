package provider

import (
	"cmp"
	"context"
	"slices"
	"strings"
)

// Lookup finds the facts behind the answers of s, in as few requests as its answers need. Answers that the vendor does
// not know are errors of [KindNotFound] at their fields, joined, and the facts that were found are returned beside
// them. Any other error means that the vendor could not be asked. An image may be named in place of its id:
// [Known.Resolved] has its id then.
func Lookup(ctx context.Context, r Reader, s Spec) (Known, error) {
	l := &looking{Reader: r, spec: s}
	for _, look := range []func(context.Context) error{l.zone, l.kind, l.image, l.resources} {
		if err := look(ctx); err != nil {
			return l.known, err
		}
		if l.known.Zone == nil && s.Zone != "" {
			break // nothing else can be asked without a zone
		}
	}
	return l.known, Join(l.faults...)
}

// Complete fills in what is open in s as [Rules.Suggest] does, and finds the facts behind all answers as [Lookup] does.
// That includes the answers that were filled in, so that [Rules.Check] treats them like those that were given. The
// errors are those of [Lookup].
func Complete(ctx context.Context, r Reader, s Spec) (Spec, Known, error) {
	known, err := Lookup(ctx, r, s)
	s = known.Resolved(s)
	if err != nil {
		return s, known, err
	}
	return Fill(ctx, r, s, known)
}

// Fill is the second half of [Complete]: it fills in what is open in s, of which known was looked up.
func Fill(ctx context.Context, r Reader, s Spec, known Known) (Spec, Known, error) {
	named := s
	if r.Product().Has(FieldSystemDisk) && s.Zone != "" {
		if _, err := r.Options(ctx, s, FieldSystemDisk); err != nil { // which disks can be had depends on what is sold
			return s, known, err
		}
	}
	s = r.Suggest(s, known)
	for _, e := range All(r.Check(s, known)) {
		if e.Rule != RuleRequired || !slices.Contains(ofZone[:], e.Field) {
			continue
		}
		if _, err := r.Options(ctx, s, e.Field); err != nil { // what there is in the zone is suggested once it was read
			return s, known, err
		}
		s = r.Suggest(s, known)
	}
	l := &looking{Reader: r, spec: s, known: known}
	for i := range table {
		if a := &table[i]; a.Source == sourceAccount && a.answered(&s) && !a.answered(&named) {
			if err := l.resource(ctx, a); err != nil {
				return s, l.known, err
			}
		}
	}
	return s, l.known, Join(l.faults...)
}

// Resolved is s with the ids of the image and of the account's own things that were found, where s has their names.
func (k Known) Resolved(s Spec) Spec {
	if k.Image != nil && k.Image.ID != s.Image && strings.EqualFold(k.Image.Name, string(s.Image)) {
		s.Image = k.Image.ID
	}
	for f, o := range k.Chosen {
		a, ok := TextFor(f)
		if v := a.Get(&s); ok && v != "" && v != o.Value && strings.EqualFold(v, o.Label) {
			_ = a.Set(&s, o.Value) // a text is always valid
		}
	}
	return s
}

// ofZone are the answers that are suggested by what the account has in the zone.
var ofZone = [...]Field{FieldSubnet, FieldPrivate, FieldPublic}

// looking is a lookup in progress.
type looking struct {
	Reader

	spec   Spec
	known  Known
	faults []*Error
}

// missing notes an answer that the vendor does not know, with what can be used instead where that is known.
func (l *looking) missing(f Field, has ...Option) {
	l.faults = append(l.faults, &Error{
		Kind: KindNotFound, Field: f, Outcome: Refused, Rule: RuleNotOffered,
		Allowed: allowed(l.spec, nearest(has, l.answer(f))),
	})
}

// allowed names a few of the choices that can be used with s.
func allowed(s Spec, has []Option) string {
	const most = 5
	var words []string
	for _, o := range has {
		if o.Ready && (o.Zone == "" || o.Zone == s.Zone) {
			words = append(words, o.Value)
		}
	}
	if len(words) > most {
		words = append(words[:most], "…")
	}
	return strings.Join(words, ", ")
}

// Allowed names a few of the choices for the answer f of s, as [Lookup] does for an answer that the vendor does not
// know; "" where there are none, or where other answers come first. The error means that the vendor could not be asked.
func Allowed(ctx context.Context, r Reader, s Spec, f Field) (string, error) {
	l := &looking{Reader: r, spec: s}
	switch {
	case f == FieldZone:
		zones, err := l.zones(ctx)
		return allowed(s, optionsOf(zones, func(z Zone) string { return string(z.ID) })), err
	case s.Zone == "":
		return "", nil
	case f == FieldType:
		types, err := r.Types(ctx, s)
		return allowed(s, optionsOf(types, func(t InstanceType) string { return string(t.ID) })), err
	case f == FieldImage && s.Type != "":
		images, err := r.Images(ctx, s)
		return allowed(s, optionsOf(images, imageName)), err
	}
	if a, ok := TextFor(f); !ok || a.Source == SourceAnyone {
		return "", nil
	}
	options, err := r.Options(ctx, s, f)
	return allowed(s, options), err
}

// imageName is what an image is called in a file.
func imageName(m Image) string { return cmp.Or(m.Name, string(m.ID)) }

func (l *looking) zone(ctx context.Context) error {
	if l.spec.Zone == "" {
		return nil
	}
	zones, err := l.zones(ctx)
	if err != nil {
		return err
	}
	if i := slices.IndexFunc(zones, func(z Zone) bool { return z.ID == l.spec.Zone }); i >= 0 {
		l.known.Zone = &zones[i]
	} else {
		l.missing(FieldZone, optionsOf(zones, func(z Zone) string { return string(z.ID) })...)
	}
	return nil
}

// answer is the answer at f as text.
func (l *looking) answer(f Field) string {
	a, _ := LineFor(f)
	return a.Get(&l.spec)
}

// nearest is all, first the one whose value or label is most like text.
func nearest(all []Option, text string) []Option {
	words := make([]string, 0, 2*len(all))
	for _, o := range all {
		words = append(words, o.Value, o.Label)
	}
	out := slices.Clone(all)
	if i := slices.Index(words, Nearest(text, words)) / 2; i > 0 {
		o := out[i]
		out = slices.Insert(slices.Delete(out, i, i+1), 0, o)
	}
	return out
}

// optionsOf are the rows as options, by their ids.
func optionsOf[T any](rows []T, id func(T) string) []Option {
	all := make([]Option, len(rows))
	for i, r := range rows {
		all[i] = Option{Value: id(r), Ready: true}
	}
	return all
}

// zones lists the zones, asking where the spec says.
func (l *looking) zones(ctx context.Context) ([]Zone, error) {
	type lister interface {
		ZonesFor(ctx context.Context, s Spec) ([]Zone, error)
	}
	if r, ok := As[lister](l.Reader); ok {
		return r.ZonesFor(ctx, l.spec)
	}
	return l.Zones(ctx)
}

func (l *looking) kind(ctx context.Context) error {
	if l.spec.Zone == "" || l.spec.Type == "" {
		return nil
	}
	types, err := l.Types(ctx, l.spec)
	if err != nil {
		return err
	}
	if i := slices.IndexFunc(types, func(t InstanceType) bool { return t.ID == l.spec.Type }); i >= 0 {
		l.known.Type = &types[i]
	} else {
		l.missing(FieldType, optionsOf(types, func(t InstanceType) string { return string(t.ID) })...)
	}
	return nil
}

func (l *looking) image(ctx context.Context) error {
	if l.spec.Image == "" || l.known.Type == nil {
		return nil
	}
	images, err := l.Images(ctx, l.spec)
	if err != nil {
		return err
	}
	if i := slices.IndexFunc(images, func(m Image) bool { return m.ID == l.spec.Image }); i >= 0 {
		l.known.Image = &images[i]
		return nil
	}
	named := slices.DeleteFunc(slices.Clone(images), func(m Image) bool {
		return !strings.EqualFold(m.Name, string(l.spec.Image))
	})
	switch {
	case len(named) == 1:
		l.known.Image = &named[0]
		l.spec.Image = named[0].ID
	case len(named) > 1: // only an id says which
		l.missing(FieldImage, optionsOf(named, func(m Image) string { return string(m.ID) })...)
	case !l.Product().FreeImage:
		l.missing(FieldImage, optionsOf(images, imageName)...)
	}
	return nil
}

// resources looks up the answers that name something of the account's own, such as a subnet.
func (l *looking) resources(ctx context.Context) error {
	for i := range table {
		if table[i].Source != sourceAccount {
			continue
		}
		if err := l.resource(ctx, &table[i]); err != nil {
			return err
		}
	}
	return nil
}

// resource looks one of them up, by its id or else by its name, unless another answer switches it off. An answer
// without options is free text.
func (l *looking) resource(ctx context.Context, a *Answer) error {
	v := a.Get(&l.spec)
	if v == "" || !l.Product().Has(a.Field) || !l.Product().Counts(l.spec, a.Field) {
		return nil
	}
	options, err := l.Options(ctx, l.spec, a.Field)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(options, func(o Option) bool { return o.Value == v })
	named := slices.DeleteFunc(slices.Clone(options), func(o Option) bool {
		return !strings.EqualFold(o.Label, v) || o.Zone != "" && o.Zone != l.spec.Zone
	})
	switch {
	case i >= 0:
		l.known = l.known.With(a.Field, options[i])
	case len(named) == 1:
		l.known = l.known.With(a.Field, named[0])
		_ = a.Set(&l.spec, named[0].Value) // a text is always valid
	case len(named) > 1: // only an id says which
		l.missing(a.Field, named...)
	case options != nil:
		l.missing(a.Field, options...)
	}
	return nil
}
