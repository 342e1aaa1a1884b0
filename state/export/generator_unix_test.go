//go:build unix

package export_test

import (
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/tencent/edgezone"
	"github.com/metalwright/metalwright/provider/zenlayer/bmc"
	"github.com/metalwright/metalwright/provider/zenlayer/vm"
)

// vendor records the purchases of a product's client.
type vendor struct {
	product *provider.Product
	reader  provider.Reader
	buyer   provider.Buyer
	sent    [][]byte
}

func newVendor(t *testing.T, p *provider.Product, version string) *vendor {
	t.Helper()
	v := &vendor{product: p}
	a := provider.Account{
		KeyID: "id", Secret: provider.NewSecret("secret"), Endpoint: "https://vendor.test", Version: version,
		PerSecond: 1e9, Transport: v,
	}
	var err error
	if v.reader, err = p.Open(a); err != nil {
		t.Fatal(err)
	}
	if v.buyer, err = p.OpenBuyer(a); err != nil {
		t.Fatal(err)
	}
	return v
}

// RoundTrip writes down the body of a purchase, and refuses. It lists the one zone of Edge Zone, which a purchase
// there looks up once.
func (v *vendor) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	answer, status := "{}", http.StatusForbidden
	switch r.Header.Get("X-ZC-Action") + r.Header.Get("X-TC-Action") {
	case "CreateInstances":
		v.sent = append(v.sent, body)
	case "DescribeZones":
		status = http.StatusOK
		answer = `{"Response": {"ZoneSet": [{"Zone": "ap-seoul-1", "Region": "ap-seoul"}], "TotalCount": 1,
			"RequestId": "1"}}`
	}
	return &http.Response{
		StatusCode: status, ProtoMajor: 1, ProtoMinor: 1, Header: http.Header{}, Request: r,
		Body: io.NopCloser(strings.NewReader(answer)),
	}, errors.Join(err, r.Body.Close())
}

// sends are the requests for the order.
func (v *vendor) sends(t *testing.T, s provider.Spec) []map[string]any {
	t.Helper()
	v.sent = nil
	for first := 0; first < s.Machines(); first += v.product.MaxBatch {
		part := v.reader.Part(s, first, min(v.product.MaxBatch, s.Machines()-first))
		_, _ = v.buyer.Create(t.Context(), provider.Batch{Spec: part})
	}
	out := make([]map[string]any, len(v.sent))
	for i, body := range v.sent {
		out[i] = decode(t, string(body))
	}
	return out
}

// generator makes orders that a product takes.
type generator struct {
	*rand.Rand

	vendor *vendor
}

// givenPassword is one that all products take.
const givenPassword = "Passw0rd-Passw0r"

// spec is an order with every answer that can be without another, and some changes that leave it one that the product
// takes.
func (g *generator) spec() provider.Spec {
	s := provider.Spec{
		Product: g.vendor.product.ID, Zone: "SEL-A", Type: "T1", Image: "img-1", Count: 1,
		Name: "web-[1,3]", Hostname: "web[1,3]",
	}
	s.Billing, s.Network.Charge = provider.Billing{Charge: provider.Postpaid}, "ByBandwidth"
	s.Access = provider.Access{Login: provider.LoginKeyPair, KeyPair: "key-1"}
	switch s.Product {
	case bmc.ID:
	case vm.ID:
		s.Hostname, s.Network.Subnet, s.Storage.SystemDisk = "", "subnet-1", &provider.Disk{SizeGB: 40}
	case edgezone.ID:
		s.Zone, s.Region, s.Name, s.Hostname, s.Network, s.Billing = "ap-seoul-1", "ap-seoul", "web", "",
			provider.Network{Private: "ein-1", Public: "epn-1"}, provider.Billing{Consent: true}
		s.Access = provider.Access{}
		if g.fits(s) { // revision A
			break
		}
		s.Access = provider.Access{Login: provider.LoginPassword, Password: provider.NewSecret(givenPassword)}
	}
	if !g.fits(s) {
		panic("the first order is not taken")
	}
	for range g.IntN(12) {
		next := s.Clone()
		if g.change(&next); g.fits(next) {
			s = next
		}
	}
	return s
}

func (g *generator) fits(s provider.Spec) bool {
	return g.vendor.reader.Check(s, provider.Known{}) == nil && g.vendor.product.Excluded(s) == nil
}

