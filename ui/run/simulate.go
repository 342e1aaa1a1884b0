package run

import (
	"cmp"
	"context"
	"net"
	"path/filepath"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/sim"
	"github.com/metalwright/metalwright/provider/together"
	"github.com/metalwright/metalwright/state/config"
	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/step"
)

// simulatedRate is how many requests per second the simulated cloud gets where its vendor states no limit: it is this
// program itself.
const simulatedRate = 1000

// simulate starts the simulated cloud on loopback and opens its accounts of each product.
func (rt *Runtime) simulate(ctx context.Context, g *together.Group, f Flags, c runOptions) error {
	cloud, err := rt.openCloud(ctx, f, c)
	if err != nil {
		return err
	}
	end := cloud.Close
	if rt.Process.Cloud != nil {
		end = func() error { return nil }
	}
	if err := f.Inject(rt.Process, cloud); err != nil {
		return cmp.Or(err, end())
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return cmp.Or(report.NewError("cli.simulated", "Why", err), end())
	}
	g.Go(func() error { return cmp.Or(cloud.Serve(ctx, l), end()) })
	rt.Cloud, rt.Simulated = cloud, true
	for _, p := range rt.Env.Products {
		for _, known := range cloud.Accounts(p.ID) {
			name := "sim" + known.Version
			if rt.Location.Shared() { // each host has a simulated cloud of its own, and can only watch that
				name += "@" + rt.Process.Host
			}
			a := step.Account{
				ID: config.AccountName(name, ""), Source: "sim", Endpoint: "http://" + l.Addr().String(), Version: known.Version,
				Simulated: true, Preferred: true, Defaults: c.profile.Defaults, DefaultsOf: c.profile.Name,
			}
			rt.simulatedAccounts[a.ID] = true
			acct := provider.Account{
				KeyID: known.KeyID, Secret: known.Secret, Endpoint: a.Endpoint, Version: known.Version, PerSecond: simulatedRate,
			}
			if err := rt.use(p, a, acct); err != nil {
				return err
			}
		}
	}
	return nil
}

// openCloud opens the simulated cloud, or returns the process's own.
func (rt *Runtime) openCloud(ctx context.Context, f Flags, c runOptions) (*sim.Cloud, error) {
	if rt.Process.Cloud != nil {
		return rt.Process.Cloud, nil
	}
	return sim.Open(ctx, sim.Options{
		Path: filepath.Join(rt.Location.Dir, "books.db"), Now: rt.Process.Now, Speed: f.Speed,
		Seed: sim.DefaultSeed, Reading: c.catalogue,
	})
}

// Inject switches the faults of f's file on.
func (f *Flags) Inject(p Process, cloud *sim.Cloud) error {
	if f.faults == "" {
		return nil
	}
	list, err := p.ReadFile(f.faults)
	if err != nil {
		return report.UsageError("cli.at", "Place", "--faults", "Why", err)
	}
	faults, err := sim.ParseFaults(list)
	if err != nil {
		return report.UsageError("cli.at", "Place", "--faults "+f.faults, "Why", err)
	}
	if len(faults) == 0 {
		return report.UsageError("cli.at", "Place", "--faults "+f.faults, "Why", report.NewError("cli.no_faults"))
	}
	return cloud.Inject(faults...)
}

// noteSimulated says once that nothing is bought for money. Screens have a badge for that, and documents a key.
func noteSimulated(rt *Runtime, f Flags) {
	if !rt.Simulated || f.Format().Structured() || rt.Process.Screen {
		return
	}
	report.Note(rt.Process.Err, rt.Env.T("cli.simulated_run"))
}
