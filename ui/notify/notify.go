// Package notify informs people and programs that an order has ended or needs someone: the terminal's bell, a
// notification of the desktop by way of the terminal, or a signed request.
package notify

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"github.com/metalwright/metalwright/provider"
)

// Desktop is the sequence with which a terminal is asked for a notification of the desktop.
type Desktop string

// The sequences. The zero value is none.
const (
	OSC9   Desktop = "osc9"   // iTerm2, Windows Terminal, kitty, Ghostty, WezTerm
	OSC777 Desktop = "osc777" // rxvt-unicode, foot, VTE
)

// Options say who is notified, and how. The zero value notifies nobody.
type Options struct {
	Out     io.Writer // the terminal; nil: none
	Bell    bool
	Desktop Desktop
	Tmux    bool // the terminal is tmux, which has to be asked to hand the sequence on

	Webhook string          // a URL; "" is none
	Secret  provider.Secret // signs the request; without it there is no signature
	Client  *http.Client    // required with Webhook
	Now     func() time.Time
	After   func(time.Duration) <-chan time.Time // nil is time.After
}

// Anybody reports whether someone is notified.
func (o Options) Anybody() bool { return o.Bell || o.Desktop != "" || o.Webhook != "" }

// Notice is what there is to say. It is the body of the request.
type Notice struct {
	Schema    string    `json:"schema"` // "metalwright/v1"
	Simulated bool      `json:"simulated"`
	Event     string    `json:"event"` // "done", "ready", "failed", "attention"
	Time      time.Time `json:"time"`
	Order     string    `json:"order"`
	State     string    `json:"state"`
	Attention *string   `json:"attention"`
	Wanted    int       `json:"wanted"`
	Running   int       `json:"running"`
	Ready     int       `json:"ready"` // those whose login port has answered
	Text      string    `json:"text"`  // for people
}

// The headers of the request. The signature is "sha256=" and the hexadecimal HMAC-SHA256 of the timestamp, a point and
// the body, so that an old request cannot be played again.
const (
	SignatureHeader = "Metalwright-Signature"
	TimestampHeader = "Metalwright-Timestamp" // Unix seconds
)

// Send notifies everybody. Errors are joined; none of them stops the others.
func Send(ctx context.Context, o Options, n Notice) error {
	var errs []error
	if o.Out != nil && o.Desktop != "" {
		_, err := io.WriteString(o.Out, sequence(o, n))
		errs = append(errs, err)
	}
	if o.Out != nil && o.Bell {
		_, err := io.WriteString(o.Out, "\a")
		errs = append(errs, err)
	}
	if o.Webhook != "" {
		errs = append(errs, send(ctx, o, n))
	}
	return errors.Join(errs...)
}

// sequence asks the terminal for a notification.
func sequence(o Options, n Notice) string {
	text := strings.ReplaceAll(provider.Clean(n.Text), ";", " ")
	s := "\x1b]9;" + text + "\a"
	if o.Desktop == OSC777 {
		s = "\x1b]777;notify;metalwright;" + text + "\a"
	}
	if o.Tmux {
		s = ansi.TmuxPassthrough(s)
	}
	return s
}

// Sign is the signature of a body sent at a time.
func Sign(secret provider.Secret, at time.Time, body []byte) string {
	h := hmac.New(sha256.New, []byte(secret.Reveal()))
	_, _ = fmt.Fprintf(h, "%d.", at.Unix()) // a hash takes everything
	_, _ = h.Write(body)
	return "sha256=" + hex.EncodeToString(h.Sum(nil))
}

// pauses are the times before another try.
func pauses() []time.Duration { return []time.Duration{time.Second, 5 * time.Second, 20 * time.Second} }

// send tries until the receiver has taken n, says that it never will, or the pauses are used up.
func send(ctx context.Context, o Options, n Notice) error {
	body, err := json.Marshal(n)
	if err != nil {
		return err
	}
	after := o.After
	if after == nil {
		after = time.After
	}
	for _, pause := range append(pauses(), 0) {
		var final bool
		if final, err = post(ctx, o, body); final || pause == 0 {
			break
		}
		select {
		case <-after(pause):
		case <-ctx.Done():
			return errors.Join(err, context.Cause(ctx))
		}
	}
	return err
}

// post sends body once. final says that another try is of no use.
func post(ctx context.Context, o Options, body []byte) (final bool, err error) {
	const limit = 10 * time.Second
	ctx, stop := context.WithTimeout(ctx, limit)
	defer stop()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, o.Webhook, bytes.NewReader(body))
	if err != nil {
		return true, withoutURL(err)
	}
	at := o.Now()
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", "metalwright")
	r.Header.Set(TimestampHeader, strconv.FormatInt(at.Unix(), 10))
	if !o.Secret.IsZero() {
		r.Header.Set(SignatureHeader, Sign(o.Secret, at, body))
	}
	resp, err := o.Client.Do(r)
	if err != nil {
		return false, withoutURL(err)
	}
	const most = 1 << 16
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, most)) // so that the connection can be used again
	if err := resp.Body.Close(); err != nil {
		return false, err
	}
	switch {
	case resp.StatusCode < http.StatusMultipleChoices:
		return true, nil
	case resp.StatusCode == http.StatusTooManyRequests, resp.StatusCode == http.StatusRequestTimeout,
		resp.StatusCode >= http.StatusInternalServerError:
		return false, fmt.Errorf("notification: %s", resp.Status)
	}
	return true, fmt.Errorf("notification: %s", resp.Status)
}

// withoutURL is err without the address of the webhook, whose path is a secret for many who take one.
func withoutURL(err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		err = u.Err
	}
	return fmt.Errorf("webhook: %w", err)
}
