// Package api speaks Zenlayer Cloud API 2.0: headers, signature, envelopes, common error codes and paging, the same
// for all of Zenlayer's services.
package api

import (
	"cmp"
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/internal/httpx"
	"github.com/metalwright/metalwright/provider/internal/sign"
)

// Endpoint is the vendor's only host (Zenlayer API reference, endpoint, read 2026-11).
const Endpoint = "https://console.zenlayer.com"

// KeyNames are the variables in which the vendor's own tools look for a key (Zenlayer API reference, credentials, read
// 2026-11).
func KeyNames() []provider.CredentialEnv {
	return []provider.CredentialEnv{
		{ID: "ZENLAYERCLOUD_ACCESS_KEY_ID", Secret: "ZENLAYERCLOUD_ACCESS_KEY_PASSWORD"},
		{ID: "ZENLAYER_ACCESS_KEY_ID", Secret: "ZENLAYER_ACCESS_KEY_SECRET"},
		{ID: "ZENLAYERCLOUD_SECRET_KEY_ID", Secret: "ZENLAYERCLOUD_SECRET_KEY_PASSWORD"},
	}
}

// Service is one of Zenlayer's services in one of its versions.
type Service struct{ Name, Version string }

// The services that more than one product asks (Zenlayer API reference, versions, read 2026-11).
var (
	KeyPairs       = Service{"ccs", "2025-09-01"}
	ResourceGroups = Service{"user", "2024-05-29"}
	Traffic        = Service{"traffic", "2024-03-26"}
	Billing        = Service{"zbc", "2024-08-08"}
)

const contentType = "application/json"

// Client is one account's way to Zenlayer. It is safe for concurrent use.
type Client struct {
	httpx.Session

	client   string // X-ZC-Request-Client
	Language string // acceptLanguage: "en-US" or "zh-CN"
}

// Cached returns c with a cache of its own, which [httpx.Session.Forget] empties.
func (c *Client) Cached() *Client {
	out := *c
	out.Session = c.Remembering()
	return &out
}

// rate is our own choice: the vendor has a limit but does not publish it (Zenlayer API reference,
// REQUEST_LIMIT_EXCEEDED, read 2026-11). All services of the account share it.
func rate(a provider.Account) httpx.Rate {
	return httpx.Rate{PerSecond: cmp.Or(a.PerSecond, 5), Burst: 10}
}

// Open makes a client for the account, which shares its limiter with the account's other clients. It makes no request;
// an incomplete key or a wrong endpoint is an error at the account.
func Open(a provider.Account, limiters *provider.Limiters) (*Client, error) {
	if a.KeyID == "" || a.Secret.IsZero() {
		e := provider.Violation(provider.FieldAccount, provider.RuleRequired)
		e.Kind = provider.KindAuth
		return nil, e
	}
	if a.Endpoint == "" {
		a.Endpoint = Endpoint
	}
	vendor := httpx.Vendor{Open: open, Sign: func(r *http.Request, body []byte, now time.Time) {
		signRequest(r, a.KeyID, a.Secret, body, now.Unix())
	}}
	wire, err := httpx.NewSession(vendor, httpx.Options{
		Endpoint: a.Endpoint, Transport: a.Transport, Now: a.Now, Rate: rate(a), Limiters: limiters, Account: a.KeyID,
		Observe: a.Observe,
		Secrets: []provider.Secret{a.Secret, a.Token},
	})
	if err != nil {
		return nil, err
	}
	c := &Client{Session: wire, client: httpx.ClientName(a.Client), Language: "en-US"}
	if a.Language == "zh" {
		c.Language = "zh-CN"
	}
	return c, nil
}

func signRequest(r *http.Request, id string, secret provider.Secret, body []byte, unix int64) {
	headers := []sign.Header{{Name: "content-type", Value: contentType}, {Name: "host", Value: r.URL.Host}}
	signature := sign.ZC2(secret, headers, body, unix)
	r.Header.Set("Content-Type", contentType)
	r.Header.Set("X-ZC-Timestamp", strconv.FormatInt(unix, 10))
	r.Header.Set("X-ZC-Signature-Method", sign.SchemeZC2)
	r.Header.Set("Authorization", sign.Signed(sign.SchemeZC2, id, headers, signature).String())
}

// call makes the request of an action; in is marshalled, nil is {}.
func (c *Client) call(s Service, action string, in any, token string) (httpx.Call, error) {
	body, err := httpx.Body(action, in)
	if err != nil {
		return httpx.Call{}, err
	}
	h := http.Header{}
	h.Set("X-ZC-Action", action)
	h.Set("X-ZC-Version", s.Version)
	h.Set("X-ZC-Service", s.Name)
	if client := httpx.ClientName(c.client, token); client != "" {
		h.Set("X-ZC-Request-Client", client)
	}
	return httpx.Call{Op: action, Path: "/api/v2/" + s.Name, Header: h, Body: body}, nil
}

// Read makes a request that changes nothing, repeats it after a temporary error, and decodes the answer into a T.
func Read[T any](ctx context.Context, c *Client, s Service, action string, in any) (T, error) {
	out, _, err := ReadAt[T](ctx, c, s, action, in)
	return out, err
}

// ReadAt is [Read] for what changes with time: at is when the vendor was asked, which may be a while ago.
func ReadAt[T any](ctx context.Context, c *Client, s Service, action string, in any) (out T, at time.Time, err error) {
	call, err := c.call(s, action, in, "")
	if err != nil {
		return out, at, err
	}
	e, at, err := c.Ask(ctx, call)
	if err != nil {
		return out, at, err
	}
	out, err = httpx.Decode[T](action, e)
	return out, at, err
}

// Write changes something, with one request.
func Write(ctx context.Context, c *Client, s Service, action string, in any) error {
	call, err := c.call(s, action, in, "")
	if err != nil {
		return err
	}
	defer c.Forget() // what was read before may be true no more
	_, err = c.Write(ctx, call)
	return err
}
