package cli

import (
	"errors"
	"slices"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/config"
	"github.com/metalwright/metalwright/state/policy"
	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/run"
	"github.com/metalwright/metalwright/ui/step"
)

// purpose is what an account is wanted for.
type purpose int

const (
	looking purpose = iota // to ask the vendor: the only account that there is will do
	buying                 // to order with it, or to freeze that: it has to be named
)

// usableAccounts are the accounts of the product that can be used, one for each profile.
func usableAccounts(env *step.Env, id provider.ProductID) []step.Account {
	var fit []step.Account
	for _, a := range env.Accounts.Of(id) {
		if a.Reader != nil && !slices.ContainsFunc(fit, func(x step.Account) bool { return x.Profile == a.Profile }) {
			fit = append(fit, a)
		}
	}
	return fit
}

// accountFor is the account of the product that pays: of the profile; without one, the preferred account, or the one
// that is named. An account that is the only one and that nothing names pays for nothing.
func accountFor(rt *run.Runtime, id provider.ProductID, profile string, to purpose) (step.Account, error) {
	if profile != "" {
		return accountOfProfile(rt, id, profile)
	}
	fit, preferred := usableAccounts(rt.Env, id), preferredProfile(rt.Env)
	if i := slices.IndexFunc(fit, func(a step.Account) bool { return a.Preferred }); i >= 0 {
		return fit[i], nil
	}
	named := slices.DeleteFunc(slices.Clone(fit), func(a step.Account) bool { return !a.Named && !a.Simulated })
	switch {
	case len(fit) == 0:
		return step.Account{}, noAccount(rt.Env, id, "")
	case preferred != "":
		why := report.NewError("cli.other_profile", "Profile", preferred, "Product", string(id), "Names", accountNames(fit))
		return step.Account{}, report.Exit(report.ExitAuth, why)
	case len(named) == 1:
		return named[0], nil
	case len(named) > 1:
		fit = named
	case len(fit) == 1 && to == looking:
		return fit[0], nil
	}
	return step.Account{}, unnamed(rt.Process, id, fit)
}

// unnamed is the error that nothing says which of the accounts pays.
func unnamed(p run.Process, id provider.ProductID, fit []step.Account) error {
	which := "cli.which_profile"
	if p.Session != nil { // the configuration is the server's
		which = "serve.which_profile"
	}
	return report.UsageError(which, "Count", len(fit), "Product", string(id), "Names", accountNames(fit))
}

// accountOfProfile is the account of the profile. The simulated ones stand for those of every profile, with its
// defaults.
func accountOfProfile(rt *run.Runtime, id provider.ProductID, profile string) (step.Account, error) {
	if rt.Simulated {
		return simulatedAccountOf(rt, id, profile)
	}
	known := false
	for _, p := range rt.Env.Products {
		for _, a := range rt.Env.Accounts.Of(p.ID) {
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
		return step.Account{}, noAccount(rt.Env, id, profile)
	}
	return step.Account{}, run.NoProfile(rt, profile)
}

// simulatedAccountOf is the simulated account with the defaults of the profile.
func simulatedAccountOf(rt *run.Runtime, id provider.ProductID, profile string) (step.Account, error) {
	p, err := (&config.File{Profiles: rt.Profiles}).Profile(profile)
	if s := rt.Process.Session; s != nil && (err != nil || !s.Person().Uses(profile)) {
		return step.Account{}, run.NoProfile(rt, profile)
	}
	if err != nil {
		return step.Account{}, report.Exit(report.ExitUsage, err)
	}
	a, err := accountFor(rt, id, "", buying)
	a.Defaults, a.DefaultsOf = p.Defaults, p.Name
	return a, err
}

// noAccount is the error that no account of the product can be used, with the reason where there is one.
func noAccount(env *step.Env, id provider.ProductID, profile string) error {
	for _, a := range env.Accounts.Of(id) {
		if a.Problem != nil && (profile == "" || a.Profile == profile) {
			return report.Exit(report.ExitAuth, report.NewError("cli.at", "Place", policy.ProfileOf(a.Profile, a.ID), "Why",
				a.Problem))
		}
	}
	return report.Exit(report.ExitAuth, errors.New(env.T("cli.no_key", "Product", string(id))))
}

// preferredProfile is the profile that pays where nothing names another one, "" without one that whoever asks may use.
func preferredProfile(env *step.Env) string {
	for _, p := range env.Products {
		for _, a := range env.Accounts.Of(p.ID) {
			if a.Preferred && a.Profile != "" {
				return a.Profile
			}
		}
	}
	return ""
}

func accountNames(accounts []step.Account) string {
	var all []string
	for _, a := range accounts {
		all = append(all, policy.ProfileOf(a.Profile, a.ID))
	}
	return strings.Join(all, ", ")
}
