package httpx

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/metalwright/metalwright/provider"
)

// TestProxyRefuses has a proxy that lets nothing through, and one that is not there.
func TestProxyRefuses(t *testing.T) {
	t.Parallel()
	refuses := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter,
		_ *http.Request,
	) {
		w.WriteHeader(http.StatusForbidden)
	}))
	t.Cleanup(refuses.Close)
	// a port that nobody is given
	for name, at := range map[string]string{"refuses": refuses.URL, "gone": "http://127.0.0.1:1"} {
		u, err := url.Parse(at)
		if err != nil {
			t.Fatal(err)
		}
		tr := newTransport()
		tr.Proxy = http.ProxyURL(u)
		defer tr.CloseIdleConnections()
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://vendor.invalid", nil)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := tr.RoundTrip(r)
		if err == nil {
			_ = answer.Body.Close()
		}
		if got := provider.CauseOf(err); got != provider.CauseProxy {
			t.Errorf("%s: CauseOf(%v) = %q, want %q", name, err, got, provider.CauseProxy)
		}
	}
}
