package compute

import "github.com/metalwright/metalwright/provider"

// Facts are what was looked up about the answers of a spec; nil where a fact is missing, or is about another answer.
type Facts struct {
	Zone   *provider.Zone
	Type   *provider.InstanceType
	Image  *provider.Image
	Subnet *provider.Option
}

// Relevant returns the facts of k that are about the answers of s.
func Relevant(s provider.Spec, k provider.Known) Facts {
	var out Facts
	if k.Zone != nil && k.Zone.ID == s.Zone {
		out.Zone = k.Zone
	}
	if k.Type != nil && k.Type.ID == s.Type {
		out.Type = k.Type
	}
	if k.Image != nil && k.Image.ID == s.Image {
		out.Image = k.Image
	}
	out.Subnet = Chosen(k, provider.FieldSubnet, s.Network.Subnet)
	return out
}

// Chosen returns the option behind the answer to f; nil when it is missing or about another answer.
func Chosen(k provider.Known, f provider.Field, answer string) *provider.Option {
	if o, ok := k.Chosen[f]; ok && o.Value == answer {
		return &o
	}
	return nil
}

// OS returns the family of the image; "" without an image, or while it has not been looked up.
func (f Facts) OS() provider.OS {
	if f.Image == nil {
		return ""
	}
	return f.Image.OS
}
