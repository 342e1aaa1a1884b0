// Package fault has the failures that can be injected into the simulated cloud. Nothing is left to chance: a fault
// names the requests that it applies to.
package fault

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
)

// Kind is a kind of failure.
type Kind string

// The kinds; see [Table].
const (
	Refuse      Kind = "refuse"
	Throttle    Kind = "throttle"
	Broken      Kind = "broken"
	Unavailable Kind = "unavailable"
	HTML        Kind = "html"
	Null        Kind = "null"
	Truncate    Kind = "truncate"
	Drop        Kind = "drop"
	Hang        Kind = "hang"
	Latency     Kind = "latency"
	Clock       Kind = "clock"
	Total       Kind = "total"

	Late       Kind = "late"
	Partial    Kind = "partial"
	NoBalance  Kind = "no_balance"
	NoPostpaid Kind = "no_postpaid"
	SoldOut    Kind = "sold_out"
	Price      Kind = "price"

	CreateFailed  Kind = "create_failed"
	InstallFailed Kind = "install_failed"
	Vanish        Kind = "vanish"
	Stuck         Kind = "stuck"
	OddStatus     Kind = "odd_status"
	Hide          Kind = "hide"
	WrongImage    Kind = "wrong_image"
	NoRAID        Kind = "no_raid"
	NoTag         Kind = "no_tag"
)

// Fault is one failure to inject. The texts of its members are for [Help].
type Fault struct {
	Do      Kind   `yaml:"do" text:"what goes wrong: one of the kinds below"`
	Service string `yaml:"service,omitempty" text:"only requests to this service: bmc, vm, edgezone, ..."`
	Action  string `yaml:"action,omitempty" text:"only requests for this action; by default any that it can happen to"`
	Skip    int    `yaml:"skip,omitempty" text:"let this many requests pass first"`
	Count   int    `yaml:"count,omitempty" text:"how many requests fail: 1 by default, -1 for all"`
	After   bool   `yaml:"after,omitempty" text:"carry out the request first, then fail"`

	Code    string        `yaml:"code,omitempty" text:"the vendor's error code"`
	Message string        `yaml:"message,omitempty" text:"the error message"`
	Status  int           `yaml:"status,omitempty" text:"HTTP status; by default the documented one of the code"`
	For     time.Duration `yaml:"for,omitempty" text:"how long, in real time whatever the speed: 800ms, 5m"`
	Nth     int           `yaml:"nth,omitempty" text:"only this machine, from 1 over all purchases; count -1: in each"`
	Name    string        `yaml:"name,omitempty" text:"only machines with this name; web* is all that begin with web"`
	Polls   int           `yaml:"polls,omitempty" text:"how many lists"`
	Keep    int           `yaml:"keep,omitempty" text:"how many machines"`
	Total   int           `yaml:"total,omitempty" text:"how many rows"`
	Word    string        `yaml:"word,omitempty" text:"a status, an image id or the key of a tag"`
	Percent float64       `yaml:"percent,omitempty" text:"how much prices rise; negative: how much they fall"`

	id     int // in the queue
	passed int // machines that were made since it hit one
}

// Check reports what is invalid in f itself.
func (f Fault) Check() error {
	switch {
	case f.Do == "":
		return fmt.Errorf("do: it is missing, or a null without quotes; use one of %v", kinds())
	case !slices.Contains(kinds(), f.Do):
		return fmt.Errorf("do: unknown fault %q; use one of %v", f.Do, kinds())
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
	case f.Do == Price && (f.Percent == 0 || math.IsNaN(f.Percent) || f.Percent <= -100 || f.Percent > maxPercent):
		return fmt.Errorf("%s: percent must be above -100, at most %d, and not 0", f.Do, maxPercent)
	case f.Nth > 0 && f.Name != "":
		return fmt.Errorf("%s: nth and name cannot be combined: use one of them", f.Do)
	case (f.Nth > 0 || f.Name != "") && !f.Do.ofMachines():
		return fmt.Errorf("%s: nth and name apply only to faults of machines", f.Do)
	case f.Skip < 0 || f.Nth < 0 || f.Keep < 0 || f.Polls < 0 || f.Total < 0:
		return fmt.Errorf("%s: negative number", f.Do)
	case f.Count < -1:
		return fmt.Errorf("%s: count must be -1 or more", f.Do)
	case f.Status != 0 && (f.Status < 200 || f.Status > 599):
		return fmt.Errorf("%s: status %d is not from 200 to 599", f.Do, f.Status)
	}
	return nil
}

// maxPercent is how much prices can rise.
const maxPercent = 1_000_000

// purchase is the action that buys, at every vendor.
const purchase = "CreateInstances"

// charges reports whether the action takes money from the account.
func charges(action string) bool {
	switch action {
	case purchase, "AllocateEipAddresses", "CreateDisks", "ResizeDisk", "ModifyInstanceBandwidth",
		"ModifyInstanceTrafficPackage", "RenewInstance":
		return true
	}
	return false
}

// appliesTo reports whether f applies to the action. One that names none waits for a request that it can happen to:
// faults of purchases and of machines for a purchase, faults of lists for a list.
func (f Fault) appliesTo(service, action string) bool {
	switch {
	case f.Service != "" && f.Service != service:
		return false
	case f.Action != "":
		return f.Action == action
	}
	if f.Do.ofMachines() {
		return action == purchase
	}
	switch f.Do {
	case Late, Partial:
		return action == purchase
	case NoBalance:
		return charges(action)
	case Price:
		return charges(action) || strings.HasPrefix(action, "InquiryPrice")
	case NoPostpaid, SoldOut:
		return action == purchase || f.Count < 0 // a lasting one applies to lists of stock too
	case Total:
		return strings.HasPrefix(action, "Describe")
	default:
		return true
	}
}

// Set is the faults that apply to one request.
type Set []Fault

// Get returns the first fault of one of the kinds.
func (s Set) Get(kinds ...Kind) (Fault, bool) {
	i := slices.IndexFunc(s, func(f Fault) bool { return slices.Contains(kinds, f.Do) })
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

// strike returns which of the machines with the names f hits, as indexes, and counts the machines and the hits. A
// number counts the machines since the last hit, whatever order made them; a name uses up f once for each order.
func strike(f *Fault, names []string) []int {
	var hit []int
	if f.Nth > 0 && f.Count > 0 {
		for i := 0; i < len(names) && f.Count > 0; i++ {
			if f.passed++; f.passed == f.Nth {
				hit, f.passed, f.Count = append(hit, i), 0, f.Count-1
			}
		}
		return hit
	}
	for i, name := range names {
		if f.Nth == i+1 || f.Nth == 0 && f.named(name) {
			hit = append(hit, i)
		}
	}
	if len(hit) > 0 && f.Count > 0 {
		f.Count--
	}
	return hit
}

// named reports whether f is for machines with the name; without a name it is for all.
func (f Fault) named(name string) bool {
	if start, ok := strings.CutSuffix(f.Name, "*"); ok && strings.HasPrefix(name, start) {
		return true
	}
	return f.Name == "" || f.Name == name
}
