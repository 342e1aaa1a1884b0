package httpx

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/metalwright/metalwright/provider"
)

// errProxy says which variable to look at. What is wrong with it is not said: that would quote the variable, which
// holds a password.
var errProxy = errors.New(
	"the proxy variable (HTTPS_PROXY or HTTP_PROXY) is more or less than a scheme, a user and a host")

// proxy is the proxy of the environment. With a slash in the password a part of it would be taken for the host, and
// named in the error when there is no such host.
func proxy(r *http.Request) (*url.URL, error) {
	u, err := http.ProxyFromEnvironment(r)
	if err != nil || u != nil && (u.Hostname() == "" || u.RawQuery != "" || u.Fragment != "" ||
		strings.Trim(u.Path, "/") != "") {
		return nil, errProxy
	}
	return u, nil
}

// newTransport honours HTTPS_PROXY and NO_PROXY; the certificate variables are read by crypto/x509.
func newTransport() *http.Transport {
	return &http.Transport{
		Proxy:                 proxy,
		DialContext:           (&net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}).DialContext,
		TLSHandshakeTimeout:   10 * time.Second,
		ResponseHeaderTimeout: readTimeout,
		MaxIdleConnsPerHost:   4,
		IdleConnTimeout:       time.Minute,
		ForceAttemptHTTP2:     true,
		OnProxyConnectResponse: func(_ context.Context, _ *url.URL, _ *http.Request, answer *http.Response) error {
			if answer.StatusCode != http.StatusOK {
				return fmt.Errorf("%w: HTTP status %d", provider.ErrProxy, answer.StatusCode)
			}
			return nil
		},
	}
}

// single is t for one request per connection: without keep-alive and HTTP/2 there is nothing that Go's transport could
// play again. A transport that is not Go's own is taken as it is.
func single(t http.RoundTripper) http.RoundTripper {
	own, ok := t.(*http.Transport)
	if !ok {
		return t
	}
	own = own.Clone()
	own.DisableKeepAlives = true
	own.ForceAttemptHTTP2 = false
	own.ResponseHeaderTimeout = 0 // the call's own limit counts
	own.TLSNextProto = nil
	own.Protocols = new(http.Protocols)
	own.Protocols.SetHTTP1(true)
	if own.TLSClientConfig != nil {
		own.TLSClientConfig.NextProtos = nil
	}
	return own
}

// provable reports whether t reports its connections.
func provable(t http.RoundTripper) bool {
	_, ok := t.(*http.Transport)
	return ok
}

// endpoint checks a URL of the configuration. Secrets and orders cross it, so it is https, or this very machine.
func endpoint(text string) (*url.URL, error) {
	u, err := url.Parse(text)
	fault := func(why string) error {
		e := provider.Violation(provider.FieldAccount, provider.RuleFormat)
		e.Op, e.Allowed, e.Err = "endpoint", "https://host, http://127.0.0.1:8080", errors.New(why)
		return e
	}
	switch {
	case err != nil:
		return nil, fault("the endpoint is not a URL")
	case u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || strings.Trim(u.Path, "/") != "":
		return nil, fault("the endpoint is more or less than a scheme and a host")
	case u.Scheme == "https":
	case u.Scheme != "http":
		return nil, fault("the endpoint is not https")
	case !loopback(u.Hostname()):
		return nil, fault("the endpoint is not encrypted, which is allowed for this machine only")
	}
	u.Path, u.Host = "", strings.ToLower(u.Host) // the host is signed in lower case
	return u, nil
}

func loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	a, err := netip.ParseAddr(host)
	return err == nil && a.IsLoopback()
}
