package step

import (
	"slices"

	"github.com/metalwright/metalwright/provider"
)

// own are the answers that every order has of its own, which nobody compares with a default.
func own() []provider.Field {
	return []provider.Field{
		provider.FieldZone, provider.FieldRegion, provider.FieldType, provider.FieldImage, provider.FieldImageVersion,
		provider.FieldIPXE, provider.FieldCount, provider.FieldName, provider.FieldHostname, provider.FieldConsent,
		provider.FieldLogin, provider.FieldPassword, provider.FieldSSHKeys, provider.FieldKeyPair, provider.FieldInitScript,
		provider.FieldPrivate, provider.FieldPublic, provider.FieldMake, provider.FieldMonths,
	}
}

// Changed are the answers of d that are others than d would have by itself: those of the profile, or what the product
// suggests for the zone, the type and the image. What every order has of its own is left out.
func (d Draft) Changed() []provider.Field {
	if d.Reader() == nil || d.Product == nil {
		return nil
	}
	var all []provider.Field
	for _, f := range d.Product.Fields {
		a, ok := provider.TextFor(f)
		if !ok || slices.Contains(own(), f) || !d.Product.Counts(d.Spec, f) {
			continue
		}
		now := a.Get(&d.Spec)
		if by, ok := d.Defaulted[f]; ok && by == now {
			continue
		}
		if now != "" && now != suggestion(d, a) {
			all = append(all, f)
		}
	}
	return all
}
