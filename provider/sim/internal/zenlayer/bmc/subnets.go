package bmc

import (
	"context"
	"slices"
	"strings"

	"github.com/metalwright/metalwright/provider/sim/internal/store"
	"github.com/metalwright/metalwright/provider/sim/internal/wire"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer/compute"
)

const available = "AVAILABLE"

var networkStatuses = []string{"CREATING", "CREATE_FAILED", available, "DELETING"}

// vpcs are the actions on VPCs.
type vpcs struct{ *compute.Service }

func (s vpcs) actions() map[string]zenlayer.Action {
	return map[string]zenlayer.Action{
		"DescribeVpcAvailableRegions": zenlayer.Handle(s.describeVPCRegions),
		"DescribeVpcs":                zenlayer.Handle(s.describeVPCs),
		"CreateVpc":                   zenlayer.Handle(s.createVPC),
		"DeleteVpc":                   zenlayer.Handle(s.deleteVPC),
		"AssociateVpcSubnet":          zenlayer.Handle(s.joinVPC),
	}
}

type vpcRegionsRequest struct {
	zenlayer.Unchecked

	ZoneID      string `json:"zoneId"`
	VPCRegionID string `json:"vpcRegionId"`
}

type vpcRegion struct {
	ID      string   `json:"vpcRegionId"`
	Name    string   `json:"vpcRegionName"`
	ZoneIDs []string `json:"zoneIds"`
}

func (s vpcs) describeVPCRegions(_ context.Context, _ *wire.Call, r *vpcRegionsRequest) (any, error) {
	regions := []vpcRegion{}
	for _, v := range s.Catalog().VPCRegions {
		if zenlayer.Eq(r.VPCRegionID, v.ID) && (r.ZoneID == "" || slices.Contains(v.Zones, r.ZoneID)) {
			regions = append(regions, vpcRegion{v.ID, v.Name, v.Zones})
		}
	}
	if len(regions) == 0 && r.VPCRegionID != "" {
		return nil, zenlayer.Refuse("INVALID_VPC_REGION_NOT_FOUND", "The specified vpcRegionId `%s` is not found",
			r.VPCRegionID)
	}
	return struct {
		VPCRegionSet []vpcRegion `json:"vpcRegionSet"`
	}{regions}, nil
}

type vpcsRequest struct {
	VPCIDs          []string `json:"vpcIds"`
	VPCName         string   `json:"vpcName"`
	CIDRBlock       string   `json:"cidrBlock"`
	VPCStatus       string   `json:"vpcStatus"`
	VPCRegionID     string   `json:"vpcRegionId"`
	ResourceGroupID string   `json:"resourceGroupId"`
	zenlayer.TagFilter
	zenlayer.Page
}

func (r *vpcsRequest) Check() error {
	return zenlayer.First(zenlayer.IDs("vpcIds", r.VPCIDs), zenlayer.OneOf("vpcStatus", r.VPCStatus,
		networkStatuses...), r.CheckTags(), r.CheckPage())
}

func (r *vpcsRequest) match(v *store.VPC) bool {
	return zenlayer.In(r.VPCIDs, v.ID) && zenlayer.Eq(r.VPCName, v.Name) && zenlayer.Eq(r.CIDRBlock, v.CIDR) &&
		zenlayer.Eq(r.VPCStatus, v.Status) && zenlayer.Eq(r.VPCRegionID, v.Region) &&
		zenlayer.Eq(r.ResourceGroupID, v.Group) &&
		r.MatchTags(zenlayer.TagsOf(v.Tags))
}

type vpcInfo struct {
	VPCID             string         `json:"vpcId"`
	VPCRegionID       string         `json:"vpcRegionId"`
	VPCRegionName     string         `json:"vpcRegionName"`
	VPCName           string         `json:"vpcName"`
	CIDRBlock         string         `json:"cidrBlock"`
	CreateTime        string         `json:"createTime"`
	VPCStatus         string         `json:"vpcStatus"`
	ResourceGroupID   string         `json:"resourceGroupId"`
	ResourceGroupName string         `json:"resourceGroupName"`
	Tags              *zenlayer.Tags `json:"tags"`
}

func (s vpcs) describeVPCs(ctx context.Context, c *wire.Call, r *vpcsRequest) (any, error) {
	rows, err := listVPCs(ctx, s.Store.Read(), r.match)
	if err != nil {
		return nil, err
	}
	return zenlayer.Paged(c, r.Page, rows, func(e *store.Entry[store.VPC]) (vpcInfo, error) {
		v := e.Value
		return vpcInfo{
			VPCID: v.ID, VPCRegionID: v.Region, VPCRegionName: s.regionName(v.Region), VPCName: v.Name, CIDRBlock: v.CIDR,
			CreateTime: v.Created.Format(zenlayer.TimeFormat), VPCStatus: v.Status, ResourceGroupID: v.Group,
			ResourceGroupName: s.GroupName(v.Group),
			Tags:              zenlayer.TagsOf(v.Tags),
		}, nil
	})
}

func (s vpcs) regionName(id string) string {
	for _, r := range s.Catalog().VPCRegions {
		if r.ID == id {
			return r.Name
		}
	}
	return ""
}

// subnets are the actions on subnets, and on the machines in them.
type subnets struct{ *fleet }

