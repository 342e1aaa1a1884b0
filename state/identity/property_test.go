package identity_test

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/state/identity"
)

// pairs is how many pairs of files are compared for each product and version.
const pairs = 1500

// TestSameRequestsSameID makes files and changes a few of their answers: two have the same identity exactly when they
// send the same requests.
func TestSameRequestsSameID(t *testing.T) {
	t.Parallel()
	for _, p := range all.Products() {
		for _, version := range p.Versions {
			t.Run(string(p.ID)+" "+version, func(t *testing.T) {
				t.Parallel()
				v := newVendor(t, p, version)
				g := &generator{Rand: rand.New(rand.NewPCG(9, 11)), product: p, fits: v.fits} //nolint:gosec // no secret is made
				same, other := 0, 0
				for range pairs {
					a := g.spec()
					b := g.near(a)
					first, second := v.sends(t, a), v.sends(t, b)
					equal := first == second
					if equal {
						same++
					} else {
						other++
					}
					if got := identity.OfFile(p, a, "acme") == identity.OfFile(p, b, "acme"); got != equal {
						t.Fatalf("the same id: %v, the same request: %v\n%+v\n%+v\n%s\n%s", got, equal, a, b, first, second)
					}
				}
				if same < pairs/20 || other < pairs/20 {
					t.Errorf("%d pairs are the same and %d are not: too few to say anything", same, other)
				}
			})
		}
	}
}

// vendor records the purchase that a file sends.
type vendor struct {
	product *provider.Product
	reader  provider.Reader
	buyer   provider.Buyer
	sent    string
}

func newVendor(t *testing.T, p *provider.Product, version string) *vendor {
	t.Helper()
	v := &vendor{product: p}
	a := provider.Account{
		KeyID: "id", Secret: provider.NewSecret("secret"), Endpoint: "https://vendor.test", Version: version,
		Client:    "metalwright/test",
		PerSecond: 1e9, Transport: v,
	}
	var err error
	if v.reader, err = p.Open(a); err != nil {
		t.Fatalf("Open() = %v", err)
	}
	if v.buyer, err = p.OpenBuyer(a); err != nil {
		t.Fatalf("OpenBuyer() = %v", err)
	}
	return v
}

// RoundTrip writes down the body of a request, and answers nothing of use.
func (v *vendor) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, errors.Join(err, r.Body.Close())
	}
	if bytes.Contains(body, []byte(batchToken)) { // all other requests read
		v.sent += string(body) + "\n"
	}
	return &http.Response{
		StatusCode: http.StatusForbidden, ProtoMajor: 1, ProtoMinor: 1, Header: http.Header{},
		Body: io.NopCloser(strings.NewReader("{}")), Request: r,
	}, r.Body.Close()
}

const batchToken = "mwk7q2m9x4"

// fits reports whether a file may be placed, as far as the product's rules say: what only the vendor's facts answer
// is left open.
func (v *vendor) fits(s provider.Spec) bool {
	for _, e := range provider.All(v.reader.Check(v.product.Defaults(s), provider.Known{})) {
		own := e.Field == provider.FieldMonths || strings.HasPrefix(string(e.Field), "access.")
		if e.Rule != provider.RuleRequired || own {
			return false
		}
	}
	return true
}

// sends is what an order of the file s sends.
func (v *vendor) sends(t *testing.T, s provider.Spec) string {
	t.Helper()
	full := v.product.Defaults(s)
	v.sent = ""
	for first := 0; first < full.Machines(); first += v.product.MaxBatch {
		part := v.reader.Part(full, first, min(v.product.MaxBatch, full.Machines()-first))
		if _, err := v.buyer.Create(t.Context(), provider.Batch{Token: batchToken, Spec: part}); err == nil {
			t.Fatalf("Create(%+v) = nil, want a refusal", part)
		}
	}
	if v.sent == "" {
		t.Fatalf("nothing was sent for %+v", full)
	}
	return v.sent
}

// generator makes files of a product.
type generator struct {
	*rand.Rand

	product *provider.Product
	fits    func(provider.Spec) bool
}

// spec has a few answers, of which some switch others off.
func (g *generator) spec() provider.Spec {
	s := provider.Spec{
		Product: g.product.ID, Zone: "ap-seoul-1", Region: "ap-seoul", Type: "T1", Name: "web-[1,3]",
	}
	for range 5 + g.IntN(40) {
		s = g.apply(s, g.change)
	}
	return s
}

// near is s after a few changes, or none.
func (g *generator) near(s provider.Spec) provider.Spec {
	for range g.IntN(4) {
		if g.IntN(2) == 0 {
			s = g.apply(s, g.rewrite)
		} else {
			s = g.apply(s, g.change)
		}
	}
	return s
}

// apply is s changed, if it may be placed then; else s.
func (g *generator) apply(s provider.Spec, change func(*provider.Spec)) provider.Spec {
	next := s.Clone()
	if change(&next); !g.fits(next) {
		return s
	}
	return next
}

