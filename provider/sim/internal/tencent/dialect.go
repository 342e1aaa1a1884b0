// Package tencent serves Tencent Cloud's protocol, API 3.0: POST /, the action in a header, signed with
// TC3-HMAC-SHA256, successes and errors both with status 200 (Tencent Cloud API 3.0, request structure, signature v3
// and responses, read 2026-11). The services are packages below.
package tencent

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/metalwright/metalwright/provider/internal/sign"
	"github.com/metalwright/metalwright/provider/sim/internal/fault"
	"github.com/metalwright/metalwright/provider/sim/internal/wire"
)

// Service is one of the vendor's services.
type Service struct {
	Name    string // in the scope of the signature: "edgezone"
	Version string
	Actions map[string]Action
	Regions []string // where it has something
	OnlyB   []string // the actions that revision A does not know
	// RevisionB reports whether the holder of the key is served in revision B.
	RevisionB func(wire.Credential) bool
}

// Action does what one X-TC-Action asks for. What it returns is marshalled into the response; nil is a response with
// the request id alone. Its error is a [*Refusal], or an internal one.
type Action func(ctx context.Context, c *Call) (any, error)

// Call is a request with what this protocol adds.
type Call struct {
	*wire.Call

	Region    string
	RevisionB bool
}

// Dialect is the protocol over one service.
type Dialect struct {
	world   *wire.World
	service Service

	mu     sync.Mutex
	limits map[string]*rate.Limiter
}

// New makes the dialect.
func New(w *wire.World, s Service) *Dialect {
	return &Dialect{world: w, service: s, limits: map[string]*rate.Limiter{}}
}

const (
	maxSkew   = 300 // seconds; Tencent Cloud API 3.0, X-TC-Timestamp
	perSecond = 20  // requests for each action, region and key; Tencent Cloud API reference, edgezone, every action
)

// Match recognises the path, which is all that the vendor looks at: whoever asks for it gets an answer of this
// protocol.
func (d *Dialect) Match(r *http.Request) bool { return r.URL.Path == "/" }

// Name reads action and version.
func (d *Dialect) Name(c *wire.Call) {
	c.Service = d.service.Name
	c.Action = c.Request.Header.Get("X-TC-Action")
	c.Version = c.Request.Header.Get("X-TC-Version")
}

// Admit checks the request's form, its signature and clock, that there is such an action, the rate, and the
// permission, in this order.
func (d *Dialect) Admit(c *wire.Call) (wire.Reply, bool) {
	if err := d.admit(c); err != nil {
		return failure(c, err), false
	}
	return wire.Reply{}, true
}

func (d *Dialect) admit(c *wire.Call) error {
	if c.Request.Method != http.MethodPost { // the vendor has GET with a query too, which is not served here
		return Refuse("UnsupportedProtocol", "The protocol or the HTTP method `%s` is not supported.", c.Request.Method)
	}
	var fields map[string]json.RawMessage
	if json.Unmarshal(c.Body, &fields) != nil || fields == nil {
		return Refuse("InvalidRequest", "The request body is not a JSON object.")
	}
	for _, name := range []string{"Action", "Version", "Timestamp", "Region"} {
		if c.Request.Header.Get("X-TC-"+name) == "" {
			return Refuse("MissingParameter", "The request is missing a required parameter `%s`.", name)
		}
	}
	if !wire.IsJSON(c.Request) {
		return Refuse("InvalidRequest", "The Content-Type `%s` is not application/json.",
			c.Request.Header.Get("Content-Type"))
	}
	credential, err := d.identify(c)
	if err != nil {
		return err
	}
	region := c.Request.Header.Get("X-TC-Region")
	c.Credential = credential
	_, known := d.service.Actions[c.Action]
	known = known && (d.service.RevisionB(credential) || !slices.Contains(d.service.OnlyB, c.Action))
	switch {
	case c.Version != d.service.Version:
		return Refuse("NoSuchVersion", "The specified version `%s` does not exist.", c.Version)
	case !known:
		return Refuse("InvalidAction", "The request `Action` is invalid or not found.")
	case !slices.Contains(d.service.Regions, region):
		return Refuse("UnsupportedRegion", "The action `%s` does not support this region `%s`.", c.Action, region)
	case !d.limit(credential.KeyID, region, c.Action).AllowN(d.world.Store.Now(), 1):
		return throttled()
	case credential.ReadOnly && !strings.HasPrefix(c.Action, "Describe"):
		return Refuse("UnauthorizedOperation",
			"you are not authorized to perform operation (%s:%s) resource (*) has no permission",
			d.service.Name, c.Action)
	}
	return nil
}

