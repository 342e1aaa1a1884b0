package tour

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/pem"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"sync"

	gossh "golang.org/x/crypto/ssh"

	"github.com/metalwright/metalwright/ui/screen"
)

// serve starts the program's SSH server on this machine, and signs everybody in who has a screen.
func (s *stage) serve(ctx context.Context, w, h int) error {
	var lines bytes.Buffer
	signers := map[string]gossh.Signer{}
	for _, x := range s.tour.Screens {
		key, _, err := newKey(s.random)
		if err != nil {
			return err
		}
		signers[x.User] = key
		lines.Write(bytes.TrimSpace(gossh.MarshalAuthorizedKey(key.PublicKey())))
		lines.WriteString(" " + x.User + "@demo\n")
	}
	keys := filepath.Join(s.dir, "authorized_keys")
	if err := os.WriteFile(keys, lines.Bytes(), 0o600); err != nil {
		return err
	}
	host, private, err := newKey(s.random)
	if err != nil {
		return err
	}
	hostKey := filepath.Join(s.dir, "host_key")
	if err := os.WriteFile(hostKey, private, 0o600); err != nil {
		return err
	}
	args := []string{"serve", "--host-key", hostKey, "--listen", "127.0.0.1:0", "--authorized-keys", keys, "--grace", "1s"}
	if s.tour.People != "" {
		people := filepath.Join(s.dir, "people.yaml")
		if err := os.WriteFile(people, []byte(s.tour.People), 0o600); err != nil {
			return err
		}
		args = append(args, "--people", people)
	}
	p, said := s.process("", args), &announcement{found: make(chan string, 1)}
	p.In, p.Out, p.Err = bytes.NewReader(nil), io.Discard, said
	ended := make(chan struct{})
	s.parts.Go(func() {
		defer close(ended)
		s.o.Run(ctx, p)
	})
	select {
	case at := <-said.found:
		for _, x := range s.tour.Screens {
			if err := s.signIn(ctx, at, x.User, signers[x.User], host.PublicKey(), w, h); err != nil {
				return err
			}
		}
		return nil
	case <-ended:
		return errors.New("the tour's server did not start: " + said.String())
	case <-ctx.Done():
		return ctx.Err()
	}
}

// newKey makes a key of the tour's own, also as a file holds it.
func newKey(random io.Reader) (gossh.Signer, []byte, error) {
	seed := make([]byte, ed25519.SeedSize)
	_, _ = random.Read(seed) // it never fails
	private := ed25519.NewKeyFromSeed(seed)
	key, err := gossh.NewSignerFromKey(private)
	if err != nil {
		return nil, nil, err
	}
	block, err := gossh.MarshalPrivateKey(private, "demo")
	if err != nil {
		return nil, nil, err
	}
	return key, pem.EncodeToMemory(block), nil
}

// announcement finds in what the server says where it listens.
type announcement struct {
	mu    sync.Mutex
	text  bytes.Buffer
	found chan string
}

var address = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(127\.0\.0\.1:[0-9]+)[^0-9]`) })

// Write looks for the address.
func (a *announcement) Write(p []byte) (int, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.text.Len() > 64<<10 { // the log continues
		return len(p), nil
	}
	a.text.Write(p)
	if at := address().FindSubmatch(a.text.Bytes()); at != nil {
		select {
		case a.found <- string(at[1]):
		default:
		}
	}
	return len(p), nil
}

func (a *announcement) String() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.text.String()
}

// signIn opens a session of the user on a screen of its own.
func (s *stage) signIn(ctx context.Context, at, user string, key gossh.Signer, host gossh.PublicKey,
	w, h int,
) error {
	c, err := gossh.Dial("tcp", at, &gossh.ClientConfig{
		User: user, Auth: []gossh.AuthMethod{gossh.PublicKeys(key)}, HostKeyCallback: gossh.FixedHostKey(host),
	})
	if err != nil {
		return err
	}
	context.AfterFunc(ctx, func() { _ = c.Close() })
	one, err := c.NewSession()
	if err != nil {
		return err
	}
	for name, value := range map[string]string{"COLORTERM": "truecolor", "LANG": locale(s.o.Text.Lang())} {
		if err := one.Setenv(name, value); err != nil {
			return err
		}
	}
	x := &client{user: user, term: screen.Watched(w, h, s.o.Changed)}
	x.resize = func(w, h int) { _ = one.WindowChange(h, w) } // a session that has ended has no window
	one.Stdin, one.Stdout, one.Stderr = x.term.Input(), x.term, x.term
	if err := one.RequestPty("xterm-256color", h, w, nil); err != nil {
		return err
	}
	s.clients = append(s.clients, x)
	return one.Shell()
}

// locale is the locale of a language.
func locale(lang string) string {
	if lang == "zh" {
		return "zh_CN.UTF-8"
	}
	return "en_US.UTF-8"
}
