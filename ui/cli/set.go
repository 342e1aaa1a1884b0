package cli

import (
	"strings"

	"github.com/metalwright/metalwright/provider"
)

// settable reports whether --set may give the answer: any of one line that is no secret.
func settable(f provider.Field) bool {
	switch f { //nolint:exhaustive // the others are as their binding says
	case provider.FieldZone, provider.FieldType, provider.FieldImage:
		return true
	case provider.FieldPassword, provider.FieldInitScript, provider.FieldProduct, provider.FieldAccount:
		return false
	}
	_, ok := provider.BindingFor(f)
	return ok
}

// set changes one answer of s: "network.bandwidth_mbps=100".
func set(s *provider.Spec, text string) error {
	key, value, ok := strings.Cut(text, "=")
	f := provider.Field(strings.TrimSpace(key))
	if !ok || !settable(f) {
		return phrased("cli.set", "Key", key)
	}
	switch f { //nolint:exhaustive // the others have bindings
	case provider.FieldZone:
		s.Zone = provider.ZoneID(value)
		return nil
	case provider.FieldType:
		s.Type = provider.TypeID(value)
		return nil
	case provider.FieldImage:
		s.Image = provider.ImageID(value)
		return nil
	}
	b, _ := provider.BindingFor(f)
	if err := b.Set(s, value); err != nil {
		return err
	}
	return nil
}
