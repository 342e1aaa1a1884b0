package serve_test

import (
	"context"
	"crypto/rand"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/serve"
)

// TestCertificateDoor signs in with user certificates over a real connection.
func TestCertificateDoor(t *testing.T) {
	t.Parallel()
	key, ca := newKey(t), newKey(t)
	s := startTrusting(t, write(t, "cas", line(ca, "ca")), serve.Limits{}, echo)
	for _, c := range []struct {
		name, user string
		ca         gossh.Signer
		change     func(*gossh.Certificate)
		ok         bool
	}{
		{"good", "alice", ca, nil, true},
		{"another name", "bob", ca, nil, false},
		{"a stranger's", "alice", newKey(t), nil, false},
		{"for everybody", "alice", ca, func(x *gossh.Certificate) { x.ValidPrincipals = nil }, false},
		{"a host's", "alice", ca, func(x *gossh.Certificate) { x.CertType = gossh.HostCert }, false},
		{"expired", "alice", ca, func(x *gossh.Certificate) { x.ValidBefore = uint64(time.Now().Unix() - 1) }, false},
		{"not yet", "alice", ca, func(x *gossh.Certificate) { x.ValidAfter = uint64(time.Now().Unix() + 3600) }, false},
		{"from here", "alice", ca, func(x *gossh.Certificate) {
			x.CriticalOptions = map[string]string{"source-address": "127.0.0.0/8"}
		}, true},
		{"from elsewhere", "alice", ca, func(x *gossh.Certificate) {
			x.CriticalOptions = map[string]string{"source-address": "192.0.2.0/24"}
		}, false},
		{"an option that nobody does", "alice", ca, func(x *gossh.Certificate) {
			x.CriticalOptions = map[string]string{"force-command": "sh"}
		}, false},
	} {
		cert := &gossh.Certificate{
			Key: key.PublicKey(), CertType: gossh.UserCert, KeyId: "alice", ValidPrincipals: []string{"alice"},
			ValidBefore: uint64(time.Now().Unix() + 3600),
		}
		if c.change != nil {
			c.change(cert)
		}
		if err := cert.SignCert(rand.Reader, c.ca); err != nil {
			t.Fatal(err)
		}
		signer, err := gossh.NewCertSigner(cert, key)
		if err != nil {
			t.Fatal(err)
		}
		client, err := s.dial(c.user, signer)
		if (err == nil) != c.ok {
			t.Errorf("%s: dial(%s) = %v, want success %v; the log is\n%s", c.name, c.user, err, c.ok, s.log)
		}
		if err == nil {
			if out, _, code := s.orders(client); code != 7 || !strings.Contains(out, "user alice") {
				t.Errorf("%s: exec() = %q, %d, want alice's session", c.name, out, code)
			}
			_ = client.Close()
		}
	}
	s.log.WaitFor(t, `by SHA256:`) // who signed it is in the log
}

// TestLanguage speaks the client's language, not the server's.
func TestLanguage(t *testing.T) {
	t.Setenv("LANG", "de_DE.UTF-8") // the server's
	s := start(t, serve.Limits{}, echo)
	c := s.client()
	for _, l := range []struct {
		name string
		env  map[string]string
		want string
	}{
		{"none", nil, "[]"},
		{"LANG", map[string]string{"LANG": "zh_CN.UTF-8"}, "[zh-CN]"},
		{"LC_ALL before LANG", map[string]string{"LANG": "fr_FR", "LC_ALL": "zh_TW@x"}, "[zh-TW]"},
		{"LC_MESSAGES before LANG", map[string]string{"LANG": "fr_FR", "LC_MESSAGES": "en_GB.UTF-8"}, "[en-GB]"},
		{"C", map[string]string{"LC_ALL": "C", "LANG": "zh_CN"}, "[]"},
	} {
		before := len(s.lang.String())
		one := s.session(c)
		for k, v := range l.env {
			if err := one.Setenv(k, v); err != nil {
				t.Fatalf("%s: Setenv(%s) = %v", l.name, k, err)
			}
		}
		_, _ = one.Output("x")
		if got := s.lang.String()[before:]; got != l.want {
			t.Errorf("%s: the language is %s, want %s", l.name, got, l.want)
		}
	}
}

