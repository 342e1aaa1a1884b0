package provider

import (
	"maps"
	"slices"
)

// ZoneID is the vendor's own name for a zone, verbatim like all identifiers here, so that it can be pasted into the
// vendor's console.
type ZoneID string

// TypeID is the vendor's own name for an instance type.
type TypeID string

// ImageID is the vendor's own name for an image.
type ImageID string

// InstanceID is the vendor's own name for a machine.
type InstanceID string

// Charge is how the machine itself is paid.
type Charge string

// The two ways of paying. The zero value is not answered yet.
const (
	Prepaid  Charge = "prepaid"  // months in advance
	Postpaid Charge = "postpaid" // by use, afterwards
)

// Login is how the operator gets into a new machine.
type Login string

// The ways of logging in. The zero value is not answered yet.
const (
	LoginPassword Login = "password"
	LoginKeys     Login = "ssh_keys"
	LoginKeyPair  Login = "key_pair"
	LoginVendor   Login = "vendor" // the vendor makes a password and sends it (BMC: by mail to the creator)
)

// Spec is what is to be bought: the union of what the products know, in the shape of the order file. A zero field
// is a question not answered yet; the spec is complete when [Rules.Check] finds no error.
type Spec struct {
	Product       ProductID `json:"product"`
	Zone          ZoneID    `json:"zone,omitzero"`
	Region        string    `json:"region,omitzero"`
	Type          TypeID    `json:"type,omitzero"`
	Image         ImageID   `json:"image,omitzero"` // "": none (BMC), or the vendor's choice (Edge Zone)
	ImageVersion  string    `json:"image_version,omitzero"`
	IPXE          string    `json:"ipxe_url,omitzero"` // a script's URL, or "netboot"
	Count         int       `json:"count,omitzero"`
	Name          string    `json:"name,omitzero"`
	Hostname      string    `json:"hostname,omitzero"`
	Billing       Billing   `json:"billing,omitzero"`
	Network       Network   `json:"network,omitzero"`
	Storage       Storage   `json:"storage,omitzero"`
	Access        Access    `json:"access,omitzero"`
	Passthrough   *bool     `json:"cpu_passthrough,omitzero"`
	ResourceGroup string    `json:"resource_group,omitzero"`
	Tags          []Tag     `json:"tags,omitzero"`
	Marketing     Marketing `json:"marketing,omitzero"`
}

// Billing is how the machines are paid.
type Billing struct {
	Charge     Charge `json:"charge,omitzero"`
	Months     int    `json:"months,omitzero"`     // with Prepaid
	Commitment int    `json:"commitment,omitzero"` // months promised, with Postpaid
	// Consent is the operator's word that this order may switch on billing in the zone (Edge Zone).
	Consent bool `json:"consent,omitzero"`
}

// Network is how the machines are connected.
type Network struct {
	Charge        string   `json:"charge,omitzero"` // the vendor's word: "ByBandwidth"
	BandwidthMbps int      `json:"bandwidth_mbps,omitzero"`
	TrafficTB     *float64 `json:"traffic_tb,omitzero"` // nil: the free package
	Cluster       string   `json:"cluster,omitzero"`
	Subnet        string   `json:"subnet,omitzero"`
	Private       string   `json:"private,omitzero"`
	Public        string   `json:"public,omitzero"`
	IPv4          *bool    `json:"ipv4,omitzero"`
	IPv6          *bool    `json:"ipv6,omitzero"`
	SecurityGroup string   `json:"security_group,omitzero"`
	CIDRBlock     string   `json:"cidr_block,omitzero"`
	CIDRStart     string   `json:"cidr_start,omitzero"`
	Mode          string   `json:"mode,omitzero"`
	NIC           NIC      `json:"nic,omitzero"`
	GatewayMode   *bool    `json:"gateway_mode,omitzero"`
	Make          []Making `json:"make,omitzero"` // bought before the machines, in this order; at most one of a kind
}

