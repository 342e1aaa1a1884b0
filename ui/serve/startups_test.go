package serve_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"fmt"
	"io"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pires/go-proxyproto"
	gossh "golang.org/x/crypto/ssh"

	"github.com/metalwright/metalwright/ui/serve"
)

// strangers opens connections from n addresses that never sign in, several from each.
func (s *server) strangers(n, each int) []net.Conn {
	s.tb.Helper()
	var all []net.Conn
	for i := range n {
		d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, byte(i/4), byte(2+i))}}
		for range each {
			c, err := d.DialContext(s.tb.Context(), "tcp", s.addr)
			if err != nil {
				s.tb.Skipf("this system has one loopback address: %v", err)
			}
			s.tb.Cleanup(func() { _ = c.Close() })
			_ = c.SetDeadline(time.Now().Add(patience))
			_, _ = io.ReadFull(c, make([]byte, 4)) // "SSH-", or it has been refused
			all = append(all, c)
		}
	}
	return all
}

// TestStrangersKeepNobodyOut has strangers hold more connections than the server takes, from many addresses, and never
// sign in.
func TestStrangersKeepNobodyOut(t *testing.T) {
	t.Parallel()
	s := start(t, serve.Limits{Connections: 64}, linger)
	before := s.linger(s.client())
	for range 3 {
		s.strangers(16, 6)
		s.client()
	}
	if err := before.Close(); err != nil {
		t.Errorf("Close() of the session from before = %v, want it there still", err)
	}
}

// TestSilentLoadBalancer has connections through a load balancer that never say on whose behalf they come: they are
// counted, and those that do say so are served.
func TestSilentLoadBalancer(t *testing.T) {
	t.Parallel()
	s := startWith(t, setup{limits: serve.Limits{Connections: 16}, run: linger, behind: func(l net.Listener) net.Listener {
		return &proxyproto.Listener{Listener: l, ReadHeaderTimeout: time.Hour}
	}})
	cut := make(chan struct{}, 8)
	for range 8 {
		c, err := new(net.Dialer).DialContext(t.Context(), "tcp", s.addr)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = c.Close() }()
		go func() {
			_, _ = c.Read(make([]byte, 1)) // it ends with the connection
			cut <- struct{}{}
		}()
	}
	for range 4 { // the other four are a quarter of all
		select {
		case <-cut:
		case <-time.After(patience):
			t.Fatal("connections that do not say whose they are stay open, want four cut")
		}
	}
	raw, err := new(net.Dialer).DialContext(t.Context(), "tcp", s.addr)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := fmt.Fprintf(raw, "PROXY TCP4 192.0.2.1 127.0.0.1 4711 22\r\n"); err != nil {
		t.Fatal(err)
	}
	conn, channels, requests, err := gossh.NewClientConn(raw, s.addr, as("alice", s.key))
	if err != nil {
		t.Fatalf("NewClientConn() = %v, want alice let in", err)
	}
	s.linger(gossh.NewClient(conn, channels, requests))
}

// TestWeakAlgorithms offers the server nothing but SHA-1.
func TestWeakAlgorithms(t *testing.T) {
	t.Parallel()
	s := start(t, serve.Limits{}, linger)
	weak := gossh.InsecureAlgorithms()
	for name, set := range map[string]func(*gossh.ClientConfig){
		"key exchange": func(c *gossh.ClientConfig) { c.KeyExchanges = weak.KeyExchanges },
		"MAC": func(c *gossh.ClientConfig) {
			c.Ciphers, c.MACs = []string{gossh.CipherAES256CTR}, append(weak.MACs, gossh.HMACSHA1)
		},
		"cipher": func(c *gossh.ClientConfig) { c.Ciphers = weak.Ciphers },
	} {
		c := as("alice", s.key)
		set(c)
		if client, err := gossh.Dial("tcp", s.addr, c); err == nil || !strings.Contains(err.Error(), "no common algorithm") {
			if err == nil {
				_ = client.Close()
			}
			t.Errorf("%s: Dial() = %v, want no common algorithm", name, err)
		}
	}
}

// bySHA1 is an RSA key that signs with SHA-1, whatever it has announced.
type bySHA1 struct {
	gossh.MultiAlgorithmSigner
}

// SignWithAlgorithm signs with SHA-1.
func (s bySHA1) SignWithAlgorithm(r io.Reader, data []byte, _ string) (*gossh.Signature, error) {
	return s.MultiAlgorithmSigner.SignWithAlgorithm(r, data, gossh.KeyAlgoRSA)
}

// TestSHA1Signatures lets an RSA key in by SHA-2, and by SHA-1 never.
func TestSHA1Signatures(t *testing.T) {
	t.Parallel()
	s := start(t, serve.Limits{}, linger)
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	key, err := gossh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	write(t, s.keys, line(key, "alice"))
	if err := s.Reload(); err != nil {
		t.Fatal(err)
	}
	by := func(algorithms ...string) gossh.MultiAlgorithmSigner {
		t.Helper()
		signer, err := gossh.NewSignerWithAlgorithms(key.(gossh.AlgorithmSigner), algorithms)
		if err != nil {
			t.Fatal(err)
		}
		return signer
	}
	both := by(gossh.KeyAlgoRSA, gossh.KeyAlgoRSASHA512)
	for name, c := range map[string]struct {
		key gossh.Signer
		in  bool
	}{
		"SHA-512": {by(gossh.KeyAlgoRSASHA512), true}, "SHA-256": {by(gossh.KeyAlgoRSASHA256), true},
		"SHA-1": {by(gossh.KeyAlgoRSA), false}, "SHA-1, announced as SHA-512": {bySHA1{both}, false},
	} {
		client, err := s.dial("alice", c.key)
		if err == nil {
			_ = client.Close()
		}
		if (err == nil) != c.in {
			t.Errorf("%s: dial() = %v, want to be let in: %v", name, err, c.in)
		}
	}
}

// TestRevokedConnections takes a key away and leaves no way to use a connection that it has opened.
func TestRevokedConnections(t *testing.T) {
	t.Parallel()
	s := start(t, serve.Limits{}, linger)
	idle, busy := s.client(), s.client()
	s.linger(busy)
	bob := newKey(t)
	write(t, s.keys, line(bob, "bob"))
	if err := s.Reload(); err != nil {
		t.Fatalf("Reload() = %v", err)
	}
	for name, c := range map[string]*gossh.Client{"without a session": idle, "with a session": busy} {
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			_ = c.Wait()
		}()
		select {
		case <-ended:
		case <-time.After(patience):
			t.Errorf("the connection %s stays open after its key was taken away", name)
		}
	}
}

// TestExpiredSession has a key expire under an open connection: the next session is refused.
func TestExpiredSession(t *testing.T) {
	t.Parallel()
	var later atomic.Int64
	now := func() time.Time { return time.Now().Add(time.Duration(later.Load())) }
	s := startWith(t, setup{now: now, run: func(ctx context.Context, one *serve.Session) int {
		if len(one.Args) == 1 && one.Args[0] == "orders" {
			return 0
		}
		return linger(ctx, one)
	}})
	write(t, s.keys, `expiry-time="`+now().Add(time.Hour).UTC().Format("20060102150405Z")+`" `+line(s.key, "alice"))
	if err := s.Reload(); err != nil {
		t.Fatalf("Reload() = %v", err)
	}
	c := s.client()
	s.linger(c)
	later.Store(int64(2 * time.Hour))
	if _, errs, code := s.orders(c); code != 1 || !strings.Contains(errs, "access was revoked") {
		t.Errorf("a session of an expired key ends with %d, %q, want it refused", code, errs)
	}
}
