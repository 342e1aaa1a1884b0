package bmc

import (
	"context"
	"time"

	"github.com/metalwright/metalwright/provider/sim/internal/books"
	"github.com/metalwright/metalwright/provider/sim/internal/wire"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer/compute"
)

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

// The actions on power. A stopped machine can be rebooted.
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
		From: []string{compute.Running, compute.Stopped}, Refusal: "OPERATION_DENIED_INSTANCE_STATUS",
		Way: []books.Step{{Status: compute.Booting, For: forBooting}, {Status: compute.Running}},
	}
)

// nameMalformed is the vendor's code for a name that cannot be, the same as for one that is too long.
const nameMalformed = "INVALID_PARAMETER_INSTANCE_NAME_EXCEED"

type renameRequest struct{ compute.Rename }

func (r *renameRequest) Check() error { return r.CheckName(nameMalformed) }

func (s *service) rename(ctx context.Context, _ *wire.Call, r *renameRequest) (any, error) {
	return nil, s.Rename(ctx, &r.Rename)
}
