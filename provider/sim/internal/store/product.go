package store

import (
	"fmt"
	"net/netip"
	"slices"
	"time"
)

// Product is what one product sells.
type Product struct {
	Zones      []*Zone
	Types      []*Type
	Images     []*Image
	VPCRegions []*VPCRegion
	VPCs       []*VPC
	Subnets    []*Subnet
	EIPs       []*EIP
	CIDRs      []*CIDR
	Groups     []*SecurityGroup
	Edge       Edge

	zones  map[string]*Zone
	types  map[string]*Type
	images map[string]*Image
}

// Zone is a place, with what it sells and at what price.
type Zone struct {
	VirtualZone

	ID            string   `json:"id"`
	Name          string   `json:"name"`
	City          string   `json:"city"`
	Area          string   `json:"area"`
	ZH            Names    `json:"zh"` // the names in Chinese
	CloudRouter   bool     `json:"cloudRouter"`
	BYOIP         bool     `json:"byoip"`
	VPCRegion     string   `json:"vpcRegion"`
	Factor        float64  `json:"factor"`        // on the prices of types
	FreeBandwidth int      `json:"freeBandwidth"` // Mbps
	FreeTrafficTB float64  `json:"freeTrafficTB"`
	MbpsMonthly   float64  `json:"mbpsMonthly"` // price of 1 Mbps for a month
	TBMonthly     float64  `json:"tbMonthly"`   // price of 1 TB in a month
	NetCharges    []string `json:"netCharges"`
	Charges       []string `json:"charges"`
	SubnetsHere   bool     `json:"subnets"` // subnets can be made here
	Public        []string `json:"public"`  // prefixes that machines get IPv4 addresses from, in this order
	Public6       string   `json:"public6"`
	EIPs          string   `json:"eips"` // sell status of elastic addresses
	Edge          EdgeZone `json:"edge"`
	Offers        []*Offer `json:"offers"`
	offers        map[string]*Offer
	pools         []netip.Prefix
	pool6         netip.Prefix
}

// Names are a zone's names in another language.
type Names struct {
	Name string `json:"name"`
	City string `json:"city"`
	Area string `json:"area"`
}

// Offer is a type in a zone. What is empty is as the zone or the type has it.
type Offer struct {
	Type         string   `json:"type"`
	Stock        int      `json:"stock"` // machines before anything was bought
	NetCharges   []string `json:"netCharges"`
	Charges      []string `json:"charges"`
	MaxBandwidth int      `json:"maxBandwidth"` // Mbps
	Quota        int      `json:"quota"`        // machines that the account may hold here; 0: no limit
}

// Type is a model of machine.
type Type struct {
	ID           string   `json:"id"`
	Description  string   `json:"description"`
	CPU          string   `json:"cpuDetail"`
	Cores        int      `json:"cores"`
	Threads      int      `json:"threads"`
	Frequency    string   `json:"frequency"`
	MemoryGB     int      `json:"memoryGB"`
	NIC          string   `json:"nic"`
	MaxBandwidth int      `json:"maxBandwidth"` // Mbps
	RAIDs        []int    `json:"raids"`
	Subnet       bool     `json:"subnet"` // may join one
	HA           bool     `json:"ha"`
	DiskText     string   `json:"diskText"`
	Disks        []Disks  `json:"disks"`
	Families     []string `json:"families"` // catalogs of images that run on it
	Monthly      float64  `json:"monthly"`  // price where the factor is 1
	VPU          *VPU     `json:"vpu"`
	Family       string   `json:"family"`
	FamilyName   string   `json:"familyName"`
	GPU          string   `json:"gpu"`
}

// Disks are some equal disks.
type Disks struct {
	SizeGB int    `json:"sizeGB"`
	Count  int    `json:"count"`
	Kind   string `json:"kind"`
}

// VPU is a video processing card.
type VPU struct {
	Vendor string `json:"vendor"`
	Card   string `json:"card"`
	Count  int    `json:"count"`
}

// DiskSizes lists the size in GB of every disk; disk number n is at index n-1.
func (t *Type) DiskSizes() []int {
	var sizes []int
	for _, d := range t.Disks {
		sizes = append(sizes, slices.Repeat([]int{d.SizeGB}, d.Count)...)
	}
	return sizes
}

// Runs reports whether the image can be installed on t.
func (t *Type) Runs(i *Image) bool { return slices.Contains(t.Families, i.Catalog) }

// Image is what can be installed.
type Image struct {
	VirtualImage

	ID      string `json:"id"`
	Name    string `json:"name"`
	Catalog string `json:"catalog"`
	OS      string `json:"os"`
	Custom  bool   `json:"custom"`
}

