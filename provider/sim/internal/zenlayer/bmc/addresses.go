package bmc

import (
	"context"
	"slices"
	"time"

	"github.com/metalwright/metalwright/provider/sim/internal/store"
	"github.com/metalwright/metalwright/provider/sim/internal/wire"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer/compute"
)

// addresses are the actions on elastic addresses, and on blocks of addresses.
type addresses struct{ *fleet }

func (s addresses) actions() map[string]zenlayer.Action {
	return map[string]zenlayer.Action{
		"DescribeEipAvailableResources":         zenlayer.Handle(s.describeEIPZones),
		"DescribeEipAddresses":                  zenlayer.Handle(s.describeEIPs),
		"DescribeInstanceAvailableEipResources": zenlayer.Handle(s.describeEIPsFor),
		"DescribeCidrBlocks":                    zenlayer.Handle(s.describeCIDRs),
		"AllocateEipAddresses":                  zenlayer.Handle(s.allocateEIPs),
		"InquiryPriceCreateEipAddress":          zenlayer.Handle(s.eipPrice),
		"AssociateEipAddress":                   zenlayer.Handle(s.associateEIP),
		"UnAssociateEipAddress":                 zenlayer.Handle(s.dissociateEIP),
		"TerminateEipAddress":                   zenlayer.Handle(s.terminateEIP),
		"RenewEipAddress":                       zenlayer.Handle(s.renewEIP),
		"ReleaseEipAddresses":                   zenlayer.Handle(s.releaseEIPs),
	}
}

type eipZonesRequest struct {
	EIPChargeType string `json:"eipChargeType"`
	ZoneID        string `json:"zoneId"`
}

func (r *eipZonesRequest) Check() error {
	return compute.CheckCharge("eipChargeType", r.EIPChargeType)
}

type eipZone struct {
	ZoneID  string `json:"zoneId"`
	Status  string `json:"status"`
	Netmask int    `json:"netmask"`
}

func (s addresses) describeEIPZones(_ context.Context, _ *wire.Call, r *eipZonesRequest) (any, error) {
	all, err := s.Zones(r.ZoneID)
	if err != nil {
		return nil, err
	}
	zones := []eipZone{}
	for _, z := range all {
		if z.EIPs != "" && slices.Contains(z.Charges, r.EIPChargeType) {
			zones = append(zones, eipZone{z.ID, z.EIPs, 32})
		}
	}
	return struct {
		EIPResources []eipZone `json:"eipResources"`
	}{zones}, nil
}

type eipsRequest struct {
	EIPIDs          []string `json:"eipIds"`
	EIPChargeType   string   `json:"eipChargeType"`
	IPAddress       string   `json:"ipAddress"`
	ZoneID          string   `json:"zoneId"`
	ResourceGroupID string   `json:"resourceGroupId"`
	EIPStatus       string   `json:"eipStatus"`
	InstanceID      string   `json:"instanceId"`
	InstanceName    string   `json:"instanceName"`
	zenlayer.TagFilter
	zenlayer.Page
}

func (r *eipsRequest) Check() error {
	return zenlayer.First(zenlayer.IDs("eipIds", r.EIPIDs), r.CheckTags(), r.CheckPage())
}

func (r *eipsRequest) match(e *store.EIP) bool {
	return zenlayer.In(r.EIPIDs, e.ID) && zenlayer.Eq(r.EIPChargeType, e.Charge) && zenlayer.Eq(r.IPAddress, e.IP) &&
		zenlayer.Eq(r.ZoneID, e.Zone) && zenlayer.Eq(r.ResourceGroupID, e.Group) && zenlayer.Eq(r.EIPStatus, e.Status) &&
		zenlayer.Eq(r.InstanceID, e.Machine) && r.MatchTags(zenlayer.TagsOf(e.Tags))
}

type eipInfo struct {
	EIPID             string         `json:"eipId"`
	ZoneID            string         `json:"zoneId"`
	IPAddress         string         `json:"ipAddress"`
	Netmask           int            `json:"netmask"`
	InstanceID        *string        `json:"instanceId"`
	InstanceName      *string        `json:"instanceName"`
	EIPChargeType     string         `json:"eipChargeType"`
	Period            *int           `json:"period"`
	CreateTime        string         `json:"createTime"`
	ExpiredTime       *string        `json:"expiredTime"`
	ResourceGroupID   string         `json:"resourceGroupId"`
	ResourceGroupName string         `json:"resourceGroupName"`
	EIPStatus         string         `json:"eipStatus"`
	Tags              *zenlayer.Tags `json:"tags"`
}

// eips lists the elastic addresses that match lets pass.
func eips(
	ctx context.Context, session *store.Session, match func(*store.EIP) bool,
) ([]*store.Entry[store.EIP], error) {
	return store.Where(ctx, session, store.EIPsOf(productID), match)
}

func (s addresses) describeEIPs(ctx context.Context, c *wire.Call, r *eipsRequest) (any, error) {
	session := s.Store.Read()
	rows, err := eips(ctx, session, r.match)
	if err != nil {
		return nil, err
	}
	machines, err := session.Machines(ctx, store.Query{Product: productID})
	if err != nil {
		return nil, err
	}
	names := map[string]string{}
	for _, m := range machines {
		names[m.ID] = m.Name
	}
	rows = slices.DeleteFunc(rows, func(e *store.Entry[store.EIP]) bool {
		return r.InstanceName != "" && (e.Value.Machine == "" || names[e.Value.Machine] != r.InstanceName)
	})
	return zenlayer.Paged(c, r.Page, rows, func(e *store.Entry[store.EIP]) (eipInfo, error) {
		return s.describeEIP(e.Value, names[e.Value.Machine], session.At), nil
	})
}

func (s addresses) describeEIP(e *store.EIP, machine string, now time.Time) eipInfo {
	info := eipInfo{
		EIPID: e.ID, ZoneID: e.Zone, IPAddress: e.IP, Netmask: e.Netmask, InstanceID: zenlayer.OrNull(e.Machine),
		InstanceName:  zenlayer.OrNull(machine),
		EIPChargeType: e.Charge, Period: e.Period, CreateTime: e.Created.Format(zenlayer.TimeFormat),
		ResourceGroupID:   e.Group,
		ResourceGroupName: s.GroupName(e.Group), EIPStatus: e.Status, Tags: zenlayer.TagsOf(e.Tags),
	}
	if e.Expires != nil && e.Period != nil {
		info.ExpiredTime = new(compute.TermEnd(*e.Expires, *e.Period, now).Format(zenlayer.TimeFormat))
	}
	return info
}

type freeEIP struct {
	EIPID     string `json:"eipId"`
	IPAddress string `json:"ipAddress"`
	Netmask   int    `json:"netmask"`
}

func (s addresses) describeEIPsFor(ctx context.Context, _ *wire.Call, r *compute.InstanceID) (any, error) {
	session := s.Store.Read()
	machines, err := s.Find(ctx, session, r.InstanceID)
	if err != nil {
		return nil, err
	}
	there, err := eips(ctx, session,
		func(e *store.EIP) bool { return e.Zone == machines[0].Zone && e.Status == available })
	if err != nil {
		return nil, err
	}
	free := []freeEIP{}
	for _, e := range there {
		free = append(free, freeEIP{e.ID, e.Value.IP, e.Value.Netmask})
	}
	return struct {
		InstanceEIPResources []freeEIP `json:"instanceEipResources"`
	}{free}, nil
}
