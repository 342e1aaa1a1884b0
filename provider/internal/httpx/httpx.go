// Package httpx is the HTTP client of all products: it signs, limits, repeats reads and classifies what comes back, and
// sends a purchase exactly once. It knows no vendor: how to sign and what an answer means are functions that it is
// given.
package httpx

import (
	"bytes"
	"context"
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/metalwright/metalwright/provider"
)

// Limits of one call.
const (
	maxBody     = 8 << 20           // bytes of an answer that are read; more is no answer of these APIs
	readTimeout = 30 * time.Second  // one attempt of a read or of a change
	onceTimeout = 120 * time.Second // a purchase: making a hundred machines is slow
	attempts    = 4                 // of a read, the first included
	maxPause    = 30 * time.Second  // between two attempts, whatever Retry-After asks for
	throttled   = time.Second       // first pause after a rate limit, doubled each time
	unavailable = 250 * time.Millisecond
)

// Call is one request to the vendor.
type Call struct {
	Op     string      // the vendor's action, for errors
	Path   string      // of the URL: "/api/v2/bmc"
	Header http.Header // the vendor's headers without those of the signature
	Body   []byte      // JSON, exactly as it is signed and sent
}

// Answer is what came back, whole.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte

	took time.Duration // from before the request was made
	sent int           // bytes of the request's body
}

// Envelope is an opened answer.
type Envelope struct {
	RequestID string
	Data      json.RawMessage // the action's own fields; nil when there are none
}

// Vendor is what differs between the vendors.
type Vendor struct {
	// Sign adds the headers of the signature to r at the time now. It is called anew for every attempt.
	Sign func(r *http.Request, body []byte, now time.Time)
	// Open takes the envelope off an answer. What the vendor refused, and what is no envelope, is an error whose kind
	// and code are set; an envelope may be there beside the error.
	Open func(a Answer) (Envelope, *provider.Error)
}

// Options is how to reach a vendor.
type Options struct {
	Endpoint  string             // a URL without a path
	Transport http.RoundTripper  // nil: one of our own
	Now       func() time.Time   // nil: the system's clock
	Rate      Rate               // how often the vendor may be asked
	Limiters  *provider.Limiters // shared with the other clients of the account; nil: not shared
	Account   string             // the vendor's own name for the account, such as the key's id
	// Wait pauses between two attempts; nil waits for the time to pass.
	Wait func(ctx context.Context, d time.Duration) error
	// Observe is called after every request; nil calls nothing.
	Observe func(provider.Exchange)
	// Secrets of the account are masked where an error quotes them.
	Secrets []provider.Secret
}

// Client is one account's way to a vendor. It is safe for concurrent use.
type Client struct {
	vendor   Vendor
	base     *url.URL
	reads    *http.Client
	once     *http.Client
	now      func() time.Time
	wait     func(ctx context.Context, d time.Duration) error
	limits   provider.Limiter
	taken    atomic.Int64 // requests for which there is room already
	observer func(provider.Exchange)
	hidden   provider.Scrubber
	skew     atomic.Int64 // nanoseconds that the vendor's clock is ahead of ours
}

// New checks the endpoint and makes a client; it makes no request.
func New(v Vendor, o Options) (*Client, error) {
	base, err := endpoint(o.Endpoint)
	if err != nil {
		return nil, err
	}
	c := &Client{
		vendor: v, base: base, now: o.Now, wait: o.Wait, observer: o.Observe,
		hidden: provider.NewScrubber(o.Secrets...),
	}
	c.limits = o.Limiters.Limiter(o.Account+" "+base.String(), func() provider.Limiter { return newLimiters(o.Rate) })
	if c.now == nil {
		c.now = time.Now //nolint:forbidigo // the default of provider.Account.Now
	}
	if c.wait == nil {
		c.wait = sleep
	}
	transport := o.Transport
	if transport == nil {
		transport = newTransport()
	}
	c.reads = &http.Client{Transport: transport, CheckRedirect: noRedirect}
	c.once = &http.Client{Transport: single(transport), CheckRedirect: noRedirect}
	return c, nil
}

