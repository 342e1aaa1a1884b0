package sim

import (
	"slices"

	"github.com/metalwright/metalwright/provider/sim/internal/fault"
)

// Fault is one thing that goes wrong, for the requests that it names.
type Fault = fault.Fault

// FaultKind is what goes wrong.
type FaultKind = fault.Kind

// What goes wrong with a request as such. With After the cloud does what was asked before it happens.
const (
	Refuse      = fault.Refuse
	Throttle    = fault.Throttle
	Broken      = fault.Broken
	Unavailable = fault.Unavailable
	HTML        = fault.HTML
	Null        = fault.Null
	Truncate    = fault.Truncate
	Drop        = fault.Drop
	Hang        = fault.Hang
	Latency     = fault.Latency
	Clock       = fault.Clock
	Total       = fault.Total
)

// What goes wrong with a purchase, or with its price.
const (
	Late       = fault.Late
	Partial    = fault.Partial
	NoBalance  = fault.NoBalance
	NoPostpaid = fault.NoPostpaid
	SoldOut    = fault.SoldOut
	Price      = fault.Price
)

// What goes wrong with machine number Nth of a purchase, with those of a Name, or with all of them.
const (
	CreateFailed  = fault.CreateFailed
	InstallFailed = fault.InstallFailed
	Vanish        = fault.Vanish
	Stuck         = fault.Stuck
	OddStatus     = fault.OddStatus
	Hide          = fault.Hide
	WrongImage    = fault.WrongImage
	NoRAID        = fault.NoRAID
	NoTag         = fault.NoTag
)

// FaultEntry is what people are told of a kind of fault.
type FaultEntry = fault.Entry

// FaultTable lists every kind.
func FaultTable() []FaultEntry { return slices.Clone(fault.Table) }

// FaultHelp tells every kind and field, with an example each, for a terminal.
func FaultHelp() string { return fault.Help() }

// FaultMarkdown is [FaultHelp] as a part of a document.
func FaultMarkdown() string { return fault.Markdown() }

// ParseFaults reads a YAML or JSON list of faults:
//
//   - {do: refuse, service: bmc, action: CreateInstances, code: RESOURCES_SOLDOUT_INSTANCE_TYPE}
//   - {do: drop, action: CreateInstances, after: true, skip: 1}
//   - {do: create_failed, nth: 2}
//   - {do: latency, for: 800ms, count: -1}
//
// A fault without an action strikes the requests that it can happen to, and no other request uses it up: what goes
// wrong with purchases and with machines waits for a CreateInstances. An unknown key or a wrong type is an error that
// names line and column.
func ParseFaults(text []byte) ([]Fault, error) { return fault.Parse(text) }

// Inject switches faults on, for this process; the books do not hold them. A fault that makes no sense is an error,
// and none is switched on.
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
