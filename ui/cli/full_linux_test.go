package cli_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// TestServeFull serves while the journal takes nothing more: who may change anything is not let in, /readyz says why,
// and nobody learns where the journal is. When there is room again all is as before.
func TestServeFull(t *testing.T) {
	t.Parallel()
	s, process := serveApart(t, "--speed", "2000")
	side := s.log.Until(t, `"msg":"metrics","listen":"([^"]+)"`)
	ready := func(code int, text string) {
		t.Helper()
		rq, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+side+"/readyz", nil)
		if err != nil {
			t.Fatal(err)
		}
		rs, err := new(http.Client).Do(rq)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(rs.Body)
		_ = rs.Body.Close()
		if err != nil || rs.StatusCode != code || string(body) != text {
			t.Errorf("GET /readyz = %d %q, %v, want %d %q", rs.StatusCode, body, err, code, text)
		}
	}
	// No file of the server may become longer, as with a quota that is used up.
	room := func(bytes uint64) {
		t.Helper()
		if err := unix.Prlimit(process.Pid, unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: bytes, Max: unix.RLIM_INFINITY},
			nil); err != nil {
			t.Fatal(err)
		}
	}
	s.want("alice", "orders", "", 0)
	room(0)
	for _, user := range []string{"alice", "root"} {
		r := s.want(user, "orders", "", 1, "The journal cannot be written")
		if strings.Contains(r.out+r.errs, s.dir) {
			t.Errorf("%s learns where the journal is: %s%s", user, r.out, r.errs)
		}
	}
	ready(http.StatusServiceUnavailable, "not ready: the journal cannot be written (full)\n")
	s.want("vera", "orders", "", 0)
	room(unix.RLIM_INFINITY)
	ready(http.StatusOK, "ok\n")
	s.want("alice", "apply --yes", orderFile("a", 1), 0)
}
