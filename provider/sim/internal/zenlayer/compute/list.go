package compute

import (
	"slices"

	"github.com/metalwright/metalwright/provider/sim/internal/store"
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

// CheckFilter refuses invalid filters; the charge types and statuses are those of the service.
func (f *Filter) CheckFilter(netCharges, statuses []string) error {
	return zenlayer.First(zenlayer.IDs("instanceIds", f.InstanceIDs), zenlayer.OneOf("internetChargeType",
		f.InternetChargeType, netCharges...),
		zenlayer.OneOf("instanceStatus", f.InstanceStatus, statuses...), f.CheckTags(), f.CheckPage())
}

// Query is the part of the filter that the database applies.
func (f *Filter) Query() store.Query {
	return store.Query{IDs: f.InstanceIDs, Zone: f.ZoneID, Subnet: f.SubnetID, Poll: true}
}

// Matches reports whether the machine passes the rest of the filter.
func (i *Instance[D]) Matches(f *Filter) bool {
	return zenlayer.Eq(f.ResourceGroupID, i.Group) && zenlayer.Eq(f.ImageID, i.ImageID) &&
		zenlayer.Eq(f.InternetChargeType, i.NetCharge) &&
		zenlayer.Eq(f.InstanceStatus, i.Status) && zenlayer.MatchesName(f.InstanceName, i.Name) &&
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

// ImageType is the vendor's name for the kind of the image.
func ImageType(i *store.Image) string {
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
