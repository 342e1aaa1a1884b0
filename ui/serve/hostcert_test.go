package serve_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"net"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"github.com/metalwright/metalwright/provider/programtest"
	"github.com/metalwright/metalwright/ui/serve"
)

// hostCert is the text of a certificate by which ca vouches for key as the host 127.0.0.1.
func hostCert(tb testing.TB, ca gossh.Signer, key gossh.PublicKey, change func(*gossh.Certificate)) string {
	tb.Helper()
	c := &gossh.Certificate{
		Key: key, CertType: gossh.HostCert, KeyId: "host", ValidPrincipals: []string{"127.0.0.1"},
		ValidBefore: uint64(time.Now().Unix() + 3600),
	}
	if change != nil {
		change(c)
	}
	if err := c.SignCert(rand.Reader, ca); err != nil {
		tb.Fatal(err)
	}
	return string(gossh.MarshalAuthorizedKey(c))
}

func TestReadHostCert(t *testing.T) {
	t.Parallel()
	key, ca := newKey(t), newKey(t)
	now := time.Now()
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	old, err := gossh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	algorithms := []string{gossh.KeyAlgoRSA}
	sha1, err := gossh.NewSignerWithAlgorithms(old.(gossh.AlgorithmSigner), algorithms) //nolint:forcetypeassert // is one
	if err != nil {
		t.Fatal(err)
	}
	good := hostCert(t, ca, key.PublicKey(), nil)
	for _, c := range []struct {
		name, text string
		want       serve.CertReason
	}{
		{"good", good, ""},
		{
			"for ever", hostCert(t, ca, key.PublicKey(), func(x *gossh.Certificate) { x.ValidBefore = gossh.CertTimeInfinity }),
			"",
		},
		{"until a moment that no clock has", hostCert(t, ca, key.PublicKey(),
			func(x *gossh.Certificate) { x.ValidBefore-- }), ""},
		{"by RSA with SHA-2", hostCert(t, old, key.PublicKey(), nil), ""},
		{"by RSA with SHA-1", hostCert(t, sha1, key.PublicKey(), nil), serve.CertSHA1},
		{"nothing", "", serve.CertNone},
		{"a key", line(key, "host"), serve.CertNone},
		{"two", good + good, serve.CertNone},
		{
			"a user's", hostCert(t, ca, key.PublicKey(), func(x *gossh.Certificate) { x.CertType = gossh.UserCert }),
			serve.CertUser,
		},
		{"another key's", hostCert(t, ca, newKey(t).PublicKey(), nil), serve.CertOther},
		{"of tomorrow", hostCert(t, ca, key.PublicKey(), func(x *gossh.Certificate) {
			x.ValidAfter, x.ValidBefore = uint64(now.Unix()+86400), uint64(now.Unix()+2*86400)
		}), serve.CertEarly},
		{"of yesterday", hostCert(t, ca, key.PublicKey(),
			func(x *gossh.Certificate) { x.ValidBefore = uint64(now.Unix() - 1) }), serve.CertExpired},
	} {
		_, _, err := serve.ReadHostCert(write(t, "cert", c.text), key, now)
		e, bad := errors.AsType[*serve.CertError](err)
		if bad != (c.want != "") || bad && e.Reason != c.want || !bad && err != nil {
			t.Errorf("%s: ReadHostCert() = %v, want %q", c.name, err, c.want)
		}
	}
	if _, _, err := serve.ReadHostCert(filepath.Join(t.TempDir(), "none"), key, now); err == nil {
		t.Error("ReadHostCert() of a file that is not there = nil, want an error")
	}
}

// TestHostCertificate is believed by clients that know the authority alone, and changes when the files are read again.
func TestHostCertificate(t *testing.T) {
	t.Parallel()
	host, ca := newKey(t), newKey(t)
	cert := write(t, "host-cert.pub", hostCert(t, ca, host.PublicKey(), func(c *gossh.Certificate) { c.Serial = 1 }))
	s := startWith(t, setup{host: host, cert: cert, run: echo})
	seen := func() (serial uint64) {
		t.Helper()
		check := &gossh.CertChecker{IsHostAuthority: func(k gossh.PublicKey, _ string) bool {
			return gossh.FingerprintSHA256(k) == gossh.FingerprintSHA256(ca.PublicKey())
		}}
		c, err := gossh.Dial("tcp", s.addr, &gossh.ClientConfig{
			User: "alice", Auth: []gossh.AuthMethod{gossh.PublicKeys(s.key)}, Timeout: patience,
			HostKeyAlgorithms: []string{gossh.CertAlgoED25519v01},
			HostKeyCallback: func(name string, from net.Addr, key gossh.PublicKey) error {
				if c, ok := key.(*gossh.Certificate); ok {
					serial = c.Serial
				}
				return check.CheckHostKey(name, from, key)
			},
		})
		if err != nil {
			t.Fatalf("Dial() = %v, want the certificate believed", err)
		}
		_ = c.Close()
		return serial
	}
	if got := seen(); got != 1 {
		t.Errorf("the certificate's number is %d, want 1", got)
	}
	write(t, cert, hostCert(t, ca, host.PublicKey(), func(c *gossh.Certificate) { c.Serial = 2 }))
	if err := s.Reload(); err != nil {
		t.Fatalf("Reload() = %v", err)
	}
	if got := seen(); got != 2 {
		t.Errorf("the certificate's number is %d after a reload, want 2", got)
	}
	write(t, cert, hostCert(t, ca, newKey(t).PublicKey(), nil))
	if err := s.Reload(); err == nil {
		t.Error("Reload() with another key's certificate = nil, want an error")
	}
	if got := seen(); got != 2 {
		t.Errorf("the certificate's number is %d after a bad one, want 2", got)
	}
}

// TestHostCertificateOpenSSH has the client that people use believe the authority, and nobody else.
func TestHostCertificateOpenSSH(t *testing.T) {
	t.Parallel()
	program := programtest.Path(t, "ssh")
	host, ca := newKey(t), newKey(t)
	s := startWith(t, setup{
		host: host, cert: write(t, "host-cert.pub", hostCert(t, ca, host.PublicKey(), nil)),
		run: echo,
	})
	id := s.identity(t.TempDir())
	_, port, _ := strings.Cut(s.addr, ":")
	for _, c := range []struct {
		known string
		code  int
	}{
		{"@cert-authority * " + line(ca, "ca"), 7},
		{"@cert-authority * " + line(newKey(t), "ca"), 255},
		{"[127.0.0.1]:" + port + " " + line(host, "host"), 7}, // without the authority the key counts
	} {
		ctx, stop := context.WithTimeout(t.Context(), patience)
		out, err := exec.CommandContext(ctx, program, "-F", "none", "-p", port, "-i", id, "-o", "IdentitiesOnly=yes", "-o",
			"BatchMode=yes",
			"-o", "StrictHostKeyChecking=yes", "-o", "UserKnownHostsFile="+write(t, "known", c.known), "-o",
			"GlobalKnownHostsFile=none",
			"alice@127.0.0.1", "orders").CombinedOutput()
		stop()
		code := 0
		if e, ok := errors.AsType[*exec.ExitError](err); ok {
			code = e.ExitCode()
		}
		if code != c.code {
			t.Errorf("with %q known ssh ends with %d, want %d: %s", c.known, code, c.code, out)
		}
	}
}
