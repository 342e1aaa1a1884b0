package sim

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/metalwright/metalwright/provider/sim/internal/fault"
	"github.com/metalwright/metalwright/provider/sim/internal/wire"
)

const maxBody = 1 << 20 // bytes of a request

// serve answers one request: it checks the caller and the rate, applies faults and runs the action.
func (c *Cloud) serve(w http.ResponseWriter, r *http.Request) {
	i := slices.IndexFunc(c.dialects, func(d wire.Dialect) bool { return d.Match(r) })
	if i < 0 {
		http.NotFound(w, r)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		http.Error(w, "the request body is too long or broken", http.StatusRequestEntityTooLarge)
		return
	}
	call := &wire.Call{Request: r, Body: body, Queue: &c.faults}
	c.dialects[i].Name(call)
	c.requests.count(call)
	call.Now = c.world.Store.Now()
	if f, ok := c.faults.Take(call.Service, call.Action, true).Get(fault.Clock); ok {
		call.Now = call.Now.Add(f.For)
	}
	if reply, ok := c.dialects[i].Admit(call); !ok {
		write(w, r, reply)
		return
	}
	if c.limit != nil && !c.limit.AllowN(c.world.Store.Now(), 1) {
		write(w, r, c.dialects[i].Refuse(call, fault.Fault{Do: fault.Throttle}))
		return
	}
	call.Faults = c.faults.Take(call.Service, call.Action, false)
	c.answer(w, c.dialects[i], call)
}

// answer runs the action and writes the answer, unless a fault comes before or after it.
func (c *Cloud) answer(w http.ResponseWriter, d wire.Dialect, call *wire.Call) {
	ctx := call.Request.Context()
	for _, f := range call.Faults {
		if !f.After && c.strike(ctx, w, d, call, f) {
			return
		}
	}
	reply := d.Answer(context.WithoutCancel(ctx), call) // a caller who hangs up does not cancel the order
	for _, f := range call.Faults {
		if f.After && c.strike(ctx, w, d, call, f) {
			return
		}
	}
	if f, ok := call.Faults.Get(fault.Late); ok && reply.Status == http.StatusOK {
		reply = d.Refuse(call, f)
	}
	if call.Faults.Has(fault.Truncate) {
		reply.Body = reply.Body[:len(reply.Body)/2]
	}
	write(w, call.Request, reply)
}

// strike applies f and reports whether that was the answer.
func (c *Cloud) strike(ctx context.Context, w http.ResponseWriter, d wire.Dialect, call *wire.Call,
	f fault.Fault,
) bool {
	switch f.Do {
	case fault.Latency:
		wait(ctx, c.closing, time.After(f.For))
		return false
	case fault.Refuse, fault.Throttle, fault.Broken, fault.Unavailable:
		write(w, call.Request, d.Refuse(call, f))
	case fault.HTML:
		page(w, call.Request, cmp.Or(f.Status, http.StatusBadGateway))
	case fault.Null:
		write(w, call.Request, wire.Reply{Status: cmp.Or(f.Status, http.StatusOK), Body: []byte("null")})
	case fault.Drop:
		panic(http.ErrAbortHandler)
	case fault.Hang:
		wait(ctx, c.closing, nil)
		panic(http.ErrAbortHandler)
	default: // it is applied elsewhere
		return false
	}
	return true
}

// wait waits for the time, the caller's patience, or the end of the cloud.
func wait(ctx context.Context, closing <-chan struct{}, until <-chan time.Time) {
	select {
	case <-until:
	case <-ctx.Done():
	case <-closing:
	}
}

func write(w http.ResponseWriter, r *http.Request, reply wire.Reply) {
	send(w, r, "application/json;charset=utf-8", reply.Status, reply.Body)
}

// page is what a gateway before the cloud answers with.
func page(w http.ResponseWriter, r *http.Request, status int) {
	if status == http.StatusForbidden {
		w.Header().Set("Cf-Mitigated", "challenge")
	}
	text := strconv.Itoa(status) + " " + http.StatusText(status)
	body := "<html><head><title>" + text + "</title></head><body><center><h1>" + text + "</h1></center></body></html>\n"
	send(w, r, "text/html", status, []byte(body))
}

// send writes the answer, compressed for those who take it so, as gateways do.
func send(w http.ResponseWriter, r *http.Request, contentType string, status int, body []byte) {
	h := w.Header()
	h.Set("Content-Type", contentType)
	h.Set("Vary", "Accept-Encoding")
	if accepts(r, "gzip") {
		h.Set("Content-Encoding", "gzip")
		body = compressed(body)
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write(body) // the caller may have hung up
}

func compressed(body []byte) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write(body) // to memory, which never fails
	_ = z.Close()
	return b.Bytes()
}

// accepts reports whether the caller asks for the encoding (RFC 9110, 12.5.3): it is named, or everything is, and not
// with a weight of 0.
func accepts(r *http.Request, encoding string) bool {
	var named, all *bool
	for part := range strings.SplitSeq(strings.Join(r.Header.Values("Accept-Encoding"), ","), ",") {
		name, weight, _ := strings.Cut(part, ";")
		_, value, _ := strings.Cut(weight, "=")
		q, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
		good := err != nil || q > 0
		switch strings.ToLower(strings.TrimSpace(name)) {
		case encoding, "x-" + encoding:
			named = &good
		case "*":
			all = &good
		}
	}
	if named == nil {
		named = all
	}
	return named != nil && *named
}
