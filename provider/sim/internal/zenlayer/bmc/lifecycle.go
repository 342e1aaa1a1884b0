package bmc

import (
	"time"

	"github.com/metalwright/metalwright/provider/sim/internal/fault"
	"github.com/metalwright/metalwright/provider/sim/internal/store"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer/compute"
)

// The statuses of this service alone (Zenlayer API reference, BMC InstanceStatus, read 2026-11).
const (
	creating      = "CREATING"
	installing    = "INSTALLING"
	installFailed = "INSTALL_FAILED"
)

var statuses = []string{
	compute.Pending, creating, installing, compute.Running, compute.Stopping, compute.Stopped, compute.Booting,
	compute.CreateFailed,
	installFailed, compute.Recycling, compute.Recycle,
}

// Durations at speed 1. The vendor says "a few minutes" for an installation and 24 hours
// for the recycle bin.
const (
	forPending    = 20 * time.Second
	forCreating   = 3 * time.Minute
	forInstalling = 4 * time.Minute
	forStopping   = 30 * time.Second
	forBooting    = 90 * time.Second
	forRecycle    = 24 * time.Hour
)

// creation is how a machine is made. A bare server is not installed.
func creation(installed bool) compute.Creation {
	return compute.Creation{
		Steps:       func(failure fault.Fault) []store.Step { return steps(failure, installed) },
		Rest:        steps(fault.Fault{}, true)[1:],
		PrivateFrom: creating, NoPrivate: []fault.Kind{fault.CreateFailed, fault.Vanish},
	}
}

// steps is the steps of a machine from accepted to running, or to its failure.
func steps(failure fault.Fault, installed bool) []store.Step {
	started := []store.Step{{Status: compute.Pending, For: forPending}, {Status: creating, For: forCreating}}
	switch failure.Do {
	case fault.Stuck:
		return started[:1]
	case fault.CreateFailed:
		return append(started, store.Step{Status: compute.CreateFailed})
	case fault.Vanish:
		return append(started, store.Step{Status: compute.Absent})
	case fault.OddStatus:
		return []store.Step{started[0], {Status: failure.Word}}
	case fault.InstallFailed:
		return append(started, store.Step{Status: installing, For: forInstalling}, store.Step{Status: installFailed})
	default:
		if installed {
			started = append(started, store.Step{Status: installing, For: forInstalling})
		}
		return append(started, store.Step{Status: compute.Running})
	}
}

// lifecycle is the statuses of machines that end. The vendor empties the recycle bin after a day.
func lifecycle(b *store.Store) compute.Lifecycle {
	return compute.Lifecycle{
		Creating:   []string{compute.Pending, creating},
		Installing: []string{installing},
		Recycled:   []string{compute.Recycle},
		Ended: func(_ int64, at time.Time) store.Timeline {
			return store.Timeline{
				{Status: compute.Recycle, At: at.UnixMilli()},
				{Status: compute.Absent, At: at.Add(b.Scale(forRecycle)).UnixMilli()},
			}
		},
		Release: func(_ int64, at time.Time) store.Timeline {
			return store.Timeline{{Status: compute.Absent, At: at.UnixMilli()}}
		},
	}
}

// reboot is allowed of a stopped machine, too.
var reboot = compute.Switch{
	From: []string{compute.Running, compute.Stopped}, Refusal: "OPERATION_DENIED_INSTANCE_STATUS",
	Steps: []store.Step{{Status: compute.Booting, For: forBooting}, {Status: compute.Running}},
}
