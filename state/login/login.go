// Package login says how to log in to a machine: as which user, with what, and by which command. It is pure.
package login

import (
	"net/netip"

	"github.com/metalwright/metalwright/provider"
)

// The ports on which a machine's system expects logins.
const (
	portSSH = 22
	portRDP = 3389
)

// Way is how to log in to a machine.
type Way struct {
	User    string
	System  provider.OS // "" when the name of the image shows none; it is taken to be Linux
	Address netip.Addr  // the first public one, or else the first private one; the zero Addr when it has none
	Port    uint16
	// By is what proves who logs in. "" is what nobody has chosen: how the vendor passes on what it has chosen is not on
	// its pages.
	By provider.Login
}

// Of is how to log in to a machine of an order. The user is the one that images of its system usually have: the
// vendors' pages name none (Zenlayer and Tencent Cloud API references, read 2026-11).
func Of(s provider.Spec, i provider.Instance) Way {
	w := Way{User: "root", System: provider.SystemOf(i.ImageName), Port: portSSH, By: s.Access.Login}
	if w.System == provider.Windows {
		w.User, w.Port = "Administrator", portRDP
	}
	for _, addresses := range [...][]netip.Addr{i.Public, i.Private} {
		if len(addresses) > 0 && !w.Address.IsValid() {
			w.Address = addresses[0].WithZone("") // the name of an interface here means nothing on another machine
		}
	}
	return w
}

// Target is what ssh logs in to: "root@203.0.113.1". "" when the machine has no address, or is not reached by SSH.
func (w Way) Target() string {
	if !w.Address.IsValid() || w.Port != portSSH {
		return ""
	}
	return w.User + "@" + w.Address.String()
}

// Command is the line for a shell. It needs no quotes: a user of [Of] and an address have no character that a shell
// would act on. "" as [Way.Target] says.
func (w Way) Command() string {
	if w.Target() == "" {
		return ""
	}
	return "ssh " + w.Target()
}

// Endpoint is the address and the port at which the machine expects logins; invalid when it has no address.
func (w Way) Endpoint() netip.AddrPort { return netip.AddrPortFrom(w.Address, w.Port) }
