package cli

import (
	"cmp"
	"context"
	"errors"
	"net"
	"net/http"
	"path/filepath"
	"runtime/debug"
	"sync"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	gossh "golang.org/x/crypto/ssh"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/together"
	"github.com/metalwright/metalwright/state/config"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/board"
	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/run"
	"github.com/metalwright/metalwright/ui/serve"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/text"
)

// serveOptions are the flags of serve.
type serveOptions struct {
	listen, hostKey, hostCert, metrics string
	proxies                            []string // addresses of load balancers
	files                              serve.Files
	limits                             serve.Limits
	grace                              time.Duration
	demo                               string // the name or file of a tour; "": none
}

// gcPercent is how much garbage there may be beside what is in use, in percent of it.
const gcPercent = 50

// newServe gives the program to others over SSH.
func newServe(p run.Process, products []*provider.Product, f *run.Flags) *cobra.Command {
	var s serveOptions
	c := &cobra.Command{
		Use:   "serve",
		Short: "Serve the wizard and the board over SSH",
		Long: "Serves the same screens and commands to everybody listed in the files. Credentials and orders " +
			"stay here; operators need only ssh. A key belongs to the user named after it in the file, up to " +
			"@, or before it as principals=\"NAME\". The files are read again when they change, and on " +
			"SIGHUP; an invalid file changes nothing.",
		Example: "metalwright serve --listen :2222 --authorized-keys keys --people people.yaml\n" +
			"metalwright serve --sim --anyone",
		Args: usageArgs(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error { return runServe(c.Context(), p, products, *f, s) },
	}
	fl := c.Flags()
	fl.StringVar(&s.listen, "listen", ":2222", "address to listen on")
	fl.StringVar(&s.files.Keys, "authorized-keys", "", "file of public keys that may sign in")
	fl.StringVar(&s.files.CAs, "user-ca", "", "file of the public keys of authorities whose user certificates "+
		"may sign in")
	fl.StringVar(&s.files.People, "people", "",
		"YAML file of who may do what (default: everybody who may sign in may order)")
	fl.BoolVar(&s.files.Anyone, "anyone", false, "let everybody sign in without a key; only with --sim")
	fl.StringVar(&s.demo, "demo", "", "play this tour, a name or a file, to everybody who connects")
	fl.StringVar(&s.hostKey, "host-key", "",
		"the server's private key (default: ssh_host_ed25519_key in the state directory, created if missing)")
	fl.StringVar(&s.hostCert, "host-cert", "",
		"certificate for the host key, so that clients that trust its authority do not ask at the first "+
			"connection")
	fl.StringVar(&s.metrics, "metrics", "",
		"local address for /metrics, /healthz and /readyz, such as 127.0.0.1:9090")
	fl.StringSliceVar(&s.proxies, "proxy-from", nil,
		"addresses of load balancers that pass on the client address with the PROXY protocol, such as 10.0.0.0/24")
	fl.DurationVar(&s.grace, "grace", 20*time.Second,
		"how long sessions may continue after the notice that the server is shutting down")
	fl.DurationVar(&s.limits.Idle, "idle", 30*time.Minute, "end a session after this long without input")
	fl.DurationVar(&s.limits.Longest, "longest", 12*time.Hour, "end a connection after this long")
	fl.IntVar(&s.limits.Connections, "max-connections", 1024, "maximum number of connections")
	fl.IntVar(&s.limits.PerAddress, "max-per-address", 32, "maximum number of connections from one address")
	fl.IntVar(&s.limits.PerUser, "max-per-user", 8, "maximum number of sessions of one user")
	fl.Float64Var(&s.limits.Rate, "max-rate", 5, "maximum new connections per second from one address")
	s.check(fl, p.Home)
	return c
}

// check bounds the flags: the server takes 0 for a default of its own.
func (s *serveOptions) check(fl *pflag.FlagSet, home string) {
	for _, name := range []string{"grace", "idle", "longest"} {
		run.AtLeast(fl, name, time.Second)
	}
	run.Positive(fl, "max-connections", "max-per-address", "max-per-user")
	run.Rates(fl, "max-rate")
	run.Paths(fl, home, "authorized-keys", "user-ca", "people", "host-key", "host-cert")
}

func runServe(ctx context.Context, p run.Process, products []*provider.Product, f run.Flags, s serveOptions) error {
	if s.files.Anyone && !f.Sim {
		return report.UsageError("serve.anyone_sim")
	}
	access, err := serve.OpenAccess(s.files)
	if err != nil {
		return report.Exit(report.ExitUsage, err)
	}
	// Most of the memory is screens, which live long: without this a third more of it would be garbage.
	defer debug.SetGCPercent(debug.SetGCPercent(gcPercent))
	if p.LogTo == nil {
		p.LogTo = p.Err
	}
	requests := serve.NewCounter("vendor_requests_total", "Requests to the vendors' APIs.", "product", "action", "outcome")
	p.People = access // also for what the server does by itself in someone's name
	p.Observe = func(id provider.ProductID, x provider.Exchange) {
		requests.Inc(string(id), x.Action, x.Outcome)
	}
	// What the program does continues while sessions hear of the end.
	return run.With(context.WithoutCancel(ctx), p, products, f, func(_ context.Context, rt *run.Runtime) error {
		return serveSSH(ctx, rt, s, access, requests)
	})
}

// everyOrder are the orders as the server itself asks for them, whoever is signed in.
type everyOrder struct {
	*order.Views
	*order.Audit
	*order.Service
}

// serveSSH serves until ctx ends, and returns when everybody has left.
func serveSSH(ctx context.Context, rt *run.Runtime, s serveOptions, access *serve.Access,
	requests *serve.Counter,
) error {
	path, hostKey := s.hostKey, serve.ReadHostKey
	if path == "" {
		path, hostKey = filepath.Join(rt.Location.Dir, "ssh_host_ed25519_key"), serve.HostKey
	}
	key, made, err := hostKey(path)
	if err != nil {
		open := "" // to others
		if e, ok := errors.AsType[*config.Error](err); ok && e.Reason == config.ReasonMode {
			open = path
		}
		return report.UsageError("serve.host_key", "Why", err, "Open", open)
	}
	rt.Store.HidePath()
	rt.Boards = board.NewShared()
	shown, err := newPublicDemo(rt, s.demo)
	if err != nil {
		return err
	}
	words := catalogues(rt.Env.Text)
	asked := make(chan order.ID, 64)
	srv, err := serve.New(serve.Options{
		Access: access, Orders: everyOrder{rt.Service.Views, rt.Service.Audit, rt.Service},
		Key: key, Cert: s.hostCert, Log: rt.Log.Logger, Now: rt.Env.Now, Limits: s.limits,
		Grace: s.grace,
		As:    func(who order.Actor) step.Orders { return rt.Service.For(who) },
		Text: func(lang string) *text.Text {
			if tx, err := words(lang); err == nil {
				return tx
			}
			return rt.Env.Text
		},
		Asked: func(id order.ID) {
			select {
			case asked <- id:
			default:
				rt.Log.Error("no request of a notification was made: there are too many", "order", id)
			}
		},
		Run: func(ctx context.Context, one *serve.Session) int {
			if shown != nil {
				return shown.session(ctx, one)
			}
			return runSession(ctx, rt, one, words)
		},
	})
	if err != nil {
		return err
	}
	srv.Register(requests)
	bound, err := new(net.ListenConfig).Listen(ctx, "tcp", s.listen)
	if err != nil {
		return report.UsageError("cli.at", "Place", "--listen", "Why", err)
	}
	l, err := withProxyProtocol(bound, s.proxies)
	if err != nil {
		return report.UsageError("cli.at", "Place", "--proxy-from", "Why", cmp.Or(err, bound.Close()))
	}
	g, ctx := together.With(ctx)
	if s.metrics != "" {
		side, err := serve.ListenLocal(ctx, s.metrics)
		if err != nil {
			return report.UsageError("cli.at", "Place", "--metrics", "Why", cmp.Or(err, l.Close()))
		}
		serveMetrics(ctx, rt, g, side, srv.Handler())
	}
	if err := announce(rt, l.Addr(), path, made, gossh.FingerprintSHA256(key.PublicKey())); err != nil {
		return cmp.Or(err, l.Close())
	}
	if shown != nil {
		if err := shown.announce(rt, l.Addr()); err != nil {
			return cmp.Or(err, l.Close())
		}
		g.Go(func() error { return shown.player.Run(ctx) })
	}
	g.Go(func() error { return srv.Serve(ctx, l) })
	g.Go(func() error { return notifyApprovals(ctx, rt, asked) })
	g.Go(func() error {
		for {
			select {
			case <-run.Hangups(ctx):
				if err := srv.Reload(); err != nil {
					report.Warn(rt.Process.Err, rt.Env.Text, err)
				}
			case <-ctx.Done():
				return nil
			}
		}
	})
	return g.Wait()
}

// serveMetrics serves the metrics until ctx ends.
func serveMetrics(ctx context.Context, rt *run.Runtime, g *together.Group, l net.Listener, handler http.Handler) {
	side := &http.Server{
		Handler: handler, ReadHeaderTimeout: 5 * time.Second, IdleTimeout: time.Minute,
		MaxHeaderBytes: 16 << 10,
	}
	g.Go(func() error {
		if err := side.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			return err
		}
		return nil
	})
	g.Go(func() error {
		<-ctx.Done()
		return side.Close()
	})
	rt.Log.Info("metrics", "listen", l.Addr().String())
}

// announce says where the server is, and how a client knows that it is the right one.
func announce(rt *run.Runtime, at net.Addr, path string, made bool, fingerprint string) error {
	id := "serve.key"
	if made {
		id = "serve.key_made"
	}
	return report.Println(rt.Process.Err, rt.Env.T(id, "Path", path, "Fingerprint", fingerprint),
		rt.Env.T("serve.listening", "Address",
			at.String()))
}

// catalogues are the words of every language that someone asks for, read once. What has no catalogue is an error.
func catalogues(first *text.Text) func(string) (*text.Text, error) {
	var mu sync.Mutex
	known := map[string]*text.Text{"": first, first.Lang(): first}
	return func(lang string) (*text.Text, error) {
		mu.Lock()
		defer mu.Unlock()
		if tx, ok := known[lang]; ok {
			return tx, nil
		}
		tx, err := text.New(lang)
		if err != nil {
			return nil, err
		}
		if same, ok := known[tx.Lang()]; ok { // en-GB and en-US are one catalogue
			return same, nil
		}
		known[tx.Lang()] = tx
		return tx, nil
	}
}