func (s subnets) actions() map[string]zenlayer.Action {
	return map[string]zenlayer.Action{
		"DescribeSubnetAvailableResources": zenlayer.Handle(s.describeSubnetZones),
		"DescribeSubnets":                  zenlayer.Handle(s.describeSubnets),
		"CreateSubnet":                     zenlayer.Handle(s.createSubnet),
		"DeleteSubnet":                     zenlayer.Handle(s.deleteSubnet),
		"AssociateSubnetInstances":         zenlayer.Handle(s.joinSubnet),
		"UnAssociateSubnetInstance":        zenlayer.Handle(s.leaveSubnet),
	}
}

type subnetZonesRequest struct {
	zenlayer.Unchecked

	ZoneID string `json:"zoneId"`
}

func (s subnets) describeSubnetZones(_ context.Context, _ *wire.Call, r *subnetZonesRequest) (any, error) {
	zones := []string{}
	for _, z := range s.Catalog().Zones {
		if z.SubnetsHere && zenlayer.Eq(r.ZoneID, z.ID) {
			zones = append(zones, z.ID)
		}
	}
	return struct {
		ZoneIDSet []string `json:"zoneIdSet"`
	}{zones}, nil
}

type subnetsRequest struct {
	SubnetIDs       []string `json:"subnetIds"`
	SubnetName      string   `json:"subnetName"`
	CIDRBlock       string   `json:"cidrBlock"`
	ZoneID          string   `json:"zoneId"`
	VPCID           string   `json:"vpcId"`
	ResourceGroupID string   `json:"resourceGroupId"`
	SubnetStatus    string   `json:"subnetStatus"`
	zenlayer.Page
}

func (r *subnetsRequest) Check() error {
	return zenlayer.First(zenlayer.IDs("subnetIds", r.SubnetIDs), zenlayer.OneOf("subnetStatus", r.SubnetStatus,
		networkStatuses...), r.CheckPage())
}

func (r *subnetsRequest) match(n *store.Subnet) bool {
	return zenlayer.In(r.SubnetIDs, n.ID) && strings.Contains(n.Name, r.SubnetName) && zenlayer.Eq(r.CIDRBlock, n.CIDR) &&
		zenlayer.Eq(r.ZoneID, n.Zone) && zenlayer.Eq(r.VPCID, n.VPC) && zenlayer.Eq(r.ResourceGroupID, n.Group) &&
		zenlayer.Eq(r.SubnetStatus, n.Status)
}

type subnetInfo struct {
	SubnetID          string           `json:"subnetId"`
	SubnetName        string           `json:"subnetName"`
	ZoneID            string           `json:"zoneId"`
	CIDRBlock         string           `json:"cidrBlock"`
	AvailableIPCount  int              `json:"availableIpCount"`
	SubnetStatus      string           `json:"subnetStatus"`
	VPCID             *string          `json:"vpcId"`
	VPCName           *string          `json:"vpcName"`
	VPCSubnetStatus   *string          `json:"vpcSubnetStatus"`
	ResourceGroupID   string           `json:"resourceGroupId"`
	ResourceGroupName string           `json:"resourceGroupName"`
	CreateTime        string           `json:"createTime"`
	Instances         []subnetInstance `json:"subnetInstanceSet"`
}

type subnetInstance struct {
	InstanceID       string `json:"instanceId"`
	PrivateIPAddress string `json:"privateIpAddress"`
	PrivateIPStatus  string `json:"privateIpStatus"`
}

func (s subnets) describeSubnets(ctx context.Context, c *wire.Call, r *subnetsRequest) (any, error) {
	session := s.Store.Read()
	rows, err := s.Subnets.List(ctx, session, r.match)
	if err != nil {
		return nil, err
	}
	return zenlayer.Paged(c, r.Page, rows, func(n *store.Subnet) (subnetInfo, error) {
		return s.describeSubnet(ctx,
			session, n)
	})
}

func (s subnets) describeSubnet(ctx context.Context, session *store.Session, n *store.Subnet) (subnetInfo, error) {
	in, err := s.Subnets.Usage(ctx, session, n, false)
	if err != nil {
		return subnetInfo{}, err
	}
	info := subnetInfo{
		SubnetID: n.ID, SubnetName: n.Name, ZoneID: n.Zone, CIDRBlock: n.CIDR, AvailableIPCount: in.Free,
		SubnetStatus: n.Status,
		VPCID:        zenlayer.OrNull(n.VPC), ResourceGroupID: n.Group, ResourceGroupName: s.GroupName(n.Group),
		CreateTime: n.Created.Format(zenlayer.TimeFormat),
		Instances:  []subnetInstance{},
	}
	v, err := store.Find(ctx, session, store.VPCsOf(productID), n.VPC)
	if err != nil {
		return info, err
	}
	if v != nil {
		info.VPCName, info.VPCSubnetStatus = &v.Value.Name, new("BOUND")
	}
	for _, m := range in.Machines {
		bound := "BINDING"
		if session.Past(m.PrivateFrom) {
			bound = "BOUND"
		}
		info.Instances = append(info.Instances, subnetInstance{m.ID, m.Private4, bound})
	}
	return info, nil
}

// listVPCs lists the VPCs that match lets pass.
func listVPCs(
	ctx context.Context, session *store.Session, match func(*store.VPC) bool,
) ([]*store.Entry[store.VPC], error) {
	return store.Where(ctx, session, store.VPCsOf(productID), match)
}
