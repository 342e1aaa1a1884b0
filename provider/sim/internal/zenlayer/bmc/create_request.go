package bmc

import (
	"strconv"

	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
)

// createRequest is every parameter of CreateInstances in both versions (Zenlayer API reference, BMC CreateInstances, read 2026-11).
type createRequest struct {
	terms
	ImageID         string         `json:"imageId"`
	ResourceGroupID string         `json:"resourceGroupId"`
	InstanceName    string         `json:"instanceName"`
	Hostname        string         `json:"hostname"`
	Amount          *int           `json:"amount"`
	Password        string         `json:"password"`
	SSHKeys         []string       `json:"sshKeys"`
	KeyID           string         `json:"keyId"`
	ClusterID       string         `json:"clusterId"`
	SubnetID        string         `json:"subnetId"`
	RAID            *raidConfig    `json:"raidConfig"`
	Partitions      []partition    `json:"partitions"`
	NIC             *nic           `json:"nic"`
	IPXEURL         string         `json:"ipxeUrl"`
	UserData        string         `json:"userData"`
	PrimaryIPv6     *bool          `json:"enablePrimaryIPv6"`
	GatewayMode     *bool          `json:"enableGatewayMode"`
	Marketing       *marketing     `json:"marketingOptions"`
	Tags            *zenlayer.Tags `json:"tags"`
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

type nic struct {
	WANName string `json:"wanName"`
	LANName string `json:"lanName"`
}

type marketing struct {
	DiscountCode  string `json:"discountCode"`
	UsePOCVoucher *bool  `json:"usePocVoucher"`
}

const (
	maxAmount   = 100
	maxSSHKeys  = 5
	maxUserData = 32 << 10 // bytes
	maxTag      = 128      // characters
)

func (r *createRequest) amount() int {
	if r.Amount == nil {
		return 1
	}
	return *r.Amount
}

// Check finds what is missing and what no catalogue is needed for to call it out of range.
func (r *createRequest) Check() error {
	if err := r.checkMissing(); err != nil {
		return err
	}
	return zenlayer.First(
		r.terms.Check(),
		zenlayer.Within("amount", r.Amount, 1, maxAmount),
		zenlayer.AtMost("sshKeys", len(r.SSHKeys), maxSSHKeys),
		zenlayer.AtMost("userData", len(r.UserData), maxUserData),
		r.Tags.Check(maxTag),
	)
}

func (r *createRequest) checkMissing() error {
	pooled := r.InternetChargeType == byCluster || r.InternetChargeType == byCity
	if err := zenlayer.RequiredIf(pooled, "clusterId", r.ClusterID != ""); err != nil {
		return err
	}
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
