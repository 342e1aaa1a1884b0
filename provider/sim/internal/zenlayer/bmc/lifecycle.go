package bmc

import (
	"time"

	"github.com/metalwright/metalwright/provider/sim/internal/books"
	"github.com/metalwright/metalwright/provider/sim/internal/fault"
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

// How long things take where nothing speeds them up. The vendor says "a few minutes" for an installation and 24 hours
// for the bin.
const (
	forPending    = 20 * time.Second
	forCreating   = 3 * time.Minute
	forInstalling = 4 * time.Minute
	forStopping   = 30 * time.Second
	forBooting    = 90 * time.Second
	forBin        = 24 * time.Hour
)

// way is how a machine is made. A bare server is not installed.
func way(installed bool) compute.Way {
	return compute.Way{
		Steps: func(fate fault.Fault) []books.Step { return steps(fate, installed) },
		Rest:  steps(fault.Fault{}, true)[1:],
		Wired: creating, Unwired: []fault.Kind{fault.CreateFailed, fault.Vanish},
	}
}

// steps is the way of a machine from accepted to running, or to its fate.
func steps(fate fault.Fault, installed bool) []books.Step {
	begun := []books.Step{{Status: compute.Pending, For: forPending}, {Status: creating, For: forCreating}}
	switch fate.Do {
	case fault.Stuck:
		return begun[:1]
	case fault.CreateFailed:
		return append(begun, books.Step{Status: compute.CreateFailed})
	case fault.Vanish:
		return append(begun, books.Step{Status: compute.Absent})
	case fault.OddStatus:
		return []books.Step{begun[0], {Status: fate.Word}}
	case fault.InstallFailed:
		return append(begun, books.Step{Status: installing, For: forInstalling}, books.Step{Status: installFailed})
	default:
		if installed {
			begun = append(begun, books.Step{Status: installing, For: forInstalling})
		}
		return append(begun, books.Step{Status: compute.Running})
	}
}

// life is how machines are treated. The vendor empties the bin after a day.
func life(b *books.Books) compute.Life {
	return compute.Life{
		Creating:   []string{compute.Pending, creating},
		Installing: []string{installing},
		Recycled:   []string{compute.Recycle},
		Bin: func(_ int64, at time.Time) books.Timeline {
			return books.Timeline{
				{Status: compute.Recycle, At: at.UnixMilli()}, {Status: compute.Absent, At: at.Add(b.Scale(forBin)).UnixMilli()},
			}
		},
		Release: func(_ int64, at time.Time) books.Timeline {
			return books.Timeline{{Status: compute.Absent, At: at.UnixMilli()}}
		},
	}
}

// reboot is allowed of a stopped machine, too.
var reboot = compute.Switch{
	From: []string{compute.Running, compute.Stopped}, Refusal: "OPERATION_DENIED_INSTANCE_STATUS",
	Way: []books.Step{{Status: compute.Booting, For: forBooting}, {Status: compute.Running}},
}
