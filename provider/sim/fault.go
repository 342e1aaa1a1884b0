package sim

import "github.com/metalwright/metalwright/provider/sim/internal/fault"

// Fault is one thing that goes wrong, for the requests that it names.
type Fault = fault.Fault

// FaultKind is what goes wrong.
type FaultKind = fault.Kind

// What goes wrong with a request as such. With After the cloud does what was asked before it happens.
const (
	Refuse      = fault.Refuse      // a refusal with Code, Message and Status
	Throttle    = fault.Throttle    // 429, in the vendor's words
	Broken      = fault.Broken      // 500, in the vendor's words
	Unavailable = fault.Unavailable // 503, in the vendor's words
	HTML        = fault.HTML        // a gateway's page with Status, 502 when that is 0; 403 is a challenge
	Null        = fault.Null        // the body null
	Truncate    = fault.Truncate    // half of the answer; the cloud has done what was asked
	Drop        = fault.Drop        // the connection is closed without an answer
	Hang        = fault.Hang        // no answer until the caller gives up
	Latency     = fault.Latency     // the answer takes For longer
	Clock       = fault.Clock       // the cloud's clock is For ahead
	Total       = fault.Total       // lists claim to have Total rows
)

// What goes wrong with a purchase.
const (
	Late       = fault.Late       // a refusal with Code, Message and Status, and yet the machines appear after For
	Partial    = fault.Partial    // only the first Keep machines are made
	NoBalance  = fault.NoBalance  // the account cannot pay
	NoPostpaid = fault.NoPostpaid // the account may not pay afterwards; with Count -1 or a list's Action also in lists of stock
	SoldOut    = fault.SoldOut    // the stock is gone; with Count -1 or a list's Action also in lists of stock
)

// What goes wrong with machine number Nth of a purchase, with all of them when that is 0.
const (
	CreateFailed  = fault.CreateFailed
	InstallFailed = fault.InstallFailed
	Vanish        = fault.Vanish    // it is listed no more
	Stuck         = fault.Stuck     // it stays in its first status
	OddStatus     = fault.OddStatus // it gets the status Word, for For when that is not 0
	Hide          = fault.Hide      // it is missing from the first Polls lists, and from all of them for For
)

// ParseFaults reads a YAML or JSON list of faults:
//
//   - {do: refuse, service: bmc, action: CreateInstances, code: RESOURCES_SOLDOUT_INSTANCE_TYPE}
//   - {do: drop, action: CreateInstances, after: true, skip: 1}
//   - {do: create_failed, nth: 2}
//   - {do: latency, for: 800ms, count: -1}
//
// A fault without an action strikes the requests that it can happen to, and no other request uses it up: what goes wrong with purchases and
// with machines waits for a CreateInstances. An unknown key or a wrong type is an error that names line and column.
func ParseFaults(text []byte) ([]Fault, error) { return fault.Parse(text) }

// Inject switches faults on, for this process; the books do not hold them. A fault that makes no sense is an error, and none is switched on.
func (c *Cloud) Inject(faults ...Fault) error {
	for _, f := range faults {
		if err := f.Check(); err != nil {
			return err
		}
	}
	c.faults.Add(faults...)
	return nil
}

// Clear switches all faults off. What they did to machines stays done.
func (c *Cloud) Clear() { c.faults.Clear() }
