package vm

import (
	"context"
	"time"

	"github.com/metalwright/metalwright/provider/sim/internal/fault"
	"github.com/metalwright/metalwright/provider/sim/internal/store"
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

// Durations at speed 1; the vendor publishes none.
const (
	forPending   = 5 * time.Second
	forDeploying = 45 * time.Second
	forStopping  = 10 * time.Second
	forBooting   = 20 * time.Second
	forRecycling = 15 * time.Second
	forReleasing = 10 * time.Second
)

// creation is how a machine is made.
func creation() compute.Creation {
	return compute.Creation{
		Steps:       steps,
		Rest:        steps(fault.Fault{})[1:],
		PrivateFrom: deploying, NoPrivate: []fault.Kind{fault.CreateFailed, fault.InstallFailed, fault.Vanish},
	}
}

// steps is the steps of a machine from accepted to running, or to its failure. A failed machine is documented in two
// shapes: listed as CREATE_FAILED, and not listed any more. The second is the rule here, so it is what a failed
// installation, which has no status of its own, looks like, too.
func steps(failure fault.Fault) []store.Step {
	started := []store.Step{{Status: compute.Pending, For: forPending}, {Status: deploying, For: forDeploying}}
	switch failure.Do {
	case fault.Stuck:
		return started[:1]
	case fault.CreateFailed:
		return append(started, store.Step{Status: compute.CreateFailed})
	case fault.Vanish, fault.InstallFailed:
		return append(started, store.Step{Status: compute.Absent})
	case fault.OddStatus:
		return []store.Step{started[0], {Status: failure.Word}}
	default:
		return append(started, store.Step{Status: compute.Running})
	}
}

// lifecycle is the statuses of machines that end. They stay in the recycle bin until they are released.
func lifecycle(b *store.Store) compute.Lifecycle {
	return compute.Lifecycle{
		Creating: []string{compute.Pending, deploying},
		Recycled: []string{compute.Recycling, compute.Recycle, releasing},
		Ended: func(serial int64, at time.Time) store.Timeline {
			return b.Plan(serial, at, store.Step{Status: compute.Recycling, For: forRecycling},
				store.Step{Status: compute.Recycle})
		},
		Release: func(serial int64, at time.Time) store.Timeline {
			return b.Plan(serial, at, store.Step{Status: releasing, For: forReleasing}, store.Step{Status: compute.Absent})
		},
	}
}

// reboot is allowed of a running machine alone, and has a status of its own.
var reboot = compute.Switch{
	From: []string{compute.Running}, Refusal: "OPERATION_DENIED_INSTANCE_STATUS",
	Steps: []store.Step{{Status: rebooting, For: forBooting}, {Status: compute.Running}},
}

type stopRequest struct {
	compute.InstanceIDs

	ForceShutdown *bool `json:"forceShutdown"` // it makes no difference here
}

func (s instances) stop(ctx context.Context, _ *wire.Call, r *stopRequest) (any, error) {
	return nil, s.Switch(ctx, r.InstanceIDs.InstanceIDs, compute.Stop(forStopping))
}
