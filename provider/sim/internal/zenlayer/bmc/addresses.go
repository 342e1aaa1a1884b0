package bmc

import (
	"context"
	"slices"

	"github.com/metalwright/metalwright/provider/sim/internal/books"
	"github.com/metalwright/metalwright/provider/sim/internal/wire"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer/compute"
)

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

func (s *service) describeEIPZones(_ context.Context, _ *wire.Call, r *eipZonesRequest) (any, error) {
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

func (r *eipsRequest) match(e *books.EIP) bool {
	return zenlayer.In(r.EIPIDs, e.ID) && zenlayer.Is(r.EIPChargeType, e.Charge) && zenlayer.Is(r.IPAddress, e.IP) &&
		zenlayer.Is(r.ZoneID, e.Zone) && zenlayer.Is(r.ResourceGroupID, e.Group) && zenlayer.Is(r.EIPStatus, e.Status) &&
		r.InstanceID == "" && r.InstanceName == "" && r.MatchTags(nil) // no address here is bound or labelled
}

type eipInfo struct {
	EIPID             string        `json:"eipId"`
	ZoneID            string        `json:"zoneId"`
	IPAddress         string        `json:"ipAddress"`
	Netmask           int           `json:"netmask"`
	InstanceID        *string       `json:"instanceId"`
	InstanceName      *string       `json:"instanceName"`
	EIPChargeType     string        `json:"eipChargeType"`
	Period            *int          `json:"period"`
	CreateTime        string        `json:"createTime"`
	ExpiredTime       *string       `json:"expiredTime"`
	ResourceGroupID   string        `json:"resourceGroupId"`
	ResourceGroupName string        `json:"resourceGroupName"`
	EIPStatus         string        `json:"eipStatus"`
	Tags              zenlayer.Tags `json:"tags"`
}

func (s *service) describeEIPs(_ context.Context, c *wire.Call, r *eipsRequest) (any, error) {
	return zenlayer.Paged(c, r.Page, zenlayer.Select(s.Shelf().EIPs, r.match), func(e *books.EIP) (eipInfo, error) {
		return eipInfo{
			EIPID: e.ID, ZoneID: e.Zone, IPAddress: e.IP, Netmask: e.Netmask, EIPChargeType: e.Charge,
			CreateTime: e.Created.Format(zenlayer.Stamp), ResourceGroupID: e.Group, ResourceGroupName: s.GroupName(e.Group), EIPStatus: e.Status,
			Tags: zenlayer.Tags{Tags: []zenlayer.Tag{}},
		}, nil
	})
}

type freeEIP struct {
	EIPID     string `json:"eipId"`
	IPAddress string `json:"ipAddress"`
	Netmask   int    `json:"netmask"`
}

func (s *service) describeEIPsFor(ctx context.Context, _ *wire.Call, r *compute.InstanceID) (any, error) {
	machines, err := s.Named(ctx, s.Books.Read(), r.InstanceID)
	if err != nil {
		return nil, err
	}
	free := []freeEIP{}
	for _, e := range s.Shelf().EIPs {
		if e.Zone == machines[0].Zone && e.Status == available {
			free = append(free, freeEIP{e.ID, e.IP, e.Netmask})
		}
	}
	return struct {
		InstanceEIPResources []freeEIP `json:"instanceEipResources"`
	}{free}, nil
}

type cidrsRequest struct {
	CIDRBlockIDs    []string `json:"cidrBlockIds"`
	CIDRBlock       string   `json:"cidrBlock"`
	CIDRBlockName   string   `json:"cidrBlockName"`
	ZoneID          string   `json:"zoneId"`
	CIDRBlockType   string   `json:"cidrBlockType"`
	Gateway         string   `json:"gateway"`
	ChargeType      string   `json:"chargeType"`
	ResourceGroupID string   `json:"resourceGroupId"`
	zenlayer.TagFilter
	zenlayer.Page
}

func (r *cidrsRequest) Check() error {
	return zenlayer.First(zenlayer.IDs("cidrBlockIds", r.CIDRBlockIDs), zenlayer.OneOf("cidrBlockType", r.CIDRBlockType, "IPV4", "IPV6"),
		r.CheckTags(), r.CheckPage())
}

func (r *cidrsRequest) match(b *books.CIDR) bool {
	return zenlayer.In(r.CIDRBlockIDs, b.ID) && zenlayer.Is(r.CIDRBlock, b.CIDR) && zenlayer.Is(r.CIDRBlockName, b.Name) &&
		zenlayer.Is(r.ZoneID, b.Zone) && zenlayer.Is(r.CIDRBlockType, b.Type) && zenlayer.Is(r.Gateway, b.Gateway) &&
		zenlayer.Is(r.ChargeType, b.Charge) && zenlayer.Is(r.ResourceGroupID, b.Group) && r.MatchTags(nil)
}

type cidrInfo struct {
	CIDRBlockID       string        `json:"cidrBlockId"`
	CIDRBlockType     string        `json:"cidrBlockType"`
	CIDRType          string        `json:"cidrType"`
	CIDRBlockName     string        `json:"cidrBlockName"`
	ZoneID            string        `json:"zoneId"`
	CIDRBlock         string        `json:"cidrBlock"`
	Gateway           string        `json:"gateway"`
	AvailableIPStart  string        `json:"availableIpStart"`
	AvailableIPEnd    string        `json:"availableIpEnd"`
	AvailableIPCount  int           `json:"availableIpCount"`
	InstanceIDs       []string      `json:"instanceIds"`
	Status            string        `json:"status"`
	ChargeType        string        `json:"chargeType"`
	CreateTime        string        `json:"createTime"`
	ExpireTime        *string       `json:"expireTime"`
	ResourceGroupID   string        `json:"resourceGroupId"`
	ResourceGroupName string        `json:"resourceGroupName"`
	Tags              zenlayer.Tags `json:"tags"`
}

func (s *service) describeCIDRs(_ context.Context, c *wire.Call, r *cidrsRequest) (any, error) {
	return zenlayer.Paged(c, r.Page, zenlayer.Select(s.Shelf().CIDRs, r.match), func(b *books.CIDR) (cidrInfo, error) {
		info := cidrInfo{
			CIDRBlockID: b.ID, CIDRBlockType: b.Type, CIDRType: b.Kind, CIDRBlockName: b.Name, ZoneID: b.Zone, CIDRBlock: b.CIDR,
			Gateway: b.Gateway, AvailableIPStart: b.First, AvailableIPEnd: b.Last, AvailableIPCount: b.Free, InstanceIDs: []string{},
			Status: b.Status, ChargeType: b.Charge, CreateTime: b.Created.Format(zenlayer.Stamp), ResourceGroupID: b.Group,
			ResourceGroupName: s.GroupName(b.Group), Tags: zenlayer.Tags{Tags: []zenlayer.Tag{}},
		}
		if b.Expires != nil {
			info.ExpireTime = new(b.Expires.Format(zenlayer.Stamp))
		}
		return info, nil
	})
}