// change answers one question, or takes its answer away.
func (g *generator) change(s *provider.Spec) {
	f := g.product.Fields[g.IntN(len(g.product.Fields))]
	switch f {
	case provider.FieldRegion: // it is the zone's
	case provider.FieldPassword:
		// which one it is does not count
		s.Access.Password = pick(g, provider.Secret{}, provider.NewSecret("Passw0rd-Passw0rd"))
	case provider.FieldLogin:
		g.login(s)
	case provider.FieldCharge:
		s.Billing.Charge, s.Billing.Months = pick(g, "", provider.Prepaid, provider.Postpaid), g.IntN(4)
	case provider.FieldZone, provider.FieldType:
		if s.Type = "T1"; g.IntN(4) == 0 {
			s.Type = "T2"
		}
	case provider.FieldRAID:
		s.Storage.RAID = pick(g, nil, nil, &provider.RAID{}, &provider.RAID{Level: new(1)}, &provider.RAID{Level: new(0)},
			&provider.RAID{Arrays: []provider.Array{{Level: 1, Disks: []int{1, 2}}}})
	case provider.FieldPartitions:
		s.Storage.Partitions = pick(g, nil, []provider.Partition{{Path: "/", FS: "ext4", SizeGB: 100}},
			[]provider.Partition{{Path: "/", FS: "xfs", SizeGB: 100}})
	case provider.FieldSystemDisk:
		s.Storage.SystemDisk = pick(g, nil, &provider.Disk{SizeGB: 40}, &provider.Disk{SizeGB: 40, Category: "SSD"},
			&provider.Disk{SizeGB: 50})
	case provider.FieldDataDisks:
		s.Storage.DataDisks = pick(g, nil, []provider.Disk{}, []provider.Disk{{SizeGB: 20}},
			[]provider.Disk{{SizeGB: 20, Count: 1}},
			[]provider.Disk{{SizeGB: 20, Category: "SSD"}}, []provider.Disk{{SizeGB: 20, Count: 2}},
			[]provider.Disk{{SizeGB: 20}, {SizeGB: 30}})
	case provider.FieldSSHKeys:
		s.Access.SSHKeys = pick(g, nil, []string{}, []string{keyOne}, []string{" " + keyOne + "\n"}, []string{keyTwo},
			[]string{keyOne, keyTwo})
	default:
		b, ok := provider.LineFor(f)
		if !ok {
			return
		}
		_ = b.Set(s, pick(g, g.words(f)...)) // a word that the answer cannot be leaves it as it was
	}
}

// login changes the way in, and answers what it needs.
func (g *generator) login(s *provider.Spec) {
	s.Access.Login = pick(g, "", provider.LoginPassword, provider.LoginKeys, provider.LoginKeyPair, provider.LoginVendor)
	switch s.Access.Login {
	case provider.LoginPassword:
		s.Access.Password = provider.NewSecret("Passw0rd-Passw0rd")
	case provider.LoginKeys:
		s.Access.SSHKeys = []string{keyOne}
	case provider.LoginKeyPair:
		s.Access.KeyPair = "key-1"
	case provider.LoginVendor:
	}
}

// rewrite says the same in other words, on most products.
func (g *generator) rewrite(s *provider.Spec) {
	switch g.IntN(8) {
	case 0:
		*s = g.product.Defaults(*s)
	case 1:
		slices.Reverse(s.Tags)
	case 2:
		for i := range s.Storage.DataDisks {
			s.Storage.DataDisks = slices.Clone(s.Storage.DataDisks)
			s.Storage.DataDisks[i].Count = max(s.Storage.DataDisks[i].Count, 1)
		}
	case 3:
		if d := s.Storage.SystemDisk; d != nil && d.Category == "" {
			s.Storage.SystemDisk = &provider.Disk{SizeGB: d.SizeGB, Category: "SSD"}
		}
	case 4:
		s.Storage.Partitions = slices.Clone(s.Storage.Partitions)
		for i := range s.Storage.Partitions {
			s.Storage.Partitions[i].FS = strings.ToUpper(s.Storage.Partitions[i].FS)
		}
	case 5:
		s.Access.SSHKeys = slices.Clone(s.Access.SSHKeys)
		for i := range s.Access.SSHKeys {
			s.Access.SSHKeys[i] += " "
		}
	case 6:
		s.Count = s.Machines()
	case 7:
		if s.Access.Login == "" {
			s.Access.Login = provider.LoginVendor
		}
	}
}

// words are some that f may be, and "" for no answer.
func (g *generator) words(f provider.Field) []string {
	switch f { //nolint:exhaustive // the others are free text, numbers or yes and no
	case provider.FieldNetCharge:
		words := []string{"", "ByBandwidth", "ByInstanceBandwidth95", "BandwidthCluster", "ByBandwidthCluster"}
		return slices.Concat(words, g.product.TrafficCharges, g.product.ClusterCharges)
	case provider.FieldTags:
		return []string{"", "a=1", "b=2\na=1", "a=1\nb=2", "a=2"}
	case provider.FieldCount:
		return []string{"", "1", "2", "101"}
	case provider.FieldIPXE:
		return []string{"", "netboot", "https://boot.test/x.ipxe"}
	case provider.FieldImage:
		return []string{"", "img-1", "img-2"}
	case provider.FieldCIDRStart:
		return []string{"", "192.0.2.9"}
	case provider.FieldNetMode:
		return []string{"", "Vf", "Virtio"}
	case provider.FieldName, provider.FieldHostname:
		return []string{"", "web-[1,3]", "db-[1,3]", "web"}
	case provider.FieldInitScript:
		return []string{"", "#!/bin/sh\ntrue", "#!/bin/sh\nfalse"}
	case provider.FieldWAN, provider.FieldLAN:
		return []string{"", "bond0", "eth1"}
	}
	return []string{"", "true", "false", "1", "2", "0.5", "x-1"}
}

func pick[T any](g *generator, of ...T) T { return of[g.IntN(len(of))] }

const (
	keyOne = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ1hpkVGTjB5vyhXn2IYuCwGMhHzW2xPCyjUZgzRtmVq a"
	keyTwo = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHUxJ8xkBoSQMWfAeVbmBpAK3i1yWs7cQ1Zg4X1zB0Qk b"
)
