package provider_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
)

// signed is a certificate of its own authority for the host, until then.
func signed(t *testing.T, host string, until time.Time) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: host}, DNSNames: []string{host},
		NotBefore: until.Add(-48 * time.Hour), NotAfter: until, IsCA: true, BasicConstraintsValid: true,
	}
	if ip := net.ParseIP(host); ip != nil {
		c.DNSNames, c.IPAddresses = nil, []net.IP{ip}
	}
	der, err := x509.CreateCertificate(rand.Reader, c, c, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(parsed)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}

// TestCauseOf has certificates that are trusted and do not fit, and a host that says nothing in the time that there is.
func TestCauseOf(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		host  string
		until time.Time
		mute  bool
		want  provider.Cause
	}{
		"fits":             {"127.0.0.1", time.Now().Add(time.Hour), false, ""},
		"has expired":      {"127.0.0.1", time.Now().Add(-time.Hour), false, "expired"},
		"another host's":   {"vendor.example", time.Now().Add(time.Hour), false, "certificate"},
		"no answer comes":  {"127.0.0.1", time.Now().Add(time.Hour), true, "timeout"},
		"not valid so far": {"127.0.0.1", time.Now().Add(72 * time.Hour), false, "expired"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cert, pool := signed(t, c.host, c.until)
			s := httptest.NewUnstartedServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				if c.mute {
					<-r.Context().Done()
				}
			}))
			s.TLS = &tls.Config{Certificates: []tls.Certificate{cert}} //nolint:gosec // of a test
			s.Config.ErrorLog = log.New(io.Discard, "", 0)             // clients that do not trust it are what is tested
			s.StartTLS()
			defer s.Close()
			client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}}
			defer client.CloseIdleConnections()
			ctx, done := context.WithCancel(t.Context())
			if c.mute {
				ctx, done = context.WithTimeout(ctx, time.Second)
			}
			defer done()
			rq, err := http.NewRequestWithContext(ctx, http.MethodGet, s.URL, nil)
			if err != nil {
				t.Fatal(err)
			}
			answer, err := client.Do(rq)
			if err == nil {
				_ = answer.Body.Close()
			}
			if got := provider.CauseOf(err); got != c.want || (err == nil) != (c.want == "") {
				t.Errorf("CauseOf(%v) = %q, want %q", err, got, c.want)
			}
		})
	}
}