// VPCRegion is the zones that one private cloud spans.
type VPCRegion struct {
	ID    string   `json:"id"`
	Name  string   `json:"name"`
	Zones []string `json:"zones"`
}

// VPC is a private cloud.
type VPC struct {
	ID      string    `json:"id"`
	Name    string    `json:"name"`
	Region  string    `json:"region"`
	CIDR    string    `json:"cidr"`
	Status  string    `json:"status"`
	Group   string    `json:"group"`
	Created time.Time `json:"created"`
	Tags    []Label   `json:"tags"`
}

// Subnet is a private network in one zone.
type Subnet struct {
	VirtualSubnet

	ID      string    `json:"id"`
	Name    string    `json:"name"`
	Zone    string    `json:"zone"`
	CIDR    string    `json:"cidr"`
	VPC     string    `json:"vpc"`
	Status  string    `json:"status"`
	Used    int       `json:"used"` // addresses in use outside the simulated cloud
	Group   string    `json:"group"`
	Created time.Time `json:"created"`
}

// EIP is an elastic address.
type EIP struct {
	ID      string    `json:"id"`
	Zone    string    `json:"zone"`
	IP      string    `json:"ip"`
	Netmask int       `json:"netmask"`
	Status  string    `json:"status"`
	Charge  string    `json:"charge"`
	Group   string    `json:"group"`
	Created time.Time `json:"created"`
	Tags    []Label   `json:"tags"`

	Machine string     `json:"machine"` // that has it; "" for none
	Period  *int       `json:"period"`  // months; nil when it is paid for by use
	Expires *time.Time `json:"expires"`
}

// CIDR is a block of public addresses.
type CIDR struct {
	ID      string     `json:"id"`
	Name    string     `json:"name"`
	Zone    string     `json:"zone"`
	Type    string     `json:"type"`
	Kind    string     `json:"kind"`
	CIDR    string     `json:"cidr"`
	Gateway string     `json:"gateway"`
	First   string     `json:"first"`
	Last    string     `json:"last"`
	Free    int        `json:"free"`
	Status  string     `json:"status"`
	Charge  string     `json:"charge"`
	Group   string     `json:"group"`
	Created time.Time  `json:"created"`
	Expires *time.Time `json:"expires"`
	Tags    []Label    `json:"tags"`
}

// Zone returns the zone with the id.
func (s *Product) Zone(id string) (*Zone, bool) {
	z, ok := s.zones[id]
	return z, ok
}

// Type returns the type with the id.
func (s *Product) Type(id string) (*Type, bool) {
	t, ok := s.types[id]
	return t, ok
}

// Image returns the image with the id.
func (s *Product) Image(id string) (*Image, bool) {
	i, ok := s.images[id]
	return i, ok
}

// Offer returns how the zone sells the type.
func (z *Zone) Offer(typeID string) (*Offer, bool) {
	o, ok := z.offers[typeID]
	return o, ok
}

// index fills the maps, and the offers with what they have from their zone and type.
func (s *Product) index() error {
	s.zones, s.types, s.images = map[string]*Zone{}, map[string]*Type{}, map[string]*Image{}
	for _, t := range s.Types {
		s.types[t.ID] = t
	}
	for _, i := range s.Images {
		s.images[i.ID] = i
	}
	for _, z := range s.Zones {
		s.zones[z.ID] = z
		if err := z.index(s.types); err != nil {
			return err
		}
	}
	return nil
}

func (z *Zone) index(types map[string]*Type) error {
	for _, text := range z.Public {
		p, err := netip.ParsePrefix(text)
		if err != nil {
			return fmt.Errorf("addresses of zone %s: %w", z.ID, err)
		}
		z.pools = append(z.pools, p)
	}
	if z.Public6 != "" {
		p, err := netip.ParsePrefix(z.Public6)
		if err != nil {
			return fmt.Errorf("addresses of zone %s: %w", z.ID, err)
		}
		z.pool6 = p
	}
	z.offers = map[string]*Offer{}
	for _, o := range z.Offers {
		t, ok := types[o.Type]
		if !ok {
			return fmt.Errorf("zone %s sells the unknown type %s", z.ID, o.Type)
		}
		if o.NetCharges == nil {
			o.NetCharges = z.NetCharges
		}
		if o.Charges == nil {
			o.Charges = z.Charges
		}
		if o.MaxBandwidth == 0 {
			o.MaxBandwidth = t.MaxBandwidth
		}
		z.offers[o.Type] = o
	}
	return nil
}
