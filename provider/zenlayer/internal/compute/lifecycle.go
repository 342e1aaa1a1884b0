package compute

import (
	"context"
	"errors"
	"slices"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/api"
)

// MaxIDs is how many ids one request takes (Zenlayer API reference, paging, read 2026-11).
const MaxIDs = 100

// Chunks cuts the ids, each once and in order, into as few requests as the vendor allows.
func Chunks(ids []provider.InstanceID) [][]provider.InstanceID {
	seen := make(map[provider.InstanceID]bool, len(ids))
	var once []provider.InstanceID
	for _, id := range ids {
		if id != "" && !seen[id] {
			seen[id] = true
			once = append(once, id)
		}
	}
	return slices.Collect(slices.Chunk(once, MaxIDs))
}

// Terminate ends the machines one by one, as the API wants it, and goes on after a refusal; the refusals are joined. A
// machine that is in the recycle bin already is fine.
func Terminate(ctx context.Context, c *api.Client, s api.Service, ids []provider.InstanceID) error {
	var errs []error
	for _, chunk := range Chunks(ids) {
		for _, id := range chunk {
			err := api.Write(ctx, c, s, "TerminateInstance", map[string]any{"instanceId": id})
			if e, ok := errors.AsType[*provider.Error](err); ok && e.Code == "OPERATION_DENIED_INSTANCE_RECYCLED" {
				continue
			}
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// Release destroys what is in the recycle bin.
func Release(ctx context.Context, c *api.Client, s api.Service, ids []provider.InstanceID) error {
	var errs []error
	for _, chunk := range Chunks(ids) {
		errs = append(errs, api.Write(ctx, c, s, "ReleaseInstances", map[string]any{"instanceIds": chunk}))
	}
	return errors.Join(errs...)
}
