package vm

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/metalwright/metalwright/provider/sim/internal/store"
	"github.com/metalwright/metalwright/provider/sim/internal/wire"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer/compute"
)

const (
	rebuilding    = "REBUILDING"
	forRebuilding = 2 * time.Minute // an integration note of the vendor's says 1 to 5 minutes
)

// resetRequest is every parameter of ResetInstance (Zenlayer API reference, VM, read 2026-11).
type resetRequest struct {
	compute.InstanceID

	ImageID      string `json:"imageId"` // "": the one that it has
	Password     string `json:"password"`
	KeyID        string `json:"keyId"`
	InstanceName string `json:"instanceName"`
	WANName      string `json:"wanName"`
	LANName      string `json:"lanName"`
	InitScript   string `json:"initScript"`
}

func (r *resetRequest) Check() error {
	return zenlayer.First(r.InstanceID.Check(), zenlayer.AtMost("initScript", len(r.InitScript), compute.MaxScript),
		compute.BadName(zenlayer.CheckPlainName(r.InstanceName), "instanceName", r.InstanceName,
			"INVALID_PARAMETER_INSTANCE_NAME_EXCEED", "INVALID_PARAMETER_INSTANCE_NAME_MALFORMED"))
}

// reset installs the system of a stopped machine anew. It needs one way in.
func (s instances) reset(ctx context.Context, c *wire.Call, r *resetRequest) (any, error) {
	if err := zenlayer.RequiredIf(!s.Lenient, "password", r.Password != "" || r.KeyID != ""); err != nil {
		return nil, err
	}
	return nil, s.Operate(ctx, []string{r.InstanceID.InstanceID}, func(session *store.Session, i *instance) error {
		if err := stopped(s.Lifecycle, i); err != nil {
			return err
		}
		zone, err := s.Zone(i.Zone)
		if err != nil {
			return err
		}
		request := &createRequest{
			terms: terms{ImageID: cmp.Or(r.ImageID, i.ImageID)},
			Purchase: compute.Purchase{
				Password: r.Password, KeyID: r.KeyID,
				NIC: &compute.NIC{WANName: r.WANName, LANName: r.LANName},
			},
		}
		o := &order{createRequest: request, Order: compute.Order{
			Service: &s.Service, Call: c, Session: session, Terms: &request.Terms, Request: &request.Purchase, Count: 1,
			Zone: zone,
		}}
		if err := compute.Apply(ctx, o.checkImage, o.checkLogin, o.checkNIC); err != nil {
			return err
		}
		if least := leastSystem(o.Image); i.Own.System.SizeGB < least {
			return zenlayer.Refuse("INVALID_SYSTEM_DISK_SIZE", "The system disk of `%d` GB is less than `%d`",
				i.Own.System.SizeGB, least)
		}
		i.ImageID, i.KeyID, i.NIC, i.Name = o.ImageID, r.KeyID, o.Interfaces, cmp.Or(r.InstanceName, i.Name)
		i.Timeline = slices.Concat(s.Store.Plan(i.Serial, session.At,
			store.Step{Status: rebuilding, For: forRebuilding}, store.Step{Status: compute.Running}), i.End())
		return nil
	})
}

// stopped refuses what needs a stopped machine.
func stopped(l compute.Lifecycle, i *instance) error {
	switch {
	case slices.Contains(l.Recycled, i.Status):
		return i.Denied("OPERATION_DENIED_INSTANCE_RECYCLED")
	case i.Status != compute.Stopped:
		return i.Denied("OPERATION_DENIED_INSTANCE_NOT_STOPPED")
	}
	return nil
}

type passwordRequest struct {
	compute.InstanceIDs

	Password string `json:"password"`
}

// resetSpecials are the special characters of a new password; they are others than those of the first one (Zenlayer API
// reference, VM ResetInstancesPassword, read 2026-11).
const resetSpecials = "!@#$%^+*()"

func (r *passwordRequest) Check() error {
	if err := zenlayer.First(r.InstanceIDs.Check(), zenlayer.Required("password", r.Password)); err != nil {
		return err
	}
	if !zenlayer.ValidPassword(r.Password, resetSpecials) { // the message must not repeat it
		return zenlayer.Refuse("INVALID_PARAMETER_VALUE_PASSWORD_MALFORMED",
			"The specified password does not meet the complexity rules")
	}
	return nil
}

// resetPassword gives stopped machines another password, and starts them.
func (s instances) resetPassword(ctx context.Context, _ *wire.Call, r *passwordRequest) (any, error) {
	return nil, s.Operate(ctx, r.InstanceIDs.InstanceIDs, func(session *store.Session, i *instance) error {
		if err := stopped(s.Lifecycle, i); err != nil {
			return err
		}
		i.KeyID = ""
		i.Timeline = slices.Concat(s.Store.Plan(i.Serial, session.At,
			store.Step{Status: compute.Booting, For: forBooting}, store.Step{Status: compute.Running}), i.End())
		return nil
	})
}
