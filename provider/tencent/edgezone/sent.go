package edgezone

import (
	"cmp"
	"strings"

	"github.com/metalwright/metalwright/provider"
)

// switches are the answers that others switch off: a version belongs to an image.
func switches() []provider.Switch {
	return []provider.Switch{
		{
			Field: provider.FieldImageVersion, By: provider.FieldImage,
			Off: func(s provider.Spec) bool { return s.Image == "" },
		},
		provider.LoginSwitch(provider.FieldPassword, provider.LoginPassword),
		provider.LoginSwitch(provider.FieldSSHKeys, provider.LoginKeys),
	}
}

// form is s as it is sent. The way in that the vendor chooses is no answer, and region and consent are not sent.
func form(s provider.Spec) provider.Spec {
	for i, key := range s.Access.SSHKeys {
		s.Access.SSHKeys[i] = strings.TrimSpace(key)
	}
	if s.Access.Login == provider.LoginVendor {
		s.Access.Login = ""
	}
	return s
}

// defaults fills in what fixed rules answer: one machine, named after its zone and type. It never consents, and chooses
// no credential.
func defaults(s provider.Spec) provider.Spec {
	s = s.Clone()
	s.Product, s.Count = cmp.Or(s.Product, ID), cmp.Or(s.Count, 1)
	if s.Zone != "" && s.Type != "" {
		s.Name = cmp.Or(s.Name, suggestName(string(s.Zone)+"-"+string(s.Type)))
	}
	s.Access.Login = cmp.Or(s.Access.Login, login(s.Access))
	return s
}
