package cli_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/journal/pgtest"
	"github.com/metalwright/metalwright/ui/cli"
	"github.com/metalwright/metalwright/ui/run"
)

// seen is one finding of the doctor.
type seen struct{ Check, Subject, Grade, What, Fix string }

// examined runs the doctor and returns what it found.
func examined(t *testing.T, p run.Process, args ...string) []seen {
	t.Helper()
	var out bytes.Buffer
	p.Args, p.Out = append([]string{"doctor", "--json"}, args...), &out
	cli.Main(t.Context(), p, all.Products())
	var doc struct{ Findings []seen }
	if err := json.Unmarshal(out.Bytes(), &doc); err != nil {
		t.Fatalf("doctor --json: %v:\n%s", err, out.String())
	}
	return doc.Findings
}

// findings runs the doctor with an endpoint and returns the grade of each check that is about it, and how to fix it.
func findings(t *testing.T, now func() time.Time, endpoint string, size [2]int) map[string][2]string {
	t.Helper()
	p := process(t, now, map[string]string{
		"ZENLAYER_ACCESS_KEY_ID": "SIMKEY0000000000", "ZENLAYER_ACCESS_KEY_SECRET": "simulated-secret-buys-nothing",
		"TERM": "xterm", "LANG": "C.UTF-8",
	})
	p.Width, p.Height, p.Terminal = size[0], size[1], true
	found := map[string][2]string{}
	for _, f := range examined(t, p, "--state", t.TempDir(), "--endpoint", "zenlayer-bmc="+endpoint, "--endpoint",
		"zenlayer-vm="+endpoint) {
		if f.Subject == endpoint || strings.Contains(f.Subject, "x") && f.Check == "terminal" &&
			!strings.HasPrefix(f.Subject, "TERM") {
			found[f.Check] = [2]string{f.Grade, f.Fix}
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
	untrusted.Config.ErrorLog = log.New(io.Discard, "", 0) // that nobody trusts it is known
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
		fix      string
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
			if got[0] != tc.grade || !strings.Contains(got[1], tc.fix) {
				t.Errorf("doctor says %q, fix %q, want %q, %q", got[0], got[1], tc.grade, tc.fix)
			}
		})
	}
}

// TestDoctorColours has the doctor look at terminals with many colours, few and none.
func TestDoctorColours(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name  string
		env   map[string]string
		grade string
		what  string
		fix   string
	}{
		{"all", map[string]string{"TERM": "xterm-256color", "COLORTERM": "truecolor"}, "ok", "TrueColor", ""},
		{"256", map[string]string{"TERM": "xterm-256color"}, "ok", "ANSI256", ""},
		{"16", map[string]string{"TERM": "ansi"}, "warning", "16 colours", "COLORTERM=truecolor"},
		{"none", map[string]string{"TERM": "dumb"}, "warning", "no colours", "xterm-256color"},
		{"none by choice", map[string]string{"TERM": "xterm-256color", "NO_COLOR": "1"}, "ok", "as requested", ""},
		{"none by any value", map[string]string{"TERM": "xterm-256color", "NO_COLOR": "yes"}, "ok", "as requested", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			tc.env["TTY_FORCE"] = "1" // which colorprofile takes for a terminal
			p := process(t, time.Now, tc.env)
			p.Terminal, p.Width, p.Height = true, 80, 24
			found := examined(t, p, "--state", t.TempDir())
			i := slices.IndexFunc(found, func(f seen) bool {
				return f.Check == "terminal" &&
					strings.Contains(f.What, "colours")
			})
			if i < 0 {
				t.Fatalf("doctor says %+v, want something about colours", found)
			}
			if f := found[i]; f.Grade != tc.grade || !strings.Contains(f.What, tc.what) || !strings.Contains(f.Fix, tc.fix) ||
				(f.Fix == "") != (tc.fix == "") {
				t.Errorf("doctor says %+v, want %s, %q, %q", f, tc.grade, tc.what, tc.fix)
			}
		})
	}
}

// TestDoctorStandby has the doctor look at a journal's server that another one follows.
func TestDoctorStandby(t *testing.T) {
	t.Parallel()
	server := &pgtest.Server{} // of its own, as a standby follows all databases of a server
	t.Cleanup(func() {
		if err := server.Stop(); err != nil {
			t.Errorf("Stop() = %v, want nil", err)
		}
	})
	database := server.Database(t)
	store, err := journal.Open(t.Context(), journal.Options{Server: database, Dir: t.TempDir(), Now: time.Now})
	if err != nil {
		t.Fatalf("journal.Open() = %v", err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	warned := func() bool {
		p := process(t, time.Now, map[string]string{"METALWRIGHT_STATE": database, "XDG_STATE_HOME": t.TempDir()})
		return slices.ContainsFunc(examined(t, p), func(f seen) bool {
			return f.Check == "journal" && f.Grade == "warning" && strings.Contains(f.What, "the server has a standby") &&
				strings.Contains(f.Fix, "synchronous_standby_names")
		})
	}
	if warned() {
		t.Error("doctor warns of a standby, and none follows the server")
	}
	follow := func() {
		standby, err := pgconn.Connect(t.Context(), database+"&replication=true") // says hello as a standby does
		if err != nil {
			t.Fatalf("Connect() = %v", err)
		}
		t.Cleanup(func() { _ = standby.Close(context.Background()) }) // the server may have ended
	}
	follow()
	if !warned() {
		t.Error("doctor does not warn of a standby that has to confirm nothing")
	}
	server.Exec(t, "alter system set synchronous_standby_names = '*'")
	if err := server.Restart(t.Context()); err != nil {
		t.Fatalf("Restart() = %v, want nil", err)
	}
	follow()
	if warned() {
		t.Error("doctor warns of a standby that has to confirm")
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
		fix   string
	}{
		{"whole", func(*testing.T, string) {}, nil, "intact", ""},
		{"written by a newer program", func(t *testing.T, path string) {
			t.Helper()
			db, err := sql.Open("sqlite", path)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := db.ExecContext(t.Context(),
				"pragma user_version = 999; update meta set value = '999' where key = 'schema'"); err != nil {
				t.Fatal(err)
			}
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
		}, nil, "newer metalwright", "newer one"},
		{"on a network file system", func(*testing.T, string) {}, func(dir string) error {
			return &journal.Error{Reason: journal.ReasonNetwork, Path: dir, Err: errors.New("it is nfs")}
		}, "network file system", "local disk"},
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
			if want := map[bool]int{true: 0, false: 1}[tc.fix == ""]; code != want {
				t.Errorf("doctor ended with %d, want %d", code, want)
			}
			for _, want := range []string{tc.what, tc.fix} {
				if !strings.Contains(out.String(), want) {
					t.Errorf("doctor does not say %q:\n%s", want, out.String())
				}
			}
		})
	}
}
