package vm

import (
	"context"
	"net/netip"
	"strings"
	"time"

	"github.com/metalwright/metalwright/provider/sim/internal/store"
	"github.com/metalwright/metalwright/provider/sim/internal/wire"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer/compute"
)

// ready is the status of a subnet that machines can join. Unlike other statuses it is written in mixed case.
const ready = "Available"

// networks are the actions on subnets and private clouds.
type networks struct{ *compute.Service }

func (s networks) actions() map[string]zenlayer.Action {
	return map[string]zenlayer.Action{
		"DescribeSubnets":    zenlayer.Handle(s.describeSubnets),
		"CreateSubnet":       zenlayer.Handle(s.createSubnet),
		"DeleteSubnet":       zenlayer.Handle(s.deleteSubnet),
		"DescribeVpcs":       zenlayer.Handle(s.describeVPCs),
		"DescribeVpcSubnets": zenlayer.Handle(s.describeVPCSubnets),
	}
}

type subnetsRequest struct {
	ZoneID       string   `json:"zoneId"`
	SubnetIDs    []string `json:"subnetIds"`
	CIDRBlock    string   `json:"cidrBlock"`
	SubnetStatus string   `json:"subnetStatus"`
	SubnetName   string   `json:"subnetName"`
	zenlayer.Page
}

func (r *subnetsRequest) Check() error {
	return zenlayer.First(zenlayer.IDs("subnetIds", r.SubnetIDs), r.CheckPage())
}

// match leaves out the subnets of private clouds, which have a list of their own.
func (r *subnetsRequest) match(n *store.Subnet) bool { return n.VPC == "" && r.matches(n) }

func (r *subnetsRequest) matches(n *store.Subnet) bool {
	return zenlayer.In(r.SubnetIDs, n.ID) && zenlayer.Eq(r.ZoneID, n.Zone) && strings.Contains(n.CIDR, r.CIDRBlock) &&
		strings.Contains(n.Name, r.SubnetName) && (r.SubnetStatus == "" || strings.EqualFold(r.SubnetStatus, n.Status))
}

type subnetInfo struct {
	SubnetID      string   `json:"subnetId"`
	ZoneID        string   `json:"zoneId"`
	SubnetName    string   `json:"subnetName"`
	SubnetStatus  string   `json:"subnetStatus"`
	CIDRBlock     string   `json:"cidrBlock"`
	CIDRBlockList []string `json:"cidrBlockList"`
	UsageIPCount  int      `json:"usageIpCount"`
	TotalIPCount  int      `json:"totalIpCount"`
	CreateTime    string   `json:"createTime"`
	InstanceIDs   []string `json:"instanceIdList"`
	Description   *string  `json:"subnetDescription"`
	IsDefault     bool     `json:"isDefault"`
}

func (s networks) describeSubnets(ctx context.Context, c *wire.Call, r *subnetsRequest) (any, error) {
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

func (s networks) describeSubnet(ctx context.Context, session *store.Session, n *store.Subnet) (subnetInfo, error) {
	in, err := s.Subnets.Usage(ctx, session, n, true)
	if err != nil {
		return subnetInfo{}, err
	}
	info := subnetInfo{
		SubnetID: n.ID, ZoneID: n.Zone, SubnetName: n.Name, SubnetStatus: n.Status, CIDRBlock: n.CIDR,
		CIDRBlockList: []string{n.CIDR},
		UsageIPCount:  n.Used, CreateTime: n.Created.Format(zenlayer.TimeFormat), InstanceIDs: []string{},
		Description: zenlayer.OrNull(n.Description), IsDefault: n.Default,
	}
	for _, m := range in.Machines {
		if session.Past(m.Gone()) {
			continue
		}
		info.UsageIPCount++
		if session.Past(m.Visible) && m.Hidden == 0 {
			info.InstanceIDs = append(info.InstanceIDs, m.ID)
		}
	}
	info.TotalIPCount = info.UsageIPCount + in.Free
	return info, nil
}

type createSubnetRequest struct {
	ZoneID            string `json:"zoneId"`
	CIDRBlock         string `json:"cidrBlock"`
	SubnetName        string `json:"subnetName"`
	SubnetDescription string `json:"subnetDescription"`
}

// Limits of a subnet (Zenlayer API reference, VM CreateSubnet, read 2026-11).
const (
	minSubnetName, maxSubnetName = 2, 63
	maxSubnetBits, minSubnetBits = 29, 17
)

func (r *createSubnetRequest) Check() error {
	err := zenlayer.First(zenlayer.Required("zoneId", r.ZoneID), zenlayer.Required("cidrBlock", r.CIDRBlock),
		zenlayer.Required("subnetName", r.SubnetName), zenlayer.AtMost("subnetName", len(r.SubnetName), maxSubnetName))
	if err != nil {
		return err
	}
	edge := strings.Trim(r.SubnetName, "-.")
	if len(r.SubnetName) < minSubnetName || edge != r.SubnetName || zenlayer.CheckPlainName(r.SubnetName) != nil {
		return zenlayer.Refuse("INVALID_PARAMETER_PATTERN_ERROR", "The specified subnetName `%s` is malformed", r.SubnetName)
	}
	p, err := netip.ParsePrefix(r.CIDRBlock)
	if err != nil || !p.Addr().Is4() || p != p.Masked() || !p.Addr().IsPrivate() || p.Bits() < minSubnetBits ||
		p.Bits() > maxSubnetBits {
		return zenlayer.Refuse("INVALID_PARAMETER_SUBNET_CIDR_BLOCK",
			"The specified cidrBlock `%s` is not a private network of a size that is allowed", r.CIDRBlock)
	}
	return nil
}

func (s networks) createSubnet(ctx context.Context, c *wire.Call, r *createSubnetRequest) (any, error) {
	if err := s.KnownZone(r.ZoneID); err != nil {
		return nil, err
	}
	n := &store.Subnet{Name: r.SubnetName, Zone: r.ZoneID, CIDR: r.CIDRBlock, Created: c.Now.UTC().Truncate(time.Second)}
	n.Description = r.SubnetDescription
	near := func(other *store.Subnet) bool { return other.Zone == n.Zone && other.Status != "Failed" }
	err := s.Store.Write(ctx, func(session *store.Session) error {
		return s.Subnets.Add(ctx, session, n, near, store.Step{Status: "Creating", For: 10 * time.Second},
			store.Step{Status: ready})
	})
	return struct {
		SubnetID string `json:"subnetId"`
	}{n.ID}, err
}

func (s networks) deleteSubnet(ctx context.Context, _ *wire.Call, r *compute.SubnetID) (any, error) {
	const forDelete = 10 * time.Second
	return nil, s.Subnets.Delete(ctx, r.SubnetID, []string{ready, "Failed"},
		store.Step{Status: "Deleting", For: forDelete}, store.Step{})
}
