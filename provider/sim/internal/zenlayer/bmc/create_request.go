package bmc

import (
	"strconv"

	"github.com/metalwright/metalwright/provider/sim/internal/wire"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer/compute"
)

// createRequest is every parameter of CreateInstances in both versions (Zenlayer API reference, BMC CreateInstances,
// read 2026-11).
type createRequest struct {
	terms
	compute.Purchase

	ImageID     string      `json:"imageId"`
	Hostname    string      `json:"hostname"`
	Amount      *int        `json:"amount"`
	SSHKeys     []string    `json:"sshKeys"`
	RAID        *raidConfig `json:"raidConfig"`
	Partitions  []partition `json:"partitions"`
	IPXEURL     string      `json:"ipxeUrl"`
	UserData    string      `json:"userData"`
	PrimaryIPv6 *bool       `json:"enablePrimaryIPv6"`
	GatewayMode *bool       `json:"enableGatewayMode"`
}

type raidConfig struct {
	RaidType    *int         `json:"raidType"`
	CustomRaids []customRaid `json:"customRaids"`
}

type customRaid struct {
	RaidType     *int  `json:"raidType"`
	DiskSequence []int `json:"diskSequence"`
}

type partition struct {
	FSPath string `json:"fsPath"`
	FSType string `json:"fsType"`
	Size   *int   `json:"size"`
}

const (
	maxAmount  = 100
	maxSSHKeys = 5
	maxTag     = 128 // characters
)

func (r *createRequest) amount() int { return wire.Or(r.Amount, 1) }

// Check finds what is missing and what no catalogue is needed for to call it out of range.
func (r *createRequest) Check() error {
	if err := r.checkMissing(); err != nil {
		return err
	}
	return zenlayer.First(
		r.terms.Check(),
		zenlayer.Within("amount", r.Amount, 1, maxAmount),
		zenlayer.AtMost("sshKeys", len(r.SSHKeys), maxSSHKeys),
		zenlayer.AtMost("userData", len(r.UserData), compute.MaxScript),
		r.Tags.Check(maxTag),
	)
}

func (r *createRequest) checkMissing() error {
	if err := zenlayer.RequiredIf(r.Pooled(byCluster), "clusterId", r.ClusterID != ""); err != nil {
		return err
	}
	return r.checkParts()
}

// checkParts finds what is missing in RAID and partitions.
func (r *createRequest) checkParts() error {
	if r.RAID != nil {
		for i, a := range r.RAID.CustomRaids {
			at := "raidConfig.customRaids[" + strconv.Itoa(i) + "]."
			err := zenlayer.First(zenlayer.RequiredIf(true, at+"raidType", a.RaidType != nil),
				zenlayer.RequiredIf(true, at+"diskSequence", len(a.DiskSequence) > 0))
			if err != nil {
				return err
			}
		}
	}
	for i, p := range r.Partitions {
		at := "partitions[" + strconv.Itoa(i) + "]."
		err := zenlayer.First(zenlayer.Required(at+"fsPath", p.FSPath), zenlayer.Required(at+"fsType", p.FSType),
			zenlayer.RequiredIf(true, at+"size", p.Size != nil))
		if err != nil {
			return err
		}
	}
	return nil
}
