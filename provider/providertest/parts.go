package providertest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
)

const token = "mwk7q2m9x4"

func catalogue(t *testing.T, c *cloud) {
	t.Helper()
	if got := c.reader.Product().ID; got != c.Product.ID {
		t.Errorf("Product().ID = %q, want %q", got, c.Product.ID)
	}
	zones, err := c.reader.Zones(t.Context())
	if err != nil || len(zones) == 0 {
		t.Fatalf("Zones() = %v, %v, want some", zones, err)
	}
	seen := map[provider.ZoneID]bool{}
	for _, z := range zones {
		if z.ID == "" || seen[z.ID] {
			t.Errorf("zone %+v has no id of its own", z)
		}
		seen[z.ID] = true
	}
	s, k := c.choose(t, 1)
	if k.Type.ID == "" || s.Zone == "" {
		t.Errorf("choose() = %+v", s)
	}
	types, err := c.reader.Types(t.Context(), s)
	ids := map[provider.TypeID]bool{}
	for _, m := range types {
		if m.ID == "" || ids[m.ID] {
			t.Errorf("type %+v has no id of its own", m)
		}
		ids[m.ID] = true
	}
	if err != nil || !ids[s.Type] {
		t.Errorf("Types(%s) = %v, %v, want %s among them", s.Zone, types, err, s.Type)
	}
	if known, err := provider.Lookup(t.Context(), c.reader, s); err != nil || known.Zone == nil || known.Type == nil {
		t.Errorf("Lookup() = %+v, %v, want zone and type", known, err)
	}
}

func options(t *testing.T, c *cloud) {
	t.Helper()
	s, _ := c.choose(t, 1)
	for _, f := range c.Product.Fields {
		list, err := c.reader.Options(t.Context(), s, f)
		if err != nil {
			t.Errorf("Options(%s) = %v", f, err)
		}
		seen := map[string]bool{}
		for _, o := range list {
			if o.Value == "" || seen[o.Value] {
				t.Errorf("Options(%s): %+v has no value of its own", f, o)
			}
			seen[o.Value] = true
		}
	}
}

func quote(t *testing.T, c *cloud) {
	t.Helper()
	s, _ := c.choose(t, 3)
	q, err := c.reader.Quote(t.Context(), s)
	if err != nil || q.Priced != (c.Product.Currency != "") {
		t.Fatalf("Quote() = %+v, %v, want priced %v", q, err, c.Product.Currency != "")
	}
	if !q.Priced {
		return
	}
	due, err := q.Due()
	if err != nil || q.Count != 3 || len(q.Lines) == 0 || due.Currency != c.Product.Currency || q.Hour.Micros <= 0 ||
		q.At.IsZero() {
		t.Errorf("Quote() = %+v, due %v, %v, want a price of 3 in %s", q, due, err, c.Product.Currency)
	}
	if b, ok := provider.As[provider.Balancer](c.reader); ok {
		if m, err := b.Balance(t.Context()); err != nil || m.Currency != c.Product.Currency {
			t.Errorf("Balance() = %v, %v, want some %s", m, err, c.Product.Currency)
		}
	}
}

// order buys three machines, sees them run, and gives them back.
func order(t *testing.T, c *cloud) {
	t.Helper()
	s, _ := c.choose(t, 3)
	b := provider.Batch{Token: token, Spec: s}
	if found, err := c.operator.Find(t.Context(), b); err != nil || len(found) != 0 {
		t.Fatalf("Find() before the purchase = %v, %v, want none", found, err)
	}
	receipt := c.buy(t, b)
	found, err := c.operator.Find(t.Context(), b)
	if err != nil || !slices.Equal(ids(found), sorted(receipt.IDs)) {
		t.Fatalf("Find() = %v, %v, want %v", ids(found), err, receipt.IDs)
	}
	for _, i := range found {
		if i.Status.Terminal() || i.VendorStatus == "" || i.Zone != s.Zone {
			t.Errorf("Find(): %+v, want it on its way in %s", i, s.Zone)
		}
	}
	c.Advance(creation)
	now := c.instances(t, s.Zone, append([]provider.InstanceID{"no-such-id"}, receipt.IDs...))
	if !slices.Equal(ids(now), sorted(receipt.IDs)) {
		t.Errorf("Instances() = %v, want %v without the one that does not exist", ids(now), receipt.IDs)
	}
	for _, i := range now {
		if i.Status != provider.StatusRunning {
			t.Errorf("Instances(): %s is %s (%s), want it RUNNING", i.ID, i.Status, i.VendorStatus)
		}
	}
	c.names(t, s, now)
	c.giveBack(t, s, receipt.IDs)
}

