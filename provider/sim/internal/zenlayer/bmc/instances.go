package bmc

import (
	"context"

	"github.com/metalwright/metalwright/provider/sim/internal/store"
	"github.com/metalwright/metalwright/provider/sim/internal/wire"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer/compute"
)

type instance = compute.Instance[detail]

// instances are the actions on machines that this service alone has.
type instances struct{ *fleet }

func (s instances) actions() map[string]zenlayer.Action {
	return map[string]zenlayer.Action{
		"CreateInstances":         zenlayer.Handle(s.createInstances),
		"DescribeInstances":       zenlayer.Handle(s.describeInstances),
		"ReinstallInstance":       zenlayer.Handle(s.reinstall),
		"ModifyInstanceAttribute": zenlayer.Handle(s.Rename), // its name until 2023
		"StartInstances":          s.Switched(compute.Start(forBooting)),
		"StopInstances":           s.Switched(compute.Stop(forStopping)),
		"RebootInstances":         s.Switched(reboot),
	}
}

type instancesRequest struct {
	compute.Filter

	InstanceTypeID string `json:"instanceTypeId"`
	Hostname       string `json:"hostname"`
}

func (r *instancesRequest) Check() error {
	return r.CheckFilter(compute.NetCharges(byCluster), statuses)
}

// match applies the filters that the database does not apply.
func (r *instancesRequest) match(i *instance) bool {
	return i.Matches(&r.Filter) && zenlayer.Eq(r.InstanceTypeID, i.Type) &&
		zenlayer.MatchesName(r.Hostname, i.Own.Hostname)
}

func (s instances) describeInstances(ctx context.Context, c *wire.Call, r *instancesRequest) (any, error) {
	if _, ok := s.Catalog().Image(r.ImageID); !ok && r.ImageID != "" {
		return nil, zenlayer.Refuse("IMAGE_NOT_FOUND", "The specified imageId `%s` is not found", r.ImageID)
	}
	if err := zenlayer.First(s.KnownZone(r.ZoneID), s.KnownType(r.InstanceTypeID)); err != nil {
		return nil, err
	}
	session := s.Store.Read()
	elastic, err := eips(ctx, session, func(e *store.EIP) bool { return e.Status == associated })
	if err != nil {
		return nil, err
	}
	rows, err := s.List(ctx, session, r.Query(), func(i *instance) bool {
		for _, e := range elastic {
			if e.Value.Machine == i.ID {
				i.PublicIPs = append(i.PublicIPs, e.Value.IP)
			}
		}
		return r.match(i)
	})
	if err != nil {
		return nil, err
	}
	withType := c.Version == newVersion
	return zenlayer.Paged(c, r.Page, rows, func(i *instance) (instanceInfo, error) {
		return s.describeInstance(i, withType), nil
	})
}

type instanceInfo struct {
	InstanceID               string         `json:"instanceId"`
	ZoneID                   string         `json:"zoneId"`
	InstanceName             string         `json:"instanceName"`
	Hostname                 string         `json:"hostname"`
	InstanceTypeID           string         `json:"instanceTypeId"`
	InstanceType             *typeInfo      `json:"instanceType,omitempty"`
	ImageID                  *string        `json:"imageId"`
	ImageName                *string        `json:"imageName"`
	IPXEURL                  *string        `json:"ipxeUrl"`
	InstanceChargeType       string         `json:"instanceChargeType"`
	Period                   *int           `json:"period"`
	InternetChargeType       string         `json:"internetChargeType"`
	BandwidthOutMbps         int            `json:"bandwidthOutMbps"`
	TrafficPackageSize       *float64       `json:"trafficPackageSize"`
	PrimaryPublicIPAddress   *string        `json:"primaryPublicIpAddress"`
	PrimaryPublicIPv6Address *string        `json:"primaryPublicIPv6Address"`
	PublicIPAddresses        []string       `json:"publicIpAddresses"`
	PrivateIPAddresses       []string       `json:"privateIpAddresses"`
	IPv6Addresses            []string       `json:"ipv6Addresses"`
	SubnetIDs                []string       `json:"subnetIds"`
	CreateTime               string         `json:"createTime"`
	ExpiredTime              *string        `json:"expiredTime"`
	ResourceGroupID          string         `json:"resourceGroupId"`
	ResourceGroupName        string         `json:"resourceGroupName"`
	InstanceStatus           string         `json:"instanceStatus"`
	RAIDConfig               *raidConfig    `json:"raidConfig"`
	Partitions               []partition    `json:"partitions"`
	NIC                      compute.NIC    `json:"nic"`
	AutoRenew                bool           `json:"autoRenew"`
	KeyID                    *string        `json:"keyId"`
	Tags                     *zenlayer.Tags `json:"tags"`
	EnableGatewayMode        bool           `json:"enableGatewayMode"`
}

func (s instances) describeInstance(i *instance, withType bool) instanceInfo {
	info := instanceInfo{
		InstanceID: i.ID, ZoneID: i.Zone, InstanceName: i.Name, Hostname: i.Own.Hostname, InstanceTypeID: i.Type,
		ImageID: zenlayer.OrNull(i.ImageID), IPXEURL: zenlayer.OrNull(i.Own.IPXEURL),
		InstanceChargeType: i.ChargeType, Period: i.Period,
		InternetChargeType: i.NetCharge, BandwidthOutMbps: i.Mbps, TrafficPackageSize: i.TrafficTB,
		PrimaryPublicIPAddress: zenlayer.OrNull(i.PublicIP), PrimaryPublicIPv6Address: zenlayer.OrNull(i.PublicIPv6),
		PublicIPAddresses:  i.PublicIPs,
		PrivateIPAddresses: zenlayer.ListOf(i.PrivateIP), SubnetIDs: []string{},
		CreateTime:      store.Time(i.Created).Format(zenlayer.TimeFormat),
		ResourceGroupID: i.Group, ResourceGroupName: s.GroupName(i.Group), InstanceStatus: i.Status, RAIDConfig: i.Own.RAID,
		Partitions: i.Own.Partitions, NIC: i.NIC, AutoRenew: i.AutoRenew, KeyID: zenlayer.OrNull(i.KeyID),
		Tags: i.Tags, EnableGatewayMode: i.Own.GatewayMode,
	}
	if i.PublicIPv6 != "" {
		info.IPv6Addresses = zenlayer.ListOf(i.PublicIPv6)
	}
	if i.PrivateIP != "" {
		info.SubnetIDs = zenlayer.ListOf(i.Subnet)
	}
	if image, ok := s.Catalog().Image(i.ImageID); ok {
		info.ImageName = &image.Name
	}
	if end := i.Expires(); !end.IsZero() {
		info.ExpiredTime = new(end.Format(zenlayer.TimeFormat))
	}
	if info.Partitions == nil {
		info.Partitions = []partition{}
	}
	if info.Tags == nil {
		info.Tags = &zenlayer.Tags{Tags: []zenlayer.Tag{}}
	}
	if t, ok := s.Catalog().Type(i.Type); ok && withType {
		info.InstanceType = new(describeType(t))
	}
	return info
}
