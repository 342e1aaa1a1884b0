package cli

import (
	"cmp"
	"context"
	"net"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/sim"
	"github.com/metalwright/metalwright/provider/together"
	"github.com/metalwright/metalwright/state/config"
	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/state/policy"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/term"
	"github.com/metalwright/metalwright/ui/text"
	"github.com/metalwright/metalwright/ui/theme"
)

// simDir is the directory of the simulated cloud, below that of the real accounts.
const simDir = "sim"

// simulatedRate is how many requests per second the simulated cloud gets where its vendor states no limit: it is this
// program itself.
const simulatedRate = 1000

// program is everything that one run needs, built once.
type program struct {
	proc      Process
	at        place
	env       *step.Env
	orders    step.Orders // as the one who runs this may ask: run
	run       *ordering   // what this run has bought; nil where nobody runs anything
	store     *journal.Store
	service   *order.Service // the same for the program itself
	accounts  map[provider.ProductID][]step.Account
	sim       map[string]bool // accounts at the simulated cloud
	cloud     *sim.Cloud      // nil with real accounts
	simulated bool            // there is a simulated cloud: nothing is bought for money
	log       *logbook
	leaving   order.ID         // left while it was sent: the end of the run tells what came of it
	profiles  []config.Profile // of the configuration file
	blind     bool             // the journal was waited for until [blindFor]; the end of the run waits no longer
	notify    config.Notify    // of the configuration file
}

// choices are what flags, environment and configuration say about one run.
type choices struct {
	text    *text.Text
	file    *config.File
	creds   []credential // none: the simulated cloud
	at      place
	profile config.Profile // that is used; zero without one
}

func (p Process) choose(products []*provider.Product, f flags) (c choices, err error) {
	s, file, err := settings(p, products, f)
	if err != nil {
		return c, err
	}
	c.file = file
	if c.text, err = text.New(s.Value(config.Lang).Text); err != nil {
		return c, usage("cli.at", "Place", "--lang", "Why", err)
	}
	if f.ascii {
		c.text = c.text.ASCII()
	}
	defer func() { err = worded(c.text, err) }()
	if c.profile, err = used(s, file); err != nil {
		return c, exitWith(exitUsage, err)
	}
	if c.creds, err = f.profileLoader(p, products, s, file).credentials(); err != nil {
		return c, err
	}
	if !c.simulated() && f.faults != "" {
		return c, usage("cli.faults_real")
	}
	c.at, err = p.place(s, c.simulated())
	return c, err
}

// limits are those of the profiles.
func (c choices) limits() map[string]policy.Limits {
	all := map[string]policy.Limits{}
	for _, p := range c.file.Profiles {
		all[p.Name] = p.Limits
	}
	return all
}

func (c choices) simulated() bool { return len(c.creds) == 0 }

// withProgram builds the program, runs f in it, and tears it down: requests in flight are waited for, the journal is
// closed last.
func withProgram(ctx context.Context, p Process, products []*provider.Product, f flags,
	run func(context.Context, *program) error,
) (err error) {
	if p.session != nil { // the server has built the program
		return p.session.run(ctx, p, f, run)
	}
	c, err := p.choose(products, f)
	if err != nil {
		return err
	}
	h := &program{
		proc: p, at: c.at, notify: c.file.Notify, profiles: c.file.Profiles,
		accounts: map[provider.ProductID][]step.Account{}, sim: map[string]bool{},
	}
	defer func() { err = h.truth(ctx, worded(c.text, err)) }() // the last: nothing that goes wrong passes it by
	log, closeLog, err := openLog(p, f)
	if err != nil {
		return err
	}
	defer func() { err = cmp.Or(err, closeLog()) }()
	h.log = log
	defer h.recovered(&err)
	h.env = &step.Env{
		Ctx: ctx, Theme: theme.New(true, f.ascii), Text: c.text, Now: p.Now, Products: products,
		Accounts: func(id provider.ProductID) []step.Account { return h.accounts[id] }, Files: p.files(c.text),
	}
	store, err := c.at.open(ctx, func(err error) { warn(p.Err, c.text, err) })
	if err != nil {
		return err
	}
	defer func() { err = cmp.Or(err, store.Close()) }()
	h.keep(store, c)
	return h.live(ctx, c, f, run)
}

// keep has the orders kept in the journal.
func (h *program) keep(store *journal.Store, c choices) {
	if now := store.Clock(); now != nil { // times are those of the server that all hosts share
		h.env.Now = now
	}
	h.store = store
	h.service = order.New(order.Options{
		Store: store, Dir: h.at.dir, Now: h.proc.Now, Log: h.log.Logger, Owner: h.proc.Host + " " + strconv.Itoa(h.proc.PID),
		Limits: limits(c.simulated()), Spending: c.file.Limits, Profiles: c.limits(), Hide: h.log.hide,
	})
	h.run = newOrdering(h.service.As(h.proc.User))
	h.orders = h.run
	h.env.Clashes = h.orders.Clashes
}