// names compares the names that Names expects with those that the vendor gave.
func (c *cloud) names(t *testing.T, s provider.Spec, now []provider.Instance) {
	t.Helper()
	want, err := c.reader.Names(s, 0)
	if err != nil {
		t.Fatalf("Names() = %v", err)
	}
	var expected, given []string
	for _, n := range want {
		expected = append(expected, strings.ReplaceAll(n.Instance, provider.TokenPlaceholder, token))
	}
	for _, i := range now {
		given = append(given, i.Name)
	}
	slices.Sort(expected)
	slices.Sort(given)
	if !slices.Equal(expected, given) {
		t.Errorf("names = %v, want %v as Names() says", given, expected)
	}
}

func (c *cloud) giveBack(t *testing.T, s provider.Spec, all []provider.InstanceID) {
	t.Helper()
	if err := c.operator.Terminate(t.Context(), s.Zone, all); err != nil {
		t.Fatalf("Terminate() = %v", err)
	}
	c.Advance(ending)
	for _, i := range c.instances(t, s.Zone, all) {
		if i.Status == provider.StatusRunning && s.Billing.Charge != provider.Prepaid {
			t.Errorf("after Terminate() %s is still %s", i.ID, i.Status)
		}
	}
	if bin, ok := provider.As[provider.Releaser](c.operator); ok && s.Billing.Charge != provider.Prepaid {
		if err := bin.Release(t.Context(), s.Zone, all); err != nil {
			t.Errorf("Release() = %v", err)
		}
		c.Advance(ending)
		if left := c.instances(t, s.Zone, all); len(left) != 0 {
			t.Errorf("after Release() there are %v", ids(left))
		}
	}
}

// manyIDs asks for one more than fits into a request.
func manyIDs(t *testing.T, c *cloud) {
	t.Helper()
	s, k := c.choose(t, 1)
	if h, ok := provider.As[provider.RegionHinter](c.operator); ok {
		h.HintRegion(s.Zone, k.Zone.Region) // as orders do
	}
	all := c.buy(t, provider.Batch{Token: token, Spec: s}).IDs
	for i := range c.Product.MaxIDs {
		all = append(all, provider.InstanceID(fmt.Sprintf("9%0*d", len(all[0])-1, i)))
	}
	before := c.requests.Load()
	got := c.instances(t, s.Zone, all)
	if n := c.requests.Load() - before; n != 2 || len(got) != 1 {
		t.Errorf("Instances() of %d ids = %v with %d requests, want one instance with 2 requests", len(all), ids(got), n)
	}
	before = c.requests.Load()
	if got := c.instances(t, s.Zone, nil); len(got) != 0 || c.requests.Load() != before {
		t.Errorf("Instances() of no ids = %v with %d requests, want none", ids(got), c.requests.Load()-before)
	}
}

func refusal(t *testing.T, c *cloud) {
	t.Helper()
	s, _ := c.choose(t, 1)
	b := provider.Batch{Token: token, Spec: s}
	b.Spec.Type = "no-such-type"
	receipt, err := c.buyer.Create(t.Context(), b)
	e := fault(t, "Create() of an unknown type", err)
	row, documented := c.Product.Code(e.Code)
	if e.Outcome != provider.Refused || e.At() != provider.FieldType || !documented || e.Advice != row.Advice ||
		e.RequestID == "" || len(receipt.IDs) != 0 {
		t.Errorf("Create() of an unknown type = %+v, %#v, want a documented refusal at the type", receipt, e)
	}
	if found, err := c.operator.Find(t.Context(), b); err != nil || len(found) != 0 {
		t.Errorf("Find() after a refusal = %v, %v, want none", found, err)
	}
}

