package cli_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/provider/sim"
	"github.com/metalwright/metalwright/ui/cli"
	"github.com/metalwright/metalwright/ui/run"
)

func simProcess(t *testing.T, out, errs io.Writer, args ...string) run.Process {
	t.Helper()
	p := process(t, time.Now, nil)
	p.Args, p.In, p.Out, p.Err = append([]string{"sim"}, args...), strings.NewReader(""), out, errs
	return p
}

func TestSimHelpFaults(t *testing.T) {
	t.Parallel()
	var out, errs bytes.Buffer
	if code := cli.Main(t.Context(), simProcess(t, &out, &errs, "--help-faults"), all.Products()); code != 0 ||
		out.String() != sim.FaultHelp() {
		t.Errorf("sim --help-faults = %d\n%s\n%s", code, out.String(), errs.String())
	}
}

// TestSimOverTLS: whoever trusts the file that --tls-cert-out wrote can ask the cloud over https, by HTTP/2.
func TestSimOverTLS(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "sim.pem")
	ctx, stop := context.WithCancel(t.Context())
	read, write := io.Pipe()
	ended := make(chan int, 1)
	go func() {
		ended <- cli.Main(ctx, simProcess(t, io.Discard, write, "--listen", "127.0.0.1:0", "--tls-cert-out", file),
			all.Products())
		_ = write.Close()
	}()
	said := bufio.NewReader(read)
	line, err := said.ReadString('\n')
	url := regexp.MustCompile(`https://\S+`).FindString(line)
	if err != nil || url == "" {
		t.Fatalf("sim says %q, %v, want where it is", line, err)
	}
	go func() { _, _ = io.Copy(io.Discard, said) }()
	text, err := os.ReadFile(file)
	roots := x509.NewCertPool()
	if err != nil || !roots.AppendCertsFromPEM(text) || bytes.Contains(text, []byte("PRIVATE")) {
		t.Fatalf("the file has %q, %v, want a certificate alone", text, err)
	}
	transport := &http.Transport{
		TLSClientConfig:   &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12},
		ForceAttemptHTTP2: true,
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url+"/api/v2/bmc", strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := (&http.Client{Transport: transport}).Do(r)
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusUnauthorized || resp.ProtoMajor != 2 ||
		!strings.Contains(string(body), "AUTHFAILURE_INVALID_AUTHORIZATION") {
		t.Errorf("an unsigned request = %s %d %s, want 401 by HTTP/2", resp.Proto, resp.StatusCode, body)
	}
	transport.CloseIdleConnections()
	stop()
	if code := <-ended; code != 0 && code != 130 {
		t.Errorf("sim ended with %d", code)
	}
}
