package cli

import (
	"errors"
	"slices"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/config"
	"github.com/metalwright/metalwright/state/policy"
	"github.com/metalwright/metalwright/ui/step"
)

// use is what an account is wanted for.
type use int

const (
	looking use = iota // to ask the vendor: the only account that there is will do
	buying             // to order with it, or to freeze that: it has to be named
)

// accountToUse is the account that pays for r: a plan's own, or that of the profile that the file names.
func (h *program) accountToUse(r *prepared, to use) (step.Account, error) {
	product := r.file.Spec.Product
	if r.plan == nil {
		return h.accountFor(product, r.file.Profile, to)
	}
	fit := h.fit(product)
	own := func(a step.Account) bool { return a.ID == r.plan.Account }
	same := func(a step.Account) bool { return own(a) && a.Profile == r.plan.Profile }
	switch i, j := slices.IndexFunc(fit, same), slices.IndexFunc(fit, own); {
	case len(fit) == 0:
		return step.Account{}, h.noAccount(product, "")
	case i >= 0:
		return fit[i], nil
	case j >= 0: // the profile was renamed: it is the same account
		return fit[j], nil
	}
	return fit[0], nil // the plan says that it is for another one
}

// fit are the accounts of the product that can be used, one for each profile.
func (h *program) fit(id provider.ProductID) []step.Account {
	var fit []step.Account
	for _, a := range h.env.Accounts(id) {
		if a.Reader != nil && !slices.ContainsFunc(fit, func(x step.Account) bool { return x.Profile == a.Profile }) {
			fit = append(fit, a)
		}
	}
	return fit
}

// accountFor is the account of the product that pays: of the profile; without one, the preferred account, or the one
// that is named. An account that is the only one and that nothing names pays for nothing.
func (h *program) accountFor(id provider.ProductID, profile string, to use) (step.Account, error) {
	if profile != "" {
		return h.accountOf(id, profile)
	}
	fit, preferred := h.fit(id), h.preferred()
	if i := slices.IndexFunc(fit, func(a step.Account) bool { return a.Preferred }); i >= 0 {
		return fit[i], nil
	}
	named := slices.DeleteFunc(slices.Clone(fit), func(a step.Account) bool { return !a.Named && !a.Simulated })
	switch {
	case len(fit) == 0:
		return step.Account{}, h.noAccount(id, "")
	case preferred != "":
		why := phrased("cli.other_profile", "Profile", preferred, "Product", string(id), "Names", names(fit))
		return step.Account{}, exitWith(exitAuth, why)
	case len(named) == 1:
		return named[0], nil
	case len(named) > 1:
		fit = named
	case len(fit) == 1 && to == looking:
		return fit[0], nil
	}
	return step.Account{}, h.unnamed(id, fit)
}

// unnamed is the error that nothing says which of the accounts pays.
func (h *program) unnamed(id provider.ProductID, fit []step.Account) error {
	which := "cli.which_profile"
	if h.proc.session != nil { // the configuration is the server's
		which = "serve.which_profile"
	}
	return usage(which, "Count", len(fit), "Product", string(id), "Names", names(fit))
}

// accountOf is the account of the profile. The simulated ones stand for those of every profile, with its defaults.
func (h *program) accountOf(id provider.ProductID, profile string) (step.Account, error) {
	if h.simulated {
		return h.standIn(id, profile)
	}
	known := false
	for _, p := range h.env.Products {
		for _, a := range h.env.Accounts(p.ID) {
			switch {
			case policy.ProfileOf(a.Profile, a.ID) != profile:
			case p.ID == id && a.Reader != nil:
				return a, nil
			default:
				known = true
			}
		}
	}
	if known {
		return step.Account{}, h.noAccount(id, profile)
	}
	return step.Account{}, h.noProfile(profile)
}

// noProfile is the error of a profile that is not open for whoever asks.
func (h *program) noProfile(name string) error {
	if s := h.proc.session; s != nil {
		return exitWith(exitAuth, phrased("serve.no_profile", "Profile", name))
	}
	if _, err := (&config.File{Profiles: h.profiles}).Profile(name); err != nil {
		return exitWith(exitUsage, err)
	}
	return exitWith(exitUsage, phrased("cli.shut_profile", "Profile", name))
}

// standIn is the simulated account with the defaults of the profile.
func (h *program) standIn(id provider.ProductID, profile string) (step.Account, error) {
	p, err := (&config.File{Profiles: h.profiles}).Profile(profile)
	if s := h.proc.session; s != nil && (err != nil || !s.Person().Uses(profile)) {
		return step.Account{}, h.noProfile(profile)
	}
	if err != nil {
		return step.Account{}, exitWith(exitUsage, err)
	}
	a, err := h.accountFor(id, "", buying)
	a.Defaults, a.DefaultsOf = p.Defaults, p.Name
	return a, err
}

// noAccount is the error that no account of the product can be used, with the reason where there is one.
func (h *program) noAccount(id provider.ProductID, profile string) error {
	for _, a := range h.env.Accounts(id) {
		if a.Problem != nil && (profile == "" || a.Profile == profile) {
			return exitWith(exitAuth, phrased("cli.at", "Place", policy.ProfileOf(a.Profile, a.ID), "Why", a.Problem))
		}
	}
	return exitWith(exitAuth, errors.New(h.env.T("cli.no_key", "Product", string(id))))
}

// preferred is the profile that pays where nothing names another one, "" without one that whoever asks may use.
func (h *program) preferred() string {
	for _, p := range h.env.Products {
		for _, a := range h.env.Accounts(p.ID) {
			if a.Preferred && a.Profile != "" {
				return a.Profile
			}
		}
	}
	return ""
}

func names(accounts []step.Account) string {
	var all []string
	for _, a := range accounts {
		all = append(all, policy.ProfileOf(a.Profile, a.ID))
	}
	return strings.Join(all, ", ")
}
