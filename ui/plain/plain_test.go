package plain_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/provider/sim"
	"github.com/metalwright/metalwright/ui/plain"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/steps"
	"github.com/metalwright/metalwright/ui/text"
	"github.com/metalwright/metalwright/ui/theme"
	"github.com/metalwright/metalwright/ui/uitest"
)

// reply is what a person types when a prompt with the label comes; each is used once.
type reply struct{ label, text string }

// talk is a person at the prompts. What has no reply is answered by Enter.
type talk struct {
	out     strings.Builder
	replies []reply
	most    int      // lines before the input ends; 0 is no end
	asked   []string // the labels of the prompts, in their order
}

// next answers the prompt that is open.
func (k *talk) next(context.Context) (string, error) {
	if k.most > 0 && len(k.asked) == k.most {
		return "", plain.ErrEnd
	}
	said := k.out.String()
	label := said[strings.LastIndex(said, "\n")+1:]
	if i := strings.LastIndex(label, " ["); i > 0 {
		label = label[:i]
	}
	label, _, _ = strings.Cut(strings.TrimSuffix(label, ": "), ", one per line")
	k.asked = append(k.asked, label)
	answer := ""
	if i := slices.IndexFunc(k.replies, func(r reply) bool { return r.label == label }); i >= 0 {
		answer = k.replies[i].text
		k.replies = slices.Delete(k.replies, i, i+1)
	}
	k.out.WriteString("\n")
	return answer, nil
}

// cloud is a simulated cloud with a clock that stands still, behind handler; nil is the cloud's own.
func cloud(t *testing.T, handler func(http.Handler) http.Handler) *step.Env {
	t.Helper()
	now := func() time.Time { return time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC) }
	c, err := sim.Open(t.Context(), sim.Options{Now: now, Seed: 7})
	if err != nil {
		t.Fatal(err)
	}
	h := c.Handler()
	if handler != nil {
		h = handler(h)
	}
	server := httptest.NewServer(h)
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	tx, err := text.New("en")
	if err != nil {
		t.Fatal(err)
	}
	key := c.Credentials()
	accounts := map[provider.ProductID][]step.Account{}
	for _, p := range all.Products() {
		r, err := p.Open(provider.Account{
			KeyID: key.KeyID, Secret: key.Secret, Endpoint: server.URL, Now: now, PerSecond: 1e6,
		})
		if err != nil {
			t.Fatal(err)
		}
		accounts[p.ID] = []step.Account{{ID: "sim", Source: "sim", Simulated: true, Reader: r}}
	}
	return &step.Env{
		Ctx: t.Context(), Theme: theme.New(true, false), Text: tx, Now: now, Products: all.Products(),
		Accounts: step.Accounts{Of: func(id provider.ProductID) []step.Account { return accounts[id] }},
	}
}

// talked is what came of a talk.
func (k *talk) talked(t *testing.T, e *step.Env) (step.Draft, error) {
	t.Helper()
	a := plain.Asker{Env: e, Steps: steps.All(), Out: &k.out, Line: k.next, Hidden: k.next}
	return a.Draft(t.Context())
}

// product chooses one, and its first zone that sells something.
func product(id string, more ...reply) *talk {
	return &talk{replies: append([]reply{{"Number or name", id}}, more...)}
}

// TestTranscript compares whole talks with golden ones: what is asked, in which order, with which defaults, and what
// a screen reader gets to read.
func TestTranscript(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		talk *talk
	}{
		{"bmc", product("zenlayer-bmc")},
		{"vm", product("zenlayer-vm")},
		{"edge", product("tencent-edgezone", reply{"Number or name", "ap-guangzhou-tez-gz-1"},
			reply{"Agree to charges", "no"}, reply{"Agree to charges", "yes"})},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d, err := c.talk.talked(t, cloud(t, nil))
			if err != nil {
				t.Fatalf("Draft() = %v\n%s", err, c.talk.out.String())
			}
			if err := d.Reader().Check(d.Spec, d.Known); err != nil {
				t.Errorf("Check() of the answers = %v, want none", err)
			}
			uitest.Golden(t, c.talk.out.String())
		})
	}
}

