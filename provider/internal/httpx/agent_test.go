package httpx_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider/internal/httpx"
)

// TestUserAgent wants every request to say what sends it.
func TestUserAgent(t *testing.T) {
	t.Parallel()
	agent := make(chan string, 1)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		agent <- r.Header.Get("User-Agent")
		_, _ = io.WriteString(w, `{"ID": "r-1"}`)
	}))
	t.Cleanup(srv.Close)
	c, _, _ := open(t, srv.URL, nil)
	if _, err := c.Read(t.Context(), httpx.Call{Path: "/"}); err != nil {
		t.Fatal(err)
	}
	if got := <-agent; !strings.HasPrefix(got, "metalwright ") {
		t.Errorf("User-Agent = %q, want ours", got)
	}
}