// live opens the accounts and watches their orders while run runs.
func (h *program) live(ctx context.Context, c choices, f flags, run func(context.Context, *program) error) (err error) {
	back, stop := context.WithCancel(context.WithoutCancel(ctx)) // what is in flight needs the simulated cloud to the end
	defer stop()
	g, back := together.With(back)
	if c.simulated() {
		err = h.simulate(back, g, f, c.profile)
	} else {
		err = h.open(c.creds)
	}
	if err != nil {
		stop()
		return cmp.Or(err, g.Wait())
	}
	g.Go(func() error { return h.service.Run(back) })
	h.saySimulated(f)
	while, ended := context.WithCancel(ctx)
	defer ended()
	context.AfterFunc(back, ended) // of itself it ends only after what is run, but for a failure
	err = h.caught(func() error { return run(while, h) })
	failed := back.Err() != nil // a part beside run, which then was ended for that reason
	torn := h.tearDown(ctx, stop, g)
	if failed {
		return cmp.Or(torn, err)
	}
	return cmp.Or(err, torn)
}

// caught returns a panic of do as an error, so that what follows is still done.
func (h *program) caught(do func() error) (err error) {
	defer h.recovered(&err)
	return do()
}

// recovered is deferred, and puts a panic into err.
func (h *program) recovered(err *error) {
	if e := term.NewPanic(recover()); e != nil {
		*err = h.fault(e)
	}
}

// saySimulated says once that nothing is bought for money. Screens have a badge for that, and documents a key.
func (h *program) saySimulated(f flags) {
	if !h.simulated || f.format().structured() || h.proc.screen {
		return
	}
	note(h.proc.Err, h.env.T("cli.simulated_run"))
}

// use opens one account for reading and buying. Only the order service gets the buyer.
func (h *program) use(p *provider.Product, a step.Account, acct provider.Account) error {
	acct.Now, acct.Client, acct.Observe = h.proc.Now, "metalwright/"+version, h.proc.observer(p.ID)
	r, err := p.Open(acct)
	if err != nil {
		return exitWith(exitAuth, phrased("cli.at", "Place", string(p.ID), "Why", err))
	}
	b, err := p.OpenBuyer(acct)
	if err != nil {
		return exitWith(exitAuth, phrased("cli.at", "Place", string(p.ID), "Why", err))
	}
	a.Reader = r
	known := slices.ContainsFunc(h.accounts[p.ID], func(x step.Account) bool { return x.ID == a.ID && x.Reader != nil })
	h.accounts[p.ID] = append(h.accounts[p.ID], a)
	if known { // profiles with one key are one account
		return nil
	}
	h.service.Use(p.ID, a.ID, r, b)
	return h.service.SealWith(p.ID, a.ID, acct.Secret)
}

// simulate starts the simulated cloud on loopback and opens its accounts of each product.
func (h *program) simulate(ctx context.Context, g *together.Group, f flags, used config.Profile) error {
	cloud, err := sim.Open(ctx, sim.Options{
		Path: filepath.Join(h.at.dir, "books.db"), Now: h.proc.Now, Speed: f.speed,
		Seed: sim.DefaultSeed,
	})
	if err != nil {
		return err
	}
	if err := f.inject(h.proc, cloud); err != nil {
		return cmp.Or(err, cloud.Close())
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return cmp.Or(phrased("cli.simulated", "Why", err), cloud.Close())
	}
	g.Go(func() error { return cmp.Or(cloud.Serve(ctx, l), cloud.Close()) })
	h.cloud, h.simulated = cloud, true
	for _, p := range h.env.Products {
		for _, known := range cloud.Accounts(p.ID) {
			name := "sim" + known.Version
			if h.at.shared() { // each host has a simulated cloud of its own, and can only watch that
				name += "@" + h.proc.Host
			}
			a := step.Account{
				ID: config.AccountName(name, ""), Source: "sim", Endpoint: "http://" + l.Addr().String(), Version: known.Version,
				Simulated: true, Preferred: true, Defaults: used.Defaults, DefaultsOf: used.Name,
			}
			h.sim[a.ID] = true
			acct := provider.Account{
				KeyID: known.KeyID, Secret: known.Secret, Endpoint: a.Endpoint, Version: known.Version, PerSecond: simulatedRate,
			}
			if err := h.use(p, a, acct); err != nil {
				return err
			}
		}
	}
	return nil
}

// limits are the times of watching: machines that come up faster are looked at more often.
func limits(simulated bool) order.Limits {
	if !simulated {
		return order.Limits{}
	}
	return order.Limits{Cadence: func(time.Duration) time.Duration { return time.Second }}
}

// printer writes orders as whoever runs this sees them.
func (h *program) printer() printer {
	return printer{env: h.env, simulated: h.simulated, sending: h.service.Sending}
}

// simulatedAccount reports whether the account is at the simulated cloud.
func (h *program) simulatedAccount(account string) bool { return h.sim[account] }

// teller writes the changes of orders as f asks for.
func (h *program) teller(f *flags) *teller {
	return newTeller(progressOptions{
		printer: h.printer(), out: h.proc.Out, err: h.proc.Err, log: h.log.Logger, now: h.proc.Now, format: f.format(),
		block: h.proc.Terminal && !f.plain, bought: h.run.has,
	})
}
