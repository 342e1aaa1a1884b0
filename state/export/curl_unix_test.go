//go:build unix

package export_test

import (
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/programtest"
	"github.com/metalwright/metalwright/provider/sim"
	"github.com/metalwright/metalwright/provider/tencent/edgezone"
	"github.com/metalwright/metalwright/provider/zenlayer/bmc"
	"github.com/metalwright/metalwright/provider/zenlayer/vm"
	"github.com/metalwright/metalwright/state/export"
	"github.com/metalwright/metalwright/state/orderfile"
)

// buyable is an order that the simulated cloud sells.
func buyable(id provider.ProductID, count int) provider.Spec {
	s := provider.Spec{
		Product: id, Zone: "SEL-A", Count: count, Name: "web[1,3]",
		Billing: provider.Billing{Charge: provider.Postpaid},
	}
	s.Access = provider.Access{Login: provider.LoginPassword, Password: provider.NewSecret(planted)}
	s.Network = provider.Network{Charge: "ByBandwidth", BandwidthMbps: 10}
	switch id {
	case bmc.ID:
		s.Type, s.Image = "M6C", "9b7a2a3d-6b0a-4bd4-9a2e-6b2d4a4f2c11"
	case vm.ID:
		s.Type, s.Image = "c.2c4g", "img-ubuntu"
	case edgezone.ID:
		s.Zone, s.Type, s.Name = "ap-singapore-tez-sg-1", "BMS5.MEDIUM8", "edge"
		s.Billing, s.Network = provider.Billing{Consent: true}, provider.Network{}
	}
	return s
}

// offered answers what the simulated cloud has names of its own for.
func offered(t *testing.T, r provider.Reader, s provider.Spec) (provider.Spec, string) {
	t.Helper()
	zones, err := r.Zones(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, z := range zones {
		region := z.Region
		s.Zone = z.ID
		types, err := r.Types(t.Context(), s)
		if err != nil {
			t.Fatal(err)
		}
		for _, k := range types {
			if k.Stock == provider.StockSoldOut || k.Left != nil && *k.Left < s.Count {
				continue
			}
			s.Type = k.ID
			images, err := r.Images(t.Context(), s)
			if err != nil {
				t.Fatal(err)
			}
			for _, i := range images {
				if i.OS != provider.Windows {
					s.Image = i.ID
					full, _, err := provider.Complete(t.Context(), r, s)
					if err != nil {
						t.Fatal(err)
					}
					full.Access = s.Access
					return full, region
				}
			}
		}
	}
	t.Fatalf("the simulated cloud does not sell %d machines of %s", s.Count, s.Product)
	return s, ""
}

// TestCurlSigns runs the script against the simulated cloud, which checks both signatures: several requests, each with
// its own, of which one is refused in the middle. No argument of a program may hold a secret.
func TestCurlSigns(t *testing.T) {
	t.Parallel()
	for _, shell := range []string{"bash", "dash"} {
		for _, p := range products() {
			for _, refused := range []bool{false, true} {
				t.Run(fmt.Sprint(shell, " ", p.ID, " refused ", refused), func(t *testing.T) {
					t.Parallel()
					signed(t, programtest.Path(t, shell), p, refused)
				})
			}
		}
	}
}

func signed(t *testing.T, shell string, p *provider.Product, refused bool) {
	t.Helper()
	cloud, err := sim.Open(t.Context(), sim.Options{Now: time.Now, Quota: -1})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(cloud.Handler())
	t.Cleanup(func() { server.Close(); _ = cloud.Close() })
	key := cloud.Credentials()
	for _, a := range cloud.Accounts(p.ID) {
		if a.Version == "B" {
			key.KeyID, key.Secret = a.KeyID, a.Secret
		}
	}
	version := map[provider.ProductID]string{edgezone.ID: "B"}[p.ID]
	r, err := p.Open(provider.Account{KeyID: key.KeyID, Secret: key.Secret, Endpoint: server.URL, Version: version})
	if err != nil {
		t.Fatal(err)
	}
	few := *p
	few.MaxBatch = 2 // so that a cloud with a small stock sells several requests
	spec, region := offered(t, r, buyable(p.ID, 5))
	s := export.Source{
		Product: &few, File: orderfile.FromSpec(spec), Reader: r, Region: region, Version: version,
		Simulated: true,
	}
	if refused {
		skip := sim.Fault{Do: "refuse", Action: "CreateInstances", Code: refusals[p.ID], Skip: 1}
		if err := cloud.Inject(skip); err != nil {
			t.Fatal(err)
		}
	}
	out, argv, err := runSigned(t, shell, write(t, export.Curl, s), server.URL, key)
	l, lerr := cloud.Ledger(t.Context())
	if lerr != nil {
		t.Fatal(lerr)
	}
	want := 5
	if refused {
		want = 2
	}
	if len(l.Machines) != want || refused != (err != nil) {
		t.Errorf("%d machines are bought, want %d; the script ends with %v and says\n%s", len(l.Machines), want, err, out)
	}
	for _, m := range l.Machines {
		if !strings.Contains(out, string(m.ID)+"\n") {
			t.Errorf("machine %s is not listed in\n%s", m.ID, out)
		}
	}
	if refused && (!strings.Contains(out, refusals[p.ID]) || !strings.Contains(out, "Machines bought until now: 2")) {
		t.Errorf("the script says\n%s\nwant the code, and that 2 were bought", out)
	}
	for _, secret := range []string{key.Secret.Reveal(), fmt.Sprintf("%x", key.Secret.Reveal()), machinePassword} {
		if strings.Contains(argv, secret) {
			t.Errorf("a secret is an argument of a program:\n%s", argv)
		}
	}
}

// machinePassword is one that all products take.
const machinePassword = "Aa1!xyzw$Q"

// refusals are codes that the vendors document for CreateInstances.
var refusals = map[provider.ProductID]string{
	bmc.ID: "OPERATION_DENIED_BALANCE_INSUFFICIENT", vm.ID: "OPERATION_DENIED_BALANCE_INSUFFICIENT",
	edgezone.ID: "ResourceInsufficient",
}

// runSigned runs the script with programs that write down what they are called with, and returns what it says and that.
func runSigned(t *testing.T, shell, script, url string, key sim.Credentials) (out, argv string, err error) {
	t.Helper()
	dir := t.TempDir()
	log := filepath.Join(dir, "argv")
	for _, name := range []string{"curl", "openssl", "awk", "od", "sed", "tr", "cat", "mktemp", "rm", "date", "grep"} {
		wrapper := fmt.Sprintf("#!/bin/sh\necho \"$*\" >> '%s'\nexec '%s' \"$@\"\n", log, programtest.Path(t, name))
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(wrapper), 0o700); err != nil { //nolint:gosec // it is a program
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(t.Context(), shell, "-c", script)
	cmd.Env = []string{
		"PATH=" + dir, "TMPDIR=" + t.TempDir(), "METALWRIGHT_URL=" + url, "METALWRIGHT_PASSWORD=" + machinePassword,
		"ZENLAYERCLOUD_ACCESS_KEY_ID=" + key.KeyID, "ZENLAYERCLOUD_ACCESS_KEY_PASSWORD=" + key.Secret.Reveal(),
		"TENCENTCLOUD_SECRET_ID=" + key.KeyID, "TENCENTCLOUD_SECRET_KEY=" + key.Secret.Reveal(),
	}
	said, err := cmd.CombinedOutput()
	calls, rerr := os.ReadFile(log)
	if rerr != nil {
		t.Fatal(rerr)
	}
	return string(said), string(calls), err
}
