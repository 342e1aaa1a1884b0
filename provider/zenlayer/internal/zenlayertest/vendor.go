// Package zenlayertest is what the tests of Zenlayer's products share: a server that answers as they say, and what is
// sold under which charge.
package zenlayertest

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
)

// Vendor is a server that gives one answer per action and keeps what it was asked.
type Vendor struct {
	tb      testing.TB
	url     string
	mu      sync.Mutex
	answers map[string]func(body string) (int, string)
	asked   map[string][]string
}

// Serve starts a server, which ends with the test. An action without an answer fails the test.
func Serve(tb testing.TB) *Vendor {
	tb.Helper()
	v := &Vendor{tb: tb, answers: map[string]func(string) (int, string){}, asked: map[string][]string{}}
	s := httptest.NewServer(v)
	tb.Cleanup(s.Close)
	v.url = s.URL
	return v
}

// ServeHTTP keeps the request, and answers.
func (v *Vendor) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	action := r.Header.Get("X-ZC-Action")
	v.mu.Lock()
	v.asked[action] = append(v.asked[action], string(body))
	answer := v.answers[action]
	v.mu.Unlock()
	if answer == nil {
		v.tb.Errorf("unexpected request %s %s", action, body)
		answer = func(string) (int, string) {
			return 401, `{"requestId":"T0","code":"AUTHFAILURE_UNAUTHORIZED_OPERATION"}`
		}
	}
	status, text := answer(string(body))
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text)
}

// On answers an action with the response's fields.
func (v *Vendor) On(action, response string) {
	v.When(action, func(string) (int, string) {
		return 200, `{"requestId":"T1","response":` + response + `}`
	})
}

// Refuse answers an action with a code.
func (v *Vendor) Refuse(action string, status int, code, message string) {
	v.When(action, func(string) (int, string) {
		m, _ := json.Marshal(message)
		return status, `{"requestId":"T7","code":"` + code + `","message":` + string(m) + `}`
	})
}

// When answers an action with a status and a body.
func (v *Vendor) When(action string, answer func(body string) (int, string)) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.answers[action] = answer
}

// Requests are the bodies that an action was asked with.
func (v *Vendor) Requests(action string) []string {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.asked[action]
}

// Account reaches the server. A version of "" is the product's default.
func (v *Vendor) Account(version string) provider.Account {
	transport := &http.Transport{}
	v.tb.Cleanup(transport.CloseIdleConnections)
	return provider.Account{
		KeyID: "AK", Secret: provider.NewSecret("secret"), Endpoint: v.url, Version: version,
		Client: "metalwright/1.0", Transport: transport,
		PerSecond: 1e6, Now: func() time.Time { return time.Unix(1767225600, 0) },
	}
}

// Open opens a product there, of which open is one of its methods, such as [provider.Product.Open].
func Open[As, T any](v *Vendor, open func(provider.Account) (T, error), version string) As {
	v.tb.Helper()
	r, err := open(v.Account(version))
	if err != nil {
		v.tb.Fatalf("opening the product = %v", err)
	}
	return any(r).(As)
}
