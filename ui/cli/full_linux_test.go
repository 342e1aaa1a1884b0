package cli_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
)

// TestServeFullDisk has the disk of a server fill up. Who may change something is told so and not let in, who only
// looks sees the orders, a health check is told why, and nobody learns where the journal is.
func TestServeFullDisk(t *testing.T) {
	t.Parallel()
	s, server := serveApart(t, "--speed", "2000")
	metrics := s.log.Until(t, `"msg":"metrics","listen":"([^"]+)"`)
	ready := func() (int, string) {
		t.Helper()
		r, err := http.Get("http://" + metrics + "/readyz") //nolint:noctx,gosec // on this machine
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = r.Body.Close() }()
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Fatal(err)
		}
		return r.StatusCode, string(body)
	}
	s.want("alice", "apply --yes", orderFile("before", 1), 0)
	if code, body := ready(); code != http.StatusOK {
		t.Fatalf("GET /readyz = %d %q, want 200", code, body)
	}
	fill(t, server.Pid)
	said := s.want("alice", "apply --yes", orderFile("after", 1), 1, "cannot be written", "administrator")
	said.out += s.want("root", "orders", "", 1, "cannot be written").errs
	seen := s.want("vera", "orders", "", 0, "DONE")
	code, body := ready()
	if code != http.StatusServiceUnavailable || !strings.Contains(body, "the journal cannot be written (") {
		t.Errorf("GET /readyz = %d %q, want 503 and why", code, body)
	}
	for _, text := range []string{said.out, said.errs, seen.out, seen.errs, body} {
		if strings.Contains(text, s.dir) || strings.Contains(text, "journal.db") {
			t.Errorf("it says where the journal is:\n%s", text)
		}
	}
}
