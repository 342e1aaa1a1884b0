package provider

import "context"

// The answers of the forms that make networks. No order file has them, and no product has them among its Fields:
// faults of the forms' rules are at them, the vendor's refusals at [FieldPrivate] and [FieldPublic].
const (
	FieldPrivateName    Field = "networks.private.name"
	FieldPrivateNetwork Field = "networks.private.network"
	FieldPrivateMask    Field = "networks.private.mask"
	FieldPublicName     Field = "networks.public.name"
	FieldPublicLine     Field = "networks.public.line"
	FieldPublicMode     Field = "networks.public.mode"
	FieldPublicMbps     Field = "networks.public.bandwidth_mbps"
	FieldAddresses      Field = "networks.public.addresses"
)

// Networker is a Reader whose machines need networks of the account's own. It knows the rules for making them and makes
// none: an order buys them before its machines, see [Making].
type Networker interface {
	// Networks reads what the account has in the zone.
	Networks(ctx context.Context, z ZoneID) (Networks, error)
	// Lines and modes that a public network can have, the one to begin with first. Other lines may be typed.
	NetworkChoices() (lines, modes []string)
	// DraftPrivate and DraftPublic are what the forms begin with for a number of machines in the zone; their rules hold.
	DraftPrivate(z ZoneID, machines int) PrivateNetwork
	DraftPublic(z ZoneID) PublicNetwork

	// CheckPrivate and CheckPublic apply all rules of the forms; faults are joined.
	CheckPrivate(p PrivateNetwork, machines int) error
	CheckPublic(p PublicNetwork) error
	// CheckAddresses says whether n addresses can be applied for.
	CheckAddresses(p PublicNetwork, n int, v6 bool) error
}

// Networks is what the account has in one zone.
type Networks struct {
	Private []PrivateNetwork
	Public  []PublicNetwork
}

// PrivateNetwork is a range of private addresses; with ID "" one that is to be made.
type PrivateNetwork struct {
	ID      string
	Name    string
	Network string // IPv4: "10.0.0.0"
	Mask    int    // prefix length
	Servers int    // machines in it
	Free    *int   // machines that it still takes; nil: not stated
}

// PublicNetwork is a way to the Internet; with ID "" one that is to be made.
type PublicNetwork struct {
	ID            string
	Name          string
	Line          string   // the vendor's word for the carrier: "BGP"
	Mode          string   // the vendor's word: "static"
	BandwidthMbps int      // 0: not stated, or the vendor's default
	Servers       int      // machines in it
	Apply         bool     // addresses have to be applied for, one for each machine
	Blocks        []string // address blocks that came with it, in CIDR notation
	Unbound4      []string // addresses that were applied for and that no machine has
	Unbound6      []string
	Free          *int // machines that it still takes; nil: not stated
}
