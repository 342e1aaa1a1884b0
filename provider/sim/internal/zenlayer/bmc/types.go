package bmc

import (
	"context"
	"slices"

	"github.com/metalwright/metalwright/provider/sim/internal/store"
	"github.com/metalwright/metalwright/provider/sim/internal/wire"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
)

type typesRequest struct {
	InstanceTypeIDs  []string `json:"instanceTypeIds"`
	ImageID          string   `json:"imageId"`
	MinCores         *int     `json:"minimumCpuCoreCount"`
	MaxCores         *int     `json:"maximumCpuCoreCount"`
	MinMemory        *int     `json:"minimumMemorySize"`
	MaxMemory        *int     `json:"maximumMemorySize"`
	MinimumBandwidth *int     `json:"minimumBandwidth"`
	MinDisk          *int     `json:"minimumDiskSize"`
	MaxDisk          *int     `json:"maximumDiskSize"`
	SupportRaids     []int    `json:"supportRaids"`
	SupportSubnet    *bool    `json:"supportSubnet"`
	IsHA             *bool    `json:"isHA"`
}

func (r *typesRequest) Check() error {
	for _, n := range []struct {
		name  string
		value *int
	}{
		{"minimumCpuCoreCount", r.MinCores},
		{"maximumCpuCoreCount", r.MaxCores},
		{"minimumMemorySize", r.MinMemory},
		{"maximumMemorySize", r.MaxMemory},
		{"minimumBandwidth", r.MinimumBandwidth},
		{"minimumDiskSize", r.MinDisk},
		{"maximumDiskSize", r.MaxDisk},
	} {
		if err := zenlayer.Within(n.name, n.value, 1, 1<<30); err != nil {
			return err
		}
	}
	for _, level := range r.SupportRaids {
		if !slices.Contains(raidLevels, level) {
			return zenlayer.Refuse("INVALID_PARAMETER_VALUE", "The specified supportRaids `%d` is not one of 0, 1, 5, 10", level)
		}
	}
	return zenlayer.IDs("instanceTypeIds", r.InstanceTypeIDs)
}

// match applies all filters but the image.
func (r *typesRequest) match(t *store.Type) bool {
	total := 0
	for _, size := range t.DiskSizes() {
		total += size
	}
	within := func(least, most *int, v int) bool {
		return (least == nil || v >= *least) && (most == nil || v <= *most)
	}
	for _, level := range r.SupportRaids {
		if !slices.Contains(t.RAIDs, level) {
			return false
		}
	}
	return zenlayer.In(r.InstanceTypeIDs, t.ID) && within(r.MinCores, r.MaxCores, t.Threads) &&
		within(r.MinMemory, r.MaxMemory, t.MemoryGB) && within(r.MinimumBandwidth, nil, t.MaxBandwidth) &&
		within(r.MinDisk, r.MaxDisk, total) && (r.SupportSubnet == nil || *r.SupportSubnet == t.Subnet) &&
		(r.IsHA == nil || *r.IsHA == t.HA)
}

type typeInfo struct {
	InstanceTypeID   string   `json:"instanceTypeId"`
	Description      string   `json:"description"`
	CPUCoreCount     int      `json:"cpuCoreCount"`
	CPUDetail        string   `json:"cpuDetail"`
	CPUCores         int      `json:"cpuCores"`
	CPUThreads       int      `json:"cpuThreads"`
	BaseFrequency    string   `json:"baseFrequency"`
	MemorySize       int      `json:"memorySize"`
	MaximumBandwidth int      `json:"maximumBandwidth"`
	SupportRaids     []int    `json:"supportRaids"`
	SupportSubnet    bool     `json:"supportSubnet"`
	IsHA             bool     `json:"isHA"`
	DiskInfo         diskInfo `json:"diskInfo"`
	ImageIDs         []string `json:"imageIds,omitempty"`
	VPUVendor        *string  `json:"vpuVendor"`
	VPUCard          *string  `json:"vpuCard"`
	VPUCount         *int     `json:"vpuCount"`
}

type diskInfo struct {
	TotalDiskSize   int    `json:"totalDiskSize"`
	DiskDescription string `json:"diskDescription"`
	Disks           []disk `json:"disks"`
}

type disk struct {
	DiskSize  int `json:"diskSize"`
	DiskCount int `json:"diskCount"`
}

// describeType is the type without its images.
func describeType(t *store.Type) typeInfo {
	info := typeInfo{
		InstanceTypeID: t.ID, Description: t.Description, CPUCoreCount: t.Threads, CPUDetail: t.CPU, CPUCores: t.Cores,
		CPUThreads: t.Threads, BaseFrequency: t.Frequency, MemorySize: t.MemoryGB, MaximumBandwidth: t.MaxBandwidth,
		SupportRaids: t.RAIDs, SupportSubnet: t.Subnet, IsHA: t.HA, DiskInfo: diskInfo{
			DiskDescription: t.DiskText,
			Disks:           []disk{},
		},
	}
	for _, d := range t.Disks {
		info.DiskInfo.TotalDiskSize += d.SizeGB * d.Count
		info.DiskInfo.Disks = append(info.DiskInfo.Disks, disk{d.SizeGB, d.Count})
	}
	if t.VPU != nil {
		info.VPUVendor, info.VPUCard, info.VPUCount = &t.VPU.Vendor, &t.VPU.Card, &t.VPU.Count
	}
	return info
}

func (s catalogue) describeInstanceTypes(_ context.Context, _ *wire.Call, r *typesRequest) (any, error) {
	image, known := s.Catalog().Image(r.ImageID)
	types := []typeInfo{}
	for _, t := range s.Catalog().Types {
		if !r.match(t) || r.ImageID != "" && (!known || !t.Runs(image)) {
			continue
		}
		info := describeType(t)
		for _, i := range s.Catalog().Images {
			if t.Runs(i) {
				info.ImageIDs = append(info.ImageIDs, i.ID)
			}
		}
		types = append(types, info)
	}
	return struct {
		InstanceTypes []typeInfo `json:"instanceTypes"`
	}{types}, nil
}
