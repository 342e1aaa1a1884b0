package login_test

import (
	"net/netip"
	"regexp"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/login"
)

func addrs(text ...string) []netip.Addr {
	var all []netip.Addr
	for _, t := range text {
		all = append(all, netip.MustParseAddr(t))
	}
	return all
}

func TestOf(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		machine  provider.Instance
		command  string
		endpoint string
	}{
		{"no address", provider.Instance{ImageName: "Ubuntu20.04-x86_64"}, "", "invalid AddrPort"},
		{
			"linux",
			provider.Instance{ImageName: "Ubuntu20.04", Public: addrs("203.0.113.1", "2001:db8::1")},
			"ssh root@203.0.113.1", "203.0.113.1:22",
		},
		{"private alone", provider.Instance{Private: addrs("10.0.0.5")}, "ssh root@10.0.0.5", "10.0.0.5:22"},
		{
			"IPv6 alone",
			provider.Instance{ImageName: "VMware ESXi 7.0", Public: addrs("2001:db8::1")},
			"ssh root@2001:db8::1", "[2001:db8::1]:22",
		},
		{
			"windows",
			provider.Instance{ImageName: "Win2019-SE-EN", Public: addrs("203.0.113.1")},
			"",
			"203.0.113.1:3389",
		},
		{
			"a shell's characters",
			provider.Instance{Public: addrs("fe80::1%;reboot $(x)")},
			"ssh root@fe80::1",
			"[fe80::1]:22",
		},
	} {
		w := login.Of(provider.Spec{Access: provider.Access{Login: provider.LoginKeys}}, c.machine)
		if got := w.Command(); got != c.command {
			t.Errorf("%s: the command is %q, want %q", c.name, got, c.command)
		}
		if got := w.Endpoint().String(); got != c.endpoint {
			t.Errorf("%s: the endpoint is %s, want %s", c.name, got, c.endpoint)
		}
		if w.By != provider.LoginKeys {
			t.Errorf("%s: logs in by %q", c.name, w.By)
		}
	}
}

// FuzzCommand wants no command that a shell would take for more than one, whatever a vendor calls images and addresses.
func FuzzCommand(f *testing.F) {
	f.Add("Ubuntu", "203.0.113.1")
	f.Add("Win2019", "fe80::1%eth0")
	f.Add("$(reboot)", "fe80::1%;reboot")
	plain := regexp.MustCompile(`^(ssh [A-Za-z]+@[0-9a-f.:]+)?$`)
	f.Fuzz(func(t *testing.T, image, address string) {
		a, err := netip.ParseAddr(address)
		if err != nil {
			return
		}
		w := login.Of(provider.Spec{}, provider.Instance{ImageName: image, Public: []netip.Addr{a}})
		if c := w.Command(); !plain.MatchString(c) {
			t.Errorf("the command for %q at %q is %q", image, address, c)
		}
	})
}
