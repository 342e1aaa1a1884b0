package edgezone_test

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/sim"
	"github.com/metalwright/metalwright/provider/tencent/edgezone"
)

func TestCheckPrivate(t *testing.T) {
	t.Parallel()
	r := serve(t).reader("")
	for _, row := range []struct {
		name, network  string
		mask, machines int
		field          provider.Field // "": no fault
		rule           provider.Rule
		limit          int
	}{
		{"usual", "10.0.0.0", 24, 254, "", "", 0},
		{"largest", "10.0.0.0", 8, 1, "", "", 0},
		{"smallest", "192.168.255.240", 28, 14, "", "", 0},
		{"end of the middle block", "172.31.255.0", 24, 1, "", "", 0},
		{"nothing", "", 24, 1, provider.FieldPrivateNetwork, provider.RuleRequired, 0},
		{"no address", "ten", 24, 1, provider.FieldPrivateNetwork, provider.RuleFormat, 0},
		{"leading zero", "010.0.0.0", 24, 1, provider.FieldPrivateNetwork, provider.RuleFormat, 0},
		{"with its mask", "10.0.0.0/24", 24, 1, provider.FieldPrivateNetwork, provider.RuleFormat, 0},
		{"IPv6", "fd00::", 24, 1, provider.FieldPrivateNetwork, provider.RuleFormat, 0},
		{"public", "11.0.0.0", 24, 1, provider.FieldPrivateNetwork, provider.RuleOneOf, 0},
		{"beside the middle block", "172.32.0.0", 16, 1, provider.FieldPrivateNetwork, provider.RuleOneOf, 0},
		{"no mask", "10.0.0.0", 0, 1, provider.FieldPrivateMask, provider.RuleRequired, 0},
		{"mask below the block's", "172.16.0.0", 11, 1, provider.FieldPrivateMask, provider.RuleMin, 12},
		{"mask below the small block's", "192.168.0.0", 15, 1, provider.FieldPrivateMask, provider.RuleMin, 16},
		{"mask too long", "10.0.0.0", 29, 1, provider.FieldPrivateMask, provider.RuleMax, 28},
		{"no room", "10.0.0.0", 28, 15, provider.FieldPrivateMask, provider.RuleMax, 27},
		{"no room for many", "10.0.0.0", 24, 255, provider.FieldPrivateMask, provider.RuleMax, 23},
		{"host bits", "10.20.0.1", 24, 1, provider.FieldPrivateNetwork, provider.RuleHostBits, 0},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			err := r.CheckPrivate(provider.PrivateNetwork{Name: "n", Network: row.network, Mask: row.mask}, row.machines)
			all := provider.All(err)
			switch {
			case row.field == "" && err != nil:
				t.Errorf("CheckPrivate(%s/%d, %d) = %v, want no fault", row.network, row.mask, row.machines, err)
			case row.field != "" && (len(all) != 1 || all[0].Field != row.field || all[0].Rule != row.rule ||
				all[0].Limit != row.limit):
				t.Errorf("CheckPrivate(%s/%d, %d) = %v, want %s %s (%d)", row.network, row.mask, row.machines, err,
					row.field, row.rule, row.limit)
			}
		})
	}
	for _, machines := range []int{1, 14, 15, 254, 255, 1000} {
		if err := r.CheckPrivate(r.DraftPrivate(singapore, machines), machines); err != nil {
			t.Errorf("CheckPrivate(DraftPrivate(%d)) = %v", machines, err)
		}
	}
	if all := provider.All(r.CheckPrivate(provider.PrivateNetwork{}, 1)); len(all) != 2 ||
		all[0].Field != provider.FieldPrivateName {
		t.Errorf("CheckPrivate of nothing = %v, want faults of name and network", all)
	}
}

