package run

import (
	"context"
	"errors"
	"slices"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/config"
	"github.com/metalwright/metalwright/state/policy"
	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/step"
)

// run lets f use the program as this person may, with an environment that no other session shares.
func (s *Session) run(ctx context.Context, p Process, f Flags, do func(context.Context, *Runtime) error) error {
	tx := s.Text
	if f.lang != "" {
		var err error
		if tx, err = s.Languages(f.lang); err != nil {
			return report.UsageError("cli.at", "Place", "--lang", "Why", err)
		}
		tx = tx.Own()
	}
	own := *s.Runtime
	rt := &own
	rt.Log = s.log()
	if rt.Hints != nil && !s.Proven() { // anybody could be of that name
		rt.Hints = &Hints{}
	}
	rt.Process, rt.Notify, rt.Drafts = p, config.Notify{}, nil
	if s.Proven() { // another person than one of the same name at the machine
		rt.Drafts = rt.Service.Drafts("ssh:" + p.User)
	}
	defer rt.closeDrafts(ctx)
	if f.ASCII {
		tx = tx.ASCII()
	}
	rt.Purchases = newPurchases(s.Orders(tx))
	rt.Orders = rt.Purchases
	rt.Env = &step.Env{
		Ctx: ctx, Theme: f.Scheme.Theme(true, f.ASCII), Text: tx, Now: p.Now, Products: s.Runtime.Env.Products,
		Accounts: step.Accounts{Of: func(id provider.ProductID) []step.Account { return s.accounts(id, f.Narrow) }},
		Files:    p.orderFiles(tx), Keys: p.keys(tx),
		Clashes: rt.Orders.Clashes, Budgets: rt.Orders.Budgets, IDs: s.Runtime.Env.IDs,
	}
	rt.Env.Secrets = s.recorded()
	for _, name := range f.Narrow {
		if !slices.ContainsFunc(rt.Env.Products, func(p *provider.Product) bool {
			return len(s.accounts(p.ID, []string{name})) > 0
		}) {
			return report.Localize(tx, NoProfile(rt, name))
		}
	}
	noteSimulated(rt, f)
	err := do(ctx, rt)
	settlePurchases(ctx, rt)
	// By the last that was written, too. The error itself has the place of the recording, which is the server's matter.
	if errors.Is(context.Cause(ctx), ErrUnrecorded) && (err == nil || errors.Is(err, ErrUnrecorded)) {
		err = report.NewError("serve.unrecorded")
	}
	return trueError(ctx, rt, report.Localize(tx, err))
}

// accounts are those of the profiles that the person may use by now; narrow names those that are wanted, nil all.
func (s *Session) accounts(id provider.ProductID, narrow []string) []step.Account {
	who := s.Person()
	var all []step.Account
	for _, a := range s.Runtime.accounts[id] {
		profile := policy.ProfileOf(a.Profile, a.ID)
		wanted := slices.Contains(narrow, profile)
		if who.Uses(profile) && (wanted || len(narrow) == 0) {
			a.Named = a.Named || wanted
			all = append(all, a)
		}
	}
	return all
}

// noFile refuses files to those who are elsewhere.
func (s *Session) noFile(name string) error {
	return errors.New(s.Text.T("serve.no_file", "Name", name))
}

// NoProfile is the error of a profile that is not open for whoever asks.
func NoProfile(rt *Runtime, name string) error {
	if s := rt.Process.Session; s != nil {
		return report.Exit(report.ExitAuth, report.NewError("serve.no_profile", "Profile", name))
	}
	if _, err := (&config.File{Profiles: rt.Profiles}).Profile(name); err != nil {
		return report.Exit(report.ExitUsage, err)
	}
	return report.Exit(report.ExitUsage, report.NewError("cli.shut_profile", "Profile", name))
}
