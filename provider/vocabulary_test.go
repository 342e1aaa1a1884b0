package provider_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
)

func TestSecretNeverPrints(t *testing.T) {
	t.Parallel()
	const planted = "hunter2-planted"
	s := provider.NewSecret(planted)
	type holder struct {
		S provider.Secret
		P *provider.Secret
	}
	h := holder{s, &s}
	j, err := json.Marshal(h)
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "secret", s, "holder", h)
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "secret", s, "holder", h)
	outs := []string{string(j), log.String(), fmt.Sprint(s, h), fmt.Errorf("wrapped %v", s).Error()}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%T %v"} {
		outs = append(outs, fmt.Sprintf(strings.ReplaceAll(verb, "%T ", ""), s),
			fmt.Sprintf(strings.ReplaceAll(verb, "%T ", ""), h))
	}
	for _, o := range outs {
		if strings.Contains(o, planted) || strings.Contains(o, fmt.Sprintf("%x", planted)) {
			t.Errorf("a secret printed as %q", o)
		}
	}
	if got := s.Reveal(); got != planted {
		t.Errorf("Reveal() = %q, want %q", got, planted)
	}
	var back provider.Secret
	if err := json.Unmarshal([]byte(`"••••••••"`), &back); err != nil || !back.IsZero() {
		t.Errorf("a mask read back = %v, %v, want no secret", back, err)
	}
}

func TestMoney(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		v    float64
		want string
	}{
		{0, "0.00 USD"},
		{1.89, "1.89 USD"},
		{0.004, "0.004 USD"},
		{853.1, "853.10 USD"},
		{-2.5, "-2.50 USD"},
		{0.0000004, "0.00 USD"},
		{1e9, "1000000000.00 USD"},
	} {
		if got := provider.Amount(c.v, "USD").String(); got != c.want {
			t.Errorf("Amount(%v).String() = %q, want %q", c.v, got, c.want)
		}
	}
}

func TestLines(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		field     provider.Field
		text, out string // out: as it reads back; "" means text
		rule      provider.Rule
	}{
		{provider.FieldBandwidth, "100", "", ""},
		{provider.FieldBandwidth, " 100 ", "100", ""},
		{provider.FieldBandwidth, "0", "", provider.RuleMin},
		{provider.FieldBandwidth, "ten", "", provider.RuleFormat},
		{provider.FieldTraffic, "1.5", "", ""},
		{provider.FieldTraffic, "0", "", ""},
		{provider.FieldTraffic, "NaN", "", provider.RuleFormat},
		{provider.FieldTraffic, "-1", "", provider.RuleFormat},
		{provider.FieldIPv6, "false", "", ""},
		{provider.FieldIPv6, "maybe", "", provider.RuleFormat},
		{provider.FieldTags, "env=prod, team=edge", "", ""},
		{provider.FieldTags, "env", "", provider.RuleFormat},
		{provider.FieldTags, "a=b=c", "a=b=c", ""},
		{provider.FieldSSHKeys, "ssh-rsa A\n\n ssh-rsa B \n", "ssh-rsa A\nssh-rsa B", ""},
		{provider.FieldPassword, " keeps spaces ", " keeps spaces ", ""},
		{provider.FieldCharge, "prepaid", "", ""},
		{provider.FieldConsent, "true", "", ""},
		{provider.FieldConsent, "maybe", "", provider.RuleFormat},
	} {
		b, ok := provider.LineFor(c.field)
		if !ok {
			t.Fatalf("LineFor(%s): none", c.field)
		}
		var s provider.Spec
		err := b.Set(&s, c.text)
		if (err == nil) != (c.rule == "") || (err != nil && (err.Rule != c.rule || err.Field != c.field)) {
			t.Errorf("Set(%s, %q) = %v, want rule %q", c.field, c.text, err, c.rule)
			continue
		}
		want := c.out
		if want == "" && c.rule == "" {
			want = c.text
		}
		if got := b.Get(&s); got != want {
			t.Errorf("Set(%s, %q) then Get = %q, want %q", c.field, c.text, got, want)
		}
	}
}

