// Package zenlayer serves Zenlayer's protocol, Cloud API 2.0: POST /api/v2/<service>, the action in a header, signed
// with ZC2-HMAC-SHA256 (Zenlayer API reference, request structure and signature, read 2026-11). The services are
// packages below.
package zenlayer

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/metalwright/metalwright/provider/internal/sign"
	"github.com/metalwright/metalwright/provider/sim/internal/fault"
	"github.com/metalwright/metalwright/provider/sim/internal/wire"
)

// Service is what one path serves.
type Service struct {
	Name     string   // the last part of the path: "bmc"
	Versions []string // X-ZC-Version
	Actions  map[string]Action
	// Only are the versions that have an action, by its name; one that is not here is in all.
	Only map[string][]string
}

// in reports whether the version has the action.
func (s *Service) in(version, action string) bool {
	only, some := s.Only[action]
	return slices.Contains(s.Versions, version) && (!some || slices.Contains(only, version))
}

// Action does what one X-ZC-Action asks for. What it returns is marshalled into the response; nil is a response with
// the request id alone. Its error is a [*Refusal], or an internal one.
type Action func(ctx context.Context, c *wire.Call) (any, error)

// Handle makes an action of f, which gets the request read and checked.
func Handle[R any, P interface {
	*R
	Check() error
}](f func(ctx context.Context, c *wire.Call, r P) (any, error)) Action {
	return func(ctx context.Context, c *wire.Call) (any, error) {
		r := P(new(R))
		if err := Decode(c.Body, r); err != nil {
			return nil, err
		}
		if err := r.Check(); err != nil {
			return nil, err
		}
		return f(ctx, c, r)
	}
}

// Unchecked is embedded in requests that have no rules of their own.
type Unchecked struct{}

// Check refuses nothing.
func (*Unchecked) Check() error { return nil }

// Dialect is the protocol over some services.
type Dialect struct {
	world    *wire.World
	services map[string]Service
}

// New makes the dialect.
func New(w *wire.World, services ...Service) *Dialect {
	d := &Dialect{world: w, services: map[string]Service{}}
	for _, s := range services {
		d.services[s.Name] = s
	}
	return d
}

const (
	prefix  = "/api/v2/"
	maxSkew = 300 // seconds; Zenlayer API reference, AUTHFAILURE_SIGNATURE_EXPIRED
)

// Match recognises the path.
func (d *Dialect) Match(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, prefix) }

// Name reads service, action and version.
func (d *Dialect) Name(c *wire.Call) {
	c.Service = strings.TrimPrefix(c.Request.URL.Path, prefix)
	c.Action = c.Request.Header.Get("X-ZC-Action")
	c.Version = c.Request.Header.Get("X-ZC-Version")
}

// Admit checks the method, the signature, the clock and the permission. The vendor documents POST alone and not the
// error of others; this the code of an interface that does not exist.
func (d *Dialect) Admit(c *wire.Call) (wire.Reply, bool) {
	if m := c.Request.Method; m != http.MethodPost {
		return failure(c, wire.Refuse(http.StatusMethodNotAllowed, "AUTHFAILURE_UNAUTHORIZED_OPERATION",
			"The method `%s` does not exist", m)), false
	}
	credential, err := d.identify(c)
	if err == nil {
		err = d.permit(c, credential)
	}
	if err == nil && !wire.IsJSON(c.Request) {
		err = Refuse("INVALID_PARAMETER_TYPE", "The Content-Type `%s` is not application/json",
			c.Request.Header.Get("Content-Type"))
	}
	if err != nil {
		return failure(c, err), false
	}
	return wire.Reply{}, true
}

func (d *Dialect) identify(c *wire.Call) (wire.Credential, error) {
	value := c.Request.Header.Get("Authorization")
	if token, ok := strings.CutPrefix(value, "Bearer "); ok {
		return d.bearer(token)
	}
	a, err := sign.Parse(value)
	unix, errTime := strconv.ParseInt(c.Request.Header.Get("X-ZC-Timestamp"), 10, 64)
	if err != nil || errTime != nil || a.Scheme != sign.SchemeZC2 ||
		c.Request.Header.Get("X-ZC-Signature-Method") != sign.SchemeZC2 ||
		!slices.Contains(a.Signed, "host") || !slices.Contains(a.Signed, "content-type") {
		return wire.Credential{}, Refuse("AUTHFAILURE_INVALID_AUTHORIZATION",
			"The Authorization header or the timestamp is malformed")
	}
	if skew := c.Now.Sub(time.Unix(unix, 0)); skew.Truncate(time.Second).Abs() > maxSkew*time.Second {
		return wire.Credential{}, Refuse("AUTHFAILURE_SIGNATURE_EXPIRED",
			"The timestamp `%d` differs from the server time by more than five minutes", unix)
	}
	credential, ok := d.world.Credential(a.Credential)
	if !ok || !sign.Equal(a.Signature, sign.ZC2(credential.Secret, sign.Received(c.Request, a.Signed), c.Body, unix)) {
		return wire.Credential{}, Refuse("AUTHFAILURE_SIGNATURE_FAILURE",
			"The signature does not match, or the access key `%s` does not exist", a.Credential)
	}
	return credential, nil
}

func (d *Dialect) bearer(token string) (wire.Credential, error) {
	for _, credential := range d.world.Credentials {
		if !credential.Token.IsZero() && sign.Equal(credential.Token.Reveal(), token) {
			return credential, nil
		}
	}
	return wire.Credential{}, Refuse("AUTHFAILURE_SIGNATURE_FAILURE", "The bearer token is not valid")
}

func (d *Dialect) permit(c *wire.Call, credential wire.Credential) error {
	s, ok := d.services[c.Service]
	_, known := s.Actions[c.Action]
	looks := strings.HasPrefix(c.Action, "Describe") || strings.HasPrefix(c.Action, "Inquiry")
	if !ok || !known || !s.in(c.Version, c.Action) || credential.ReadOnly && !looks {
		return Refuse("AUTHFAILURE_UNAUTHORIZED_OPERATION",
			"The action `%s` of `%s` in version `%s` does not exist, or access was not granted",
			c.Action, c.Service, c.Version)
	}
	return nil
}

// Answer runs the action.
func (d *Dialect) Answer(ctx context.Context, c *wire.Call) wire.Reply {
	result, err := d.services[c.Service].Actions[c.Action](ctx, c)
	if err != nil {
		return failure(c, err)
	}
	return success(c, result)
}

// Refuse answers f with Zenlayer's codes.
func (d *Dialect) Refuse(c *wire.Call, f fault.Fault) wire.Reply {
	var r *Refusal
	switch f.Do {
	case fault.Throttle:
		r = Refuse("REQUEST_LIMIT_EXCEEDED", "The request frequency exceeds the limit")
	case fault.Broken:
		r = Refuse("INTERNAL_SERVER_ERROR", "An internal error occurred")
	case fault.Unavailable:
		r = Refuse("SERVICE_TEMPORARY_UNAVAILABLE", "The service is temporarily unavailable")
	case fault.Late:
		r = Refuse("REQUEST_TIMED_OUT", "The request timed out")
	default:
		r = Refuse(f.Code, "The request was refused")
	}
	r.Reword(f, statusOf)
	return failure(c, r)
}
