package providertest

import (
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
)

// Asked is a request that came to a [Server].
type Asked struct {
	Header http.Header
	Body   string
}

// Server answers each action as a test says, and keeps what it was asked: a vendor without a memory.
type Server struct {
	tb      testing.TB
	url     string
	header  string
	unknown func() (status int, body string)
	mu      sync.Mutex
	answers map[string]func(Asked) (status int, body string)
	asked   map[string][]Asked
}

// Serve starts a server, which ends with the test. header is the one that names the action of a request. An action
// without an answer fails the test, and is answered by unknown.
func Serve(tb testing.TB, header string, unknown func() (status int, body string)) *Server {
	tb.Helper()
	s := &Server{
		tb: tb, header: header, unknown: unknown,
		answers: map[string]func(Asked) (int, string){}, asked: map[string][]Asked{},
	}
	web := httptest.NewServer(s)
	tb.Cleanup(web.Close)
	s.url = web.URL
	return s
}

// ServeHTTP keeps the request, and answers.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	action, a := r.Header.Get(s.header), Asked{r.Header, string(body)}
	s.mu.Lock()
	s.asked[action] = append(s.asked[action], a)
	answer := s.answers[action]
	s.mu.Unlock()
	if answer == nil {
		s.tb.Errorf("unexpected request %s %s", action, body)
		answer = func(Asked) (int, string) { return s.unknown() }
	}
	status, text := answer(a)
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text)
}

// When answers an action with a status and a body.
func (s *Server) When(action string, answer func(Asked) (status int, body string)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answers[action] = answer
}

// Requests are those that an action was asked with, the first one first.
func (s *Server) Requests(action string) []Asked {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.asked[action])
}

// Account reaches the server, at the time now. A version of "" is the product's default.
func (s *Server) Account(version string, now time.Time) provider.Account {
	transport := &http.Transport{}
	s.tb.Cleanup(transport.CloseIdleConnections)
	return provider.Account{
		KeyID: "AK", Secret: provider.NewSecret("secret"), Endpoint: s.url, Version: version, Client: "metalwright/1.0",
		Transport: transport, PerSecond: 1e6, Now: func() time.Time { return now },
	}
}

// Open opens a product at a, of which open is one of its methods, such as [provider.Product.Open].
func Open[As, T any](tb testing.TB, open func(provider.Account) (T, error), a provider.Account) As {
	tb.Helper()
	r, err := open(a)
	if err != nil {
		tb.Fatalf("opening the product = %v", err)
	}
	return any(r).(As)
}
