package cli

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/sim"
	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/run"
)

// simBanner says where each product is, and the keys that are let in: the one for all, and those for other versions
// of a product's API.
func simBanner(cloud *sim.Cloud, products []*provider.Product, scheme string, at net.Addr) string {
	var b, others strings.Builder
	for _, p := range products {
		fmt.Fprintf(&b, "%s  %s://%s\n", p.ID, scheme, at)
		for _, a := range cloud.Accounts(p.ID) {
			if a.Version != "" {
				fmt.Fprintf(&others, "%s, API %s: key id %s\nsecret %s\n", p.ID, a.Version, a.KeyID, a.Secret.Reveal())
			}
		}
	}
	key := cloud.Credentials()
	fmt.Fprintf(&b, "key id %s\nsecret %s\n", key.KeyID, key.Secret.Reveal())
	return b.String() + others.String()
}

// serveTLS makes a certificate for where the cloud listens, writes it to the file, and returns what serves with it.
func serveTLS(
	p run.Process, cloud *sim.Cloud, at net.Addr, listen, file string,
) (func(context.Context, net.Listener) error, error) {
	host, _, err := net.SplitHostPort(listen)
	if err != nil {
		return nil, err
	}
	bound, _, err := net.SplitHostPort(at.String())
	if err != nil {
		return nil, err
	}
	cert, text, err := sim.Certificate(p.Now(), host, bound, p.Host)
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(file, text, 0o644); err != nil { // everybody may read a certificate
		return nil, report.UsageError("cli.at", "Place", "--tls-cert-out", "Why", err)
	}
	return func(ctx context.Context, l net.Listener) error { return cloud.ServeTLS(ctx, l, cert) }, nil
}

// newSim serves the simulated cloud to other programs.
func newSim(p run.Process, products []*provider.Product, f *run.Flags) *cobra.Command {
	var listen, books, certificate string
	var seed uint64
	var lenient, faults bool
	c := &cobra.Command{
		Use:   "sim",
		Short: "Serve the simulated cloud on a TCP port",
		Long: "Serves the vendors' simulated APIs until interrupted. Point any client at it.\n\nA faults file " +
			"(--faults, for every command on the simulated cloud) lists what goes wrong; --help-faults lists " +
			"every kind, with examples.",
		Example: "metalwright sim --listen 127.0.0.1:8080\nmetalwright sim --books sim.db --faults faults.yaml",
		Args:    usageArgs(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			if faults {
				return report.Println(p.Out, strings.TrimSuffix(sim.FaultHelp(), "\n"))
			}
			ctx := c.Context()
			if info, err := os.Stat(books); err == nil && !info.Mode().IsRegular() { // a pipe would be waited for
				return report.UsageError("cli.at", "Place", "--books", "Why", report.NewError("cli.not_regular"))
			}
			if _, err := os.Stat(filepath.Dir(books)); err != nil && books != "" {
				return report.UsageError("cli.at", "Place", "--books", "Why", err)
			}
			cloud, err := sim.Open(ctx, sim.Options{
				Path: books, Now: p.Now, Speed: f.Speed, Seed: seed,
				Lenient: lenient,
			})
			if err != nil {
				return report.UsageError("cli.at", "Place", "--books", "Why", err)
			}
			if err := f.Inject(p, cloud); err != nil {
				return cmp.Or(err, cloud.Close())
			}
			l, err := new(net.ListenConfig).Listen(ctx, "tcp", listen)
			if err != nil {
				return report.UsageError("cli.at", "Place", "--listen", "Why", cmp.Or(err, cloud.Close()))
			}
			scheme, serve := "http", cloud.Serve
			if certificate != "" {
				scheme = "https"
				if serve, err = serveTLS(p, cloud, l.Addr(), listen, certificate); err != nil {
					return cmp.Or(err, l.Close(), cloud.Close())
				}
			}
			if err := report.Println(p.Err, strings.TrimSuffix(simBanner(cloud, products, scheme, l.Addr()),
				"\n")); err != nil {
				return cmp.Or(err, l.Close(), cloud.Close())
			}
			return cmp.Or(serve(ctx, l), cloud.Close())
		},
	}
	c.Flags().StringVar(&listen, "listen", "127.0.0.1:8080", "address to listen on")
	c.Flags().StringVar(&books, "books", "", "file to keep the machines in (default: memory)")
	c.Flags().Uint64Var(&seed, "seed", sim.DefaultSeed,
		"seed of IDs and durations: the same seed gives the same cloud")
	c.Flags().BoolVar(&lenient, "lenient", false, "accept what the vendors' documentation leaves open (default: "+
		"refuse)")
	c.Flags().BoolVar(&faults, "help-faults", false, "list the kinds and fields of a faults file, and exit")
	c.Flags().StringVar(&certificate, "tls-cert-out", "",
		"serve HTTPS, and write the certificate to trust to this file")
	run.Paths(c.Flags(), p.Home, "books", "tls-cert-out")
	return c
}
