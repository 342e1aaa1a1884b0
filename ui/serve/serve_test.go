package serve_test

import (
	"cmp"
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/serve"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/text"
	"github.com/metalwright/metalwright/ui/uitest"
)

// patience is how long anything here may take: far longer than it does.
const patience = 20 * time.Second

// noOrders is a journal without an order.
type noOrders struct{ service }

// service is everything else that orders can be asked; nobody asks here.
type service interface{ step.Orders }

func (noOrders) Orders(context.Context) ([]order.View, error) { return nil, nil }

func (noOrders) Record(context.Context, journal.Entry) error { return nil }

func (noOrders) Watching() []order.Watching { return nil }

func (noOrders) Writable(context.Context) error { return nil }

func (noOrders) Changes() (<-chan struct{}, func()) { return nil, func() {} }

// newKey makes a key of a user's.
func newKey(tb testing.TB) gossh.Signer {
	tb.Helper()
	_, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		tb.Fatal(err)
	}
	s, err := gossh.NewSignerFromKey(private)
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

// line is the key as a file has it.
func line(s gossh.Signer, user string) string {
	return strings.TrimSpace(string(gossh.MarshalAuthorizedKey(s.PublicKey()))) + " " + user + "@laptop\n"
}

func write(tb testing.TB, name, content string) string {
	tb.Helper()
	if !filepath.IsAbs(name) {
		name = filepath.Join(tb.TempDir(), name)
	}
	if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
		tb.Fatal(err)
	}
	return name
}

// server is a running server.
type server struct {
	*serve.Server
	tb   testing.TB
	addr string
	keys string // the file
	key  gossh.Signer
	log  *uitest.Output
	lang *uitest.Output // the languages that clients asked for
	stop context.CancelFunc
	done chan error
}

// start serves run to alice.
func start(tb testing.TB, l serve.Limits, run func(context.Context, *serve.Session) int) *server {
	tb.Helper()
	return startWith(tb, setup{limits: l, run: run})
}

// startTrusting also lets in whom the authorities in a file have signed for.
func startTrusting(tb testing.TB, cas string, l serve.Limits, run func(context.Context, *serve.Session) int) *server {
	tb.Helper()
	return startWith(tb, setup{cas: cas, limits: l, run: run})
}

// setup is what a server is started with.
type setup struct {
	host   gossh.Signer // the host key; nil is a new one
	cert   string       // a file with a certificate for it; "" is none
	cas    string       // a file of authorities; "" is none
	people string       // a file of people; "" is none
	limits serve.Limits
	run    func(context.Context, *serve.Session) int
	now    func() time.Time                // nil is the real clock
	behind func(net.Listener) net.Listener // what is before the server; nil is nothing
	quiet  bool                            // nothing is logged
	grace  time.Duration                   // how long sessions may go on after the warning; 0 is not for long
}

func startWith(tb testing.TB, with setup) *server {
	tb.Helper()
	if with.now == nil {
		with.now = time.Now
	}
	if with.host == nil {
		with.host = newKey(tb)
	}
	s := &server{tb: tb, key: newKey(tb), log: &uitest.Output{}, lang: &uitest.Output{}, done: make(chan error, 1)}
	s.keys = write(tb, "keys", line(s.key, "alice"))
	access, err := serve.OpenAccess(serve.Files{Keys: s.keys, CAs: with.cas, People: with.people})
	if err != nil {
		tb.Fatalf("OpenAccess() = %v", err)
	}
	tx, err := text.New("en")
	if err != nil {
		tb.Fatal(err)
	}
	log := slog.New(slog.NewJSONHandler(s.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	if with.quiet {
		log = slog.New(slog.DiscardHandler)
	}
	s.Server, err = serve.New(serve.Options{
		Access: access, Orders: noOrders{}, As: func(order.Actor) step.Orders { return noOrders{} }, Key: with.host,
		Cert: with.cert,
		Log:  log, Now: with.now,
		Text: func(lang string) *text.Text {
			_, _ = fmt.Fprintf(s.lang, "[%s]", lang)
			return tx
		},
		Run: with.run, Limits: with.limits, Grace: cmp.Or(with.grace, time.Second/10), Drain: time.Second,
	})
	if err != nil {
		tb.Fatalf("New() = %v", err)
	}
	listener, err := new(net.ListenConfig).Listen(tb.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	s.addr = listener.Addr().String()
	if with.behind != nil {
		listener = with.behind(listener)
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(tb.Context()))
	s.stop = stop
	go func() { s.done <- s.Serve(ctx, listener) }()
	tb.Cleanup(func() {
		stop()
		s.ended()
	})
	return s
}

// ended waits for the server's end.
func (s *server) ended() {
	s.tb.Helper()
	select {
	case err := <-s.done:
		s.done <- err
		if err != nil {
			s.tb.Errorf("Serve() = %v, want nil", err)
		}
	case <-time.After(patience):
		s.tb.Fatalf("Serve() does not end; the log is\n%s", s.log)
	}
}

func (s *server) dial(user string, key gossh.Signer) (*gossh.Client, error) {
	return gossh.Dial("tcp", s.addr, as(user, key))
}

// as is how someone signs in.
func as(user string, key gossh.Signer) *gossh.ClientConfig {
	return &gossh.ClientConfig{
		User: user, Auth: []gossh.AuthMethod{gossh.PublicKeys(key)}, Timeout: patience,
		HostKeyCallback: gossh.InsecureIgnoreHostKey(), //nolint:gosec // made a moment ago
	}
}

// client is alice's connection.
func (s *server) client() *gossh.Client {
	s.tb.Helper()
	c, err := s.dial("alice", s.key)
	if err != nil {
		s.tb.Fatalf("dial(alice) = %v", err)
	}
	s.tb.Cleanup(func() { _ = c.Close() })
	return c
}

// session is a new session of c.
func (s *server) session(c *gossh.Client) *gossh.Session {
	s.tb.Helper()
	one, err := c.NewSession()
	if err != nil {
		s.tb.Fatalf("NewSession() = %v", err)
	}
	return one
}

// orders runs that command and returns what it wrote and its exit code.
func (s *server) orders(c *gossh.Client) (out, errs string, code int) {
	s.tb.Helper()
	one := s.session(c)
	defer func() { _ = one.Close() }()
	var o, e strings.Builder
	one.Stdout, one.Stderr = &o, &e
	code = exitCode(s.tb, one.Run("orders"))
	return o.String(), e.String(), code
}

func exitCode(tb testing.TB, err error) int {
	tb.Helper()
	if err == nil {
		return 0
	}
	x, ok := errors.AsType[*gossh.ExitError](err)
	if !ok {
		tb.Fatalf("the session ended with %v, want an exit status", err)
	}
	return x.ExitStatus()
}

// echo says what a session is like.
func echo(_ context.Context, s *serve.Session) int {
	_, _ = fmt.Fprintf(s.Out, "user %s args %q env %q terminal %v %dx%d", s.User, s.Args, s.Env, s.Terminal, s.Width,
		s.Height)
	return 7
}

// linger waits for the session's end.
func linger(ctx context.Context, s *serve.Session) int {
	_, _ = io.WriteString(s.Out, "here")
	<-ctx.Done()
	return 1
}