// TestAsksWhatTheScreensAsk takes answers that show every field of a product, and finds those that nobody asked for.
func TestAsksWhatTheScreensAsk(t *testing.T) {
	t.Parallel()
	e := cloud(t, nil)
	for _, c := range []struct {
		id      string
		replies []reply
		lists   []string // fields that are chosen from a list, or from lines
	}{
		{"zenlayer-bmc", []reply{
			{"Number or name", "SEL-A"},
			{"Number or name", "M6C"},
			{"Billing type", "Prepaid"},
			{"Network charge", "Traffic package"},
			{"Log in with", "Password"},
			{"Password", "Pa55word-1"},
		}, []string{"product", "account", "zone", "type", "image", "ipxe_url", "storage.raid", "storage.partitions"}},
		{"zenlayer-vm", []reply{
			{"Number or name", "SEL-A"},
			{"Number or name", "c.1c2g"},
			{"Network charge", "Traffic package"},
			{"CIDR block", "cidr-1"},
			{"CIDR block", "-"},
		}, []string{
			"product", "account", "zone", "type", "image", "storage.system_disk", "storage.data_disks", "storage.preallocate",
		}},
		{"tencent-edgezone", []reply{
			{"Number or name", "ap-guangzhou-tez-gz-1"}, {"Agree to charges", "yes"},
		}, []string{
			"product", "account", "zone", "region", "type", "image", "image_version", "network.private", "network.public",
			"network.make", "network.ipv6",
		}},
	} {
		t.Run(c.id, func(t *testing.T) {
			t.Parallel()
			k := product(c.id, c.replies...)
			d, err := k.talked(t, e)
			if err != nil {
				t.Fatalf("Draft() = %v\n%s", err, k.out.String())
			}
			// Those whose turn comes with other answers only.
			hidden := []provider.Field{
				provider.FieldCluster, provider.FieldSSHKeys, provider.FieldKeyPair, provider.FieldCIDRStart,
				provider.FieldMonths, provider.FieldPassword,
			}
			for _, f := range d.Product.Fields {
				asked := slices.ContainsFunc(k.asked, func(label string) bool {
					return label == e.Fields().Label(f) || strings.HasPrefix(label, e.Fields().Label(f)+", ")
				})
				if !asked && !slices.Contains(c.lists, string(f)) && !slices.Contains(hidden, f) {
					t.Errorf("%s was not asked:\n%s", f, strings.Join(k.asked, "\n"))
				}
			}
		})
	}
}

// TestAnswers gives answers of every kind, wrong ones among them.
func TestAnswers(t *testing.T) {
	t.Parallel()
	k := product("zenlayer-bmc", []reply{
		{"Number or name", "nowhere"},
		{"Number or name", "sel-a"},
		{"Number or name", "M6C"},
		{"Number or name", "2"},
		{"Billing type", "2"},
		{"Term", "Nothing"},
		{"Discount code", "SPRING"},
		{"Use POC voucher", "<"},
		{"Discount code", "-"},
		{"Bandwidth, Mbps", "lots"},
		{"Bandwidth, Mbps", "70"},
		{"Public IPv6", "no"},
		{"Log in with", "Password"},
		{"Password", "short"},
		{"Password", "Pa55word-planted"},
		{"Machines", "0"},
		{"Machines", "3"},
		{"Name", "web-[1,3]"},
		{"Tags", "env"},
		{"Tags", "env=prod"},
	}...)
	script := []string{"#!/bin/sh", "", "echo ready", "."}
	line := k.next
	e := cloud(t, nil)
	var hidden []string
	e.Secrets = func(all ...provider.Secret) {
		for _, one := range all {
			hidden = append(hidden, one.Reveal())
		}
	}
	a := plain.Asker{Env: e, Steps: steps.All(), Out: &k.out, Hidden: k.next}
	a.Line = func(ctx context.Context) (string, error) {
		if len(script) == 4 && !strings.Contains(lastLine(k.out.String()), "single period") || len(script) == 0 {
			return line(ctx)
		}
		l := script[0]
		script = script[1:]
		return l, nil
	}
	d, err := a.Draft(t.Context())
	if err != nil {
		t.Fatalf("Draft() = %v\n%s", err, k.out.String())
	}
	s, said := d.Spec, k.out.String()
	if s.Zone != "SEL-A" || s.Type != "M6C" || s.Billing.Charge != provider.Prepaid || s.Billing.Months == 0 ||
		s.Marketing.DiscountCode != "" || s.Network.BandwidthMbps != 70 || s.Network.IPv6 == nil || *s.Network.IPv6 ||
		s.Access.Password.Reveal() != "Pa55word-planted" || s.Count != 3 || s.Name != "web-[1,3]" || len(s.Tags) != 1 {
		t.Errorf("Draft() = %+v, want the answers", s)
	}
	if got, want := s.Access.InitScript.Reveal(), "#!/bin/sh\n\necho ready"; got != want {
		t.Errorf("the script is %q, want %q", got, want)
	} else if !slices.Contains(hidden, want) || !slices.Contains(hidden, "Pa55word-planted") {
		t.Errorf("recordings hide %q, want the script and the password", hidden)
	}
	for _, want := range []string{
		"No such choice\n", "Use a value such as 100\n", "Use a value such as env=prod, team=edge\n",
		"An order has 1 to 10000 machines, not 0: use a number from 1\n",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("nothing says %q:\n%s", want, said)
		}
	}
	if strings.Contains(said, "planted") {
		t.Errorf("the password is shown:\n%s", said)
	}
}

func lastLine(s string) string { return s[strings.LastIndex(s, "\n")+1:] }

