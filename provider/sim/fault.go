package sim

import (
	"slices"

	"github.com/metalwright/metalwright/provider/sim/internal/fault"
)

// Fault is one failure to inject, for the requests that it names.
type Fault = fault.Fault

// FaultKind is a kind of failure.
type FaultKind = fault.Kind

// Faults of a request as such. With After the cloud carries out the request first.
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

// Faults of a purchase, or of its price.
const (
	Late       = fault.Late
	Partial    = fault.Partial
	NoBalance  = fault.NoBalance
	NoPostpaid = fault.NoPostpaid
	SoldOut    = fault.SoldOut
	Price      = fault.Price
)

// Faults of machine number Nth, of those with a Name, or of all machines of a purchase.
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

// FaultEntry describes a kind of fault.
type FaultEntry = fault.Entry

// FaultTable lists every kind.
func FaultTable() []FaultEntry { return slices.Clone(fault.Table) }

// FaultHelp describes every kind and field, with an example each, for a terminal.
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
// A fault without an action applies to the requests that it can happen to, and no other request uses it up: faults of
// purchases and of machines wait for a CreateInstances. An unknown key or a wrong type is an error that
// names line and column.
func ParseFaults(text []byte) ([]Fault, error) { return fault.Parse(text) }

// Inject adds faults, for this process: they are not in the database. An invalid fault is an error, and none is added.
func (c *Cloud) Inject(faults ...Fault) error {
	for _, f := range faults {
		if err := f.Check(); err != nil {
			return err
		}
	}
	c.faults.Add(faults...)
	return nil
}

// Clear removes all faults. Machines that they have hit stay as they are.
func (c *Cloud) Clear() { c.faults.Clear() }
