package serve_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"github.com/metalwright/metalwright/ui/serve"
)

func noon() time.Time { return time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC) }

func from(ip string) net.Addr { return &net.TCPAddr{IP: net.ParseIP(ip), Port: 1} }

// TestKeys binds keys to users, and to the conditions of their lines.
func TestKeys(t *testing.T) {
	t.Parallel()
	a, b := newKey(t), newKey(t)
	lineA, lineB := line(a, "alice"), line(b, "bob")
	for _, c := range []struct {
		name, file, user string
		key              gossh.Signer
		from             string
		want             bool
	}{
		{"their own", "# comment\n\n" + lineA + lineB, "alice", a, "192.0.2.1", true},
		{"another's name", lineA + lineB, "bob", a, "192.0.2.1", false},
		{"another's key", lineA + lineB, "alice", b, "192.0.2.1", false},
		{"a new name", lineA, "root", a, "192.0.2.1", false},
		{"no name", lineA, "", a, "192.0.2.1", false},
		{"a name in front", `principals="root,ops" ` + lineA, "ops", a, "192.0.2.1", true},
		{"a name in front counts alone", `principals="root,ops" ` + lineA, "alice", a, "192.0.2.1", false},
		{"from there", `from="192.0.2.0/24,2001:db8::1" ` + lineA, "alice", a, "192.0.2.9", true},
		{"from there, IPv6", `from="192.0.2.0/24,2001:db8::1" ` + lineA, "alice", a, "2001:db8::1", true},
		{"from elsewhere", `from="192.0.2.0/24" ` + lineA, "alice", a, "198.51.100.1", false},
		{"mapped", `from="192.0.2.0/24" ` + lineA, "alice", a, "::ffff:192.0.2.1", true},
		{"in time", `expiry-time="202611201201Z" ` + lineA, "alice", a, "192.0.2.1", true},
		{"too late", `expiry-time="202611201200Z" ` + lineA, "alice", a, "192.0.2.1", false},
		{
			"the first of two moments", `expiry-time="202611201200Z",expiry-time="20270101Z" ` + lineA, "alice", a, "192.0.2.1",
			false,
		},
		{
			"the second of two moments", `expiry-time="20270101Z",expiry-time="202611201200Z" ` + lineA, "alice", a,
			"192.0.2.1", false,
		},
		{"what is so anyway", `no-port-forwarding,no-X11-forwarding ` + lineA, "alice", a, "192.0.2.1", true},
		{"two lines of a key", `from="198.51.100.1" ` + lineA + `from="192.0.2.1" ` + lineA, "alice", a, "192.0.2.1", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			access, err := serve.OpenAccess(serve.Files{Keys: write(t, "keys", c.file)})
			if err != nil {
				t.Fatalf("OpenAccess() = %v", err)
			}
			if err := access.Allow(c.user, c.key.PublicKey(), from(c.from), noon()); (err == nil) != c.want {
				t.Errorf("Allow(%q) = %v, want allowed %v", c.user, err, c.want)
			}
		})
	}
}

// TestFiles refuses files that let nobody in, and every line that is not understood.
func TestFiles(t *testing.T) {
	t.Parallel()
	a := newKey(t)
	good := line(a, "alice")
	people := "people: {bob: {roles: [viewer]}}\n"
	for _, c := range []struct {
		name, keys, cas, people, want string
	}{
		{"nobody", "# none yet\n", "", "", "access: nobody"},
		{"nobody who may do something", good, "", people, "access: nobody"},
		{"a bad line", good + "ssh-ed25519 AAAA alice\n", "", "", ":2: key"},
		{"an option", `command="sh" ` + good, "", "", `:1: option: "command"`},
		{"an authority among keys", "cert-authority " + good, "", "", `option: "cert-authority"`},
		{"permission", "permitopen=\"x:1\" " + good, "", "", `option: "permitopen"`},
		{"a pattern", `from="*.example.com" ` + good, "", "", `network: "*.example.com"`},
		{"a moment", `expiry-time="tomorrow" ` + good, "", "", `moment: "tomorrow"`},
		{"an option twice", `from="10.0.0.0/8",from="127.0.0.0/8" ` + good, "", "", `:1: twice: "from"`},
		{"users twice", `principals="a",Principals="b" ` + good, "", "", `:1: twice: "principals"`},
		{"nobody's key", line(a, ""), "", "", ":1: user"},
		{"a name that is none", line(a, "../x"), "", "", `user: "../x"`},
		{"a certificate", strings.TrimSpace(string(gossh.MarshalAuthorizedKey(certificate(t, a, newKey(t), nil)))) +
			" alice\n", "", "", ":1: certificate"},
		{"an option of an authority", good, `principals="x" ` + good, "", `:1: authority: "principals`},
		{"people", good, "", "people: {alice: {roles: [boss]}}\n", "roles"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			f := serve.Files{Keys: write(t, filepath.Join(dir, "keys"), c.keys)}
			if c.cas != "" {
				f.CAs = write(t, filepath.Join(dir, "cas"), c.cas)
			}
			if c.people != "" {
				f.People = write(t, filepath.Join(dir, "people"), c.people)
			}
			if _, err := serve.OpenAccess(f); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("OpenAccess() = %v, want %q", err, c.want)
			}
		})
	}
	if _, err := serve.OpenAccess(serve.Files{}); !nobody(err) {
		t.Errorf("OpenAccess() without a file = %v, want a NobodyError", err)
	}
	if _, err := serve.OpenAccess(serve.Files{Keys: "/nowhere"}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("OpenAccess() of no file = %v, want %v", err, os.ErrNotExist)
	}
}

