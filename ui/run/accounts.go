package run

import (
	"slices"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/config"
	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/step"
)

// open opens the accounts. One that nobody has named and that cannot be opened is listed with the reason.
func (rt *Runtime) open(creds []Credential) error {
	said := map[string]bool{} // several profiles may be of one file
	for _, c := range creds {
		rt.Log.HideAlways(c.Secret, c.Token)
		a := c.account()
		acct := c.Account(c.Endpoint)
		acct.Version = c.Version
		err := c.Problem
		if err == nil {
			err = rt.use(c.Product, a, acct)
		}
		if err != nil && c.Named {
			return err
		}
		if err != nil {
			a.Problem = report.Localize(rt.Env.Text, err)
			rt.accounts[c.Product.ID] = append(rt.accounts[c.Product.ID], a)
			rt.Log.Warn("account not opened", "profile", a.Profile, "product", c.Product.ID, "error", a.Problem)
		}
		for _, w := range c.Warnings {
			if text := w.Error(); !said[text] {
				said[text] = true
				report.Warn(rt.Process.Err, rt.Env.Text, w)
			}
		}
	}
	return nil
}

// account is the credential's account, which is not open yet.
func (c Credential) account() step.Account {
	a := step.Account{Source: "env"}
	if c.Origin != config.OriginEnvironment {
		a = step.Account{Source: "place"}
	}
	a.ID, a.Profile, a.Origin, a.KeyHint, a.Endpoint = c.name(), c.Profile.Name, c.Source, c.Hint(), c.Endpoint
	a.Defaults, a.DefaultsOf, a.Preferred = c.Profile.Defaults, c.Profile.Name, c.preferred
	a.Named, a.Version = c.Named, c.Version
	return a
}

// use opens one account. Screens get what reads; only the order service gets what ends machines, and what buys.
func (rt *Runtime) use(p *provider.Product, a step.Account, acct provider.Account) error {
	acct.Now, acct.Client, acct.Observe = rt.Process.Now, "metalwright/"+Version, rt.observer(p.ID)
	o, err := p.OpenOperator(acct)
	if err != nil {
		return report.Exit(report.ExitAuth, report.NewError("cli.at", "Place", string(p.ID), "Why", err))
	}
	b, err := p.OpenBuyer(acct)
	if err != nil {
		return report.Exit(report.ExitAuth, report.NewError("cli.at", "Place", string(p.ID), "Why", err))
	}
	a.Reader = o.ReadOnly()
	known := slices.ContainsFunc(rt.accounts[p.ID], func(x step.Account) bool { return x.ID == a.ID && x.Reader != nil })
	rt.accounts[p.ID] = append(rt.accounts[p.ID], a)
	if known { // profiles with one key are one account
		return nil
	}
	rt.Service.Use(p.ID, a.ID, o, b)
	return rt.Service.SignApprovalsWith(p.ID, a.ID, acct.Secret)
}
