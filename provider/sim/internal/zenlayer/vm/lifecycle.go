package vm

import (
	"context"
	"time"

	"github.com/metalwright/metalwright/provider/sim/internal/books"
	"github.com/metalwright/metalwright/provider/sim/internal/fault"
	"github.com/metalwright/metalwright/provider/sim/internal/wire"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer/compute"
)

// The statuses of this service alone (Zenlayer API reference, VM InstanceStatus, read 2026-11).
const (
	deploying = "DEPLOYING"
	rebooting = "REBOOT"
	releasing = "RELEASING"
)

var statuses = []string{
	compute.Pending, deploying, rebuilding, compute.Running, compute.Stopping, compute.Stopped, compute.Booting,
	rebooting, "IMAGING",
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

// steps is the way of a machine from accepted to running, or to its fate. A failed machine is documented in two
// shapes: listed as CREATE_FAILED, and not listed any more. The second is the rule here, so it is what a failed
// installation, which has no status of its own, looks like, too.
func steps(fate fault.Fault) []books.Step {
	begun := []books.Step{{Status: compute.Pending, For: forPending}, {Status: deploying, For: forDeploying}}
	switch fate.Do {
	case fault.Stuck:
		return begun[:1]
	case fault.CreateFailed:
		return append(begun, books.Step{Status: compute.CreateFailed})
	case fault.Vanish, fault.InstallFailed:
		return append(begun, books.Step{Status: compute.Absent})
	case fault.OddStatus:
		return []books.Step{begun[0], {Status: fate.Word}}
	default:
		return append(begun, books.Step{Status: compute.Running})
	}
}

// life is how machines are treated. They stay in the bin until they are released.
func life(b *books.Books) compute.Life {
	return compute.Life{
		Creating: []string{compute.Pending, deploying},
		Recycled: []string{compute.Recycling, compute.Recycle, releasing},
		Bin: func(serial int64, at time.Time) books.Timeline {
			return b.Plan(serial, at, books.Step{Status: compute.Recycling, For: forRecycling},
				books.Step{Status: compute.Recycle})
		},
		Release: func(serial int64, at time.Time) books.Timeline {
			return b.Plan(serial, at, books.Step{Status: releasing, For: forReleasing}, books.Step{Status: compute.Absent})
		},
	}
}

// reboot is allowed of a running machine alone, and has a status of its own.
var reboot = compute.Switch{
	From: []string{compute.Running}, Refusal: "OPERATION_DENIED_INSTANCE_STATUS",
	Way: []books.Step{{Status: rebooting, For: forBooting}, {Status: compute.Running}},
}

type stopRequest struct {
	compute.InstanceIDs

	ForceShutdown *bool `json:"forceShutdown"` // it makes no difference here
}

func (s *service) stop(ctx context.Context, _ *wire.Call, r *stopRequest) (any, error) {
	return nil, s.Switch(ctx, r.InstanceIDs.InstanceIDs, compute.Stop(forStopping))
}