// Now is the account's clock.
func (c *Client) Now() time.Time { return c.now() }

// Skew is how far the vendor's clock was ahead of ours at the last answer; 0 before the first.
func (c *Client) Skew() time.Duration { return time.Duration(c.skew.Load()) }

// Read sends a request that changes nothing, and repeats it after a rate limit, an internal error of the server or a
// broken connection.
func (c *Client) Read(ctx context.Context, call Call) (Envelope, error) {
	for n := 1; ; n++ {
		e, err := c.attempt(ctx, call)
		if err == nil {
			return e, nil
		}
		if n == attempts || !again(err) || ctx.Err() != nil {
			return e, err
		}
		if c.wait(ctx, pause(err, n)) != nil {
			return e, err
		}
	}
}

// Write sends a request that changes something, once.
func (c *Client) Write(ctx context.Context, call Call) (Envelope, error) {
	e, err := c.attempt(ctx, call)
	if err != nil {
		return e, err
	}
	return e, nil
}

// attempt is one request and its answer.
func (c *Client) attempt(ctx context.Context, call Call) (Envelope, *provider.Error) {
	if err := c.limits.Wait(ctx, call.Op); err != nil {
		return Envelope{}, failure(call.Op, err, false)
	}
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	a, sent, err := c.send(ctx, c.reads, call)
	if err != nil {
		return Envelope{}, c.observe(a, failure(call.Op, err, sent))
	}
	return c.open(call, a)
}

// open takes the envelope off and completes the error.
func (c *Client) open(call Call, a Answer) (Envelope, *provider.Error) {
	e, err := c.vendor.Open(a)
	if err == nil {
		c.limits.Answered(call.Op, false)
		c.report(a, provider.Exchange{Action: call.Op, Outcome: "ok", RequestID: e.RequestID})
		return e, nil
	}
	err.Op, err.HTTP, err.RetryAfter = call.Op, a.Status, retryAfter(a.Header, c.now())
	if err.Code == "" && page(a) {
		err.Cause = provider.CausePage
	}
	if err.RequestID == "" {
		err.RequestID = e.RequestID
	}
	switch err.Kind {
	case provider.KindThrottled:
		c.limits.Answered(call.Op, true)
	case provider.KindClock:
		err.Got = int(c.Skew() / time.Second)
	default:
	}
	return e, c.observe(a, err)
}

// page reports whether the answer is a web page, which comes from a proxy and not from the API.
func page(a Answer) bool {
	return strings.HasPrefix(a.Header.Get("Content-Type"), "text/html") ||
		bytes.HasPrefix(bytes.ToLower(bytes.TrimSpace(a.Body)), []byte("<!doctype html"))
}

// report calls the observer of requests.
func (c *Client) report(a Answer, x provider.Exchange) {
	if c.observer == nil {
		return
	}
	x.Status, x.Took, x.Sent, x.Received = a.Status, a.took, a.sent, len(a.Body)
	c.observer(x)
}

// observe reports a request that failed, and returns its error without the account's secrets.
func (c *Client) observe(a Answer, err *provider.Error) *provider.Error {
	if err.Code == "" {
		err.Host = c.base.Host
		if err.Cause == "" {
			err.Cause = provider.CauseOf(err.Err)
		}
	}
	_ = c.hidden.Scrub(err) // it changes err itself
	c.report(a, provider.Exchange{Action: err.Op, Outcome: err.Kind.String(), RequestID: err.RequestID})
	return err
}

// again reports whether a read is worth another attempt.
func again(err *provider.Error) bool {
	switch err.Kind {
	case provider.KindThrottled, provider.KindUnavailable, provider.KindNetwork:
		return true
	default:
		return isBroken(err)
	}
}

// pause is how long to wait after attempt number n: what the vendor asked for, or twice as long each time, and up to
// half as long again so that many clients do not come back together.
func pause(err *provider.Error, n int) time.Duration {
	d := unavailable
	if err.Kind == provider.KindThrottled {
		d = throttled
	}
	d <<= n - 1
	d += rand.N(d/2 + 1)
	return min(max(d, err.RetryAfter), maxPause)
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

func noRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
