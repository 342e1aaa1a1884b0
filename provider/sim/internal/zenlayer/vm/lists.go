package vm

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/metalwright/metalwright/provider/sim/internal/fault"
	"github.com/metalwright/metalwright/provider/sim/internal/store"
	"github.com/metalwright/metalwright/provider/sim/internal/wire"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer/compute"
)

// catalogue is the actions on what is sold.
type catalogue struct{ *compute.Service }

func (s catalogue) actions() map[string]zenlayer.Action {
	return map[string]zenlayer.Action{
		"DescribeZones":                   zenlayer.Handle(s.describeZones),
		"DescribeZoneInstanceConfigInfos": zenlayer.Handle(s.describeOffers),
		"DescribeVmInventoryCapacity":     zenlayer.Handle(s.describeCapacity),
		"DescribeImages":                  zenlayer.Handle(s.describeImages),
		"DescribeDiskCategory":            zenlayer.Handle(s.describeDiskCategories),
		"InquiryPriceCreateInstance":      zenlayer.Handle(s.inquiryPrice),
	}
}

type zonesRequest struct {
	ZoneIDs []string `json:"zoneIds"`
}

func (r *zonesRequest) Check() error { return zenlayer.IDs("zoneIds", r.ZoneIDs) }

type zoneInfo struct {
	ZoneID         string `json:"zoneId"`
	ZoneName       string `json:"zoneName"`
	SecurityGroup  bool   `json:"supportSecurityGroup"`
	NetworkType    string `json:"supportNetworkType"`
	IPv6           bool   `json:"supportIpv6"`
	CPUPassThrough bool   `json:"supportCpuPassThrough"`
	LineType       string `json:"networkLineType"`
}

func (s catalogue) describeZones(_ context.Context, _ *wire.Call, r *zonesRequest) (any, error) {
	zones := []zoneInfo{}
	for _, z := range s.Catalog().Zones {
		if zenlayer.In(r.ZoneIDs, z.ID) {
			zones = append(zones, zoneInfo{z.ID, z.Name, z.SecurityGroups, z.NetworkType, z.IPv6, z.Passthrough, z.Line})
		}
	}
	return struct {
		ZoneSet []zoneInfo `json:"zoneSet"`
	}{zones}, nil
}

type offersRequest struct {
	InstanceChargeType string `json:"instanceChargeType"`
	ZoneID             string `json:"zoneId"`
	InstanceType       string `json:"instanceType"`
}

func (r *offersRequest) Check() error {
	return compute.CheckCharge("instanceChargeType", r.InstanceChargeType)
}

type offerInfo struct {
	ZoneID              string   `json:"zoneId"`
	InstanceType        string   `json:"instanceType"`
	InstanceTypeName    string   `json:"instanceTypeName"`
	CPUCount            int      `json:"cpuCount"`
	Memory              int      `json:"memory"`
	BandwidthLimit      int      `json:"internetMaxBandwidthOutLimit"`
	Frequency           string   `json:"frequency"`
	InternetChargeTypes []string `json:"internetChargeTypes"`
}

// describeOffers lists what is sold. The vendor publishes no stock of a type: one that is sold out is listed, and
// refused when it is bought.
func (s catalogue) describeOffers(_ context.Context, c *wire.Call, r *offersRequest) (any, error) {
	zones, err := s.Zones(r.ZoneID)
	if err != nil {
		return nil, err
	}
	rows := []offerInfo{}
	for _, z := range zones {
		for _, o := range z.Offers {
			t, _ := s.Catalog().Type(o.Type)
			if !zenlayer.Eq(r.InstanceType, o.Type) || !payable(s.Service, c, o, r.InstanceChargeType) ||
				c.Faults.Has(fault.SoldOut) {
				continue
			}
			rows = append(rows, offerInfo{
				z.ID, t.ID, t.Description, t.Cores, t.MemoryGB, o.MaxBandwidth, t.Frequency,
				o.NetCharges,
			})
		}
	}
	return struct {
		Set []offerInfo `json:"instanceTypeQuotaSet"`
	}{rows}, nil
}

// payable reports whether the offer, and the account, can be paid so.
func payable(s *compute.Service, c *wire.Call, o *store.Offer, charge string) bool {
	return (charge != compute.Postpaid || s.PayableAfterwards(c)) && slices.Contains(o.Charges, charge)
}

type zoneRequest struct {
	zenlayer.Unchecked

	ZoneID string `json:"zoneId"`
}

type capacityInfo struct {
	ZoneID   string `json:"zoneId"`
	Capacity string `json:"capacity"`
}

