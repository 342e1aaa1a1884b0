package bmc

import (
	"cmp"
	"context"
	"slices"

	"github.com/metalwright/metalwright/provider/sim/internal/fault"
	"github.com/metalwright/metalwright/provider/sim/internal/store"
	"github.com/metalwright/metalwright/provider/sim/internal/wire"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer/compute"
)

// reinstallRequest is every parameter of ReinstallInstance in both versions (Zenlayer API reference, BMC, read
// 2026-11).
type reinstallRequest struct {
	compute.InstanceID

	ImageID    string       `json:"imageId"`
	Hostname   string       `json:"hostname"`
	Password   string       `json:"password"`
	SSHKeys    []string     `json:"sshKeys"`
	KeyID      string       `json:"keyId"`
	RAID       *raidConfig  `json:"raidConfig"`
	Partitions []partition  `json:"partitions"`
	NIC        *compute.NIC `json:"nic"`
	IPXEURL    string       `json:"ipxeUrl"`
	UserData   string       `json:"userData"`
}

// asOrder is the request as an order for one machine, whose rules it has to obey.
func (r *reinstallRequest) asOrder() *createRequest {
	return &createRequest{
		Purchase: compute.Purchase{Password: r.Password, KeyID: r.KeyID, NIC: r.NIC},
		ImageID:  r.ImageID, Hostname: r.Hostname, SSHKeys: r.SSHKeys, RAID: r.RAID, Partitions: r.Partitions,
		IPXEURL: r.IPXEURL, UserData: r.UserData,
	}
}

func (r *reinstallRequest) Check() error {
	return zenlayer.First(r.InstanceID.Check(), r.asOrder().checkParts(),
		zenlayer.AtMost("sshKeys", len(r.SSHKeys), maxSSHKeys),
		zenlayer.AtMost("userData", len(r.UserData), compute.MaxScript),
		compute.BadName(zenlayer.CheckPlainName(r.Hostname), "hostname", r.Hostname,
			"INVALID_PARAMETER_HOSTNAME_EXCEED", "INVALID_PARAMETER_HOSTNAME_MALFORMED"))
}

// reinstall installs a machine again, unless it is being created or in the recycle bin.
func (s instances) reinstall(ctx context.Context, c *wire.Call, r *reinstallRequest) (any, error) {
	if c.Version == newVersion {
		if err := zenlayer.CheckVersion(s.World, c, "sshKeys"); err != nil {
			return nil, err
		}
	}
	return nil, s.Operate(ctx, []string{r.InstanceID.InstanceID}, func(session *store.Session, i *instance) error {
		if err := s.CheckReady(i); err != nil {
			return err
		}
		if i.Status == compute.CreateFailed {
			return i.Denied("OPERATION_DENIED_INSTANCE_STATUS")
		}
		request := r.asOrder()
		zone, model, err := s.Place(i.Zone, i.Type)
		if err != nil {
			return err
		}
		o := &order{createRequest: request, Order: compute.Order{
			Service: &s.Service, Call: c, Session: session, Terms: &request.Terms, Request: &request.Purchase, Count: 1,
			Zone: zone, Model: model,
		}}
		if err := compute.Apply(ctx, o.checkImage, o.checkLogin, o.checkRAID, o.checkPartitions,
			o.checkNIC); err != nil {
			return err
		}
		i.ImageID, i.KeyID, i.NIC = o.ImageID, o.KeyID, o.Interfaces
		i.Own.Hostname, i.Own.IPXEURL, i.Own.RAID, i.Own.Partitions = cmp.Or(r.Hostname,
			"hostname"), r.IPXEURL, o.RAID, o.Partitions
		steps := []store.Step{{Status: installing, For: forInstalling}, {Status: compute.Running}}
		c.Strike(i.Name)
		if _, fails := c.Machine(1, fault.InstallFailed); fails {
			steps[1].Status = installFailed
		}
		i.Timeline = slices.Concat(s.Store.Plan(i.Serial, session.At, steps...), i.End())
		return nil
	})
}
