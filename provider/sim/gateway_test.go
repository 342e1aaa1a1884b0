package sim_test

import (
	"compress/gzip"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider/sim"
)

// plainClient is a client that does not ask for compression.
func plainClient(t *testing.T) *http.Client {
	t.Helper()
	transport := &http.Transport{DisableCompression: true}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

// both are a request to each dialect, and what its answer contains.
func both(t *testing.T, f *fixture) map[string]*http.Request {
	t.Helper()
	return map[string]*http.Request{
		`"zoneSet"`: f.request(t, "bmc", f.version, "DescribeZones", obj{}),
		`"ZoneSet"`: f.edge.request(t, "ap-guangzhou", "DescribeZones", "{}"),
	}
}

func TestCompressed(t *testing.T) {
	t.Parallel()
	f := open(t, sim.Options{})
	for asked, want := range map[string]bool{
		"": false, "gzip": true, "deflate, gzip;q=0.5": true, "GZIP": true, "*": true, "gzip;q=0": false, "br": false,
		"identity": false, "gzip;q=0, *": false,
	} {
		for part, r := range both(t, f) {
			if asked != "" {
				r.Header.Set("Accept-Encoding", asked)
			}
			resp, err := plainClient(t).Do(r)
			if err != nil {
				t.Fatalf("Accept-Encoding %q: %v", asked, err)
			}
			body := io.Reader(resp.Body)
			if got := resp.Header.Get("Content-Encoding") == "gzip"; got != want {
				t.Errorf("Accept-Encoding %q: compressed %v, want %v", asked, got, want)
			} else if got {
				if body, err = gzip.NewReader(resp.Body); err != nil {
					t.Fatalf("Accept-Encoding %q: %v", asked, err)
				}
			}
			text, err := io.ReadAll(body)
			if err != nil || !strings.Contains(string(text), part) || !json.Valid(text) {
				t.Errorf("Accept-Encoding %q: %q, %v, want %s", asked, text, err, part)
			}
			_ = resp.Body.Close()
		}
	}
}

// TestTransfer: chunked requests, connections that close, and requests that do both are answered.
func TestTransfer(t *testing.T) {
	t.Parallel()
	f := open(t, sim.Options{})
	for name, change := range map[string]func(*http.Request){
		"chunked":      func(r *http.Request) { r.ContentLength = -1 },
		"close":        func(r *http.Request) { r.Close = true },
		"both":         func(r *http.Request) { r.ContentLength, r.Close = -1, true },
		"expects a go": func(r *http.Request) { r.Header.Set("Expect", "100-continue") },
		"headers as pasted": func(r *http.Request) {
			r.Header["x-zc-action"] = r.Header["X-Zc-Action"]
			r.Header["via"] = []string{"1.1 proxy"}
		},
	} {
		for part, r := range both(t, f) {
			change(r)
			resp, err := plainClient(t).Do(r)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			text, err := io.ReadAll(resp.Body)
			if err != nil || resp.StatusCode != 200 || !strings.Contains(string(text), part) ||
				resp.ContentLength != int64(len(text)) {
				t.Errorf("%s: %d %q, %v, want %s", name, resp.StatusCode, text, err, part)
			}
			if r.Close != resp.Close {
				t.Errorf("%s: the connection is closed: %v, want %v", name, resp.Close, r.Close)
			}
			_ = resp.Body.Close()
		}
	}
}

// tlsClient serves the cloud over TLS, and returns a client for HTTP/2, or for HTTP/1.1 alone, that trusts it by the
// certificate's text.
func tlsClient(t *testing.T, f *fixture, two bool) *http.Client {
	t.Helper()
	cert, text, err := sim.Certificate(time.Now(), "cloud.example")
	if err != nil {
		t.Fatalf("Certificate() = %v", err)
	}
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- f.ServeTLS(ctx, l, cert) }()
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(text) {
		t.Fatalf("no certificate in %q", text)
	}
	transport := &http.Transport{
		TLSClientConfig:   &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12},
		ForceAttemptHTTP2: two,
	}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		stop()
		if err := <-ended; err != nil {
			t.Errorf("ServeTLS() = %v", err)
		}
	})
	f.url = "https://" + l.Addr().String()
	return &http.Client{Transport: transport}
}

func TestTLS(t *testing.T) {
	t.Parallel()
	for _, two := range []bool{false, true} {
		f := open(t, sim.Options{})
		client := tlsClient(t, f, two)
		for part, r := range both(t, f) {
			resp, err := client.Do(r)
			if err != nil {
				t.Fatalf("HTTP/2 %v: %v", two, err)
			}
			text, err := io.ReadAll(resp.Body)
			if err != nil || resp.StatusCode != 200 || !strings.Contains(string(text), part) ||
				(resp.ProtoMajor == 2) != two {
				t.Errorf("HTTP/2 %v: %s %d %q, %v, want %s", two, resp.Proto, resp.StatusCode, text, err, part)
			}
			_ = resp.Body.Close()
		}
		f.inject(t, sim.Fault{Do: sim.Drop, Action: "CreateInstances", After: true})
		resp, err := client.Do(f.request(t, "bmc", f.version, "CreateInstances", tagged(nil)))
		if err == nil {
			_ = resp.Body.Close()
			t.Errorf("HTTP/2 %v: a dropped request was answered with %d", two, resp.StatusCode)
		}
		if got := f.ledger(t).Purchased(token); got != 1 {
			t.Errorf("HTTP/2 %v: %d purchases, want the one that was dropped", two, got)
		}
	}
}
