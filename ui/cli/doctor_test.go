package cli_test

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/ui/cli"
)

// findings runs the doctor with an endpoint and returns the grade of each check that is about it, and how to mend it.
func findings(t *testing.T, now func() time.Time, endpoint string, size [2]int) map[string][2]string {
	t.Helper()
	var out bytes.Buffer
	p := process(t, now, map[string]string{
		"ZENLAYER_ACCESS_KEY_ID": "SIMKEY0000000000", "ZENLAYER_ACCESS_KEY_SECRET": "simulated-secret-buys-nothing", "TERM": "xterm", "LANG": "C.UTF-8",
	})
	p.Args = []string{"doctor", "--json", "--state", t.TempDir(), "--endpoint", "zenlayer-bmc=" + endpoint, "--endpoint", "zenlayer-vm=" + endpoint}
	p.Out, p.Width, p.Height, p.Terminal = &out, size[0], size[1], true
	cli.Main(t.Context(), p, all.Products())
	var doc struct {
		Findings []struct{ Check, Subject, Grade, What, Mend string }
	}
	if err := json.Unmarshal(out.Bytes(), &doc); err != nil {
		t.Fatalf("doctor --json: %v:\n%s", err, out.String())
	}
	found := map[string][2]string{}
	for _, f := range doc.Findings {
		if f.Subject == endpoint || strings.Contains(f.Subject, "x") && f.Check == "terminal" && !strings.HasPrefix(f.Subject, "TERM") {
			found[f.Check] = [2]string{f.Grade, f.Mend}
		}
	}
	return found
}

// TestDoctorEndpoint has the doctor look at endpoints and windows that are not as they should be.
func TestDoctorEndpoint(t *testing.T) {
	t.Parallel()
	plain := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(plain.Close)
	untrusted := httptest.NewUnstartedServer(http.NotFoundHandler())
	untrusted.Config.ErrorLog = log.New(io.Discard, "", 0) // that nobody trusts it is no news
	untrusted.StartTLS()
	t.Cleanup(untrusted.Close)
	ahead := func(d time.Duration) func() time.Time { return func() time.Time { return time.Now().Add(d) } }
	for _, tc := range []struct {
		name     string
		now      func() time.Time
		endpoint string
		size     [2]int
		check    string
		grade    string
		mend     string
	}{
		{"clock right", time.Now, plain.URL, [2]int{80, 24}, "clock", "ok", ""},
		{"clock two minutes ahead", ahead(2 * time.Minute), plain.URL, [2]int{80, 24}, "clock", "warning", "NTP"},
		{"clock an hour behind", ahead(-time.Hour), plain.URL, [2]int{80, 24}, "clock", "fault", "NTP"},
		{"certificate of nobody", time.Now, untrusted.URL, [2]int{80, 24}, "tls", "fault", "SSL_CERT_FILE"},
		{"nobody there", time.Now, "http://127.0.0.1:9", [2]int{80, 24}, "endpoint", "fault", "HTTPS_PROXY"},
		{"window large enough", time.Now, plain.URL, [2]int{80, 24}, "terminal", "ok", ""},
		{"window tight", time.Now, plain.URL, [2]int{60, 20}, "terminal", "warning", "80x24"},
		{"window too small", time.Now, plain.URL, [2]int{30, 10}, "terminal", "fault", "80x24"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			got := findings(t, tc.now, tc.endpoint, tc.size)[tc.check]
			if got[0] != tc.grade || !strings.Contains(got[1], tc.mend) {
				t.Errorf("doctor says %q, mend %q, want %q, %q", got[0], got[1], tc.grade, tc.mend)
			}
		})
	}
}

// TestDoctorJournal has the doctor look at journals that no order may be written into.
func TestDoctorJournal(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name  string
		spoil func(t *testing.T, path string)
		check func(dir string) error
		what  string
		mend  string
	}{
		{"whole", func(*testing.T, string) {}, nil, "whole", ""},
		{"written by a newer program", func(t *testing.T, path string) {
			t.Helper()
			db, err := sql.Open("sqlite", path)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := db.ExecContext(t.Context(), "pragma user_version = 999; update meta set value = '999' where key = 'schema'"); err != nil {
				t.Fatal(err)
			}
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
		}, nil, "newer metalwright", "newer one"},
		{"on a network file system", func(*testing.T, string) {}, func(dir string) error {
			return &journal.Error{Reason: journal.ReasonNetwork, Path: dir, Err: errors.New("it is nfs")}
		}, "network file system", "disk of this machine"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			c := newTypist(t)
			c.want(0, "y\n", "DONE", "apply", c.file)
			tc.spoil(t, filepath.Join(c.state, "sim", journal.File))
			var out bytes.Buffer
			p := process(t, time.Now, map[string]string{"TERM": "xterm"})
			p.Args, p.Out, p.CheckDir = []string{"doctor", "--json", "--state", c.state}, &out, tc.check
			code := cli.Main(t.Context(), p, c.prods)
			if want := map[bool]int{true: 0, false: 1}[tc.mend == ""]; code != want {
				t.Errorf("doctor ended with %d, want %d", code, want)
			}
			for _, want := range []string{tc.what, tc.mend} {
				if !strings.Contains(out.String(), want) {
					t.Errorf("doctor does not say %q:\n%s", want, out.String())
				}
			}
		})
	}
}
