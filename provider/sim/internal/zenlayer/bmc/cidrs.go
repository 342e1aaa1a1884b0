package bmc

import (
	"context"

	"github.com/metalwright/metalwright/provider/sim/internal/store"
	"github.com/metalwright/metalwright/provider/sim/internal/wire"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer/compute"
)

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
	return zenlayer.First(zenlayer.IDs("cidrBlockIds", r.CIDRBlockIDs),
		zenlayer.OneOf("cidrBlockType", r.CIDRBlockType, "IPV4", "IPV6"),
		r.CheckTags(), r.CheckPage())
}

func (r *cidrsRequest) match(b *store.CIDR) bool {
	return zenlayer.In(r.CIDRBlockIDs, b.ID) && zenlayer.Eq(r.CIDRBlock, b.CIDR) &&
		zenlayer.Eq(r.CIDRBlockName, b.Name) &&
		zenlayer.Eq(r.ZoneID, b.Zone) && zenlayer.Eq(r.CIDRBlockType, b.Type) && zenlayer.Eq(r.Gateway, b.Gateway) &&
		zenlayer.Eq(r.ChargeType, b.Charge) && zenlayer.Eq(r.ResourceGroupID, b.Group) &&
		r.MatchTags(zenlayer.TagsOf(b.Tags))
}

type cidrInfo struct {
	CIDRBlockID       string         `json:"cidrBlockId"`
	CIDRBlockType     string         `json:"cidrBlockType"`
	CIDRType          string         `json:"cidrType"`
	CIDRBlockName     string         `json:"cidrBlockName"`
	ZoneID            string         `json:"zoneId"`
	CIDRBlock         string         `json:"cidrBlock"`
	Gateway           string         `json:"gateway"`
	AvailableIPStart  string         `json:"availableIpStart"`
	AvailableIPEnd    string         `json:"availableIpEnd"`
	AvailableIPCount  int            `json:"availableIpCount"`
	InstanceIDs       []string       `json:"instanceIds"`
	Status            string         `json:"status"`
	ChargeType        string         `json:"chargeType"`
	CreateTime        string         `json:"createTime"`
	ExpireTime        *string        `json:"expireTime"`
	ResourceGroupID   string         `json:"resourceGroupId"`
	ResourceGroupName string         `json:"resourceGroupName"`
	Tags              *zenlayer.Tags `json:"tags"`
}

func (s addresses) describeCIDRs(ctx context.Context, c *wire.Call, r *cidrsRequest) (any, error) {
	session := s.Store.Read()
	return zenlayer.Paged(c, r.Page, zenlayer.Select(s.Catalog().CIDRs, r.match), func(b *store.CIDR) (cidrInfo, error) {
		info := cidrInfo{
			CIDRBlockID: b.ID, CIDRBlockType: b.Type, CIDRType: b.Kind, CIDRBlockName: b.Name, ZoneID: b.Zone,
			CIDRBlock: b.CIDR,
			Gateway:   b.Gateway, AvailableIPStart: b.First, AvailableIPEnd: b.Last, AvailableIPCount: b.Free,
			InstanceIDs: []string{},
			Status:      b.Status, ChargeType: b.Charge, CreateTime: b.Created.Format(zenlayer.TimeFormat),
			ResourceGroupID:   b.Group,
			ResourceGroupName: s.GroupName(b.Group), Tags: zenlayer.TagsOf(b.Tags),
		}
		if b.Expires != nil {
			info.ExpireTime = new(b.Expires.Format(zenlayer.TimeFormat))
		}
		if b.Type != compute.IPv4 {
			return info, nil
		}
		free, holders, err := compute.Block(ctx, session, b)
		if err != nil {
			return info, err
		}
		info.AvailableIPCount = len(free)
		for _, m := range holders {
			if session.Past(m.Visible) && m.Hidden == 0 {
				info.InstanceIDs = append(info.InstanceIDs, m.ID)
			}
		}
		return info, nil
	})
}