func TestCheckPublic(t *testing.T) {
	t.Parallel()
	r := serve(t).reader("")
	draft := r.DraftPublic(singapore)
	for _, row := range []struct {
		name   string
		change func(*provider.PublicNetwork)
		field  provider.Field
	}{
		{"draft", func(*provider.PublicNetwork) {}, ""},
		{"other line", func(p *provider.PublicNetwork) { p.Line = "CMCC" }, ""},
		{"letter case", func(p *provider.PublicNetwork) { p.Mode = "OSPF" }, ""},
		{"no name", func(p *provider.PublicNetwork) { p.Name = "" }, provider.FieldPublicName},
		{"no line", func(p *provider.PublicNetwork) { p.Line = "" }, provider.FieldPublicLine},
		{"line with a space", func(p *provider.PublicNetwork) { p.Line = "BGP " }, provider.FieldPublicLine},
		{"no mode", func(p *provider.PublicNetwork) { p.Mode = "" }, provider.FieldPublicMode},
		{"odd mode", func(p *provider.PublicNetwork) { p.Mode = "rip" }, provider.FieldPublicMode},
		{"bandwidth", func(p *provider.PublicNetwork) { p.BandwidthMbps = -1 }, provider.FieldPublicMbps},
	} {
		p := draft
		row.change(&p)
		all := provider.All(r.CheckPublic(p))
		if row.field == "" && len(all) != 0 || row.field != "" && (len(all) != 1 || all[0].Field != row.field) {
			t.Errorf("%s: CheckPublic() = %v, want a fault at %q", row.name, all, row.field)
		}
	}
	bgp := draft
	bgp.Mode = "BGP"
	if err := r.CheckAddresses(bgp, 1, false); err == nil {
		t.Error("CheckAddresses() of a network with a block = nil, want a fault")
	}
	if r.CheckAddresses(draft, 0, false) == nil || r.CheckAddresses(draft, 1, true) != nil {
		t.Error("CheckAddresses() wants one address or more")
	}
}

// privateOf and publicOf are what the forms begin with.
func privateOf(r provider.Networker, machines int) provider.Making {
	p := r.DraftPrivate(singapore, machines)
	return provider.Making{Kind: provider.ResourcePrivate, Name: p.Name, Network: p.Network, Mask: p.Mask}
}

func publicOf(r provider.Networker) provider.Making {
	p := r.DraftPublic(singapore)
	return provider.Making{Kind: provider.ResourcePublic, Name: p.Name, Line: p.Line, Mode: p.Mode, BandwidthMbps: 100}
}

// buyer is an account that may buy, with a transport of its own.
func buyer(t *testing.T, a provider.Account, transport http.RoundTripper) provider.Buyer {
	t.Helper()
	a.Transport = transport
	b, err := edgezone.Product().OpenBuyer(a)
	if err != nil {
		t.Fatalf("OpenBuyer() = %v", err)
	}
	return b
}

// made is the batch of m in Singapore.
func made(m provider.Making) provider.Batch {
	return provider.Batch{Token: token, Spec: provider.Spec{Zone: singapore}, Make: &m}
}

// buy buys m, and returns the ids.
func buy(t *testing.T, a provider.Account, m provider.Making) []string {
	t.Helper()
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	r, err := buyer(t, a, transport).Create(t.Context(), made(m))
	if err != nil || len(r.IDs) != m.Amount() {
		t.Fatalf("Create(%+v) = %+v, %v, want %d ids", m, r, err, m.Amount())
	}
	ids := make([]string, len(r.IDs))
	for i, id := range r.IDs {
		ids[i] = string(id)
	}
	return ids
}