func cancelled(t *testing.T, c *cloud) {
	t.Helper()
	s, _ := c.choose(t, 1)
	if _, err := c.reader.Zones(done(t)); !errors.Is(err, context.Canceled) {
		t.Errorf("Zones() with a cancelled context = %v, want context.Canceled", err)
	}
	b := provider.Batch{Token: token, Spec: s}
	_, err := c.buyer.Create(done(t), b)
	if !errors.Is(err, context.Canceled) || provider.OutcomeOf(err) != provider.NotSent {
		t.Errorf("Create() with a cancelled context = %v, outcome %d, want context.Canceled and not sent", err,
			provider.OutcomeOf(err))
	}
	if found, err := c.operator.Find(t.Context(), b); err != nil || len(found) != 0 {
		t.Errorf("Find() after a purchase that was not sent = %v, %v, want none", found, err)
	}
}

func wrongSecret(t *testing.T, c *cloud) {
	t.Helper()
	s, _ := c.choose(t, 1)
	a := c.Account
	a.Transport, a.Secret = c.transport, provider.NewSecret("not-the-secret")
	reader, err := c.Product.Open(a)
	if err != nil {
		t.Fatalf("Open() = %v", err)
	}
	_, err = reader.Zones(t.Context())
	if e := fault(t, "Zones() with a wrong secret", err); e.Kind != provider.KindAuth || e.At() != provider.FieldAccount {
		t.Errorf("Zones() with a wrong secret = %#v, want KindAuth at the account", e)
	}
	buyer, err := c.Product.OpenBuyer(a)
	if err != nil {
		t.Fatalf("OpenBuyer() = %v", err)
	}
	_, err = buyer.Create(t.Context(), provider.Batch{Token: token, Spec: s})
	if e := fault(t, "Create() with a wrong secret", err); e.Kind != provider.KindAuth || e.Outcome != provider.Refused {
		t.Errorf("Create() with a wrong secret = %#v, want KindAuth, refused", e)
	}
}

// secrets looks for a planted secret in what is shown of a request and of its refusal.
func secrets(t *testing.T, c *cloud) {
	t.Helper()
	const planted = "Planted_5ecret#"
	s, k := c.choose(t, 1)
	s.Access.Login, s.Access.Password, s.Access.InitScript = provider.LoginPassword, provider.NewSecret(planted),
		provider.NewSecret("echo "+planted)
	b := provider.Batch{Token: token, Spec: s}
	_, err := c.buyer.Create(t.Context(), b)
	for name, text := range map[string]string{
		"Body()": string(c.reader.Body(b)), "Create()": fmt.Sprintf("%v %#v", err, err),
		"Check()":   fmt.Sprint(c.reader.Check(s, k)),
		"the batch": fmt.Sprintf("%v %+v %#v", b, b, b), "the account": fmt.Sprintf("%+v", c.Account.Secret),
	} {
		if strings.Contains(text, planted) {
			t.Errorf("%s has a secret: %s", name, text)
		}
	}
	for _, e := range provider.All(err) {
		if strings.Contains(e.Message, planted) {
			t.Errorf("the message of Create() has a secret: %s", e.Message)
		}
	}
}

func (c *cloud) instances(t *testing.T, z provider.ZoneID, all []provider.InstanceID) []provider.Instance {
	t.Helper()
	got, err := c.operator.Instances(t.Context(), z, all)
	if err != nil {
		t.Fatalf("Instances(%s, %d ids) = %v", z, len(all), err)
	}
	return got
}

func ids(list []provider.Instance) []provider.InstanceID {
	var out []provider.InstanceID
	for _, i := range list {
		out = append(out, i.ID)
	}
	return sorted(out)
}

func sorted(list []provider.InstanceID) []provider.InstanceID {
	list = slices.Clone(list)
	slices.Sort(list)
	return list
}
