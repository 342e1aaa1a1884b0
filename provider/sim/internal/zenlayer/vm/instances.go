package vm

import (
	"context"
	"slices"

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
		"CreateInstances":         s.createInstances,
		"DescribeInstances":       zenlayer.Handle(s.describeInstances),
		"DescribeInstancesStatus": zenlayer.Handle(s.describeStatus),
		"StartInstances":          s.Switched(compute.Start(forBooting)),
		"StopInstances":           zenlayer.Handle(s.stop),
		"RebootInstances":         s.Switched(reboot),
		"ResetInstance":           zenlayer.Handle(s.reset),
		"ResetInstancesPassword":  zenlayer.Handle(s.resetPassword),
	}
}

type instancesRequest struct {
	compute.Filter

	InstanceType    string `json:"instanceType"`
	KeyID           string `json:"keyId"`
	SecurityGroupID string `json:"securityGroupId"`
}

func (r *instancesRequest) Check() error {
	return r.CheckFilter(compute.NetCharges(byCluster), statuses)
}

// match applies the filters that the database does not apply.
func (r *instancesRequest) match(i *instance) bool {
	return i.Matches(&r.Filter) && zenlayer.Eq(r.InstanceType, i.Type) && zenlayer.Eq(r.KeyID, i.KeyID) &&
		(r.SecurityGroupID == "" || slices.Contains(i.Own.groups(), r.SecurityGroupID))
}

func (s instances) describeInstances(ctx context.Context, c *wire.Call, r *instancesRequest) (any, error) {
	if err := s.KnownZone(r.ZoneID); err != nil {
		return nil, err
	}
	session := s.Store.Read()
	rows, err := s.List(ctx, session, r.Query(), r.match)
	if err != nil {
		return nil, err
	}
	alone, err := store.Entries(ctx, session, portables)
	if err != nil {
		return nil, err
	}
	return zenlayer.Paged(c, r.Page, rows, func(i *instance) (instanceInfo, error) {
		info := s.describeInstance(i)
		for _, e := range alone {
			if e.Value.Machine == i.ID && e.Value.Status == diskUsed {
				info.DataDisks = append(info.DataDisks, dataInfo{e.ID, e.Value.Name, e.Value.SizeGB, true, e.Value.Category})
			}
		}
		return info, nil
	})
}

type instanceInfo struct {
	InstanceID              string         `json:"instanceId"`
	ZoneID                  string         `json:"zoneId"`
	InstanceName            string         `json:"instanceName"`
	InstanceType            string         `json:"instanceType"`
	CPUCount                int            `json:"cpuCount"`
	Memory                  int            `json:"memory"`
	ImageID                 string         `json:"imageId"`
	ImageName               *string        `json:"imageName"`
	InstanceChargeType      string         `json:"instanceChargeType"`
	InternetMaxBandwidthOut int            `json:"internetMaxBandwidthOut"`
	InternetChargeType      string         `json:"internetChargeType"`
	Period                  *int           `json:"period"`
	PublicIPAddresses       []string       `json:"publicIpAddresses"`
	PublicIPv6Addresses     []string       `json:"publicIpv6Addresses"`
	PrivateIPAddresses      []string       `json:"privateIpAddresses"`
	SubnetID                string         `json:"subnetId"`
	CreateTime              string         `json:"createTime"`
	ExpiredTime             *string        `json:"expiredTime"`
	ResourceGroupID         string         `json:"resourceGroupId"`
	ResourceGroupName       string         `json:"resourceGroupName"`
	InstanceStatus          string         `json:"instanceStatus"`
	TrafficPackageSize      *float64       `json:"trafficPackageSize"`
	SecurityGroupIDs        []string       `json:"securityGroupIds"`
	SystemDisk              systemInfo     `json:"systemDisk"`
	DataDisks               []dataInfo     `json:"dataDisks"`
	AutoRenew               bool           `json:"autoRenew"`
	KeyID                   *string        `json:"keyId"`
	NIC                     compute.NIC    `json:"nic"`
	Tags                    *zenlayer.Tags `json:"tags"`
}

type systemInfo struct {
	DiskID       string `json:"diskId"`
	DiskSize     int    `json:"diskSize"`
	DiskCategory string `json:"diskCategory"`
}

type dataInfo struct {
	DiskID       string `json:"diskId"`
	DiskName     string `json:"diskName"`
	DiskSize     int    `json:"diskSize"`
	Portable     bool   `json:"portable"`
	DiskCategory string `json:"diskCategory"`
}

// diskName is what disks that were bought with a machine are called.
const diskName = "data-disk"

func (s instances) describeInstance(i *instance) instanceInfo {
	info := instanceInfo{
		InstanceID: i.ID, ZoneID: i.Zone, InstanceName: i.Name, InstanceType: i.Type, ImageID: i.ImageID,
		InstanceChargeType: i.ChargeType, InternetMaxBandwidthOut: i.Mbps, InternetChargeType: i.NetCharge, Period: i.Period,
		PublicIPAddresses: zenlayer.ListOf(i.PublicIP), PublicIPv6Addresses: zenlayer.ListOf(i.PublicIPv6),
		PrivateIPAddresses: zenlayer.ListOf(i.PrivateIP), SubnetID: i.Subnet,
		CreateTime:      store.Time(i.Created).Format(zenlayer.TimeFormat),
		ResourceGroupID: i.Group, ResourceGroupName: s.GroupName(i.Group), InstanceStatus: i.Status,
		TrafficPackageSize: i.TrafficTB,
		SecurityGroupIDs:   i.Own.groups(), SystemDisk: systemInfo{
			i.Own.System.ID, i.Own.System.SizeGB,
			i.Own.System.Category,
		},
		DataDisks: []dataInfo{}, AutoRenew: i.AutoRenew, KeyID: zenlayer.OrNull(i.KeyID), NIC: i.NIC, Tags: i.Tags,
	}
	for _, d := range i.Own.Data {
		info.DataDisks = append(info.DataDisks, dataInfo{d.ID, diskName, d.SizeGB, false, d.Category})
	}
	if t, ok := s.Catalog().Type(i.Type); ok {
		info.CPUCount, info.Memory = t.Cores, t.MemoryGB
	}
	if image, ok := s.Catalog().Image(i.ImageID); ok {
		info.ImageName = &image.Name
	}
	if end := i.Expires(); !end.IsZero() {
		info.ExpiredTime = new(end.Format(zenlayer.TimeFormat))
	}
	if info.Tags == nil {
		info.Tags = &zenlayer.Tags{Tags: []zenlayer.Tag{}}
	}
	return info
}

type statusRequest struct {
	InstanceIDs []string `json:"instanceIds"`
	zenlayer.Page
}

func (r *statusRequest) Check() error {
	return zenlayer.First(zenlayer.IDs("instanceIds", r.InstanceIDs), r.CheckPage())
}

type statusInfo struct {
	InstanceID     string `json:"instanceId"`
	InstanceStatus string `json:"instanceStatus"`
}

func (s instances) describeStatus(ctx context.Context, c *wire.Call, r *statusRequest) (any, error) {
	session := s.Store.Read()
	machines, err := session.Machines(ctx, store.Query{Product: productID, IDs: r.InstanceIDs, Poll: true})
	if err != nil {
		return nil, err
	}
	return zenlayer.Paged(c, r.Page, machines, func(m *store.Machine) (statusInfo, error) {
		return statusInfo{m.ID, m.Timeline.Status(session.At)}, nil
	})
}