// TestNetworks buys everything that a zone needs, looks at it and releases it.
func TestNetworks(t *testing.T) {
	t.Parallel()
	o := opened(t, "A")
	r := open(t, o.Account)
	const z = singapore
	none, err := r.Networks(t.Context(), z)
	if err != nil || len(none.Private)+len(none.Public) != 0 {
		t.Fatalf("Networks() = %+v, %v, want none", none, err)
	}
	private := buy(t, o.Account, privateOf(r, 3))
	public := buy(t, o.Account, publicOf(r))
	addresses := provider.Making{Kind: provider.ResourceIPv4, In: public[0], Count: 3}
	six := provider.Making{Kind: provider.ResourceIPv6, In: public[0], Count: 2}
	v4, v6 := buy(t, o.Account, addresses), buy(t, o.Account, six)
	now, err := r.Networks(t.Context(), z)
	if err != nil || len(now.Public) != 1 || *now.Public[0].Free != 3 || len(now.Public[0].Unbound6) != 2 ||
		len(now.Private) != 1 || *now.Private[0].Free != 254 || now.Public[0].BandwidthMbps != 100 {
		t.Errorf("Networks() = %+v, %v, want both networks, and 3 and 2 addresses free", now, err)
	}
	s := provider.Spec{Zone: z, Network: provider.Network{Public: public[0]}}
	for f, free := range map[provider.Field]int{
		provider.FieldPrivate: 254, provider.FieldPublic: 3,
		provider.FieldIPv6: 2,
	} {
		options, err := r.Options(t.Context(), s, f)
		if last := len(options) - 1; err != nil || last < 0 || *options[last].Free != free || !options[last].Ready ||
			options[last].Zone != z {
			t.Errorf("Options(%s) = %+v, %v, want room for %d", f, options, err, free)
		}
	}
	for _, m := range []provider.Making{{Kind: provider.ResourcePrivate}, {Kind: provider.ResourcePublic}} {
		listed, err := r.Resources(t.Context(), z, m)
		if err != nil || len(listed) != 1 || !strings.HasSuffix(listed[0].Name, "-"+token) {
			t.Errorf("Resources(%s) = %+v, %v, want one whose name carries the token", m.Kind, listed, err)
		}
	}
	if err := r.ReleaseResources(t.Context(), z, publicOf(r), public); fault(t, "ReleaseResources()",
		err).Field != provider.FieldPublic {
		t.Errorf("ReleaseResources() of a network with addresses = %v, want it refused", err)
	}
	for range 2 { // what is gone already is fine
		for _, err := range []error{
			r.ReleaseResources(t.Context(), z, addresses, v4), r.ReleaseResources(t.Context(), z, six, v6),
			r.ReleaseResources(t.Context(), z, publicOf(r), public),
			r.ReleaseResources(t.Context(), z, privateOf(r, 3), private),
		} {
			if err != nil {
				t.Errorf("ReleaseResources() = %v", err)
			}
		}
	}
}

// counter counts the requests of one action that leave.
type counter struct {
	http.Transport

	action string
	n      atomic.Int64
}

func (c *counter) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Header.Get("X-TC-Action") == c.action {
		c.n.Add(1)
	}
	return c.Transport.RoundTrip(r)
}

func open(t *testing.T, a provider.Account) *edgezone.Operator {
	t.Helper()
	return openThrough(t, a, &counter{})
}

func openThrough(t *testing.T, a provider.Account, transport *counter) *edgezone.Operator {
	t.Helper()
	t.Cleanup(transport.CloseIdleConnections)
	a.Transport = transport
	r, err := edgezone.Product().OpenOperator(a)
	if err != nil {
		t.Fatalf("OpenOperator() = %v", err)
	}
	return r.(*edgezone.Operator)
}

