package vm

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/metalwright/metalwright/provider/sim/internal/books"
	"github.com/metalwright/metalwright/provider/sim/internal/wire"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
)

type instancesRequest struct {
	InstanceIDs        []string `json:"instanceIds"`
	ZoneID             string   `json:"zoneId"`
	InternetChargeType string   `json:"internetChargeType"`
	ImageID            string   `json:"imageId"`
	InstanceType       string   `json:"instanceType"`
	KeyID              string   `json:"keyId"`
	PublicIPAddresses  []string `json:"publicIpAddresses"`
	PrivateIPAddresses []string `json:"privateIpAddresses"`
	InstanceStatus     string   `json:"instanceStatus"`
	InstanceName       string   `json:"instanceName"`
	SubnetID           string   `json:"subnetId"`
	SecurityGroupID    string   `json:"securityGroupId"`
	ResourceGroupID    string   `json:"resourceGroupId"`
	zenlayer.TagFilter
	zenlayer.Page
}

func (r *instancesRequest) Check() error {
	return zenlayer.First(zenlayer.IDs("instanceIds", r.InstanceIDs), zenlayer.OneOf("internetChargeType", r.InternetChargeType, netCharges...),
		zenlayer.OneOf("instanceStatus", r.InstanceStatus, statuses...), r.CheckTags(), r.CheckPage())
}

// instance is a machine with its detail, as it is at one time.
type instance struct {
	*books.Machine
	detail

	status   string
	private4 string // "" as long as it does not show
	public4  string
	public6  string
}

func look(session *books.Session, m *books.Machine) (*instance, error) {
	i := &instance{Machine: m, status: m.Timeline.Status(session.At)}
	if err := json.Unmarshal(m.Detail, &i.detail); err != nil {
		return nil, fmt.Errorf("read machine %s: %w", m.ID, err)
	}
	if session.Past(m.Wired) {
		i.private4 = m.Private4
	}
	if session.Past(m.Ready) {
		i.public4, i.public6 = m.Public4, m.Public6
	}
	return i, nil
}

// match applies the filters that the books do not apply.
func (r *instancesRequest) match(i *instance) bool {
	return zenlayer.Is(r.InternetChargeType, i.NetCharge) && zenlayer.Is(r.ImageID, i.ImageID) && zenlayer.Is(r.InstanceType, i.Type) &&
		zenlayer.Is(r.KeyID, i.KeyID) && zenlayer.In(r.PublicIPAddresses, i.public4) && zenlayer.In(r.PrivateIPAddresses, i.private4) &&
		zenlayer.Is(r.InstanceStatus, i.status) && zenlayer.Fuzzy(r.InstanceName, i.Name) &&
		zenlayer.Is(r.SecurityGroupID, i.SecurityGroup) && zenlayer.Is(r.ResourceGroupID, i.Group) && r.MatchTags(i.Tags)
}

func (s service) describeInstances(ctx context.Context, c *wire.Call, r *instancesRequest) (any, error) {
	if err := s.knownZone(r.ZoneID); err != nil {
		return nil, err
	}
	rows, err := s.list(ctx, books.Query{Product: Product, IDs: r.InstanceIDs, Zone: r.ZoneID, Subnet: r.SubnetID, Poll: true}, r.match)
	if err != nil {
		return nil, err
	}
	return zenlayer.Paged(c, r.Page, rows, func(i *instance) (instanceInfo, error) { return s.describeInstance(i), nil })
}

// list reads the machines that q selects and match lets pass.
func (s service) list(ctx context.Context, q books.Query, match func(*instance) bool) ([]*instance, error) {
	session := s.Books.Read()
	machines, err := session.Machines(ctx, q)
	if err != nil {
		return nil, err
	}
	rows := make([]*instance, 0, len(machines))
	for _, m := range machines {
		i, err := look(session, m)
		if err != nil {
			return nil, err
		}
		if match(i) {
			rows = append(rows, i)
		}
	}
	return rows, nil
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
	NIC                     nic            `json:"nic"`
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

func (s service) describeInstance(i *instance) instanceInfo {
	info := instanceInfo{
		InstanceID: i.ID, ZoneID: i.Zone, InstanceName: i.Name, InstanceType: i.Type, ImageID: i.ImageID,
		InstanceChargeType: i.ChargeType, InternetMaxBandwidthOut: i.Mbps, InternetChargeType: i.NetCharge, Period: i.Period,
		PublicIPAddresses: zenlayer.ListOf(i.public4), PublicIPv6Addresses: zenlayer.ListOf(i.public6),
		PrivateIPAddresses: zenlayer.ListOf(i.private4), SubnetID: i.Subnet, CreateTime: books.Time(i.Created).Format(zenlayer.Stamp),
		ResourceGroupID: i.Group, ResourceGroupName: s.groupName(i.Group), InstanceStatus: i.status, TrafficPackageSize: i.TrafficTB,
		SecurityGroupIDs: zenlayer.ListOf(i.SecurityGroup), SystemDisk: systemInfo{i.System.ID, i.System.SizeGB, i.System.Category},
		DataDisks: []dataInfo{}, AutoRenew: i.AutoRenew, KeyID: zenlayer.OrNull(i.KeyID), NIC: i.NIC, Tags: i.Tags,
	}
	for _, d := range i.Data {
		info.DataDisks = append(info.DataDisks, dataInfo{d.ID, diskName, d.SizeGB, false, d.Category})
	}
	if t, ok := s.shelf().Type(i.Type); ok {
		info.CPUCount, info.Memory = t.Cores, t.MemoryGB
	}
	if image, ok := s.shelf().Image(i.ImageID); ok {
		info.ImageName = &image.Name
	}
	if end := i.expires(); !end.IsZero() {
		info.ExpiredTime = new(end.Format(zenlayer.Stamp))
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

func (s service) describeStatus(ctx context.Context, c *wire.Call, r *statusRequest) (any, error) {
	session := s.Books.Read()
	machines, err := session.Machines(ctx, books.Query{Product: Product, IDs: r.InstanceIDs, Poll: true})
	if err != nil {
		return nil, err
	}
	return zenlayer.Paged(c, r.Page, machines, func(m *books.Machine) (statusInfo, error) {
		return statusInfo{m.ID, m.Timeline.Status(session.At)}, nil
	})
}

type internetStatus struct {
	Mbps            int      `json:"internetMaxBandwidthOut"`
	ModifiedMbps    *int     `json:"modifiedInternetMaxBandwidthOut"`
	MbpsStatus      *string  `json:"modifiedBandwidthStatus"`
	TrafficTB       *float64 `json:"trafficPackageSize"`
	ModifiedTraffic *float64 `json:"modifiedTrafficPackageSize"`
	TrafficStatus   *string  `json:"modifiedTrafficPackageStatus"`
}

func (s service) describeInternetStatus(ctx context.Context, _ *wire.Call, r *instanceRequest) (any, error) {
	all, err := s.instances(ctx, s.Books.Read(), []string{r.InstanceID})
	if err != nil {
		return nil, err
	}
	return internetStatus{Mbps: all[0].Mbps, MbpsStatus: new("Enable"), TrafficTB: all[0].TrafficTB}, nil
}
