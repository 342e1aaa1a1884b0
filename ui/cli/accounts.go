package cli

import (
	"errors"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/config"
	"github.com/metalwright/metalwright/ui/step"
)

// credential is a key and where it is to be used.
type credential struct {
	config.Credential
	profile, label string
	endpoint       string
	version        string
	warnings       []*config.Error
}

// credentials finds the key of each product. None at all means the simulated cloud; half a key, or two that differ, is
// an error, for the operator meant a real account.
func credentials(p Process, products []*provider.Product, s config.Settings,
	file *config.File,
) (map[provider.ProductID]credential, error) {
	found := map[provider.ProductID]credential{}
	if on, err := config.Bool(s.Value(config.Sim)); err != nil {
		return nil, &exitError{exitUsage, err}
	} else if on {
		return found, nil
	}
	endpoints, err := config.Endpoints(s.Value(config.Endpoint), products)
	if err != nil {
		return nil, &exitError{exitUsage, err}
	}
	if err := promised(s, file); err != nil {
		return nil, &exitError{exitAuth, err}
	}
	for _, product := range products {
		c, err := credentialOf(p, product, s, file)
		if reason(err) == config.ReasonNoKey {
			continue
		}
		if err != nil {
			return nil, &exitError{exitAuth, err}
		}
		if e, ok := endpoints[product.ID]; ok {
			c.endpoint = e
		}
		found[product.ID] = c
	}
	if len(found) == 0 && len(endpoints) > 0 {
		return nil, &exitError{exitAuth, &config.Error{Reason: config.ReasonNoKey, Names: []string{"--endpoint"}}}
	}
	return found, nil
}

// promised is the error of a profile that names credentials of no product: the simulated cloud, or the keys of the
// environment, would be something that nobody asked for.
func promised(s config.Settings, file *config.File) error {
	name := s.Value(config.UseProfile).Text
	if name == "" {
		return nil
	}
	profile, err := file.Profile(name)
	if err == nil && len(profile.Products) == 0 {
		return &config.Error{Reason: config.ReasonNoProduct, Text: name}
	}
	return err
}

// credentialOf is the key of one product: the profile's, or the first that is found where the vendor's own tools look.
func credentialOf(p Process, product *provider.Product, s config.Settings, file *config.File) (credential, error) {
	places := config.Places{Env: p.Lookup, Home: p.Home, Keyring: p.Keyring, Now: p.Now}
	name := s.Value(config.UseProfile).Text
	if name == "" {
		c, warnings, err := places.Find(product)
		return credential{Credential: c, warnings: warnings}, err
	}
	profile, err := file.Profile(name)
	if err != nil {
		return credential{}, err
	}
	ref, ok := profile.Products[product.ID]
	if !ok {
		return credential{}, &config.Error{Reason: config.ReasonNoKey, Names: []string{name}}
	}
	c, warnings, err := places.Credential(product, ref)
	if e, ok := errors.AsType[*config.Error](err); ok && e.By == "" {
		named := *e
		named.By = name
		err = &named
	}
	return credential{
		Credential: c, profile: name, label: profile.Label, endpoint: ref.Endpoint, version: ref.Version, warnings: warnings,
	}, err
}

func reason(err error) config.Reason {
	if e, ok := errors.AsType[*config.Error](err); ok {
		return e.Reason
	}
	return ""
}

// open opens the real accounts.
func (h *program) open(products []*provider.Product, creds map[provider.ProductID]credential) error {
	for _, p := range products {
		c, ok := creds[p.ID]
		if !ok {
			continue
		}
		h.log.hideAlways(c.Secret, c.Token)
		a := step.Account{Source: "env"}
		if c.Origin != config.OriginEnvironment {
			a = step.Account{Source: "place"}
		}
		a.ID, a.Profile, a.Origin, a.KeyHint, a.Endpoint = config.AccountName(c.label, c.KeyID), c.profile, c.Source,
			c.Hint(), c.endpoint
		acct := c.Account(c.endpoint)
		acct.Version = c.version
		if err := h.use(p, a, acct); err != nil {
			return err
		}
		for _, w := range c.warnings {
			h.say(w)
		}
	}
	return nil
}