// An answer that is lost is asked for once: neither networks nor addresses are asked for a second time.
func TestNetworksWhenAnswersAreLost(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name  string
		fault sim.Fault
		want  int // resources that there are afterwards
	}{
		{"lost after", sim.Fault{Do: sim.HTML, After: true}, 1},
		{"lost before", sim.Fault{Do: sim.HTML}, 0},
		{"dropped after", sim.Fault{Do: sim.Drop, After: true}, 1},
		{"dropped before", sim.Fault{Do: sim.Drop}, 0},
		{"server's fault after", sim.Fault{Do: sim.Broken, After: true}, 1},
		{"cut off", sim.Fault{Do: sim.Truncate}, 1},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			o := opened(t, "A")
			r := open(t, o.Account)
			public := ""
			for action, m := range map[string]func() provider.Making{
				"CreatePrivateNetworkInstance": func() provider.Making { return privateOf(r, 3) },
				"ApplyPublicIps": func() provider.Making {
					public = buy(t, o.Account, publicOf(r))[0]
					return provider.Making{Kind: provider.ResourceIPv4, In: public, Count: 3}
				},
			} {
				m := m()
				f := row.fault
				f.Action = action
				if err := o.Cloud.Inject(f); err != nil {
					t.Fatalf("Inject(%+v) = %v", f, err)
				}
				sent := &counter{action: action}
				t.Cleanup(sent.CloseIdleConnections)
				_, err := buyer(t, o.Account, sent).Create(t.Context(), made(m))
				if provider.OutcomeOf(err) != provider.Ambiguous {
					t.Errorf("%s: Create() = %v, want an unknown outcome", action, err)
				}
				if n := sent.n.Load(); n != 1 {
					t.Errorf("%s was sent %d times, want once", action, n)
				}
				listed, err := r.Resources(t.Context(), singapore, m)
				if err != nil || len(listed) != row.want*m.Amount() {
					t.Errorf("%s: Resources() = %v, %v, want %d", action, listed, err, row.want*m.Amount())
				}
			}
		})
	}
}

// Refusals of the network actions land at the answers that a step owns, and are certain.
func TestNetworkRefusals(t *testing.T) {
	t.Parallel()
	v := serve(t)
	for _, row := range []struct {
		code  string
		field provider.Field
		kind  provider.Kind
	}{
		{"LimitExceeded.QuotaExceeded", provider.FieldPublic, provider.KindQuota},
		{"LimitExceeded.Ipv6QuotaNotConfigured", provider.FieldIPv6, provider.KindQuota},
		{"ResourceInsufficient.PublicIpInsufficient", provider.FieldPublic, provider.KindSoldOut},
		{"FailedOperation.NotSupportedForDynamicInstance", provider.FieldPublic, provider.KindState},
	} {
		v.refuse("ApplyPublicIps", row.code, "no")
		got, err := v.buyer("").Create(t.Context(), made(provider.Making{Kind: provider.ResourceIPv4, In: "epn-1", Count: 1}))
		if e := fault(t, "Create()", err); e.Field != row.field || e.Kind != row.kind || len(got.IDs) != 0 ||
			e.Advice == "" || e.Outcome != provider.Refused {
			t.Errorf("Create() with %s = %v, %#v, want a refusal at %s", row.code, got, e, row.field)
		}
	}
	if n := len(v.requests("ApplyPublicIps")); n != 4 {
		t.Errorf("%d requests, want one for each refusal", n)
	}
}

