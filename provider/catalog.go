package provider

// Stock is how much of something is left.
type Stock uint8

// The stock levels, from least to most.
const (
	StockUnknown Stock = iota // the vendor does not report it
	StockSoldOut
	StockShort // a few
	StockPlenty
)

// Zone is a location in which a product is sold.
type Zone struct {
	ID     ZoneID
	Name   string // the vendor's, for people
	City   string
	Area   string // continent or the like, for grouping
	Region string // what the API calls the region, where it has one
	Stock  Stock  // the best of what it sells
	Types  int    // types on sale; 0 when unknown
	// Supplies is the best of what it sells under each charge; nil: not stated.
	Supplies Supplies
	Facts    ZoneFacts
}

// ZoneFacts is what a zone supports; nil where the vendor does not say.
type ZoneFacts struct {
	SecurityGroup, IPv6, Passthrough *bool
	Line                             string // "BGP"
}

// InstanceType is a model, as one zone sells it under one charge.
type InstanceType struct {
	ID          TypeID
	Description string // the vendor's
	CPU         string // "2 x Intel Xeon Silver 4210"; "" when not stated
	Cores       int    // 0: not stated
	Threads     int    // 0: not stated
	Frequency   string
	MemoryGB    int
	GPU         string
	NIC         string // "2 x 25 GbE"
	Disks       []DiskGroup
	DiskText    string // the vendor's words for the disks
	TotalDiskGB int    // what partitions have to add up to without RAID; 0: not stated
	RAIDLevels  []int  // empty: no RAID
	Subnet      bool   // may join a private subnet
	HA          bool   // bonded network interfaces
	Images      []ImageID

	Stock            Stock    // under the charge that was asked with
	Left             *int     // machines left under it; nil: not stated
	Supplies         Supplies // under each charge; nil: not stated
	Quota            *int     // machines that the account may hold; nil: not stated, 0: no limit stated
	NetCharges       []string // network charges allowed here
	MaxBandwidthMbps int      // 0: not stated; -1: cannot be capped
	FreeBandwidth    int      // Mbps included
	FreeTrafficTB    float64  // TB included
}

// DiskGroup is a number of equal disks of a model.
type DiskGroup struct {
	SizeGB int
	Count  int
	Kind   string // "SSD"; "" when not stated
}

// DiskSizes lists the size in GB of each disk of t; disk number n is at index n-1.
func (t InstanceType) DiskSizes() []int {
	var s []int
	for _, g := range t.Disks {
		for range g.Count {
			s = append(s, g.SizeGB)
		}
	}
	return s
}

// OS is the family of an operating system, as far as rules depend on it.
type OS string

// Families of operating systems. The zero value is: not stated.
const (
	Linux   OS = "linux"
	Windows OS = "windows"
	ESXi    OS = "esxi"
)

// Image is what can be installed.
type Image struct {
	ID        ImageID
	Name      string
	Family    string // "ubuntu": for grouping
	OS        OS
	Custom    bool   // the account's own
	Version   string // "" when not stated
	MinDiskGB int    // 0: not stated
	Origin    Origin // where it comes from when the vendor has no list
}

// Origin says where a choice comes from. The zero value is the vendor's own list.
type Origin string

// The origins.
const (
	OriginInUse Origin = "in_use" // seen on the account's machines
	OriginOurs  Origin = "ours"   // a suggestion of metalwright's that the vendor has not confirmed
)

// Option is one choice for a field.
type Option struct {
	Value  string // what goes into the spec
	Label  string // the vendor's name for it; "" when the message catalogue names Value
	Detail string // "10.0.0.0/24"
	Free   *int   // machines that it still takes; nil: not stated
	Ready  bool   // false: cannot be used now, Status says why
	Status string // the vendor's word
	Zone   ZoneID // where it can be used; "": everywhere
}

// Name is the name that one machine will get.
type Name struct {
	Instance string
	Hostname string // "" when the product has none
	// Overflow is set when a number needs more digits than the pattern reserved.
	Overflow bool
}
