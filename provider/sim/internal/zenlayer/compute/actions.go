package compute

import (
	"maps"

	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
)

// Actions are the actions on machines that both services have.
func (f *Fleet[D, P]) Actions() map[string]zenlayer.Action {
	actions := map[string]zenlayer.Action{
		"ModifyInstancesAttribute":     zenlayer.Handle(f.Rename),
		"ModifyInstancesResourceGroup": zenlayer.Handle(f.SetGroup),
		"RenewInstance":                zenlayer.Handle(f.Renew),
		"TerminateInstance":            zenlayer.Handle(f.Terminate),
		"ReleaseInstances":             zenlayer.Handle(f.Release),
	}
	maps.Copy(actions, traffic[D, P]{f}.actions())
	return actions
}