// TestMarks takes a byte-order mark, which editors of some systems put before a text, in every file.
func TestMarks(t *testing.T) {
	t.Parallel()
	const mark = "\ufeff"
	dir, alice := t.TempDir(), newKey(t)
	in := func(name, text string) string { return write(t, filepath.Join(dir, name), mark+text) }
	a, err := serve.OpenAccess(serve.Files{
		Keys: in("keys", line(alice, "alice")), CAs: in("cas", line(newKey(t), "authority")),
		People: in("people", "people: {alice: {roles: [viewer]}}\n"),
	})
	if err != nil || a == nil {
		t.Errorf("OpenAccess() = %v, want nil", err)
	}
	b, err := gossh.MarshalPrivateKey(private(t), "")
	if err != nil {
		t.Fatal(err)
	}
	host, _, err := serve.ReadHostKey(in("host", string(pemOf(b))))
	if err != nil {
		t.Fatalf("ReadHostKey() = %v, want nil", err)
	}
	authority := newKey(t)
	cert := certificate(t, host, authority, func(c *gossh.Certificate) {
		c.CertType, c.ValidAfter, c.ValidBefore = gossh.HostCert, 0, gossh.CertTimeInfinity
	})
	text := string(gossh.MarshalAuthorizedKey(cert))
	if _, _, err := serve.ReadHostCert(in("cert", text), host, time.Now()); err != nil {
		t.Errorf("ReadHostCert() = %v, want nil", err)
	}
}

func nobody(err error) bool {
	_, ok := errors.AsType[*serve.NobodyError](err)
	return ok
}

// certificate makes a valid certificate for alice, changed by change.
func certificate(tb testing.TB, key, ca gossh.Signer, change func(*gossh.Certificate)) *gossh.Certificate {
	tb.Helper()
	c := &gossh.Certificate{
		Key: key.PublicKey(), CertType: gossh.UserCert, KeyId: "alice", ValidPrincipals: []string{"alice"},
		ValidAfter: uint64(noon().Add(-time.Hour).Unix()), ValidBefore: uint64(noon().Add(time.Hour).Unix()),
	}
	if change != nil {
		change(c)
	}
	if err := c.SignCert(rand.Reader, ca); err != nil {
		tb.Fatal(err)
	}
	return c
}

// TestCertificates takes user certificates of trusted authorities and nothing else.
func TestCertificates(t *testing.T) {
	t.Parallel()
	ca, stranger, key := newKey(t), newKey(t), newKey(t)
	access, err := serve.OpenAccess(serve.Files{CAs: write(t, "cas", line(ca, "authority"))})
	if err != nil {
		t.Fatalf("OpenAccess() = %v", err)
	}
	option := func(k, v string) func(*gossh.Certificate) {
		return func(c *gossh.Certificate) { c.CriticalOptions = map[string]string{k: v} }
	}
	for _, c := range []struct {
		name, user string
		by         gossh.Signer
		change     func(*gossh.Certificate)
		from       string
		want       bool
	}{
		{"good", "alice", ca, nil, "192.0.2.1", true},
		{"another name", "bob", ca, nil, "192.0.2.1", false},
		{"a stranger's", "alice", stranger, nil, "192.0.2.1", false},
		{"a host's", "alice", ca, func(c *gossh.Certificate) { c.CertType = gossh.HostCert }, "192.0.2.1", false},
		{"for everybody", "alice", ca, func(c *gossh.Certificate) { c.ValidPrincipals = nil }, "192.0.2.1", false},
		{"expired", "alice", ca, func(c *gossh.Certificate) { c.ValidBefore = uint64(noon().Unix()) }, "192.0.2.1", false},
		{"not yet", "alice", ca, func(c *gossh.Certificate) { c.ValidAfter = uint64(noon().Unix()) + 1 }, "192.0.2.1", false},
		{"from there", "alice", ca, option("source-address", "192.0.2.0/24"), "192.0.2.1", true},
		{"from elsewhere", "alice", ca, option("source-address", "192.0.2.0/24"), "198.51.100.1", false},
		{"from nonsense", "alice", ca, option("source-address", "here"), "192.0.2.1", false},
		{"an option that nobody does", "alice", ca, option("force-command", "sh"), "192.0.2.1", false},
		{"an option that nobody knows", "alice", ca, option("verify-required", ""), "192.0.2.1", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			cert := certificate(t, key, c.by, c.change)
			if err := access.Allow(c.user, cert, from(c.from), noon()); (err == nil) != c.want {
				t.Errorf("Allow(%q) = %v, want allowed %v", c.user, err, c.want)
			}
		})
	}
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	old, err := gossh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	for algorithm, want := range map[string]bool{gossh.KeyAlgoRSA: false, gossh.KeyAlgoRSASHA512: true} {
		one := old.(gossh.AlgorithmSigner) //nolint:forcetypeassert // every signer is one
		by, err := gossh.NewSignerWithAlgorithms(one, []string{algorithm})
		if err != nil {
			t.Fatal(err)
		}
		access, err := serve.OpenAccess(serve.Files{CAs: write(t, algorithm, line(old, "authority"))})
		if err != nil {
			t.Fatal(err)
		}
		if err := access.Allow("alice", certificate(t, key, by, nil), from("192.0.2.1"), noon()); (err == nil) != want {
			t.Errorf("Allow() of a certificate signed with %s = %v, want allowed %v", algorithm, err, want)
		}
	}
	forged := certificate(t, key, ca, nil)
	forged.ValidPrincipals = []string{"root"}
	if err := access.Allow("root", forged, from("192.0.2.1"), noon()); err == nil {
		t.Error("Allow() of a changed certificate = nil, want it refused")
	}
	if err := access.Allow("alice", key.PublicKey(), from("192.0.2.1"), noon()); err == nil {
		t.Error("Allow() of the bare key = nil, want it refused")
	}
}