// TestBack goes back within a question, into the one before, and not before the first one. Answers stay.
func TestBack(t *testing.T) {
	t.Parallel()
	k := product("<", []reply{
		{"Number or name", "2"},
		{"Number or name", "<"},
		{"Number or name", "zenlayer-bmc"}, // back at the product
		{"Number or name", "SEL-A"},
		{"Number or name", "M6C"},
		{"Bandwidth, Mbps", "70"},
		{"Subnet", "<"},
		{"Log in with", "<"}, // to the disks
		{"Number of the line to change; an empty line continues", "<"}, // to the last item of the network
		{"Gateway mode", "no"},
		{"Machines", "2"},
		{"Name", "<"}, // to the machines
	}...)
	d, err := k.talked(t, cloud(t, nil))
	if err != nil {
		t.Fatalf("Draft() = %v\n%s", err, k.out.String())
	}
	if n := d.Spec.Network; d.Spec.Product != "zenlayer-bmc" || n.BandwidthMbps != 70 || d.Spec.Count != 2 {
		t.Errorf("Draft() = %+v, want the answers from before going back", d.Spec)
	}
	if len(k.replies) > 0 {
		t.Errorf("never asked: %v\n%s", k.replies, strings.Join(k.asked, "\n"))
	}
	if said := k.out.String(); !strings.Contains(said, "This is the first question\n") {
		t.Errorf("nothing says that the first question is the first:\n%s", said)
	}
	if i := slices.Index(k.asked, "Subnet"); i < 0 || k.asked[i+1] != "Bandwidth, Mbps" {
		t.Errorf("behind < at the subnet comes another question than the bandwidth:\n%s", strings.Join(k.asked, "\n"))
	}
}

// TestLines changes the lines of the disks: a choice, a row in its form with a wrong value, and a row that goes.
func TestLines(t *testing.T) {
	t.Parallel()
	const change = "Number of the line to change; an empty line continues"
	const remove = "Number of the line to change, x and a number to remove it; an empty line continues"
	k := product("zenlayer-vm", []reply{
		{"Number or name", "SEL-A"},
		{"Number or name", "c.1c2g"},
		{change, "1"},
		{"System disk, Size, GB", "none"},
		{"System disk, Size, GB", "60"},
		{change, "2"},
		{"Data disk, Size, GB", "200"}, // adds a disk
		{remove, "3"},
		{"Data disk, Size, GB", "300"}, // and one more
		{remove, "x 9"},
		{remove, "x 2"},
	}...)
	d, err := k.talked(t, cloud(t, nil))
	if err != nil {
		t.Fatalf("Draft() = %v\n%s", err, k.out.String())
	}
	st := d.Spec.Storage
	if st.SystemDisk == nil || st.SystemDisk.SizeGB != 60 || len(st.DataDisks) != 1 || st.DataDisks[0].SizeGB != 300 {
		t.Errorf("Draft() has the disks %+v, want 60 GB and one of 300 GB\n%s", st, k.out.String())
	}
}

// TestFix asks again what breaks a rule only together with a later answer.
func TestFix(t *testing.T) {
	t.Parallel()
	k := product("zenlayer-vm", []reply{
		{"Number or name", "SEL-A"},
		{"Number or name", "c.1c2g"},
		{"CIDR block", "cidr-1"},
		{"First address", "192.0.2.8"},
		{"Machines", "2"},
	}...)
	d, err := k.talked(t, cloud(t, nil))
	if err != nil {
		t.Fatalf("Draft() = %v\n%s", err, k.out.String())
	}
	if d.Spec.Network.CIDRBlock != "cidr-1" || d.Spec.Network.CIDRStart != "192.0.2.8" {
		t.Errorf("Draft() = %+v, want the block and its first address", d.Spec.Network)
	}
}

// TestTheEnd ends the input behind each answer.
func TestTheEnd(t *testing.T) {
	t.Parallel()
	e := cloud(t, nil)
	whole := product("zenlayer-vm")
	if _, err := whole.talked(t, e); err != nil {
		t.Fatal(err)
	}
	for n := 1; n < len(whole.asked); n++ {
		k := product("zenlayer-vm")
		k.most = n
		if _, err := k.talked(t, e); !errors.Is(err, plain.ErrEnd) {
			t.Errorf("Draft() after %d lines = %v, want %v", n, err, plain.ErrEnd)
		}
	}
}

// TestVendorFails ends with the vendor's error, and with the reason of an end while the vendor is waited for.
func TestVendorFails(t *testing.T) {
	t.Parallel()
	k := product("zenlayer-bmc")
	_, err := k.talked(t, cloud(t, func(http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusForbidden)
			_, _ = w.Write([]byte(`{"requestId":"T1","code":"UNAUTHORIZED_OPERATION","message":"Not for you"}`))
		})
	}))
	if all := provider.All(err); len(all) == 0 || all[0].Code != "UNAUTHORIZED_OPERATION" {
		t.Errorf("Draft() = %v, want the vendor's refusal\n%s", err, k.out.String())
	}

	ctx, cancel := context.WithCancelCause(t.Context())
	left, over := errors.New("left"), make(chan struct{})
	e := cloud(t, func(http.Handler) http.Handler {
		return http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
			cancel(left)
			<-over
		})
	})
	defer close(over)
	k = product("zenlayer-bmc")
	a := plain.Asker{Env: e, Steps: steps.All(), Out: &k.out, Line: k.next, Hidden: k.next}
	if _, err := a.Draft(ctx); !errors.Is(err, left) {
		t.Errorf("Draft() that is left while the vendor is waited for = %v, want %v", err, left)
	}
}
