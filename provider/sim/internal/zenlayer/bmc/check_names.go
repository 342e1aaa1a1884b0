package bmc

import (
	"cmp"
	"context"
	"errors"

	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
)

// checkNames expands the patterns. The vendor has one code for a bad instanceName, whether it is too long or malformed.
func (s service) checkNames(_ context.Context, o *order) (err error) {
	o.names, err = zenlayer.ExpandName(cmp.Or(o.InstanceName, "instance"), o.amount())
	if err != nil {
		return badName(err, "instanceName", o.InstanceName, "INVALID_PARAMETER_INSTANCE_NAME_EXCEED", "INVALID_PARAMETER_INSTANCE_NAME_EXCEED")
	}
	o.hostnames, err = zenlayer.ExpandName(cmp.Or(o.Hostname, "hostname"), o.amount())
	if err != nil {
		return badName(err, "hostname", o.Hostname, "INVALID_PARAMETER_HOSTNAME_EXCEED", "INVALID_PARAMETER_HOSTNAME_MALFORMED")
	}
	return nil
}

func badName(err error, field, name, exceed, malformed string) error {
	if errors.Is(err, zenlayer.ErrNameTooLong) {
		return zenlayer.Refuse(exceed, "The length of the specified %s `%s` exceeds `%d`", field, name, zenlayer.MaxName)
	}
	return zenlayer.Refuse(malformed, "The format of the specified %s `%s` is malformed", field, name)
}
