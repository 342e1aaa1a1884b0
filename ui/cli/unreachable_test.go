package cli_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
)

// TestUnreachable has every way in which no vendor answers said with its host and its cause.
func TestUnreachable(t *testing.T) {
	t.Parallel()
	page := func(status int, kind string) string {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", kind)
			w.WriteHeader(status)
			_, _ = io.WriteString(w, "<!DOCTYPE html><title>Sign in</title>")
		}))
		t.Cleanup(s.Close)
		return s.URL
	}
	strange := httptest.NewUnstartedServer(http.NotFoundHandler())
	strange.Config.ErrorLog = log.New(io.Discard, "", 0) // clients that do not trust it are what is tested
	strange.StartTLS()
	t.Cleanup(strange.Close)
	expired := httptest.NewUnstartedServer(http.NotFoundHandler())
	expired.Config.ErrorLog = strange.Config.ErrorLog
	expired.TLS = &tls.Config{Certificates: []tls.Certificate{outdated(t)}, MinVersion: tls.VersionTLS13}
	expired.StartTLS()
	t.Cleanup(expired.Close)
	plain := page(http.StatusOK, "text/html")
	cut := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }))
	t.Cleanup(cut.Close)
	for name, c := range map[string]struct{ url, want string }{
		"nobody listens":        {"http://127.0.0.1:1", "connection refused"}, // no system gives this port away,
		"no such name":          {"https://nowhere.invalid", "host not found"},
		"an unknown authority":  {strange.URL, "signed by an unknown authority"},
		"expired":               {expired.URL, "the certificate has expired"},
		"no TLS":                {strings.Replace(plain, "http:", "https:", 1), "the server does not speak TLS"},
		"cut":                   {cut.URL, "the connection was closed"},
		"a page":                {plain, "a web page came"},
		"a page that refuses":   {page(http.StatusForbidden, "text/html; charset=utf-8"), "a web page came"},
		"a page of a gateway":   {page(http.StatusBadGateway, "text/html"), "a web page came"},
		"a page without a type": {page(http.StatusOK, ""), "a web page came"},
	} {
		for product, file := range map[string]string{
			"zenlayer-bmc": `{metalwright: v1, product: zenlayer-bmc, zone: SEL-A, type: M6C}`,
			"zenlayer-vm":  `{metalwright: v1, product: zenlayer-vm, zone: SEL-A, type: c.1c2g, image: i}`,
			"tencent-edgezone": `{metalwright: v1, product: tencent-edgezone, zone: ap-guangzhou-tez-gz-1,
				type: BMS5.MEDIUM8, billing: {consent: true}}`,
		} {
			t.Run(name+" "+product, func(t *testing.T) {
				t.Parallel()
				run := newTypist(t)
				run.env = map[string]string{
					"ZENLAYERCLOUD_ACCESS_KEY_ID": "a", "ZENLAYERCLOUD_ACCESS_KEY_PASSWORD": "b",
					"TENCENTCLOUD_SECRET_ID": "a", "TENCENTCLOUD_SECRET_KEY": "b",
				}
				code, _, said := run.run(file, "--endpoint", product+"="+c.url, "plan", "-")
				_, host, _ := strings.Cut(c.url, "://")
				if code == 0 || c.url == expired.URL && code != 4 ||
					!strings.Contains(said, host+": ") || !strings.Contains(said, c.want) ||
					!strings.Contains(said, "metalwright doctor") {
					t.Errorf("ended with %d and said %q, want %s, %q and where to look", code, said, host, c.want)
				}
			})
		}
	}
}

// outdated is a certificate of this machine that was valid until an hour ago.
func outdated(t *testing.T) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	text := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: now.Add(-48 * time.Hour), NotAfter: now.Add(-time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, text, text, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// TestNoAnswerInTime has a vendor that takes a request and gives no answer in time: that is said, with its host, and
// nothing was bought.
func TestNoAnswerInTime(t *testing.T) {
	t.Parallel()
	silent := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // only then the server sees that the client has gone
		<-r.Context().Done()
	}))
	t.Cleanup(silent.Close)
	impatient := &http.Transport{ResponseHeaderTimeout: time.Millisecond}
	t.Cleanup(impatient.CloseIdleConnections)
	for _, command := range [][]string{{"plan"}, {"apply", "--yes"}} {
		run := newTypist(t)
		run.env = map[string]string{"ZENLAYERCLOUD_ACCESS_KEY_ID": "a", "ZENLAYERCLOUD_ACCESS_KEY_PASSWORD": "b"}
		open := run.prods[0].Open
		run.prods[0].Open = func(a provider.Account) (provider.Reader, error) {
			a.Transport = impatient
			return open(a)
		}
		operate := run.prods[0].OpenOperator
		run.prods[0].OpenOperator = func(a provider.Account) (provider.Operator, error) {
			a.Transport = impatient
			return operate(a)
		}
		args := append([]string{"--endpoint", "zenlayer-bmc=" + silent.URL}, append(command, run.file)...)
		run.want(4, "", strings.TrimPrefix(silent.URL, "http://")+": timed out. `metalwright doctor`", args...)
	}
}

// TestUnreachableFromHere has what the environment of the program says be the cause: a certificate that it trusts, and
// that is another host's, and a proxy that refuses.
func TestUnreachableFromHere(t *testing.T) {
	t.Parallel()
	other := httptest.NewUnstartedServer(http.NotFoundHandler())
	other.Config.ErrorLog = log.New(io.Discard, "", 0) // clients that it is not the right host for are what is tested
	other.StartTLS()
	t.Cleanup(other.Close)
	trusted := filepath.Join(t.TempDir(), "trusted.pem")
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: other.Certificate().Raw})
	if err := os.WriteFile(trusted, text, 0o600); err != nil {
		t.Fatal(err)
	}
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "not to there", http.StatusForbidden)
	}))
	t.Cleanup(proxy.Close)
	_, port, _ := strings.Cut(strings.TrimPrefix(other.URL, "https://"), ":")
	for name, c := range map[string]struct{ host, env, want string }{
		"another host's certificate": {
			"localhost:" + port, "SSL_CERT_FILE=" + trusted, "the certificate is not valid for this host",
		},
		"a proxy that refuses": {
			"vendor.invalid", "HTTPS_PROXY=" + proxy.URL, "the proxy refused the request",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run := newClient(t, newVendor(t, 2000))
			cmd := run.command("plan", run.file, "--endpoint", "zenlayer-bmc=https://"+c.host)
			cmd.Env = append(cmd.Env, c.env)
			r := run.await(cmd, nil)
			if r.code == 0 || !strings.Contains(r.errs, c.host+": ") || !strings.Contains(r.errs, c.want) ||
				!strings.Contains(r.errs, "metalwright doctor") {
				t.Errorf("ended with %d and said %q, want %s, %q and where to look", r.code, r.errs, c.host, c.want)
			}
		})
	}
}