// identify reads the Authorization header and computes the signature of what it names as signed.
func (d *Dialect) identify(c *wire.Call) (wire.Credential, error) {
	a, err := sign.Parse(c.Request.Header.Get("Authorization"))
	unix, errTime := strconv.ParseInt(c.Request.Header.Get("X-TC-Timestamp"), 10, 64)
	keyID, scope, _ := strings.Cut(a.Credential, "/")
	if err != nil || errTime != nil || a.Scheme != sign.SchemeTC3 || scope != sign.Scope(d.service.Name, unix) ||
		!slices.Contains(a.Signed, "host") || !slices.Contains(a.Signed, "content-type") {
		return wire.Credential{}, Refuse("AuthFailure.InvalidAuthorization", "The Authorization header is malformed.")
	}
	credential, ok := d.world.Credential(keyID)
	if !ok {
		return wire.Credential{}, Refuse("AuthFailure.SecretIdNotFound",
			"The SecretId is not found, please ensure that your SecretId is correct.")
	}
	if skew := c.Now.Sub(time.Unix(unix, 0)); skew.Truncate(time.Second).Abs() > maxSkew*time.Second {
		return wire.Credential{}, Refuse("AuthFailure.SignatureExpire", "The signature is expired, please request again.")
	}
	if !sign.Equal(a.Signature, sign.TC3(credential.Secret, d.service.Name, sign.Received(c.Request, a.Signed),
		c.Body, unix)) {
		return wire.Credential{}, Refuse("AuthFailure.SignatureFailure",
			"The provided credentials could not be validated. Please check your signature is correct.")
	}
	return credential, nil
}

// limit is the limiter of one action, region and key.
func (d *Dialect) limit(keyID, region, action string) *rate.Limiter {
	key := keyID + " " + region + " " + action
	d.mu.Lock()
	defer d.mu.Unlock()
	l, ok := d.limits[key]
	if !ok {
		l = rate.NewLimiter(perSecond, perSecond)
		d.limits[key] = l
	}
	return l
}

// Answer runs the action.
func (d *Dialect) Answer(ctx context.Context, c *wire.Call) wire.Reply {
	result, err := d.service.Actions[c.Action](ctx, &Call{
		c, c.Request.Header.Get("X-TC-Region"),
		d.service.RevisionB(c.Credential),
	})
	if err != nil {
		return failure(c, err)
	}
	return success(c, result)
}

// Refuse answers f with the vendor's codes. Only a fault with a status of its own has another than 200.
func (d *Dialect) Refuse(c *wire.Call, f fault.Fault) wire.Reply {
	var r *Refusal
	switch f.Do {
	case fault.Throttle:
		r = throttled()
	case fault.Unavailable:
		r = Refuse("ServiceUnavailable", "The service is temporarily unavailable.")
	case fault.Refuse:
		r = Refuse(f.Code, "The request was refused.")
	default:
		r = Refuse("InternalError",
			"An internal error has occurred. Retry your request, but if the problem persists, contact us.")
	}
	r.Reword(f, func(string) int { return http.StatusOK })
	return failure(c, r)
}

func throttled() *Refusal {
	return Refuse("RequestLimitExceeded",
		"Your current request times equals to `%d` in a second, which exceeds the frequency limit `%d` for a second. "+
			"Please reduce the frequency of calls.", perSecond+1, perSecond)
}
