package provider

import (
	"context"
	"slices"
)

// chosen are the answers that are picked from [Reader.Options] and whose option carries facts.
var chosen = [...]Field{
	FieldSubnet, FieldCluster, FieldPrivate, FieldPublic, FieldSecurityGroup, FieldKeyPair, FieldResourceGroup,
}

// Lookup finds the facts behind the answers of s, in as few requests as its answers need. Answers that the vendor does
// not know are faults of [KindNotFound] at their fields, joined, beside the facts that were found. Any other error
// means that the vendor could not be asked.
func Lookup(ctx context.Context, r Reader, s Spec) (Known, error) {
	var k Known
	var faults []*Error
	missing := func(f Field) {
		faults = append(faults, &Error{Kind: KindNotFound, Field: f, Outcome: Refused, Rule: RuleNotOffered})
	}
	if s.Zone != "" {
		zones, err := r.Zones(ctx)
		if err != nil {
			return k, err
		}
		if i := slices.IndexFunc(zones, func(z Zone) bool { return z.ID == s.Zone }); i >= 0 {
			k.Zone = &zones[i]
		} else {
			missing(FieldZone)
			return k, Join(faults...) // nothing else can be asked without a zone
		}
	}
	if s.Zone != "" && s.Type != "" {
		types, err := r.Types(ctx, s)
		if err != nil {
			return k, err
		}
		if i := slices.IndexFunc(types, func(t InstanceType) bool { return t.ID == s.Type }); i >= 0 {
			k.Type = &types[i]
		} else {
			missing(FieldType)
		}
	}
	if s.Image != "" && k.Type != nil {
		images, err := r.Images(ctx, s)
		if err != nil {
			return k, err
		}
		if i := slices.IndexFunc(images, func(m Image) bool { return m.ID == s.Image }); i >= 0 {
			k.Image = &images[i]
		} else if !r.Product().FreeImage {
			missing(FieldImage)
		}
	}
	for _, f := range chosen {
		b, _ := BindingFor(f)
		v := b.Get(&s)
		if v == "" || !r.Product().Has(f) {
			continue
		}
		options, err := r.Options(ctx, s, f)
		if err != nil {
			return k, err
		}
		if options == nil {
			continue // free text
		}
		if i := slices.IndexFunc(options, func(o Option) bool { return o.Value == v }); i >= 0 {
			k = k.With(f, options[i])
		} else {
			missing(f)
		}
	}
	return k, Join(faults...)
}
