package support_test

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/zenlayer/bmc"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/state/support"
)

// planted is a secret wherever one can be.
const planted = "Planted-Secret-1"

func sample() support.Case {
	at := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	secret := provider.NewSecret(planted)
	return support.Case{
		Product: bmc.Product(), Now: at,
		View: order.View{
			ID: "o-k7q2m9x4", Product: bmc.ID, Created: at.Add(-time.Hour),
			Spec: provider.Spec{
				Product: bmc.ID, Zone: "SEL-A", Type: "M6C", Image: "img-1", Count: 2, Name: "web-[1,3]",
				IPXE:    "http://op:" + planted + "@boot.example",
				Billing: provider.Billing{Charge: provider.Postpaid},
				Network: provider.Network{Charge: "ByBandwidth", BandwidthMbps: 100, Subnet: "subnet-1"},
				Storage: provider.Storage{RAID: &provider.RAID{Level: new(1)}},
				Access: provider.Access{
					Login: provider.LoginPassword, Password: secret, InitScript: secret,
					SSHKeys: []string{"ssh-ed25519 " + planted},
				},
				Marketing: provider.Marketing{DiscountCode: planted},
			},
			Batches: []order.BatchView{
				{
					N: 1, State: order.BatchAccepted, Token: "mwk7q2m9x4", Wanted: 2, Found: 2, Sent: at.Add(-time.Hour),
					RequestID: "T1-a-2", OrderNumber: "2026112000017",
				},
				{
					N: 2, State: order.BatchUnresolved, Token: "mwk7q2m9x5", Wanted: 1, Sent: at.Add(-time.Hour),
					Err: &provider.Error{Code: "INTERNAL\x1b]0;x", Message: "try later", RequestID: "T1-a-3"},
				},
			},
			Instances: []order.InstanceView{
				{Instance: provider.Instance{ID: "1001", Name: "web-001", Status: provider.StatusRunning}, Batch: 1},
				{
					Instance: provider.Instance{
						ID: "1002", Name: "web-002", Zone: "SEL-A", Type: "M6C", Image: "img-1",
						Status: provider.StatusRunning, Public: []netip.Addr{netip.MustParseAddr("203.0.113.2")},
					},
					Batch: 1, Seen: at,
					Mismatches: []provider.Mismatch{{Field: provider.FieldRAID, Ordered: "RAID 1", Delivered: ""}},
				},
			},
		},
		History: order.History{Stages: map[provider.InstanceID][]order.Stage{
			"1002": {{At: at.Add(-50 * time.Minute), Status: provider.StatusCreating, VendorStatus: "INSTALLING"}},
		}},
	}
}

// TestText names all that a vendor's support asks for, of the machines that are not as they should be, and no secret.
func TestText(t *testing.T) {
	t.Parallel()
	c := sample()
	text := support.Text(c)
	for _, want := range []string{
		"Zenlayer Bare Metal Cloud", "o-k7q2m9x4, placed 2026-11-20 11:00:00 UTC", "Zone: SEL-A",
		"1002 (web-002) is running and is not what was ordered", "Request 2: we got no certain answer",
		"request id T1-a-2", "order number 2026112000017", "token mwk7q2m9x4", "try later, request id T1-a-3",
		"2026-11-20 11:10:00 UTC  INSTALLING", "ordered RAID 1, delivered none", "addresses: 203.0.113.2",
		"type: M6C", "network.subnet: subnet-1", "count: 2", `storage: {"raid":{"level":1}}`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the text does not have %q:\n%s", want, text)
		}
	}
	if strings.Contains(text, planted) || strings.ContainsAny(text, "\x1b\a") || strings.Contains(text, "1001") {
		t.Errorf("the text has a secret, a character that a terminal acts on, or a machine that is fine:\n%s", text)
	}
	c.Machine = "1001"
	if text := support.Text(c); !strings.Contains(text, "1001  web-001") || strings.Contains(text, "1002") {
		t.Errorf("the text about one machine:\n%s", text)
	}
	c.Machine, c.Product, c.View.Instances, c.View.Batches = "", nil, nil, nil
	if text := support.Text(c); !strings.Contains(text, "(describe it here)") || strings.Contains(text, planted) {
		t.Errorf("the text about an order without machines:\n%s", text)
	}
}
