// Package zenlayertest is what the tests of Zenlayer's products share: a server that answers as they say, and what is
// sold under which charge.
package zenlayertest

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/providertest"
)

// Vendor is a server that gives one answer per action and keeps what it was asked.
type Vendor struct {
	*providertest.Server
	tb testing.TB
}

// Serve starts a server, which ends with the test. An action without an answer fails the test.
func Serve(tb testing.TB) *Vendor {
	tb.Helper()
	return &Vendor{tb: tb, Server: providertest.Serve(tb, "X-ZC-Action", func() (int, string) {
		return http.StatusUnauthorized, `{"requestId":"T0","code":"AUTHFAILURE_UNAUTHORIZED_OPERATION"}`
	})}
}

// On answers an action with the response's fields.
func (v *Vendor) On(action, response string) {
	v.When(action, func(string) (int, string) {
		return http.StatusOK, `{"requestId":"T1","response":` + response + `}`
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
	v.Server.When(action, func(a providertest.Asked) (int, string) { return answer(a.Body) })
}

// Requests are the bodies that an action was asked with.
func (v *Vendor) Requests(action string) []string {
	var bodies []string
	for _, a := range v.Server.Requests(action) {
		bodies = append(bodies, a.Body)
	}
	return bodies
}

// Account reaches the server. A version of "" is the product's default.
func (v *Vendor) Account(version string) provider.Account {
	return v.Server.Account(version, time.Unix(1767225600, 0))
}

// Open opens a product there, of which open is one of its methods, such as [provider.Product.Open].
func Open[As, T any](v *Vendor, open func(provider.Account) (T, error), version string) As {
	v.tb.Helper()
	return providertest.Open[As](v.tb, open, v.Account(version))
}
