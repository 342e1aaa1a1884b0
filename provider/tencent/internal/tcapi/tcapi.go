// Package tcapi speaks Tencent Cloud API 3.0: headers, signature, envelope, common error codes and paging, the same
// for all of Tencent Cloud's services.
package tcapi

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/internal/httpx"
	"github.com/metalwright/metalwright/provider/internal/sign"
)

// Service is one of Tencent Cloud's services in one of its versions.
type Service struct {
	Name     string // in the signature: "edgezone"
	Version  string
	Endpoint string // the service's own URL
	Limit    int    // requests to each action per second, at most
}

// rate is the service's limit, or the account's where that is lower.
func (s Service) rate(a provider.Account) httpx.Rate {
	r := httpx.Within(s.Limit)
	if a.PerSecond > 0 {
		r.PerSecond = min(r.PerSecond, a.PerSecond)
	}
	return r
}

// contentType is signed and sent in exactly this spelling.
const contentType = "application/json"

// Client is one account's way to a service. It is safe for concurrent use.
type Client struct {
	httpx.Session

	service  Service
	client   string // X-TC-RequestClient
	language string // X-TC-Language
}

// Cached returns c with a cache of its own, which [httpx.Session.Forget] empties.
func (c *Client) Cached() *Client {
	out := *c
	out.Session = c.Remembering()
	return &out
}

// Open makes a client for the account. It makes no request; an incomplete key or a wrong endpoint is an error at the
// account. The service counts the requests to each action separately, and so does the limiter that the account's
// clients share.
func Open(a provider.Account, s Service, limiters *provider.Limiters) (*Client, error) {
	if a.KeyID == "" || a.Secret.IsZero() {
		e := provider.Violation(provider.FieldAccount, provider.RuleRequired)
		e.Kind = provider.KindAuth
		return nil, e
	}
	if a.Endpoint == "" {
		a.Endpoint = s.Endpoint
	}
	vendor := httpx.Vendor{Open: open, Sign: func(r *http.Request, body []byte, now time.Time) {
		signRequest(r, s.Name, a, body, now.Unix())
	}}
	wire, err := httpx.NewSession(vendor, httpx.Options{
		Endpoint: a.Endpoint, Transport: a.Transport, Now: a.Now, Rate: s.rate(a), Limiters: limiters, Account: a.KeyID,
		Observe: a.Observe,
		Secrets: []provider.Secret{a.Secret, a.Token},
	})
	if err != nil {
		return nil, err
	}
	c := &Client{Session: wire, service: s, client: a.Client, language: "en-US"}
	if a.Language == "zh" {
		c.language = "zh-CN"
	}
	return c, nil
}

// signRequest signs content type, host and action (Tencent Cloud API 3.0, signature v3, read 2026-11).
func signRequest(r *http.Request, service string, a provider.Account, body []byte, unix int64) {
	headers := []sign.Header{
		{Name: "content-type", Value: contentType},
		{Name: "host", Value: r.URL.Host},
		{Name: "x-tc-action", Value: r.Header.Get("X-TC-Action")},
	}
	signature := sign.TC3(a.Secret, service, headers, body, unix)
	r.Header.Set("Content-Type", contentType)
	r.Header.Set("X-TC-Timestamp", strconv.FormatInt(unix, 10))
	r.Header.Set("Authorization", sign.Signed(sign.SchemeTC3, a.KeyID+"/"+sign.Scope(service, unix), headers,
		signature).String())
	if !a.Token.IsZero() {
		r.Header.Set("X-TC-Token", a.Token.Reveal())
	}
}

// call makes the request of an action; in is marshalled, nil is {}.
func (c *Client) call(region, action string, in any, token string) (httpx.Call, error) {
	body, err := httpx.Body(action, in)
	if err != nil {
		return httpx.Call{}, err
	}
	h := http.Header{}
	h.Set("X-TC-Action", action)
	h.Set("X-TC-Version", c.service.Version)
	h.Set("X-TC-Region", region)
	h.Set("X-TC-Language", c.language)
	if client := httpx.ClientName(c.client, token); client != "" {
		h.Set("X-TC-RequestClient", client)
	}
	return httpx.Call{Op: action, Header: h, Body: body}, nil
}

// Read makes a request that changes nothing, repeats it after a temporary error, and decodes the answer into a T.
func Read[T any](ctx context.Context, c *Client, region, action string, in any) (T, error) {
	return send[T](c, region, action, in, func(call httpx.Call) (httpx.Envelope, error) {
		e, _, err := c.Ask(ctx, call)
		return e, err
	})
}

// Repeat makes a change that may be requested twice, and repeats it after a temporary error as [Read] does. An answer
// that says that it is so already is the caller's to take as success.
func Repeat[T any](ctx context.Context, c *Client, region, action string, in any) (T, error) {
	defer c.Forget() // what was read before may be true no more
	return send[T](c, region, action, in, func(call httpx.Call) (httpx.Envelope, error) { return c.Read(ctx, call) })
}

// send makes the request of an action and decodes its answer into a T.
func send[T any](c *Client, region, action string, in any,
	by func(httpx.Call) (httpx.Envelope, error),
) (out T, err error) {
	call, err := c.call(region, action, in, "")
	if err != nil {
		return out, err
	}
	e, err := by(call)
	if err != nil {
		return out, err
	}
	return httpx.Decode[T](action, e)
}

// Chinese reports whether the account's language is Chinese.
func (c *Client) Chinese() bool { return c.language == "zh-CN" }
