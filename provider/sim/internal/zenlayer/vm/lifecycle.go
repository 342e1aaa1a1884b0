package vm

import (
	"time"

	"github.com/metalwright/metalwright/provider/sim/internal/books"
	"github.com/metalwright/metalwright/provider/sim/internal/fault"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer/compute"
)

// The statuses of this service alone (Zenlayer API reference, VM InstanceStatus, read 2026-11).
const (
	deploying = "DEPLOYING"
	rebooting = "REBOOT"
	releasing = "RELEASING"
)

var statuses = []string{
	compute.Pending, deploying, "REBUILDING", compute.Running, compute.Stopping, compute.Stopped, compute.Booting, rebooting, "IMAGING",
	compute.CreateFailed, compute.Recycling, compute.Recycle, releasing,
}

// How long things take where nothing speeds them up; the vendor publishes nothing.
const (
	forPending   = 5 * time.Second
	forDeploying = 45 * time.Second
	forStopping  = 10 * time.Second
	forBooting   = 20 * time.Second
	forRecycling = 15 * time.Second
	forReleasing = 10 * time.Second
)

// way is how a machine is made.
func way() compute.Way {
	return compute.Way{
		Steps: steps,
		Rest:  steps(fault.Fault{})[1:],
		Wired: deploying, Unwired: []fault.Kind{fault.CreateFailed, fault.InstallFailed, fault.Vanish},
	}
}

// steps is the way of a machine from accepted to running, or to its fate. A failed machine is documented in two shapes: listed as
// CREATE_FAILED, and not listed any more. The second is the rule here, so it is what a failed installation, which has no status of its
// own, looks like, too.
func steps(fate fault.Fault) []books.Step {
	way := []books.Step{{Status: compute.Pending, For: forPending}, {Status: deploying, For: forDeploying}}
	switch fate.Do {
	case fault.Stuck:
		return way[:1]
	case fault.CreateFailed:
		return append(way, books.Step{Status: compute.CreateFailed})
	case fault.Vanish, fault.InstallFailed:
		return append(way, books.Step{Status: compute.Absent})
	case fault.OddStatus:
		return []books.Step{way[0], {Status: fate.Word}}
	default:
		return append(way, books.Step{Status: compute.Running})
	}
}
