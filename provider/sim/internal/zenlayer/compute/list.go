package compute

import (
	"context"
	"slices"

	"github.com/metalwright/metalwright/provider/sim/internal/books"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
)

// Filter is the parameters of DescribeInstances that both services have; embed it in the request.
type Filter struct {
	InstanceIDs        []string `json:"instanceIds"`
	ZoneID             string   `json:"zoneId"`
	ResourceGroupID    string   `json:"resourceGroupId"`
	ImageID            string   `json:"imageId"`
	SubnetID           string   `json:"subnetId"`
	InternetChargeType string   `json:"internetChargeType"`
	InstanceStatus     string   `json:"instanceStatus"`
	InstanceName       string   `json:"instanceName"`
	PublicIPAddresses  []string `json:"publicIpAddresses"`
	PrivateIPAddresses []string `json:"privateIpAddresses"`
	zenlayer.TagFilter
	zenlayer.Page
}

// CheckFilter refuses what cannot be, with the words of the service.
func (f *Filter) CheckFilter(netCharges, statuses []string) error {
	return zenlayer.First(zenlayer.IDs("instanceIds", f.InstanceIDs), zenlayer.OneOf("internetChargeType",
		f.InternetChargeType, netCharges...),
		zenlayer.OneOf("instanceStatus", f.InstanceStatus, statuses...), f.CheckTags(), f.CheckPage())
}

// Query is the part of the filter that the books apply.
func (f *Filter) Query() books.Query {
	return books.Query{IDs: f.InstanceIDs, Zone: f.ZoneID, Subnet: f.SubnetID, Poll: true}
}

// Passes reports whether the machine passes the rest of the filter.
func (i *Instance[D]) Passes(f *Filter) bool {
	return zenlayer.Is(f.ResourceGroupID, i.Group) && zenlayer.Is(f.ImageID, i.ImageID) &&
		zenlayer.Is(f.InternetChargeType, i.NetCharge) &&
		zenlayer.Is(f.InstanceStatus, i.Status) && zenlayer.Fuzzy(f.InstanceName, i.Name) &&
		(len(f.PublicIPAddresses) == 0 || slices.ContainsFunc(i.PublicIPs, func(a string) bool {
			return slices.Contains(f.PublicIPAddresses, a)
		})) &&
		zenlayer.In(f.PrivateIPAddresses, i.PrivateIP) && f.MatchTags(i.Tags)
}

// The kinds of images.
const (
	publicImage = "PUBLIC_IMAGE"
	customImage = "CUSTOM_IMAGE"
)

// ImageType is the word for the kind of the image.
func ImageType(i *books.Image) string {
	if i.Custom {
		return customImage
	}
	return publicImage
}

// CheckImages refuses filters of images that cannot be.
func CheckImages(ids []string, imageType, osType string) error {
	return zenlayer.First(zenlayer.IDs("imageIds", ids), zenlayer.OneOf("imageType", imageType, publicImage, customImage),
		zenlayer.OneOf("osType", osType, "linux", "windows"))
}

// Subnets lists the subnets that match lets pass.
func (s *Service) Subnets(ctx context.Context, session *books.Session,
	match func(*books.Subnet) bool,
) ([]*books.Subnet, error) {
	all, err := session.Subnets(ctx, s.Product)
	return zenlayer.Select(all, match), err
}
