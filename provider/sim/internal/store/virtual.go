package store

import "time"

// VirtualZone is the part of a zone that sells virtual machines.
type VirtualZone struct {
	NetworkType    string   `json:"networkType"`
	Line           string   `json:"line"`
	SecurityGroups bool     `json:"securityGroups"`
	IPv6           bool     `json:"ipv6"`
	Passthrough    bool     `json:"passthrough"`
	DiskCategories []string `json:"diskCategories"`
}

// VirtualImage is the part of an image for virtual machines.
type VirtualImage struct {
	SizeGB      int      `json:"sizeGB"`
	Version     string   `json:"version"`
	Description string   `json:"description"`
	Status      string   `json:"status"`
	Zones       []string `json:"zones"` // none: everywhere
}

// VirtualSubnet is the part of a subnet of virtual machines.
type VirtualSubnet struct {
	Description string `json:"description"`
	Default     bool   `json:"default"`
}

// SecurityGroup is a set of firewall rules.
type SecurityGroup struct {
	ID          string         `json:"id"`
	Name        string         `json:"name"`
	Status      string         `json:"status"`
	Description string         `json:"description"`
	Default     bool           `json:"default"`
	Created     time.Time      `json:"created"`
	Rules       []SecurityRule `json:"rules"`
}

// SecurityRule lets something pass.
type SecurityRule struct {
	Direction   string `json:"direction"`
	Priority    int    `json:"priority"` // 0 is 1
	Protocol    string `json:"protocol"`
	Ports       string `json:"ports"`
	CIDR        string `json:"cidr"`
	Description string `json:"description"`
}
