package provider

import (
	"context"
	"slices"
)

// ResourceKind is what a network resource is.
type ResourceKind string

// The kinds, in the order in which an order buys them: each may need those before it.
const (
	ResourcePrivate ResourceKind = "private_network"
	ResourcePublic  ResourceKind = "public_network"
	ResourceIPv4    ResourceKind = "ipv4"
	ResourceIPv6    ResourceKind = "ipv6"
)

// ResourceKinds returns all kinds in the order in which an order buys them. They are released in the reverse order.
func ResourceKinds() []ResourceKind {
	return []ResourceKind{ResourcePrivate, ResourcePublic, ResourceIPv4, ResourceIPv6}
}

// Address reports whether k is reserved addresses rather than a network.
func (k ResourceKind) Address() bool { return k == ResourceIPv4 || k == ResourceIPv6 }

// Making is one request for network resources that an order buys before its machines, in the zone of the order. The
// zero value asks for nothing. Which members count depends on the kind.
type Making struct {
	Kind ResourceKind `json:"kind"`
	Zone ZoneID       `json:"zone,omitzero"`

	Name          string `json:"name,omitzero"`           // of a network, as a person chose it
	Network       string `json:"network,omitzero"`        // of a private network, IPv4: "10.0.0.0"
	Mask          int    `json:"mask,omitzero"`           // its prefix length
	Line          string `json:"line,omitzero"`           // of a public network: the vendor's word for the carrier
	Mode          string `json:"mode,omitzero"`           // of a public network: the vendor's word
	BandwidthMbps int    `json:"bandwidth_mbps,omitzero"` // of a public network; 0 leaves it to the vendor

	In    string `json:"in,omitzero"`    // the public network of addresses; "" is the one that the order makes
	Count int    `json:"count,omitzero"` // of addresses
}

// Amount is how many resources m asks for.
func (m Making) Amount() int {
	if m.Kind.Address() {
		return max(m.Count, 1)
	}
	return 1
}

// Resource is a network, or an address, of the account.
type Resource struct {
	ID   string // of an address: the address itself
	Name string // of a network
}

// Making returns what the order makes of the kind; nil when nothing.
func (n Network) Making(k ResourceKind) *Making {
	if i := slices.IndexFunc(n.Make, func(m Making) bool { return m.Kind == k }); i >= 0 {
		return &n.Make[i]
	}
	return nil
}

// Makes returns n with m among what the order makes, in the order in which it is bought, instead of another m of the
// same kind.
func (n Network) Makes(m Making) Network {
	all := append(n.MakesNo(m.Kind).Make, m)
	slices.SortStableFunc(all, func(a, b Making) int {
		return slices.Index(ResourceKinds(), a.Kind) - slices.Index(ResourceKinds(), b.Kind)
	})
	n.Make = all
	return n
}

// MakesNo returns n without what the order makes of the kinds.
func (n Network) MakesNo(kinds ...ResourceKind) Network {
	n.Make = slices.DeleteFunc(slices.Clone(n.Make), func(m Making) bool { return slices.Contains(kinds, m.Kind) })
	if len(n.Make) == 0 {
		n.Make = nil
	}
	return n
}

// ResourceLister is an [Operator], and a [Buyer], that lists network resources. A purchase whose answer was lost is
// looked up with it: networks carry the token of their batch in their name, addresses are those that were not there
// before.
type ResourceLister interface {
	// Resources lists what the zone has of the kind of m; of addresses those in the public network m.In.
	Resources(ctx context.Context, z ZoneID, m Making) ([]Resource, error)
}

// ResourceReleaser is an [Operator] whose account can give network resources back.
type ResourceReleaser interface {
	ResourceLister
	// ReleaseResources releases resources of the kind of m. One that does not exist any more is no error.
	ReleaseResources(ctx context.Context, z ZoneID, m Making, ids []string) error
}
