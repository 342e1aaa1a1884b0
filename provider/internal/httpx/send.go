package httpx

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptrace"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/metalwright/metalwright/provider"
)

// errTooBig is the error for an answer larger than maxBody.
var errTooBig = errors.New("the answer is larger than 8 MiB")

// errBroken marks an answer whose body ended early.
var errBroken = errors.New("the connection broke within the answer")

// Ready waits for room under the vendor's rate limit for one purchase, which the next [Client.Once] takes instead of
// waiting.
func (c *Client) Ready(ctx context.Context, op string) error {
	if err := c.limits.Wait(ctx, op); err != nil {
		return failure(op, err, false)
	}
	c.taken.Add(1)
	return nil
}

// take uses room that Ready has waited for, if there is any.
func (c *Client) take() bool {
	for n := c.taken.Load(); n > 0; n = c.taken.Load() {
		if c.taken.CompareAndSwap(n, n-1) {
			return true
		}
	}
	return false
}

// Once sends a purchase: one request on a fresh connection that nothing replays. It waits for the rate limit unless
// [Client.Ready] did. maySend is false only when no byte of the request can have left this machine. Whatever is not in
// the answer is in err, and then the outcome is unknown unless maySend is false.
func (c *Client) Once(ctx context.Context, call Call) (a Answer, maySend bool, err *provider.Error) {
	if !c.take() {
		if err := c.limits.Wait(ctx, call.Op); err != nil {
			return Answer{}, false, failure(call.Op, err, false)
		}
	}
	ctx, cancel := context.WithTimeout(ctx, onceTimeout)
	defer cancel()
	a, sent, fault := c.send(ctx, c.once, call)
	if fault != nil {
		return a, sent, c.observe(a, failure(call.Op, fault, sent))
	}
	return a, true, nil
}

// userAgent says to the vendor what sends a request, and where whoever reads their log finds it.
const userAgent = "metalwright (+https://github.com/metalwright/metalwright)"

// send performs one request and reads the whole answer. sent reports whether a byte of it can have left this machine.
func (c *Client) send(ctx context.Context, hc *http.Client, call Call) (a Answer, sent bool, err error) {
	start := c.now()
	defer func() { a.took, a.sent = c.now().Sub(start), len(call.Body) }()
	var got atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn: func(httptrace.GotConnInfo) { got.Store(true) }, // comes before the first byte is written
	})
	rq, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base.JoinPath(call.Path).String(),
		bytes.NewReader(call.Body))
	if err != nil {
		return Answer{}, false, err
	}
	rq.Header.Set("User-Agent", userAgent)
	maps.Copy(rq.Header, call.Header)
	rq.GetBody = nil // nothing may play the body again
	c.vendor.Sign(rq, call.Body, c.now())

	rs, err := hc.Do(rq)
	if err != nil {
		// A transport that is not ours may not report its connections: only a failed dial proves then that nothing
		// was sent.
		return Answer{}, got.Load() || !provable(hc.Transport) && !isDial(err), err
	}
	defer func() { _ = rs.Body.Close() }()
	c.learn(rs.Header)
	body, err := io.ReadAll(io.LimitReader(rs.Body, maxBody+1))
	a = Answer{Status: rs.StatusCode, Header: rs.Header, Body: body}
	switch {
	case err != nil && ctx.Err() == nil:
		return a, true, fmt.Errorf("%w: %w", errBroken, err)
	case err != nil:
		return a, true, err
	case len(body) > maxBody:
		return a, true, errTooBig
	}
	return a, true, nil
}

// learn compares the vendor's clock with ours. The Date header has whole seconds, which is fine: signatures allow
// minutes.
func (c *Client) learn(h http.Header) {
	if date, err := http.ParseTime(h.Get("Date")); err == nil {
		c.skew.Store(int64(date.Sub(c.now().Truncate(time.Second))))
	}
}

// failure is the error of a call that got no whole answer.
func failure(op string, cause error, sent bool) *provider.Error {
	e := &provider.Error{Op: op, Err: cause, Kind: provider.KindUnavailable, Outcome: provider.Ambiguous}
	switch {
	case !sent:
		e.Kind, e.Outcome = provider.KindNetwork, provider.NotSent
	case errors.Is(cause, errTooBig), errors.Is(cause, errBroken):
		e.Kind = provider.KindProtocol
	}
	return e
}

func isBroken(err *provider.Error) bool { return errors.Is(err.Err, errBroken) }

func isDial(err error) bool {
	op, ok := errors.AsType[*net.OpError](err)
	return ok && op.Op == "dial"
}

// retryAfter reads the header of that name: seconds, or a date.
func retryAfter(h http.Header, now time.Time) time.Duration {
	v := h.Get("Retry-After")
	if n, err := strconv.Atoi(v); err == nil && n > 0 {
		return time.Duration(min(n, 24*60*60)) * time.Second
	}
	if at, err := http.ParseTime(v); err == nil {
		return max(at.Sub(now), 0)
	}
	return 0
}
