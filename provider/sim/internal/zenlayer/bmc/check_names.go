package bmc

import (
	"cmp"
	"context"

	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer/compute"
)

// checkNames expands the patterns. The vendor has one code for a bad instanceName, whether it is too long or malformed.
func (o *order) checkNames(ctx context.Context) (err error) {
	if err = o.CheckName(ctx); err != nil {
		return err
	}
	o.hostnames, err = zenlayer.ExpandName(cmp.Or(o.Hostname, "hostname"), o.Count)
	return compute.BadName(err, "hostname", o.Hostname, "INVALID_PARAMETER_HOSTNAME_EXCEED",
		"INVALID_PARAMETER_HOSTNAME_MALFORMED")
}