// failing is a journal that cannot be read.
type failing struct{ *shop }

func (failing) Orders(context.Context) ([]order.View, error) { return nil, context.DeadlineExceeded }

// blind is a host that cannot watch an account, and has lost another one a moment ago.
type blind struct{ *shop }

func (blind) Watching() []order.Watching {
	off := &provider.Error{Kind: provider.KindClock, Code: "EXPIRED", Message: "the clock is \x1b[2Joff"}
	return []order.Watching{
		{Product: "zenlayer-bmc", Account: "acme", WatchError: &order.WatchError{
			Product: "zenlayer-bmc", Account: "acme", Since: noon().Add(-30 * time.Second), Err: off,
		}},
		{Product: "zenlayer-vm", Account: "acme", WatchLock: true, WatchError: &order.WatchError{
			Product: "zenlayer-vm", Account: "acme", Since: noon().Add(-time.Second), Err: off,
		}},
	}
}

// TestSeen reports to a machine how late the watching is, and whether the server can be used.
func TestSeen(t *testing.T) {
	t.Parallel()
	s := stocked()
	s.views[0].Open, s.views[0].Product = true, "zenlayer-bmc"
	s.views[0].Watch.NextAt = noon().Add(-30 * time.Second)
	s.views[1].Open, s.views[1].Account = true, "quiet" // nothing of an order that waits is watched
	get := func(j serve.Journal, path string) (int, string) {
		t.Helper()
		w := httptest.NewRecorder()
		s.server(t, j, "people: {alice: {roles: [operator]}}\n").Handler().ServeHTTP(w,
			httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
		return w.Code, w.Body.String()
	}
	code, body := get(s, "/metrics")
	for _, want := range []string{
		`metalwright_watcher_lag_seconds{account="acme",product="zenlayer-bmc"} 30`, `metalwright_orders{state="WAITING"} 1`,
		"metalwright_journal_up 1",
	} {
		if code != http.StatusOK || !strings.Contains(body, want) {
			t.Errorf("GET /metrics = %d without %s:\n%s", code, want, body)
		}
	}
	if strings.Contains(body, `account="quiet"`) {
		t.Errorf("GET /metrics has a lag of an account without machines:\n%s", body)
	}
	if code, body := get(s, "/readyz"); code != http.StatusOK || body != "ok\n" {
		t.Errorf("GET /readyz = %d %q, want 200", code, body)
	}
	if code, _ := get(failing{s}, "/readyz"); code != http.StatusServiceUnavailable {
		t.Errorf("GET /readyz without a journal = %d, want 503", code)
	}
	if code, body := get(blind{s}, "/readyz"); code != http.StatusServiceUnavailable ||
		body != "not ready: zenlayer-bmc of account acme cannot be watched from this host since 2026-11-20T11:59:30Z "+
			"(clock): "+
			`EXPIRED: the clock is \u001b[2Joff`+"\n" {
		t.Errorf("GET /readyz of a host that cannot watch = %d %q, want 503, and why", code, body)
	}
	if _, body := get(blind{s}, "/metrics"); !strings.Contains(body,
		`metalwright_watch_trouble_seconds{account="acme",product="zenlayer-bmc",reason="clock"} 30`) ||
		!strings.Contains(body, `metalwright_watching{account="acme",product="zenlayer-vm"} 1`) {
		t.Errorf("GET /metrics of a host that cannot watch:\n%s\nwant for how long, and what it does watch", body)
	}
	if code, _ := get(failing{s}, "/healthz"); code != http.StatusOK {
		t.Errorf("GET /healthz without a journal = %d, want 200: the process runs", code)
	}
	if _, body := get(failing{s}, "/metrics"); !strings.Contains(body, "metalwright_journal_up 0") {
		t.Errorf("GET /metrics without a journal:\n%s\nwant journal_up 0", body)
	}
	if code, _ := get(s, "/debug/pprof/"); code != http.StatusNotFound {
		t.Errorf("GET /debug/pprof/ = %d, want 404", code)
	}
}
