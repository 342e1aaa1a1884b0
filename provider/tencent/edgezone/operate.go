package edgezone

import (
	"context"
	"errors"
	"slices"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/internal/lenient"
	"github.com/metalwright/metalwright/provider/tencent/internal/tcapi"
)

// The codes of TerminateInstances that are not simply reported (Tencent Cloud API reference, edgezone
// TerminateInstances, read 2026-11).
const (
	codeGone  = "ResourceNotFound.Instance"
	codeState = "UnsupportedOperation.InvalidInstanceState"
	codeMixed = "UnsupportedOperation.LegacyCompatBatchMixed"
)

const terminateInstances = "TerminateInstances"

// failedInstance is a machine that was not terminated among others that were.
type failedInstance struct {
	ID      text `json:"InstanceId"`
	Code    text `json:"ErrorCode"`
	Message text `json:"ErrorMessage"`
}

// Terminate ends the machines. A refusal does not stop the others, and refusals are joined. A machine that does not
// exist any more, or is being destroyed, is no error.
func (o *Operator) Terminate(ctx context.Context, z provider.ZoneID, ids []provider.InstanceID) error {
	if len(ids) == 0 {
		return nil
	}
	region, err := o.regionToAsk(ctx, z, "")
	if err != nil {
		return err
	}
	var errs []error
	for _, chunk := range chunks(ids) {
		errs = append(errs, o.terminate(ctx, z, region, chunk))
	}
	return errors.Join(errs...)
}

func (o *Operator) terminate(ctx context.Context, z provider.ZoneID, region string, ids []provider.InstanceID) error {
	answer, err := tcapi.Repeat[struct {
		Failed lenient.List[failedInstance] `json:"FailedInstanceSet"`
	}](ctx, o.api, region, terminateInstances, map[string]any{"InstanceIds": ids})
	e, refused := errors.AsType[*provider.Error](err)
	if refused && len(ids) > 1 && e.Code != "" && (e.Code == codeMixed || e.Code == codeGone || e.Code == codeState) {
		return o.oneByOne(ctx, z, region, ids) // one machine refused all of them
	}
	if refused && e.Code == codeGone {
		return nil
	}
	if refused && e.Code == codeState {
		return o.unlessEnding(ctx, z, ids[0], e)
	}
	if err != nil {
		return o.explain(err)
	}
	var errs []error
	for _, f := range answer.Failed {
		if f.Code != codeGone && f.ID != "" {
			e := &provider.Error{Op: terminateInstances, Code: string(f.Code), Message: string(f.ID) + ": " + string(f.Message)}
			errs = append(errs, o.unlessEnding(ctx, z, provider.InstanceID(f.ID), e))
		}
	}
	return errors.Join(errs...)
}

// oneByOne ends machines that the vendor does not end together, such as old and new kinds of them.
func (o *Operator) oneByOne(ctx context.Context, z provider.ZoneID, region string, ids []provider.InstanceID) error {
	var errs []error
	for one := range slices.Chunk(ids, 1) {
		errs = append(errs, o.terminate(ctx, z, region, one))
	}
	return errors.Join(errs...)
}

// unlessEnding explains a refusal, unless the machine is being destroyed: an answer to an earlier attempt may have
// been lost.
func (o *Operator) unlessEnding(ctx context.Context, z provider.ZoneID, id provider.InstanceID,
	refusal *provider.Error,
) error {
	if refusal.Code == codeState {
		now, err := o.Instances(ctx, z, []provider.InstanceID{id})
		if err == nil && (len(now) == 0 || now[0].Status == provider.StatusReleased) {
			return nil
		}
	}
	return o.explain(refusal)
}
