package cli

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/sim"
	"github.com/metalwright/metalwright/state/config"
	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/text"
	"github.com/metalwright/metalwright/ui/theme"
)

// drain is how long a run that ends waits for requests in flight.
const drain = 3 * time.Minute

// simulatedRate is how many requests per second the simulated cloud gets: it is this program itself, and sets no limit.
const simulatedRate = 1000

// house is everything that one run needs, built once.
type house struct {
	proc     Process
	dir      string // of the journal
	env      *step.Env
	orders   step.Orders    // as the one who runs this may ask
	service  *order.Service // the same for the house itself
	accounts map[provider.ProductID][]step.Account
	sim      map[string]bool // accounts at the simulated cloud
	cloud    *sim.Cloud      // nil with real accounts
}

// withHouse builds the house, runs f in it, and tears it down: requests in flight are waited for, the journal is closed
// last.
func withHouse(ctx context.Context, p Process, products []*provider.Product, f flags, run func(context.Context, *house) error) (err error) {
	if p.session != nil { // the server has built the house
		return run(ctx, p.session.house)
	}
	s := settings(p, f)
	tx, err := text.New(s.Value(config.Lang).Text)
	if err != nil {
		return usage("--lang: %w", err)
	}
	h := &house{proc: p, accounts: map[provider.ProductID][]step.Account{}, sim: map[string]bool{}}
	creds, err := credentials(p, products, s, f.sim)
	if err != nil {
		return err
	}
	cwd, err := os.Getwd()
	if err != nil {
		return fmt.Errorf("working directory: %w", err)
	}
	dir, err := config.Dir(s.Value(config.State), cwd)
	if err != nil {
		return usage("%w", err)
	}
	if len(creds) == 0 {
		dir = filepath.Join(dir, "sim") // apart from the journals of real accounts
	}
	store, err := journal.Open(ctx, journal.Options{Dir: dir, Now: p.Now})
	if err != nil {
		return err
	}
	defer func() { err = firstError(err, store.Close()) }()
	h.service = order.New(order.Options{
		Store: store, Dir: dir, Now: p.Now, Log: p.log(), Owner: p.Host + " " + strconv.Itoa(p.PID),
	})
	h.orders, h.dir = h.service, dir
	h.env = &step.Env{
		Ctx: ctx, Theme: theme.New(true, f.ascii), Text: tx, Now: p.Now, Products: products,
		Accounts: func(id provider.ProductID) []step.Account { return h.accounts[id] },
	}
	back, stop := context.WithCancel(ctx)
	defer stop()
	g, back := errgroup.WithContext(back)
	if len(creds) == 0 {
		if err := h.simulate(back, g, filepath.Join(dir, "books.db"), products, f.speed); err != nil {
			return err
		}
	} else if err := h.open(products, creds); err != nil {
		return err
	}
	g.Go(func() error { return h.service.Run(back) })
	err = run(ctx, h)
	return firstError(err, h.tearDown(ctx, stop, g))
}

// tearDown waits for the requests in flight, then ends the watchers and the simulated cloud.
func (h *house) tearDown(ctx context.Context, stop context.CancelFunc, g *errgroup.Group) error {
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), drain)
	defer cancel()
	err := h.service.Close(last)
	stop()
	return firstError(err, g.Wait())
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func settings(p Process, f flags) config.Settings {
	set := map[config.Name]string{}
	if f.state != "" {
		set[config.State] = f.state
	}
	if f.lang != "" {
		set[config.Lang] = f.lang
	}
	if len(f.endpoints) > 0 {
		set[config.Endpoint] = strings.Join(f.endpoints, ",")
	}
	if f.sim {
		set[config.Sim] = "true"
	}
	return config.New(config.Flags(set), config.Environment(p.Lookup), config.Defaults(p.Lookup, p.Home))
}

// credential is a key and where it is to be used.
type credential struct {
	config.Credential
	endpoint string
}

// credentials finds the key of each product. None at all means the simulated cloud; half a key, or two that differ, is
// an error, for the operator meant a real account.
func credentials(p Process, products []*provider.Product, s config.Settings, simulate bool) (map[provider.ProductID]credential, error) {
	found := map[provider.ProductID]credential{}
	if on, err := config.Bool(s.Value(config.Sim)); err != nil {
		return nil, usage("%w", err)
	} else if on || simulate {
		return found, nil
	}
	v := s.Value(config.Endpoint)
	endpoints, err := config.Endpoints(v, products)
	if err != nil {
		return nil, usage("%w", err)
	}
	for _, product := range products {
		c, err := config.EnvironmentCredential(product, p.Lookup)
		if reason(err) == config.ReasonNoKey {
			continue
		}
		if err != nil {
			return nil, &exitError{exitAuth, err}
		}
		found[product.ID] = credential{c, endpoints[product.ID]}
	}
	if len(found) == 0 && len(endpoints) > 0 {
		return nil, &exitError{exitAuth, fmt.Errorf("--endpoint needs credentials, and there are none in the environment")}
	}
	return found, nil
}

func reason(err error) config.Reason {
	if e, ok := errors.AsType[*config.Error](err); ok {
		return e.Reason
	}
	return ""
}

// open opens the real accounts.
func (h *house) open(products []*provider.Product, creds map[provider.ProductID]credential) error {
	for _, p := range products {
		c, ok := creds[p.ID]
		if !ok {
			continue
		}
		a := step.Account{
			ID: config.AccountName("", c.KeyID), Source: "env", Origin: c.Source, KeyHint: c.Hint(), Endpoint: c.endpoint,
		}
		if err := h.use(p, a, c.Account(c.endpoint)); err != nil {
			return err
		}
	}
	return nil
}

// use opens one account for reading and buying. Only the order service gets the buyer.
func (h *house) use(p *provider.Product, a step.Account, acct provider.Account) error {
	acct.Now, acct.Client, acct.Observe = h.proc.Now, "metalwright/"+version, h.proc.observer(p.ID)
	r, err := p.Open(acct)
	if err != nil {
		return &exitError{exitAuth, fmt.Errorf("%s: %w", p.ID, err)}
	}
	b, err := p.OpenBuyer(acct)
	if err != nil {
		return &exitError{exitAuth, fmt.Errorf("%s: %w", p.ID, err)}
	}
	a.Reader = r
	h.accounts[p.ID] = append(h.accounts[p.ID], a)
	h.service.Use(p.ID, a.ID, r, b)
	return nil
}

// simulate starts the simulated cloud on loopback and opens its account for each product.
func (h *house) simulate(ctx context.Context, g *errgroup.Group, path string, products []*provider.Product, speed float64) error {
	cloud, err := sim.Open(ctx, sim.Options{Path: path, Now: h.proc.Now, Speed: speed, Seed: uint64(h.proc.Now().UnixNano())})
	if err != nil {
		return err
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return firstError(fmt.Errorf("simulated cloud: %w", err), cloud.Close())
	}
	g.Go(func() error { return firstError(cloud.Serve(ctx, l), cloud.Close()) })
	h.cloud = cloud
	key := cloud.Credentials()
	for _, p := range products {
		a := step.Account{ID: config.AccountName("sim", ""), Source: "sim", Endpoint: "http://" + l.Addr().String(), Simulated: true}
		h.sim[a.ID] = true
		acct := provider.Account{KeyID: key.KeyID, Secret: key.Secret, Endpoint: a.Endpoint, PerSecond: simulatedRate}
		if err := h.use(p, a, acct); err != nil {
			return err
		}
	}
	return nil
}

func (h *house) simulated(account string) bool { return h.sim[account] }