// NIC names the network interfaces; "" is the model's default.
type NIC struct {
	WAN string `json:"wan,omitzero"`
	LAN string `json:"lan,omitzero"`
}

// Storage is how the disks are used.
type Storage struct {
	RAID        *RAID       `json:"raid,omitzero"`       // nil: no RAID
	Partitions  []Partition `json:"partitions,omitzero"` // nil: the system's default layout
	SystemDisk  *Disk       `json:"system_disk,omitzero"`
	DataDisks   []Disk      `json:"data_disks,omitzero"`
	Preallocate *bool       `json:"preallocate,omitzero"`
}

// RAID is one level over all disks, or arrays by disk; never both.
type RAID struct {
	Level  *int    `json:"level,omitzero"`
	Arrays []Array `json:"arrays,omitzero"`
}

// Array is a custom RAID. Disks are numbered from 1 in the order of [InstanceType.Disks].
type Array struct {
	Level int   `json:"level"`
	Disks []int `json:"disks"`
}

// Partition is one file system of the system disk or array.
type Partition struct {
	Path   string `json:"path"` // a mount point, or a drive letter
	FS     string `json:"fs"`
	SizeGB int    `json:"size_gb"`
}

// Disk is a virtual disk, or Count equal ones (0 means 1).
type Disk struct {
	SizeGB   int    `json:"size_gb"`
	Category string `json:"category,omitzero"`
	Count    int    `json:"count,omitzero"`
}

// Access is who gets in. Password and InitScript exist in the memory of the confirming program alone: their JSON is
// masked, so a spec read back from the journal has none.
type Access struct {
	Login      Login    `json:"login,omitzero"`
	Password   Secret   `json:"password,omitzero"`
	SSHKeys    []string `json:"ssh_keys,omitzero"` // authorized_keys lines
	KeyPair    string   `json:"key_pair,omitzero"`
	InitScript Secret   `json:"init_script,omitzero"`
}

// Secrets are those of a, zero ones included.
func (a Access) Secrets() []Secret { return []Secret{a.Password, a.InitScript} }

// Tag is a label of the operator's.
type Tag struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// Marketing is what the vendor may deduct.
type Marketing struct {
	DiscountCode  string `json:"discount_code,omitzero"`
	UsePOCVoucher *bool  `json:"use_poc_voucher,omitzero"`
}

// Clone returns a copy of s that shares nothing with it.
func (s Spec) Clone() Spec {
	for i := range table {
		if detach := table[i].detach; detach != nil {
			detach(&s)
		}
	}
	s.Network.Make = slices.Clone(s.Network.Make)
	return s
}

// clone returns a copy of r that shares nothing with it; nil stays nil.
func (r *RAID) clone() *RAID {
	if r = clonePtr(r); r != nil {
		r.Level, r.Arrays = clonePtr(r.Level), slices.Clone(r.Arrays)
		for i := range r.Arrays {
			r.Arrays[i].Disks = slices.Clone(r.Arrays[i].Disks)
		}
	}
	return r
}

// Machines is the number of machines that s asks for: Count, or 1 while it is not answered. Nothing is made for each
// of them before [CheckCount].
func (s Spec) Machines() int { return max(s.Count, 1) }

// Known holds the facts that were looked up for the answers of a spec. A nil fact was not looked up.
type Known struct {
	Zone  *Zone
	Type  *InstanceType
	Image *Image
	// Chosen is the option behind an answer that was picked from [Catalog.Options].
	Chosen map[Field]Option
}

// With returns k with o as the option behind f.
func (k Known) With(f Field, o Option) Known {
	m := maps.Clone(k.Chosen)
	if m == nil {
		m = map[Field]Option{}
	}
	m[f] = o
	k.Chosen = m
	return k
}

// Without returns k with no option behind f.
func (k Known) Without(f Field) Known {
	if _, ok := k.Chosen[f]; ok {
		k.Chosen = maps.Clone(k.Chosen)
		delete(k.Chosen, f)
	}
	return k
}