// TestReload replaces everything at once, ends the sessions of those who are out, and keeps everything when a file is
// bad.
func TestReload(t *testing.T) {
	t.Parallel()
	s := start(t, serve.Limits{}, linger)
	bob := newKey(t)
	mine := s.linger(s.client())
	write(t, s.keys, line(bob, "bob")+"nonsense\n")
	if err := s.Reload(); err == nil || !strings.Contains(err.Error(), "keys:2: key") {
		t.Fatalf("Reload() of a bad file = %v, want its line", err)
	}
	s.client()
	if c, err := s.dial("bob", bob); err == nil {
		_ = c.Close()
		t.Error("dial(bob) = nil after a bad file, want the old one in force")
	}
	write(t, s.keys, "")
	if err := s.Reload(); !nobody(err) {
		t.Fatalf("Reload() of an empty file = %v, want a NobodyError", err)
	}
	write(t, s.keys, line(bob, "bob"))
	if err := s.Reload(); err != nil {
		t.Fatalf("Reload() = %v", err)
	}
	if c, err := s.dial("alice", s.key); err == nil {
		_ = c.Close()
		t.Error("dial(alice) = nil after her key was taken away")
	}
	if c, err := s.dial("bob", bob); err != nil {
		t.Errorf("dial(bob) = %v, want him let in", err)
	} else {
		_ = c.Close()
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = mine.Wait()
	}()
	select {
	case <-ended:
	case <-time.After(patience):
		t.Error("alice's session continues after her key was taken away")
	}
}

// TestHostKey makes a key once, for its owner alone.
func TestHostKey(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "key")
	first, made, err := serve.HostKey(path)
	if err != nil || !made {
		t.Fatalf("HostKey() = made %v, %v, want a new key", made, err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key's mode is %v, %v, want 0600", info.Mode(), err)
	}
	again, made, err := serve.HostKey(path)
	if err != nil || made || gossh.FingerprintSHA256(again.PublicKey()) != gossh.FingerprintSHA256(first.PublicKey()) {
		t.Errorf("HostKey() again = made %v, %v, want the same key", made, err)
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, _, err := serve.HostKey(path); err == nil || !strings.Contains(err.Error(), "mode") {
		t.Errorf("HostKey() of an open file = %v, want it refused", err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		t.Fatal(err)
	}
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	block, err := gossh.MarshalPrivateKey(private, "")
	if err != nil {
		t.Fatal(err)
	}
	write(t, path, string(pemOf(block)))
	if _, _, err := serve.HostKey(path); err == nil || !strings.Contains(err.Error(), "ecdsa") {
		t.Errorf("HostKey() of an ECDSA key = %v, want it refused", err)
	}
	write(t, path, "nonsense")
	if _, _, err := serve.HostKey(path); err == nil {
		t.Error("HostKey() of nonsense = nil, want an error")
	}
}

func FuzzFiles(f *testing.F) {
	k := newKey(f)
	f.Add([]byte(line(k, "alice")), []byte(line(k, "ca")))
	f.Add([]byte(`from="1.2.3.4/33",expiry-time="2",principals=",",x `+line(k, "alice")), []byte("\x00"))
	f.Fuzz(func(t *testing.T, keys, cas []byte) {
		dir := t.TempDir()
		access, err := serve.OpenAccess(serve.Files{
			Keys: write(t, filepath.Join(dir, "k"), string(keys)), CAs: write(t, filepath.Join(dir, "c"), string(cas)),
		})
		if err != nil {
			return
		}
		stranger := newKey(t)
		if err := access.Allow("alice", stranger.PublicKey(), from("192.0.2.1"), noon()); err == nil {
			t.Errorf("Allow() of a stranger's key = nil with keys %q", keys)
		}
	})
}
