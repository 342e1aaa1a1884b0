package vm

import (
	"cmp"
	"slices"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/compute"
)

// systemGB is the system disk that is suggested where the image needs no larger one.
const systemGB = 40

// Suggest answers what is not answered: the product's defaults, a month where only prepaid machines are sold, the first
// network charge, the zone's default subnet, a disk that the image fits on, and the key pair that was looked up or else
// a password of our own.
func (r *ruleSet) Suggest(s provider.Spec, facts provider.Known) provider.Spec {
	k := relevant(s, facts)
	s.Billing = compute.SuggestBilling(s.Billing, k.Facts, !r.zoneCache.postpaid(s.Zone))
	ipv4 := s.Network.IPv4
	s = defaults(s)
	if s.Zone == "" { // asked for where the zone is known
		s.Network.IPv4 = ipv4
	}
	if k.Type != nil {
		suggestTraffic(&s, *k.Type)
	}
	if s.Zone != "" {
		r.suggestNetwork(&s, facts)
	}
	r.suggestDisks(&s, k)
	r.suggestLogin(&s, k, facts)
	return s
}

// suggestTraffic prefers the first network charge that needs no further answer.
func suggestTraffic(s *provider.Spec, t provider.InstanceType) {
	if s.Network.Charge == "" && len(t.NetCharges) > 0 {
		i := slices.IndexFunc(t.NetCharges, func(c string) bool { return !slices.Contains(clusterCharges(), c) })
		s.Network.Charge = t.NetCharges[max(i, 0)]
	}
	s.Network.BandwidthMbps = compute.SuggestBandwidth(s.Network.BandwidthMbps, t)
}

func (r *ruleSet) suggestNetwork(s *provider.Spec, facts provider.Known) {
	if s.Network.Subnet == "" {
		s.Network.Subnet = r.zoneCache.subnet(s.Zone)
		if o, ok := facts.Chosen[provider.FieldSubnet]; ok && o.Ready && o.Zone == s.Zone {
			s.Network.Subnet = o.Value
		}
	}
}

// suggestDisks needs the image for the size, and gives disks without a category one. Those that an order has stay
// without until it is known what the zone sells.
func (r *ruleSet) suggestDisks(s *provider.Spec, k known) {
	category := r.zoneCache.category(s.Zone)
	if s.Storage.SystemDisk == nil && k.Image != nil {
		s.Storage.SystemDisk = &provider.Disk{
			SizeGB: leastSystem(max(k.Image.MinDiskGB, systemGB)), Category: category,
		}
	}
	if s.Zone != "" && !r.zoneCache.asked(s.Zone) {
		category = ""
	}
	if d := s.Storage.SystemDisk; d != nil {
		d.Category = cmp.Or(d.Category, category)
	}
	for i := range s.Storage.DataDisks {
		d := &s.Storage.DataDisks[i]
		d.Category, d.Count = cmp.Or(d.Category, category), cmp.Or(d.Count, 1)
	}
}

// suggestLogin makes a password only where nothing was said about the way in: an order that asks for a password shall
// get the one that its author has in mind.
func (r *ruleSet) suggestLogin(s *provider.Spec, k known, facts provider.Known) {
	a := &s.Access
	if a.Login == "" {
		a.Login = login(*a)
		pair, found := facts.Chosen[provider.FieldKeyPair]
		switch {
		case a.Login != "" || a.KeyPair != "": // answered, or answered twice
		case found && pair.Ready && slices.Contains(logins(k.OS()), provider.LoginKeyPair):
			a.Login, a.KeyPair = provider.LoginKeyPair, pair.Value
		default:
			a.Login, a.Password = provider.LoginPassword, compute.NewPassword()
		}
	}
}
