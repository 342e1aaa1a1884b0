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
	compute.Pending, creating, installing, compute.Running, compute.Stopping, compute.Stopped, compute.Booting, compute.CreateFailed,
	installFailed, compute.Recycling, compute.Recycle,
}

// How long things take where nothing speeds them up. The vendor says "a few minutes" for an installation and 24 hours for the bin.
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
	way := []books.Step{{Status: compute.Pending, For: forPending}, {Status: creating, For: forCreating}}
	switch fate.Do {
	case fault.Stuck:
		return way[:1]
	case fault.CreateFailed:
		return append(way, books.Step{Status: compute.CreateFailed})
	case fault.Vanish:
		return append(way, books.Step{Status: compute.Absent})
	case fault.OddStatus:
		return []books.Step{way[0], {Status: fate.Word}}
	case fault.InstallFailed:
		return append(way, books.Step{Status: installing, For: forInstalling}, books.Step{Status: installFailed})
	default:
		if installed {
			way = append(way, books.Step{Status: installing, For: forInstalling})
		}
		return append(way, books.Step{Status: compute.Running})
	}
}
