package bmc

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
	ResourceGroupID    string   `json:"resourceGroupId"`
	InstanceTypeID     string   `json:"instanceTypeId"`
	ImageID            string   `json:"imageId"`
	SubnetID           string   `json:"subnetId"`
	InternetChargeType string   `json:"internetChargeType"`
	InstanceStatus     string   `json:"instanceStatus"`
	InstanceName       string   `json:"instanceName"`
	Hostname           string   `json:"hostname"`
	PublicIPAddresses  []string `json:"publicIpAddresses"`
	PrivateIPAddresses []string `json:"privateIpAddresses"`
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
	return zenlayer.Is(r.ResourceGroupID, i.Group) && zenlayer.Is(r.InstanceTypeID, i.Type) && zenlayer.Is(r.ImageID, i.ImageID) &&
		zenlayer.Is(r.InternetChargeType, i.NetCharge) && zenlayer.Is(r.InstanceStatus, i.status) &&
		zenlayer.Fuzzy(r.InstanceName, i.Name) && zenlayer.Fuzzy(r.Hostname, i.Hostname) &&
		zenlayer.In(r.PublicIPAddresses, i.public4) && zenlayer.In(r.PrivateIPAddresses, i.private4) && r.MatchTags(i.Tags)
}

func (s service) describeInstances(ctx context.Context, c *wire.Call, r *instancesRequest) (any, error) {
	if _, ok := s.shelf().Image(r.ImageID); !ok && r.ImageID != "" {
		return nil, zenlayer.Refuse("IMAGE_NOT_FOUND", "The specified imageId `%s` is not found", r.ImageID)
	}
	if err := zenlayer.First(s.knownZone(r.ZoneID), s.knownType(r.InstanceTypeID)); err != nil {
		return nil, err
	}
	session := s.Books.Read()
	machines, err := session.Machines(ctx, books.Query{Product: Product, IDs: r.InstanceIDs, Zone: r.ZoneID, Subnet: r.SubnetID, Poll: true})
	if err != nil {
		return nil, err
	}
	rows := make([]*instance, 0, len(machines))
	for _, m := range machines {
		i, err := look(session, m)
		if err != nil {
			return nil, err
		}
		if r.match(i) {
			rows = append(rows, i)
		}
	}
	withType := c.Version == newVersion
	return zenlayer.Paged(c, r.Page, rows, func(i *instance) (instanceInfo, error) { return s.describeInstance(i, withType), nil })
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
	NIC                      nic            `json:"nic"`
	AutoRenew                bool           `json:"autoRenew"`
	KeyID                    *string        `json:"keyId"`
	Tags                     *zenlayer.Tags `json:"tags"`
	EnableGatewayMode        bool           `json:"enableGatewayMode"`
}

func (s service) describeInstance(i *instance, withType bool) instanceInfo {
	info := instanceInfo{
		InstanceID: i.ID, ZoneID: i.Zone, InstanceName: i.Name, Hostname: i.Hostname, InstanceTypeID: i.Type,
		ImageID: zenlayer.OrNull(i.ImageID), IPXEURL: zenlayer.OrNull(i.IPXEURL), InstanceChargeType: i.ChargeType, Period: i.Period,
		InternetChargeType: i.NetCharge, BandwidthOutMbps: i.Mbps, TrafficPackageSize: i.TrafficTB,
		PrimaryPublicIPAddress: zenlayer.OrNull(i.public4), PrimaryPublicIPv6Address: zenlayer.OrNull(i.public6), PublicIPAddresses: zenlayer.ListOf(i.public4),
		PrivateIPAddresses: zenlayer.ListOf(i.private4), SubnetIDs: []string{}, CreateTime: books.Time(i.Created).Format(zenlayer.Stamp),
		ResourceGroupID: i.Group, ResourceGroupName: s.groupName(i.Group), InstanceStatus: i.status, RAIDConfig: i.RAID,
		Partitions: i.Partitions, NIC: i.NIC, AutoRenew: i.AutoRenew, KeyID: zenlayer.OrNull(i.KeyID), Tags: i.Tags, EnableGatewayMode: i.GatewayMode,
	}
	if i.public6 != "" {
		info.IPv6Addresses = zenlayer.ListOf(i.public6)
	}
	if i.private4 != "" {
		info.SubnetIDs = zenlayer.ListOf(i.Subnet)
	}
	if image, ok := s.shelf().Image(i.ImageID); ok {
		info.ImageName = &image.Name
	}
	if end := expires(i.Machine, &i.detail); !end.IsZero() {
		info.ExpiredTime = new(end.Format(zenlayer.Stamp))
	}
	if info.Partitions == nil {
		info.Partitions = []partition{}
	}
	if info.Tags == nil {
		info.Tags = &zenlayer.Tags{Tags: []zenlayer.Tag{}}
	}
	if t, ok := s.shelf().Type(i.Type); ok && withType {
		info.InstanceType = new(describeType(t))
	}
	return info
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
	machines, err := s.machines(ctx, s.Books.Read(), []string{r.InstanceID})
	if err != nil {
		return nil, err
	}
	i := machines[0]
	return internetStatus{Mbps: i.Mbps, MbpsStatus: new("Enable"), TrafficTB: i.TrafficTB}, nil
}
