// Package fault describes what can go wrong in the simulated cloud, and hands it out to the requests that it shall strike. Nothing is
// left to chance: a fault says which requests it strikes.
package fault

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Kind is what goes wrong.
type Kind string

// What goes wrong with a request as such. With After the cloud does what was asked before it happens.
const (
	Refuse      Kind = "refuse"      // a refusal with Code, Message and Status
	Throttle    Kind = "throttle"    // 429, in the vendor's words
	Broken      Kind = "broken"      // 500, in the vendor's words
	Unavailable Kind = "unavailable" // 503, in the vendor's words
	HTML        Kind = "html"        // a gateway's page with Status, 502 when that is 0
	Null        Kind = "null"        // the body null
	Truncate    Kind = "truncate"    // half of the answer; the cloud has done what was asked
	Drop        Kind = "drop"        // the connection is closed without an answer
	Hang        Kind = "hang"        // no answer until the caller gives up
	Latency     Kind = "latency"     // the answer takes For longer
	Clock       Kind = "clock"       // the cloud's clock is For ahead
	Total       Kind = "total"       // lists claim to have Total rows
)

// What goes wrong with a purchase.
const (
	Late       Kind = "late"        // a refusal with Code, Message and Status, and yet the machines appear after For
	Partial    Kind = "partial"     // only the first Keep machines are made
	NoBalance  Kind = "no_balance"  // the account cannot pay
	NoPostpaid Kind = "no_postpaid" // the account may not pay afterwards; with Count -1 or a list's Action also in lists of stock
	SoldOut    Kind = "sold_out"    // the stock is gone; with Count -1 or a list's Action also in lists of stock
)

// What goes wrong with the machines of a purchase: with machine number Nth, with all when that is 0.
const (
	CreateFailed  Kind = "create_failed"
	InstallFailed Kind = "install_failed"
	Vanish        Kind = "vanish"     // it is listed no more
	Stuck         Kind = "stuck"      // it stays in its first status
	OddStatus     Kind = "odd_status" // it gets the status Word, for For when that is not 0
	Hide          Kind = "hide"       // it is missing from the first Polls lists, and from all of them for For
)

var kinds = []Kind{
	Refuse, Throttle, Broken, Unavailable, HTML, Null, Truncate, Drop, Hang, Latency, Clock, Total,
	Late, Partial, NoBalance, NoPostpaid, SoldOut, CreateFailed, InstallFailed, Vanish, Stuck, OddStatus, Hide,
}

// Fault is one thing that goes wrong.
type Fault struct {
	Do      Kind   `yaml:"do"`
	Service string `yaml:"service,omitempty"` // "bmc"; "" strikes all
	Action  string `yaml:"action,omitempty"`  // "CreateInstances"; "" strikes all that it can happen to
	Skip    int    `yaml:"skip,omitempty"`    // so many requests pass before
	Count   int    `yaml:"count,omitempty"`   // so many requests are struck: 0 means one, -1 means all
	After   bool   `yaml:"after,omitempty"`   // the cloud does what was asked, and then it happens

	Code    string        `yaml:"code,omitempty"`
	Message string        `yaml:"message,omitempty"`
	Status  int           `yaml:"status,omitempty"` // HTTP; 0 means what the vendor documents for Code
	For     time.Duration `yaml:"for,omitempty"`    // of the real clock, whatever the speed of the cloud
	Nth     int           `yaml:"nth,omitempty"`    // from 1
	Polls   int           `yaml:"polls,omitempty"`
	Keep    int           `yaml:"keep,omitempty"`
	Total   int           `yaml:"total,omitempty"`
	Word    string        `yaml:"word,omitempty"`
}

// Check says what is wrong with f itself.
func (f Fault) Check() error {
	switch {
	case !slices.Contains(kinds, f.Do):
		return fmt.Errorf("do: unknown fault %q; known are %v", f.Do, kinds)
	case f.Do == Refuse && f.Code == "":
		return fmt.Errorf("%s: code is missing", f.Do)
	case (f.Do == Latency || f.Do == Clock || f.Do == Late) && f.For == 0:
		return fmt.Errorf("%s: for is missing", f.Do)
	case f.For < 0 && f.Do != Clock:
		return fmt.Errorf("%s: for is negative", f.Do)
	case f.Do == OddStatus && f.Word == "":
		return fmt.Errorf("%s: word is missing", f.Do)
	case f.Do == Hide && f.Polls <= 0 && f.For == 0:
		return fmt.Errorf("%s: polls and for are missing", f.Do)
	case f.Skip < 0 || f.Nth < 0 || f.Keep < 0 || f.Polls < 0 || f.Total < 0:
		return fmt.Errorf("%s: negative number", f.Do)
	case f.Count < -1:
		return fmt.Errorf("%s: count is below -1", f.Do)
	case f.Status != 0 && (f.Status < 200 || f.Status > 599):
		return fmt.Errorf("%s: status %d is no answer's", f.Do, f.Status)
	}
	return nil
}

// purchase is the action that buys, at every vendor.
const purchase = "CreateInstances"

// strikes reports whether f is meant for the action. One that names none waits for a request that it can happen to: what goes wrong with a
// purchase or with its machines for a purchase, and what goes wrong with lists for a list.
func (f Fault) strikes(service, action string) bool {
	switch {
	case f.Service != "" && f.Service != service:
		return false
	case f.Action != "":
		return f.Action == action
	}
	switch f.Do {
	case Late, Partial, NoBalance, CreateFailed, InstallFailed, Vanish, Stuck, OddStatus, Hide:
		return action == purchase
	case NoPostpaid, SoldOut:
		return action == purchase || f.Count < 0 // a lasting one strikes the lists of stock too
	case Total:
		return strings.HasPrefix(action, "Describe")
	default:
		return true
	}
}

// Set is the faults that strike one request.
type Set []Fault

// Get returns the first fault of the kind.
func (s Set) Get(k Kind) (Fault, bool) {
	i := slices.IndexFunc(s, func(f Fault) bool { return f.Do == k })
	if i < 0 {
		return Fault{}, false
	}
	return s[i], true
}

// Has reports whether a fault of the kind is there.
func (s Set) Has(k Kind) bool {
	_, ok := s.Get(k)
	return ok
}

// Machine returns the first fault of one of the kinds that strikes machine number n, from 1.
func (s Set) Machine(n int, of ...Kind) (Fault, bool) {
	i := slices.IndexFunc(s, func(f Fault) bool { return slices.Contains(of, f.Do) && (f.Nth == 0 || f.Nth == n) })
	if i < 0 {
		return Fault{}, false
	}
	return s[i], true
}
