package vm

import (
	"context"
	"time"

	"github.com/metalwright/metalwright/provider/sim/internal/books"
	"github.com/metalwright/metalwright/provider/sim/internal/wire"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer/compute"
)

// life is how machines are treated. They stay in the bin until they are released.
func life(b *books.Books) compute.Life {
	return compute.Life{
		Creating: []string{compute.Pending, deploying},
		Recycled: []string{compute.Recycling, compute.Recycle, releasing},
		Bin: func(serial int64, at time.Time) books.Timeline {
			return b.Plan(serial, at, books.Step{Status: compute.Recycling, For: forRecycling}, books.Step{Status: compute.Recycle})
		},
		Release: func(serial int64, at time.Time) books.Timeline {
			return b.Plan(serial, at, books.Step{Status: releasing, For: forReleasing}, books.Step{Status: compute.Absent})
		},
	}
}

// The actions on power. Only a running machine can be rebooted, and rebooting has a status of its own.
var (
	start = compute.Switch{
		From: []string{compute.Stopped}, Refusal: "OPERATION_DENIED_INSTANCE_NOT_STOPPED",
		Way: []books.Step{{Status: compute.Booting, For: forBooting}, {Status: compute.Running}},
	}
	stop = compute.Switch{
		From: []string{compute.Running}, Refusal: "OPERATION_DENIED_INSTANCE_NOT_RUNNING",
		Way: []books.Step{{Status: compute.Stopping, For: forStopping}, {Status: compute.Stopped}},
	}
	reboot = compute.Switch{
		From: []string{compute.Running}, Refusal: "OPERATION_DENIED_INSTANCE_STATUS",
		Way: []books.Step{{Status: rebooting, For: forBooting}, {Status: compute.Running}},
	}
)

type stopRequest struct {
	compute.InstanceIDs

	ForceShutdown *bool `json:"forceShutdown"` // it makes no difference here
}

func (s *service) stop(ctx context.Context, _ *wire.Call, r *stopRequest) (any, error) {
	return nil, s.Switch(ctx, r.InstanceIDs.InstanceIDs, stop)
}

const nameMalformed = "INVALID_PARAMETER_INSTANCE_NAME_MALFORMED"

type renameRequest struct{ compute.Rename }

func (r *renameRequest) Check() error { return r.CheckName(nameMalformed) }

func (s *service) rename(ctx context.Context, _ *wire.Call, r *renameRequest) (any, error) {
	return nil, s.Rename(ctx, &r.Rename)
}