// FuzzLines: no text crashes an answer, and what reads well reads back the same.
func FuzzLines(f *testing.F) {
	fields := []provider.Field{
		provider.FieldBandwidth, provider.FieldTraffic, provider.FieldIPv6, provider.FieldTags, provider.FieldSSHKeys,
		provider.FieldName, provider.FieldCharge, provider.FieldCount, provider.FieldConsent,
	}
	f.Add("100")
	f.Add("a=b, c=d")
	f.Fuzz(func(t *testing.T, text string) {
		for _, field := range fields {
			b, _ := provider.LineFor(field)
			var s, again provider.Spec
			if b.Set(&s, text) != nil {
				if !reflect.DeepEqual(s, provider.Spec{}) {
					t.Fatalf("Set(%s, %q) failed and changed the spec", field, text)
				}
				continue
			}
			if err := b.Set(&again, b.Get(&s)); err != nil || b.Get(&again) != b.Get(&s) {
				t.Fatalf("%s: %q reads back as %q, then %q (%v)", field, text, b.Get(&s), b.Get(&again), err)
			}
		}
	})
}

func TestCloneSharesNothing(t *testing.T) {
	t.Parallel()
	s := provider.Spec{
		Passthrough: new(true), Tags: []provider.Tag{{Key: "a"}},
		Network: provider.Network{
			TrafficTB: new(1.0), IPv4: new(true), IPv6: new(true), GatewayMode: new(true),
			Make: []provider.Making{{Kind: provider.ResourcePrivate}},
		},
		Storage: provider.Storage{
			RAID:       &provider.RAID{Level: new(5), Arrays: []provider.Array{{Disks: []int{1}}}},
			Partitions: []provider.Partition{{Path: "/"}},
			SystemDisk: &provider.Disk{SizeGB: 1}, DataDisks: []provider.Disk{{SizeGB: 1}}, Preallocate: new(true),
		},
		Access:    provider.Access{SSHKeys: []string{"k"}},
		Marketing: provider.Marketing{UsePOCVoucher: new(true)},
	}
	if shared := sharing(reflect.ValueOf(s), reflect.ValueOf(s.Clone()), "Spec"); shared != "" {
		t.Errorf("Clone shares %s", shared)
	}
}

// sharing is the path of the first pointer or slice that a and b share.
func sharing(a, b reflect.Value, path string) string {
	switch a.Kind() { //nolint:exhaustive // other kinds hold their value
	case reflect.Pointer:
		if a.IsNil() {
			return path + ", which the test leaves nil"
		}
		if a.Pointer() == b.Pointer() {
			return path
		}
		return sharing(a.Elem(), b.Elem(), path)
	case reflect.Slice:
		if a.Len() == 0 {
			return path + ", which the test leaves empty"
		}
		if a.Pointer() == b.Pointer() {
			return path
		}
		return sharing(a.Index(0), b.Index(0), path+"[0]")
	case reflect.Struct:
		for i := range a.NumField() {
			if s := sharing(a.Field(i), b.Field(i), path+"."+a.Type().Field(i).Name); s != "" {
				return s
			}
		}
	}
	return ""
}

func TestErrors(t *testing.T) {
	t.Parallel()
	a := provider.Violation(provider.FieldName, provider.RuleTooLong)
	b := &provider.Error{Kind: provider.KindQuota, Code: "OVER", Message: "too many", RequestID: "T1"}
	err := fmt.Errorf("order: %w", errors.Join(a, fmt.Errorf("vendor: %w", b)))
	if got := provider.All(err); len(got) != 2 || got[0] != a || got[1] != b {
		t.Errorf("All(%v) = %v, want both errors in order", err, got)
	}
	if got := b.At(); got != provider.FieldCount {
		t.Errorf("At() of a quota error = %q, want count", got)
	}
	if got := provider.OutcomeOf(errors.New("no idea")); got != provider.Ambiguous {
		t.Errorf("OutcomeOf(an unknown error) = %v, want ambiguous", got)
	}
	if provider.Join(nil, nil) != nil {
		t.Error("Join of no faults is an error")
	}
	k := provider.Known{}.With(provider.FieldSubnet, provider.Option{Value: "1"})
	l := k.Without(provider.FieldSubnet)
	if len(k.Chosen) != 1 || len(l.Chosen) != 0 {
		t.Errorf("With and Without share their map: %v, %v", k.Chosen, l.Chosen)
	}
}