// change changes one answer that the product has.
func (g *generator) change(s *provider.Spec) {
	switch f := g.vendor.product.Fields[g.IntN(len(g.vendor.product.Fields))]; f {
	case provider.FieldLogin, provider.FieldPassword, provider.FieldSSHKeys, provider.FieldKeyPair:
		script := s.Access.InitScript
		s.Access = pick(g, provider.Access{Login: provider.LoginPassword, Password: provider.NewSecret(givenPassword)},
			provider.Access{Login: provider.LoginKeys, SSHKeys: []string{publicKey}},
			provider.Access{Login: provider.LoginVendor},
			provider.Access{Login: provider.LoginKeyPair, KeyPair: "key-'2' $x"})
		s.Access.InitScript = script
	case provider.FieldInitScript:
		s.Access.InitScript = pick(g, provider.Secret{}, provider.NewSecret(initScript))
	case provider.FieldCharge, provider.FieldMonths, provider.FieldCommitment:
		s.Billing = pick(g, provider.Billing{Charge: provider.Postpaid}, provider.Billing{
			Charge: provider.Prepaid,
			Months: 1 + g.IntN(36),
		},
			provider.Billing{Charge: provider.Postpaid, Commitment: 1 + g.IntN(12)})
	case provider.FieldNetCharge, provider.FieldTraffic, provider.FieldCluster:
		s.Network.Charge = pick(g, "ByBandwidth", "ByTrafficPackage", "ByInstanceBandwidth95", "ByClusterBandwidth95",
			"BandwidthCluster", "ByBandwidthCluster")
		s.Network.TrafficTB, s.Network.Cluster = pick(g, nil, new(0.0), new(1.5), new(20.0)), pick(g, "", "cluster-1")
	case provider.FieldRAID:
		s.Storage.RAID = pick(g, nil, &provider.RAID{Level: new(0)}, &provider.RAID{Level: new(5)},
			&provider.RAID{Arrays: []provider.Array{{Level: 1, Disks: []int{1, 2}}, {Level: 0, Disks: []int{3}}}})
	case provider.FieldPartitions:
		s.Storage.Partitions = pick(g, nil, []provider.Partition{
			{Path: "/", FS: "EXT4", SizeGB: 100},
			{Path: "/a'$b", FS: "ext3", SizeGB: 7},
		},
			[]provider.Partition{{Path: "c", FS: "ntfs", SizeGB: 100}})
	case provider.FieldSystemDisk:
		s.Storage.SystemDisk = pick(g, nil, &provider.Disk{SizeGB: 50}, &provider.Disk{
			SizeGB:   60,
			Category: "STANDARD",
		}, &provider.Disk{SizeGB: 60, Category: "SSD"})
	case provider.FieldDataDisks:
		s.Storage.DataDisks = pick(g, nil, []provider.Disk{{SizeGB: 20}},
			[]provider.Disk{{SizeGB: 20, Category: "STANDARD", Count: 3}, {SizeGB: 2000}})
	case provider.FieldTags:
		s.Tags = pick(g, nil, []provider.Tag{{Key: "env", Value: "prod"}},
			[]provider.Tag{{Key: "z`x`", Value: `$HOME \ "q" ${y} %{z} '`}, {Key: "a", Value: "é東"}})
	case provider.FieldCount:
		s.Count = pick(g, 1, 2, 3, 100, 101, 250)
	case provider.FieldName:
		s.Name = pick(g, s.Name, "a", "db[7,2]", "web-_[1,3]-x")
	case provider.FieldHostname:
		s.Hostname = pick(g, "", "a", "h[7,2]")
	case provider.FieldImage:
		s.Image = pick[provider.ImageID](g, "", "img-2", "img-'$x'`y`\"%d\\")
	case provider.FieldCIDRBlock, provider.FieldCIDRStart:
		s.Network.CIDRBlock, s.Network.CIDRStart = pick(g, "", "cidr-1"), pick(g, "", "203.0.113.1")
	case provider.FieldConsent, provider.FieldProduct, provider.FieldAccount, provider.FieldRegion, provider.FieldZone:
	default:
		if b, ok := provider.LineFor(f); ok {
			_ = b.Set(s, pick(g, "", "true", "false", "7", "0", "x-1'$y", "Vf", "Virtio", "wanna1", "lanky1", "netboot"))
		}
	}
}

func pick[T any](g *generator, of ...T) T { return of[g.IntN(len(of))] }
