package vm

import (
	"context"
	"strings"

	"github.com/metalwright/metalwright/provider/sim/internal/store"
	"github.com/metalwright/metalwright/provider/sim/internal/wire"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
)

// The private clouds of the older version, which the newer one has no more.

type vpcsRequest struct {
	VPCIDs    []string `json:"vpcIds"`
	CIDRBlock string   `json:"cidrBlock"`
	VPCStatus string   `json:"vpcStatus"`
	VPCName   string   `json:"vpcName"`
	zenlayer.Page
}

func (r *vpcsRequest) Check() error {
	return zenlayer.First(zenlayer.IDs("vpcIds", r.VPCIDs), r.CheckPage())
}

func (r *vpcsRequest) match(v *store.VPC) bool {
	return zenlayer.In(r.VPCIDs, v.ID) && strings.Contains(v.CIDR, r.CIDRBlock) &&
		strings.Contains(v.Name, r.VPCName) &&
		(r.VPCStatus == "" || strings.EqualFold(r.VPCStatus, v.Status))
}

type vpcInfo struct {
	VPCID      string `json:"vpcId"`
	VPCName    string `json:"vpcName"`
	VPCStatus  string `json:"vpcStatus"`
	CIDRBlock  string `json:"cidrBlock"`
	CreateTime string `json:"createTime"`
	IsDefault  bool   `json:"isDefault"`
}

func (s networks) describeVPCs(_ context.Context, c *wire.Call, r *vpcsRequest) (any, error) {
	return zenlayer.Paged(c, r.Page, zenlayer.Select(s.Catalog().VPCs, r.match), func(v *store.VPC) (vpcInfo, error) {
		return vpcInfo{v.ID, v.Name, v.Status, v.CIDR, v.Created.Format(zenlayer.TimeFormat), false}, nil
	})
}

type vpcSubnetsRequest struct {
	subnetsRequest

	VPCID string `json:"vpcId"`
}

type vpcSubnetInfo struct {
	SubnetID     string   `json:"subnetId"`
	VPCID        string   `json:"vpcId"`
	SubnetName   string   `json:"subnetName"`
	SubnetStatus string   `json:"subnetStatus"`
	CIDRBlock    string   `json:"cidrBlock"`
	InstanceIDs  []string `json:"instanceIdList"`
	CreateTime   string   `json:"createTime"`
	UsageIPCount int      `json:"usageIpCount"`
	TotalIPCount int      `json:"totalIpCount"`
	IsDefault    bool     `json:"isDefault"`
}

func (s networks) describeVPCSubnets(ctx context.Context, c *wire.Call, r *vpcSubnetsRequest) (any, error) {
	session := s.Store.Read()
	rows, err := s.Subnets.List(ctx, session,
		func(n *store.Subnet) bool { return n.VPC != "" && zenlayer.Eq(r.VPCID, n.VPC) && r.matches(n) })
	if err != nil {
		return nil, err
	}
	return zenlayer.Paged(c, r.Page, rows, func(n *store.Subnet) (vpcSubnetInfo, error) {
		i, err := s.describeSubnet(ctx, session, n)
		return vpcSubnetInfo{
			i.SubnetID, n.VPC, i.SubnetName, i.SubnetStatus, i.CIDRBlock, i.InstanceIDs, i.CreateTime, i.UsageIPCount,
			i.TotalIPCount, i.IsDefault,
		}, err
	})
}
