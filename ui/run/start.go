package run

import (
	"cmp"
	"context"
	"strconv"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/sim"
	"github.com/metalwright/metalwright/provider/together"
	"github.com/metalwright/metalwright/state/config"
	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/state/policy"
	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/text"
)

// With builds the runtime, calls run with it, and tears it down: requests in flight are waited for, the journal is
// closed last.
func With(ctx context.Context, p Process, products []*provider.Product, f Flags,
	run func(context.Context, *Runtime) error,
) (err error) {
	if p.Session != nil { // the server has built the program
		f.simulated.set(p.Session.Runtime.Simulated)
		return p.Session.run(ctx, p, f, run)
	}
	c, err := p.options(products, f)
	if err != nil {
		return err
	}
	f.simulated.set(c.simulated())
	rt := &Runtime{
		Process: p, Location: c.at, Notify: c.file.Notify, Profiles: c.file.Profiles, Templates: c.templates,
		accounts: map[provider.ProductID][]step.Account{}, simulatedAccounts: map[string]bool{},
		Hints:    p.hints(c.at),
		Newcomer: c.simulated() && !c.asked && p.Tour != nil,
	}
	// the last: nothing that goes wrong passes it by
	defer func() { err = trueError(ctx, rt, report.Localize(c.text, err)) }()
	log, closeLog, err := openLog(p, f)
	if err != nil {
		return err
	}
	defer func() { err = cmp.Or(err, closeLog()) }()
	log.recorded = hider(p)
	rt.Log = log
	defer recovered(rt, &err)
	rt.Env = &step.Env{
		Ctx: ctx, Theme: f.Scheme.Theme(true, f.ASCII), Text: c.text, Now: p.Now, Products: products,
		Accounts: step.Accounts{Of: func(id provider.ProductID) []step.Account { return rt.accounts[id] }},
		Files:    p.orderFiles(c.text), Keys: p.keys(c.text), IDs: p.newID(), Secrets: log.recorded,
	}
	if p.Begin != nil {
		var end func(error) error
		ctx, end = p.Begin(ctx, rt.ahead(c))
		defer func() { err = rt.screenPanic(end(err)) }()
	}
	if c.simulated() && p.Cloud == nil {
		c.catalogue = sim.Read() // the journal is opened meanwhile
	}
	store, err := c.at.open(ctx, func(err error) { report.Warn(p.Err, c.text, err) })
	if err != nil {
		return err
	}
	defer func() { err = cmp.Or(err, store.Close()) }()
	rt.openService(store, c)
	return rt.operate(ctx, c, f, run)
}

// openService has the orders kept in the journal.
func (rt *Runtime) openService(store *journal.Store, c runOptions) {
	if now := store.Host().Clock(); now != nil { // times are those of the server that all hosts share
		rt.Env.Now = now
	}
	rt.Store = store
	rt.Service = order.New(order.Options{
		Store: store, Dir: rt.Location.Dir, Now: rt.Process.Now, Log: rt.Log.Logger,
		After: rt.Process.After, Random: rt.Process.Random,
		Owner:  rt.Process.Host + " " + strconv.Itoa(rt.Process.PID),
		Limits: cadence(c.simulated()), Spending: c.file.Limits, Profiles: c.limits(), Hide: rt.Log.Hide,
		Probe: rt.probe(c), People: rt.Process.People, Brief: rt.Process.Brief,
	})
	rt.Drafts = rt.Service.Drafts("local:" + rt.Process.User)
	rt.Purchases = newPurchases(rt.Service.As(rt.Process.User))
	rt.Orders = rt.Purchases
	rt.Env.Clashes, rt.Env.Budgets = rt.Orders.Clashes, rt.Orders.Budgets
}

// operate opens the accounts and watches their orders while run runs.
func (rt *Runtime) operate(ctx context.Context, c runOptions, f Flags,
	run func(context.Context, *Runtime) error,
) (err error) {
	back, stop := context.WithCancel(context.WithoutCancel(ctx)) // what is in flight needs the simulated cloud to the end
	defer stop()
	g, back := together.With(back)
	if c.simulated() {
		err = rt.simulate(back, g, f, c)
	} else {
		err = rt.open(c.creds)
	}
	if err != nil {
		stop()
		return cmp.Or(err, g.Wait())
	}
	g.Go(func() error {
		if rt.Process.Screen {
			settle(back)
		}
		return rt.Service.Run(back)
	})
	noteSimulated(rt, f)
	while, ended := context.WithCancel(ctx)
	defer ended()
	context.AfterFunc(back, ended) // of itself it ends only after what is run, but for a failure
	err = caught(rt, func() error { return run(while, rt) })
	rt.closeDrafts(ctx)
	failed := back.Err() != nil // a part beside run, which then was ended for that reason
	torn := tearDown(ctx, rt, stop, g)
	if failed {
		return cmp.Or(torn, err)
	}
	return cmp.Or(err, torn)
}

// closeDrafts lets other sessions open the draft that this one had open.
func (rt *Runtime) closeDrafts(ctx context.Context) {
	if rt.Drafts == nil {
		return
	}
	if err := rt.Drafts.Close(ctx); err != nil {
		rt.Log.Warn("draft not closed", "error", err)
	}
}

// screenFirst is how long watching waits for the first screen, which needs the processor more urgently.
const screenFirst = 100 * time.Millisecond

// settle waits that long, or until ctx ends.
func settle(ctx context.Context) {
	t := time.NewTimer(screenFirst)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}

// runOptions are what flags, environment and configuration say about one run.
type runOptions struct {
	text    *text.Text
	file    *config.File
	creds   []Credential // none: the simulated cloud
	asked   bool         // which was asked for
	at      Location
	profile config.Profile // that is used; zero without one

	templates string // the directory of order files to begin with

	catalogue *sim.Reading // of the simulated cloud; nil: not read yet
}

func (p Process) options(products []*provider.Product, f Flags) (c runOptions, err error) {
	s, file, err := Settings(p, products, f)
	if err != nil {
		return c, err
	}
	c.file = file
	if c.templates, err = config.Templates(file, f.Config, p.Lookup, p.Home); err == nil && c.templates != "" {
		c.templates, err = p.within(c.templates)
	}
	if err != nil {
		return c, report.Exit(report.ExitUsage, err)
	}
	if c.text, err = text.New(s.Value(config.Lang).Text); err != nil {
		return c, report.UsageError("cli.at", "Place", "--lang", "Why", err)
	}
	if f.ASCII {
		c.text = c.text.ASCII()
	}
	defer func() { err = report.Localize(c.text, err) }()
	if c.profile, err = usedProfile(s, file); err != nil {
		return c, report.Exit(report.ExitUsage, err)
	}
	if c.creds, err = f.ProfileLoader(p, products, s, file).Credentials(); err != nil {
		return c, err
	}
	c.asked = s.Value(config.Sim).Text != ""
	if !c.simulated() && f.faults != "" {
		return c, report.UsageError("cli.faults_real")
	}
	c.at, err = p.Location(s, c.simulated())
	return c, err
}

// limits are those of the profiles.
func (c runOptions) limits() map[string]policy.Limits {
	all := map[string]policy.Limits{}
	for _, p := range c.file.Profiles {
		all[p.Name] = p.Limits
	}
	return all
}

func (c runOptions) simulated() bool { return len(c.creds) == 0 }

// cadence are the times of watching: machines that come up faster are looked at more often.
func cadence(simulated bool) order.Limits {
	if !simulated {
		return order.Limits{}
	}
	return order.Limits{Cadence: func(time.Duration) time.Duration { return time.Second }}
}
