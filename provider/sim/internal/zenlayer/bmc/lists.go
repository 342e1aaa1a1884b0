package bmc

import (
	"cmp"
	"context"
	"slices"

	"github.com/metalwright/metalwright/provider/sim/internal/store"
	"github.com/metalwright/metalwright/provider/sim/internal/wire"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer/compute"
)

// catalogue is the actions on what is sold.
type catalogue struct{ *compute.Service }

func (s catalogue) actions() map[string]zenlayer.Action {
	return map[string]zenlayer.Action{
		"DescribeZones":              zenlayer.Handle(s.describeZones),
		"DescribeInstanceTypes":      zenlayer.Handle(s.describeInstanceTypes),
		"DescribeAvailableResources": zenlayer.Handle(s.describeAvailableResources),
		"DescribeImages":             zenlayer.Handle(s.describeImages),
		"InquiryPriceCreateInstance": zenlayer.Handle(s.inquiryPrice),
	}
}

type zonesRequest struct {
	AcceptLanguage string `json:"acceptLanguage"`
	CloudRouter    *bool  `json:"isCloudRouterAvailable"`
}

func (r *zonesRequest) Check() error {
	return zenlayer.OneOf("acceptLanguage", r.AcceptLanguage, "en-US", "zh-CN")
}

type zoneInfo struct {
	ZoneID      string `json:"zoneId"`
	ZoneName    string `json:"zoneName"`
	CityName    string `json:"cityName"`
	AreaName    string `json:"areaName"`
	CloudRouter bool   `json:"isCloudRouterAvailable"`
	BYOIP       bool   `json:"isByoipEnabled"`
}

func (s catalogue) describeZones(_ context.Context, _ *wire.Call, r *zonesRequest) (any, error) {
	zones := []zoneInfo{}
	for _, z := range s.Catalog().Zones {
		if r.CloudRouter != nil && *r.CloudRouter != z.CloudRouter {
			continue
		}
		info := zoneInfo{z.ID, z.Name, z.City, z.Area, z.CloudRouter, z.BYOIP}
		if r.AcceptLanguage == "zh-CN" {
			info.ZoneName, info.CityName, info.AreaName = cmp.Or(z.ZH.Name, z.Name), cmp.Or(z.ZH.City, z.City),
				cmp.Or(z.ZH.Area, z.Area)
		}
		zones = append(zones, info)
	}
	return struct {
		ZoneSet []zoneInfo `json:"zoneSet"`
	}{zones}, nil
}

type imagesRequest struct {
	ImageIDs       []string `json:"imageIds"`
	ImageName      string   `json:"imageName"`
	Catalog        string   `json:"catalog"`
	ImageType      string   `json:"imageType"`
	OSType         string   `json:"osType"`
	InstanceTypeID string   `json:"instanceTypeId"`
}

func (r *imagesRequest) Check() error {
	return compute.CheckImages(r.ImageIDs, r.ImageType, r.OSType)
}

type imageInfo struct {
	ImageID   string `json:"imageId"`
	ImageName string `json:"imageName"`
	Catalog   string `json:"catalog"`
	ImageType string `json:"imageType"`
	OSType    string `json:"osType"`
}

func (s catalogue) describeImages(_ context.Context, _ *wire.Call, r *imagesRequest) (any, error) {
	if err := s.KnownType(r.InstanceTypeID); err != nil {
		return nil, err
	}
	images := []imageInfo{}
	for _, i := range s.Catalog().Images {
		info := imageInfo{i.ID, i.Name, i.Catalog, compute.ImageType(i), i.OS}
		t, known := s.Catalog().Type(r.InstanceTypeID)
		if zenlayer.In(r.ImageIDs, i.ID) && zenlayer.Eq(r.ImageName, i.Name) && zenlayer.Eq(r.Catalog, i.Catalog) &&
			zenlayer.Eq(r.ImageType, info.ImageType) && zenlayer.Eq(r.OSType, i.OS) && (!known || t.Runs(i)) {
			images = append(images, info)
		}
	}
	return struct {
		Images []imageInfo `json:"images"`
	}{images}, nil
}

type stockRequest struct {
	InstanceChargeType string `json:"instanceChargeType"`
	ZoneID             string `json:"zoneId"`
	InstanceTypeID     string `json:"instanceTypeId"`
	SellStatus         string `json:"sellStatus"`
}

func (r *stockRequest) Check() error {
	return zenlayer.First(compute.CheckCharge("instanceChargeType", r.InstanceChargeType),
		zenlayer.OneOf("sellStatus", r.SellStatus, "SELL", "SELL_SHORTAGE", "SOLD_OUT"))
}

type stockInfo struct {
	ZoneID                    string   `json:"zoneId"`
	InstanceTypeID            string   `json:"instanceTypeId"`
	SellStatus                string   `json:"sellStatus"`
	InternetChargeTypes       []string `json:"internetChargeTypes"`
	MaximumBandwidthOut       int      `json:"maximumBandwidthOut"`
	DefaultBandwidthOut       int      `json:"defaultBandwidthOut"`
	DefaultTrafficPackageSize float64  `json:"defaultTrafficPackageSize"`
	Qty                       int      `json:"qty"`
}

func (s catalogue) describeAvailableResources(ctx context.Context, c *wire.Call, r *stockRequest) (any, error) {
	zones, err := s.Zones(r.ZoneID)
	if err = zenlayer.First(err, payable(s.Service, c, r.InstanceChargeType)); err != nil {
		return nil, err
	}
	left, err := s.Stock(ctx, c)
	if err != nil {
		return nil, err
	}
	rows := []stockInfo{}
	for _, z := range zones {
		for _, o := range z.Offers {
			row := stock(z, o, left(z, o))
			if zenlayer.Eq(r.InstanceTypeID, o.Type) && zenlayer.Eq(r.SellStatus, row.SellStatus) &&
				slices.Contains(o.Charges, r.InstanceChargeType) {
				rows = append(rows, row)
			}
		}
	}
	return struct {
		AvailableResources []stockInfo `json:"availableResources"`
	}{rows}, nil
}

func stock(z *store.Zone, o *store.Offer, left int) stockInfo {
	return stockInfo{z.ID, o.Type, sellStatus(left), o.NetCharges, o.MaxBandwidth, z.FreeBandwidth, z.FreeTrafficTB, left}
}

// sellStatus is the sell status for a stock (Zenlayer API reference, SellStatus, read 2026-11).
func sellStatus(left int) string {
	switch {
	case left > 10:
		return "SELL"
	case left > 0:
		return "SELL_SHORTAGE"
	}
	return "SOLD_OUT"
}

// payable refuses a charge type that the account may not use.
func payable(s *compute.Service, c *wire.Call, charge string) error {
	if charge == compute.Postpaid && !s.PayableAfterwards(c) {
		return zenlayer.Refuse("INVALID_CHARGE_TYPE_NOT_SUPPORT",
			"The instanceChargeType `%s` is not enabled for the account", charge)
	}
	return nil
}
