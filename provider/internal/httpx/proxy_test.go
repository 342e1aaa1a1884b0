package httpx_test

import (
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/metalwright/metalwright/provider/internal/httpx"
)

// A proxy that makes no sense is reported without its text, which holds a password. Go reads the variable once for a
// process, so a process of its own runs this test again with such a variable.
func TestProxyTellsNoSecret(t *testing.T) {
	t.Parallel()
	const planted = "planted"
	malformed := "http://" + planted + ":3128/" + planted + "@proxy.example:3128" // a slash in the password
	if os.Getenv("HTTPS_PROXY") == malformed {
		c, err := httpx.New(vendor(new(atomic.Int64)), httpx.Options{Endpoint: "https://vendor.example"})
		if err != nil {
			t.Fatalf("New() = %v", err)
		}
		_, maySend, failed := c.Once(t.Context(), call)
		t.Fatalf("Once() = maySend %v, %v", maySend, failed)
	}
	again := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestProxyTellsNoSecret$")
	again.Env = []string{"HTTPS_PROXY=" + malformed}
	out, err := again.CombinedOutput()
	if text := string(out); err == nil || strings.Contains(text, planted) ||
		!strings.Contains(text, "maySend false") || !strings.Contains(text, "HTTPS_PROXY") {
		t.Errorf(
			"Once() through a malformed proxy, in a process of its own: %v\n%s\nwant it not sent, the variable "+
				"named, and no password", err, text)
	}
}