// TestCheckMakes has an order make what its machines need: the rules of the forms hold for it, and nothing is made for
// another zone, twice, or beside what is there.
func TestCheckMakes(t *testing.T) {
	t.Parallel()
	r := serve(t).reader("")
	for _, row := range []struct {
		name   string
		change func(*provider.Network)
		field  provider.Field // "": no fault
	}{
		{"all", func(*provider.Network) {}, ""},
		{"nothing", func(n *provider.Network) { n.Make = nil }, provider.FieldPrivate},
		{"no private network", func(n *provider.Network) { *n = n.MakesNo(provider.ResourcePrivate) }, provider.FieldPrivate},
		{"too few addresses", func(n *provider.Network) { n.Make[2].Count = 2 }, provider.FieldPublic},
		{"too many addresses", func(n *provider.Network) { n.Make[2].Count = 4 }, provider.FieldPublic},
		{"no addresses", func(n *provider.Network) { *n = n.MakesNo(provider.ResourceIPv4) }, provider.FieldPublic},
		{"another zone", func(n *provider.Network) { n.Make[0].Zone = frankfurt }, provider.FieldPrivate},
		{"two of a kind", func(n *provider.Network) { n.Make = append(n.Make, n.Make[0]) }, provider.FieldPrivate},
		{"one is there", func(n *provider.Network) { n.Private = "ein-1" }, provider.FieldPrivate},
		{"no name", func(n *provider.Network) { n.Make[1].Name = "" }, provider.FieldPublic},
		{"a name without room for the token", func(n *provider.Network) {
			n.Make[1].Name = strings.Repeat("a", 50)
		}, provider.FieldPublic},
		{"addresses of a network with a block", func(n *provider.Network) { n.Make[1].Mode = "bgp" }, provider.FieldPublic},
		{"an unknown kind", func(n *provider.Network) { n.Make[2].Kind = "router" }, provider.FieldPublic},
	} {
		s := full()
		s.Network.Private, s.Network.Public = "", ""
		for _, m := range []provider.Making{privateOf(r, 3), publicOf(r), {Kind: provider.ResourceIPv4, Count: 3}} {
			m.Zone = singapore
			s.Network = s.Network.Makes(m)
		}
		row.change(&s.Network)
		all := provider.All(r.Check(s, provider.Known{}))
		if row.field == "" && len(all) > 0 || row.field != "" && (len(all) == 0 || all[0].Field != row.field) {
			t.Errorf("%s: Check() = %v, want a fault at %q first", row.name, all, row.field)
		}
	}
}

func TestBlockNetworks(t *testing.T) {
	t.Parallel()
	v := serve(t)
	v.on("DescribePrivateNetworkInstances", `"PrivateNetworkInstanceSet":[{"NetworkInstanceId":"ein-1",
		"ZoneId":"eu-frankfurt-tez-fra-12","Network":"10.0.0.0"},
	  {"NetworkInstanceId":"ein-2","ZoneId":"eu-frankfurt-tez-fra-1","Network":"10.0.0.0","Mask":24,
	  "AvailableIpCount":-1}]`)
	v.on("DescribePublicNetworkInstances", `"TotalCount":1,"PublicNetworkInstanceSet":[
  {"NetworkInstanceId":"epn-11aa22bb","ZoneId":"eu-frankfurt-tez-fra-1","NetworkInstanceName":null,"Bandwidth":null,
  "Line":"BGP","RouteMode":"BGP",
   "ServerCount":2,"Ipv4Count":61,"Ipv6Count":-1,"Ipv4CidrSet":[{"Cidr":"198.51.100.64/26","Gateway":"198.51.100.65"}],
   "Ipv6CidrSet":[{"Cidr":"2001:db8:10::/96","Gateway":"2001:db8:10::1"}],"CreatedAt":"2026-04-30T03:00:00"}]`)
	r := v.reader("")
	n, err := r.Networks(t.Context(), frankfurt)
	if err != nil || len(n.Private) != 1 || n.Private[0].ID != "ein-2" || n.Private[0].Free != nil || len(n.Public) != 1 {
		t.Fatalf("Networks() = %+v, %v, want those of the zone alone", n, err)
	}
	p := n.Public[0]
	if p.Mode != "bgp" || p.Apply || *p.Free != 59 || p.Name != "" || len(p.Blocks) != 2 {
		t.Errorf("public network = %+v, want one with a block and room for 59", p)
	}
	options, err := r.Options(t.Context(), provider.Spec{Zone: frankfurt}, provider.FieldIPv6)
	if err != nil || len(options) != 2 || !options[1].Ready {
		t.Errorf("Options(ipv6) = %+v, %v, want IPv6 from the block", options, err)
	}
	// A count that cannot be read is no limit.
	v.on("DescribePublicNetworkInstances",
		`"PublicNetworkInstanceSet":[{"NetworkInstanceId":"e","ZoneId":"eu-frankfurt-tez-fra-1","RouteMode":"OSPF",
			"Ipv4Count":-1}]`)
	if n, err := r.Networks(t.Context(), frankfurt); err != nil || n.Public[0].Free != nil {
		t.Errorf("Networks() = %+v, %v, want no number of free addresses", n, err)
	}
}
