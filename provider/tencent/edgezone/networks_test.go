package edgezone_test

import (
	"errors"
	"net/http"
	"slices"
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

// TestNetworks makes everything that a zone needs, looks at it and cleans up.
func TestNetworks(t *testing.T) {
	t.Parallel()
	o := opened(t, "A")
	r := open(t, o.Account)
	const z = singapore
	none, err := r.Networks(t.Context(), z)
	if err != nil || len(none.Private)+len(none.Public) != 0 {
		t.Fatalf("Networks() = %+v, %v, want none", none, err)
	}
	private, err := r.CreatePrivate(t.Context(), z, r.DraftPrivate(z, 3))
	if err != nil || private.ID == "" || private.Network != "10.0.0.0" || private.Mask != 24 || *private.Free != 254 {
		t.Fatalf("CreatePrivate() = %+v, %v, want 10.0.0.0/24 with room for 254", private, err)
	}
	adopted, err := r.CreatePrivate(t.Context(), z, provider.PrivateNetwork{
		Name: "other", Network: "192.168.0.0",
		Mask: 28,
	})
	if err != nil || adopted.ID != private.ID || adopted.Mask != 24 {
		t.Errorf("CreatePrivate() again = %+v, %v, want the one that is there", adopted, err)
	}
	draft := r.DraftPublic(z)
	draft.BandwidthMbps = 100
	public, err := r.CreatePublic(t.Context(), z, draft)
	if err != nil || public.ID == "" || public.Mode != "static" || public.BandwidthMbps != 100 || !public.Apply ||
		*public.Free != 0 {
		t.Fatalf("CreatePublic() = %+v, %v, want a static one without addresses", public, err)
	}
	if again, err := r.CreatePublic(t.Context(), z, draft); err != nil || again.ID != public.ID {
		t.Errorf("CreatePublic() again = %+v, %v, want the one that is there", again, err)
	}
	four, err := r.ApplyAddresses(t.Context(), z, public.ID, 3, false)
	if err != nil || len(four) != 3 {
		t.Fatalf("ApplyAddresses() = %v, %v, want 3", four, err)
	}
	six, err := r.ApplyAddresses(t.Context(), z, public.ID, 2, true)
	if err != nil || len(six) != 2 {
		t.Fatalf("ApplyAddresses(IPv6) = %v, %v, want 2", six, err)
	}
	now, err := r.Networks(t.Context(), z)
	if err != nil || len(now.Public) != 1 || *now.Public[0].Free != 3 || len(now.Public[0].Unbound6) != 2 {
		t.Errorf("Networks() = %+v, %v, want 3 and 2 addresses free", now, err)
	}
	s := provider.Spec{Zone: z, Network: provider.Network{Public: public.ID}}
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
	if err := r.DeletePublic(t.Context(), z, public.ID); fault(t, "DeletePublic()", err).Field != provider.FieldPublic {
		t.Errorf("DeletePublic() with addresses = %v, want it refused", err)
	}
	for range 2 { // what is gone already is fine, save for addresses, which nobody can tell from others'
		for _, err := range []error{
			r.ReleaseAddresses(t.Context(), z, public.ID, four, false), r.ReleaseAddresses(t.Context(), z, public.ID, six, true),
			r.DeletePublic(t.Context(), z, public.ID), r.DeletePrivate(t.Context(), z, private.ID),
		} {
			if err != nil {
				t.Errorf("clean-up = %v", err)
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

func open(t *testing.T, a provider.Account) *edgezone.Reader {
	t.Helper()
	return openThrough(t, a, &counter{})
}

func openThrough(t *testing.T, a provider.Account, transport *counter) *edgezone.Reader {
	t.Helper()
	t.Cleanup(transport.CloseIdleConnections)
	a.Transport = transport
	r, err := edgezone.Product().Open(a)
	if err != nil {
		t.Fatalf("Open() = %v", err)
	}
	return r.(*edgezone.Reader)
}

// An answer that is lost makes no second network, and nobody asks for addresses a second time.
func TestNetworksWhenAnswersAreLost(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name  string
		fault sim.Fault
		want  int // addresses that there are afterwards
	}{
		{"lost after", sim.Fault{Do: sim.HTML, After: true}, 3},
		{"lost before", sim.Fault{Do: sim.HTML}, 0},
		{"dropped after", sim.Fault{Do: sim.Drop, After: true}, 3},
		{"dropped before", sim.Fault{Do: sim.Drop}, 0},
		{"server's fault after", sim.Fault{Do: sim.Broken, After: true}, 3},
		{"cut off", sim.Fault{Do: sim.Truncate}, 3},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			o := opened(t, "A")
			sent := &counter{action: "ApplyPublicIps"}
			r := openThrough(t, o.Account, sent)
			for _, action := range []string{"CreatePublicNetworkInstance", "ApplyPublicIps"} {
				f := row.fault
				f.Action = action
				if err := o.cloud.Inject(f); err != nil {
					t.Fatalf("Inject(%+v) = %v", f, err)
				}
			}
			public, err := r.CreatePublic(t.Context(), singapore, r.DraftPublic(singapore))
			if row.fault.Do == sim.Truncate { // it is no answer at all, and nothing is asked twice then
				public, err = r.CreatePublic(t.Context(), singapore, r.DraftPublic(singapore))
			}
			if err != nil || public.ID == "" {
				t.Fatalf("CreatePublic() = %+v, %v, want the network", public, err)
			}
			got, err := r.ApplyAddresses(t.Context(), singapore, public.ID, 3, false)
			now, listed := r.Networks(t.Context(), singapore)
			if listed != nil || len(got) != row.want || len(now.Public[0].Unbound4) != row.want {
				t.Fatalf("ApplyAddresses() = %v, %v; %+v, %v, want %d and no more", got, err, now, listed, row.want)
			}
			if e, failed := errors.AsType[*provider.Error](err); failed != (row.want == 0) || failed &&
				e.Outcome != provider.Ambiguous {
				t.Errorf("ApplyAddresses() = %v, want an unknown outcome: %v", err, row.want == 0)
			}
			if n := sent.n.Load(); n != 1 {
				t.Errorf("ApplyPublicIps was sent %d times, want once", n)
			}
			slices.Sort(got)
			if want := slices.Sorted(slices.Values(now.Public[0].Unbound4)); !slices.Equal(got, want) {
				t.Errorf("ApplyAddresses() = %v, want %v", got, want)
			}
		})
	}
}

// Refusals of the network actions land at the answers that a step owns.
func TestNetworkRefusals(t *testing.T) {
	t.Parallel()
	v := serve(t)
	v.on("DescribePublicIps", `"IpInfoSet":[]`)
	r := v.reader("")
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
		got, err := r.ApplyAddresses(t.Context(), singapore, "epn-1", 1, false)
		if e := fault(t, "ApplyAddresses()", err); e.Field != row.field || e.Kind != row.kind || len(got) != 0 ||
			e.Advice == "" {
			t.Errorf("ApplyAddresses() with %s = %v, %#v, want a fault at %s", row.code, got, e, row.field)
		}
	}
	if n := len(v.requests("ApplyPublicIps")); n != 4 {
		t.Errorf("%d requests, want one for each refusal", n)
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
	// A count that cannot be told is no limit.
	v.on("DescribePublicNetworkInstances",
		`"PublicNetworkInstanceSet":[{"NetworkInstanceId":"e","ZoneId":"eu-frankfurt-tez-fra-1","RouteMode":"OSPF",
			"Ipv4Count":-1}]`)
	if n, err := r.Networks(t.Context(), frankfurt); err != nil || n.Public[0].Free != nil {
		t.Errorf("Networks() = %+v, %v, want no number of free addresses", n, err)
	}
}
