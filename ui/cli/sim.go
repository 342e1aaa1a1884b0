package cli

import (
	"fmt"
	"net"

	"github.com/spf13/cobra"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/sim"
)

// newSim serves the simulated cloud to other programs.
func newSim(p Process, products []*provider.Product, f *flags) *cobra.Command {
	var listen, books string
	c := &cobra.Command{
		Use:     "sim",
		Short:   "Serve the simulated cloud on a TCP port",
		Long:    "Serves the vendors' APIs, simulated, until it is interrupted. Point any client at it.",
		Example: "metalwright sim --listen 127.0.0.1:8080\nmetalwright sim --books sim.db --faults faults.yaml",
		Args:    words(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			ctx := c.Context()
			cloud, err := sim.Open(ctx, sim.Options{Path: books, Now: p.Now, Speed: f.speed, Seed: uint64(p.Now().UnixNano())})
			if err != nil {
				return err
			}
			if err := f.inject(cloud); err != nil {
				return firstError(err, cloud.Close())
			}
			l, err := new(net.ListenConfig).Listen(ctx, "tcp", listen)
			if err != nil {
				return firstError(err, cloud.Close())
			}
			key := cloud.Credentials()
			for _, product := range products {
				if _, err := fmt.Fprintf(p.Err, "%s  http://%s\n", product.ID, l.Addr()); err != nil {
					return firstError(err, l.Close(), cloud.Close())
				}
			}
			if _, err := fmt.Fprintf(p.Err, "key id %s\nsecret %s\n", key.KeyID, key.Secret.Reveal()); err != nil {
				return firstError(err, l.Close(), cloud.Close())
			}
			return firstError(cloud.Serve(ctx, l), cloud.Close())
		},
	}
	c.Flags().StringVar(&listen, "listen", "127.0.0.1:8080", "address to listen on")
	c.Flags().StringVar(&books, "books", "", "file that keeps the machines (default: memory)")
	return c
}