func (s catalogue) describeCapacity(ctx context.Context, c *wire.Call, r *zoneRequest) (any, error) {
	zones, err := s.Zones(r.ZoneID)
	if err != nil {
		return nil, err
	}
	left, err := s.Stock(ctx, c)
	if err != nil {
		return nil, err
	}
	rows := []capacityInfo{}
	for _, z := range zones {
		cores := 0
		for _, o := range z.Offers {
			t, _ := s.Catalog().Type(o.Type)
			cores += left(z, o) * t.Cores
		}
		rows = append(rows, capacityInfo{z.ID, capacityLevel(cores)})
	}
	return struct {
		DataSet []capacityInfo `json:"dataSet"`
	}{rows}, nil
}

// capacityLevel is the level of the virtual processors that a zone can still sell (Zenlayer API reference,
// DescribeVmInventoryCapacity, read 2026-11).
func capacityLevel(cores int) string {
	switch {
	case cores < 1000:
		return "LIMITED"
	case cores < 2000:
		return "STANDARD"
	case cores < 5000:
		return "SUFFICIENT"
	}
	return "ABUNDANT"
}

type imagesRequest struct {
	ZoneID      string   `json:"zoneId"`
	ImageIDs    []string `json:"imageIds"`
	ImageName   string   `json:"imageName"`
	Category    string   `json:"category"`
	ImageType   string   `json:"imageType"`
	OSType      string   `json:"osType"`
	ImageStatus string   `json:"imageStatus"`
	zenlayer.Page
}

const available = "AVAILABLE"

func (r *imagesRequest) Check() error {
	return zenlayer.First(zenlayer.Required("zoneId", r.ZoneID), compute.CheckImages(r.ImageIDs, r.ImageType, r.OSType),
		zenlayer.OneOf("imageStatus", r.ImageStatus, "CREATING", available, "UNAVAILABLE"), r.CheckPage())
}

type imageInfo struct {
	ImageID          string  `json:"imageId"`
	ImageName        string  `json:"imageName"`
	ImageType        string  `json:"imageType"`
	ImageSize        string  `json:"imageSize"` // a string on the wire
	ImageDescription *string `json:"imageDescription"`
	ImageVersion     string  `json:"imageVersion"`
	ImageStatus      string  `json:"imageStatus"`
	Category         string  `json:"category"`
	OSType           string  `json:"osType"`
}

func (s catalogue) describeImages(_ context.Context, c *wire.Call, r *imagesRequest) (any, error) {
	if err := s.KnownZone(r.ZoneID); err != nil {
		return nil, err
	}
	var rows []imageInfo
	for _, i := range s.Catalog().Images {
		info := imageInfo{
			i.ID, i.Name, compute.ImageType(i), strconv.Itoa(i.SizeGB), zenlayer.OrNull(i.Description), i.Version, i.Status,
			i.Catalog, i.OS,
		}
		if zenlayer.In(i.Zones, r.ZoneID) && zenlayer.In(r.ImageIDs, i.ID) && strings.Contains(i.Name, r.ImageName) &&
			zenlayer.Eq(r.Category, i.Catalog) && zenlayer.Eq(r.ImageType, info.ImageType) && zenlayer.Eq(r.OSType, i.OS) &&
			zenlayer.Eq(r.ImageStatus, i.Status) {
			rows = append(rows, info)
		}
	}
	return zenlayer.Paged(c, r.Page, rows, func(i imageInfo) (imageInfo, error) { return i, nil })
}

type diskCategoryRequest struct {
	InstanceChargeType string `json:"instanceChargeType"`
	ZoneID             string `json:"zoneId"`
	DiskCategory       string `json:"diskCategory"`
}

// Check leaves the charge type to the service: the vendor calls it required, and its samples omit it.
func (r *diskCategoryRequest) Check() error {
	return zenlayer.First(zenlayer.OneOf("instanceChargeType", r.InstanceChargeType, compute.Prepaid, compute.Postpaid),
		zenlayer.OneOf("diskCategory", r.DiskCategory, diskCategories...))
}

type categoryInfo struct {
	ZoneID      string   `json:"zoneId"`
	CategorySet []string `json:"categorySet"`
}

func (s catalogue) describeDiskCategories(_ context.Context, _ *wire.Call, r *diskCategoryRequest) (any, error) {
	if err := zenlayer.RequiredIf(!s.Lenient, "instanceChargeType", r.InstanceChargeType != ""); err != nil {
		return nil, err
	}
	zones, err := s.Zones(r.ZoneID)
	if err != nil {
		return nil, err
	}
	rows := []categoryInfo{}
	for _, z := range zones {
		if r.DiskCategory == "" || slices.Contains(z.DiskCategories, r.DiskCategory) {
			rows = append(rows, categoryInfo{z.ID, z.DiskCategories})
		}
	}
	return struct {
		Set []categoryInfo `json:"categoryZoneSet"`
	}{rows}, nil
}
