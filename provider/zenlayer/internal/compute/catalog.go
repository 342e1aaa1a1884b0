package compute

import (
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/api"
)

// Image is what a row of DescribeImages says about an image of either product (Zenlayer API reference, BMC and VM
// DescribeImages, read 2026-11).
type Image struct {
	ImageID   api.Text `json:"imageId"`
	ImageName api.Text `json:"imageName"`
	ImageType api.Text `json:"imageType"`
	OSType    api.Text `json:"osType"`
}

// Image translates the row; family is the product's word for the distribution. The system is "" where the vendor does
// not say which it is.
func (m Image) Image(family api.Text) provider.Image {
	out := provider.Image{
		ID: provider.ImageID(m.ImageID), Name: string(m.ImageName), Family: strings.ToLower(string(family)),
		Custom: strings.EqualFold(string(m.ImageType), "CUSTOM_IMAGE"),
	}
	switch strings.ToLower(string(m.OSType)) {
	case "windows":
		out.OS = provider.Windows
	case "linux":
		out.OS = provider.Linux
	}
	return out
}

// Code is a row of a product's table of refusals.
func Code(http int, code string, k provider.Kind, c provider.CaughtBy, advice string, f provider.Field,
	also ...provider.Field,
) provider.Code {
	return provider.Code{Code: code, HTTP: http, Kind: k, Field: f, Also: also, Advice: advice, Caught: c}
}
