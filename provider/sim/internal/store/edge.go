package store

import (
	"context"
	"fmt"
	"net/netip"
)

// Edge is how the account's edge zones behave.
type Edge struct {
	Revision string `json:"revision"` // of the API: "A" or "B"; "" is A
	IDPrefix string `json:"idPrefix"` // of machines; "" is "epm-"
}

// EdgeZone is the part of a zone that edge zones alone have.
type EdgeZone struct {
	Number       int      `json:"number"`
	Region       string   `json:"region"`
	Location     string   `json:"location"`
	LocationName string   `json:"locationName"`
	IPv4Quota    *int     `json:"ipv4Quota"` // addresses that the account may have; nil: not configured
	IPv6Quota    *int     `json:"ipv6Quota"`
	Blocks       []string `json:"blocks"`  // IPv4 prefixes that networks with a route mode of their own get
	Blocks6      []string `json:"blocks6"` // and the IPv6 prefix for each

	// What the account has there from the beginning.
	Private *EdgePrivate `json:"private"`
	Public  *EdgePublic  `json:"publicNetwork"`
}

// EdgePrivate is a private network.
type EdgePrivate struct {
	Name    string `json:"name"`
	Network string `json:"network"`
	Mask    int    `json:"mask"`
}

// EdgePublic is a public network.
type EdgePublic struct {
	Name  string `json:"name"` // "": it has none
	Line  string `json:"line"`
	Mode  string `json:"mode"`
	Mbps  int    `json:"mbps"`  // 0: not stated
	IPv4s int    `json:"ipv4s"` // addresses that were applied for
	IPv6s int    `json:"ipv6s"`
}

// Hosts lists the addresses of an IPv4 prefix without the first and the last.
func Hosts(p netip.Prefix) []netip.Addr {
	var all []netip.Addr
	for a := range hosts(p) {
		all = append(all, a)
	}
	return all
}

// Pools are the prefixes that public IPv4 addresses come from, and the one of IPv6, which may be the zero prefix.
func (z *Zone) Pools() ([]netip.Prefix, netip.Prefix) { return z.pools, z.pool6 }

// SetSubnet stores the subnet of m, its private address and when that appears.
func (s *Session) SetSubnet(ctx context.Context, m *Machine) error {
	_, err := s.q.ExecContext(ctx, "UPDATE machine SET subnet = ?, private4 = ?, wired = ? WHERE serial = ?", m.Subnet,
		m.Private4, m.PrivateFrom, m.Serial)
	if err != nil {
		return fmt.Errorf("change the subnet of machine %s: %w", m.ID, err)
	}
	return nil
}

// SetPublicAddresses stores the public addresses of m.
func (s *Session) SetPublicAddresses(ctx context.Context, m *Machine) error {
	if _, err := s.q.ExecContext(ctx, "UPDATE machine SET public4 = ?, public6 = ? WHERE serial = ?", m.Public4,
		m.Public6, m.Serial); err != nil {
		return fmt.Errorf("change the addresses of machine %s: %w", m.ID, err)
	}
	return nil
}
