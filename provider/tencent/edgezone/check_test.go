package edgezone_test

import (
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/tencent/edgezone"
)

func TestCheck(t *testing.T) {
	t.Parallel()
	v := serve(t)
	known := provider.Known{Zone: &provider.Zone{ID: singapore, Region: "ap-singapore"}}.
		With(provider.FieldPrivate, provider.Option{Value: "ein-4c81d02f", Zone: singapore, Free: new(3)}).
		With(provider.FieldPublic, provider.Option{Value: "epn-9d20b7e4", Zone: singapore, Free: new(3)})
	const secretKey = "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1\n-----END OPENSSH PRIVATE KEY-----"
	login := func(l provider.Login, password string, keys ...string) func(*provider.Spec) {
		return func(s *provider.Spec) {
			s.Access = provider.Access{Login: l, Password: provider.NewSecret(password), SSHKeys: keys}
		}
	}
	ok := login(provider.LoginPassword, "Aa123456")
	for _, row := range []struct {
		name, revision string
		change         func(*provider.Spec)
		field          provider.Field // "": no fault
		rule           provider.Rule
		limit          int
	}{
		{"complete", "A", func(*provider.Spec) {}, "", "", 0},
		{"another product", "A", func(s *provider.Spec) { s.Product = "x" }, provider.FieldProduct, provider.RuleOneOf, 0},
		{"no zone", "A", func(s *provider.Spec) { s.Zone = "" }, provider.FieldZone, provider.RuleRequired, 0},
		{"no type", "A", func(s *provider.Spec) { s.Type = "" }, provider.FieldType, provider.RuleRequired, 0},
		{"the zone's region", "A", func(s *provider.Spec) { s.Region = "ap-singapore" }, "", "", 0},
		{
			"another region", "A", func(s *provider.Spec) { s.Region = "ap-tokyo" }, provider.FieldRegion,
			provider.RuleOneOf, 0,
		},
		{"no image", "A", func(s *provider.Spec) { s.Image, s.ImageVersion = "", "" }, "", "", 0},
		{
			"image with a space", "A", func(s *provider.Spec) { s.Image = "img x" }, provider.FieldImage,
			provider.RuleFormat, 0,
		},
		{
			"image too long", "A", func(s *provider.Spec) { s.Image = provider.ImageID(strings.Repeat("i", 129)) },
			provider.FieldImage, provider.RuleTooLong, 128,
		},
		{"version without an image", "A", func(s *provider.Spec) { s.Image = "" }, "", "", 0},
		{
			"no consent", "A", func(s *provider.Spec) { s.Billing.Consent = false }, provider.FieldConsent,
			provider.RuleRequired, 0,
		},
		{
			"no private network", "A", func(s *provider.Spec) { s.Network.Private = "" }, provider.FieldPrivate,
			provider.RuleRequired, 0,
		},
		{
			"no public network", "A", func(s *provider.Spec) { s.Network.Public = "" }, provider.FieldPublic,
			provider.RuleRequired, 0,
		},
		{"network not looked up", "A", func(s *provider.Spec) { s.Network.Private, s.Count = "other", 3 }, "", "", 0},
		{"no name", "A", func(s *provider.Spec) { s.Name = " " }, provider.FieldName, provider.RuleRequired, 0},
		{"longest name", "A", func(s *provider.Spec) { s.Name = strings.Repeat("字", 49) }, "", "", 0},
		{
			"no room for the token", "A", func(s *provider.Spec) { s.Name = strings.Repeat("字", 50) },
			provider.FieldName, provider.RuleTooLong, 49,
		},
		{"control character", "A", func(s *provider.Spec) { s.Name = "a\tb" }, provider.FieldName, provider.RuleFormat, 0},
		{"broken name", "A", func(s *provider.Spec) { s.Name = "a\xffb" }, provider.FieldName, provider.RuleFormat, 0},
		{"no count", "A", func(s *provider.Spec) { s.Count = 0 }, provider.FieldCount, provider.RuleRequired, 0},
		{"negative count", "A", func(s *provider.Spec) { s.Count = -1 }, provider.FieldCount, provider.RuleMin, 1},

		{"A and its only login", "A", login(provider.LoginVendor, ""), "", "", 0},
		{"A and a password", "A", login("", "Aa123456"), provider.FieldPassword, provider.RuleUnsupported, 0},
		{
			"A and a password that is not chosen", "A", login(provider.LoginVendor, "Aa123456"), provider.FieldPassword,
			provider.RuleUnsupported, 0,
		},
		{"A and a key", "A", login("", "", goodKey), provider.FieldSSHKeys, provider.RuleUnsupported, 0},
		{
			"A and a way that it has not", "A", login(provider.LoginPassword, ""), provider.FieldLogin,
			provider.RuleUnsupported, 0,
		},
		{"B and nothing", "B", login("", ""), provider.FieldLogin, provider.RuleRequired, 0},
		{"B and both", "B", login("", "Aa123456", goodKey), provider.FieldLogin, provider.RuleConflict, 0},
		{"B and both, one chosen", "B", login(provider.LoginKeys, "bad", goodKey), "", "", 0},
		{"B and the vendor", "B", login(provider.LoginVendor, ""), provider.FieldLogin, provider.RuleOneOf, 0},
		{"B and a password", "B", ok, "", "", 0},
		{"password missing", "B", login(provider.LoginPassword, ""), provider.FieldPassword, provider.RuleRequired, 0},
		{"password short", "B", login("", "Aa12345"), provider.FieldPassword, provider.RuleTooShort, 8},
		{"password long", "B", login("", "Aa1"+strings.Repeat("x", 28)), provider.FieldPassword, provider.RuleTooLong, 30},
		{"password of two classes", "B", login("", "aaaa1111"), provider.FieldPassword, provider.RuleClasses, 3},
		{"password of three classes", "B", login("", "aaaa111!"), "", "", 0},
		{"password with a space", "B", login("", "Aa1 2345"), provider.FieldPassword, provider.RuleCharacters, 0},
		{"password begins with a slash", "B", login("", "/Aa12345"), provider.FieldPassword, provider.RuleCharacters, 0},
		{"key", "B", login("", "", goodKey), "", "", 0},
		{"key missing", "B", login(provider.LoginKeys, ""), provider.FieldSSHKeys, provider.RuleRequired, 0},
		{"two keys", "B", login("", "", goodKey, goodKey), provider.FieldSSHKeys, provider.RuleTooMany, 1},
		{"private key", "B", login("", "", secretKey), provider.FieldSSHKeys, provider.RulePrivateKey, 0},
		{
			"private key line by line", "B", login("", "", strings.Split(secretKey, "\n")...), provider.FieldSSHKeys,
			provider.RulePrivateKey, 0,
		},
		{"no key", "B", login("", "", "ssh-ed25519 nonsense"), provider.FieldSSHKeys, provider.RuleFormat, 0},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			s := full()
			row.change(&s)
			err := v.reader(row.revision).Check(s, known)
			all := provider.All(err)
			if row.field == "" {
				if err != nil {
					t.Errorf("Check() = %v, want no fault", err)
				}
				return
			}
			if len(all) != 1 || all[0].Field != row.field || all[0].Rule != row.rule || all[0].Limit != row.limit {
				t.Errorf("Check() = %v, want the one fault %s %s (%d)", err, row.field, row.rule, row.limit)
			}
			if strings.Contains(err.Error(), "b3BlbnNzaC1") {
				t.Errorf("Check() = %v, which has a private key", err)
			}
		})
	}
	tight := full()
	tight.Count = 4
	for _, e := range provider.All(v.reader("").Check(tight, known)) {
		if e.Rule != provider.RuleMax || e.Limit != 3 || e.Got != 4 {
			t.Errorf("Check() of four in networks for three = %v", e)
		}
	}
	moved := full()
	moved.Zone = frankfurt
	if all := provider.All(v.reader("").Check(moved, known)); len(all) != 2 || all[0].Rule != provider.RuleNotOffered {
		t.Errorf("Check() with networks of another zone = %v, want two faults", all)
	}
}

func TestNewPassword(t *testing.T) {
	t.Parallel()
	r := serve(t).reader("B")
	seen := map[string]bool{}
	for range 200 {
		s := full()
		s.Access.Password = r.NewPassword()
		if err := r.Check(s, provider.Known{}); err != nil || seen[s.Access.Password.Reveal()] {
			t.Fatalf("Check() with a made password = %v", err)
		}
		seen[s.Access.Password.Reveal()] = true
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	r := serve(t).reader("")
	got, err := r.Names(full(), 2)
	if err != nil || len(got) != 2 || got[0].Instance != "web-mw········" || got[1] != got[0] {
		t.Errorf("Names() = %+v, %v, want two with the token's place", got, err)
	}
	if got, err := r.Names(provider.Spec{}, 0); err != nil || len(got) != 1 ||
		got[0].Instance != provider.TokenPlaceholder {
		t.Errorf("Names() without a name = %+v, %v", got, err)
	}
	if _, err := r.Names(provider.Spec{Name: "a\x00"}, 0); err == nil {
		t.Error("Names() with a control character = nil, want an error")
	}
	if s := r.Part(full(), 50, 7); s.Count != 7 || s.Name != "web" {
		t.Errorf("Part() = %+v, want seven called the same", s)
	}
}

// By enter alone: with the networks that the zone has, and the consent given, nothing is left to answer.
func TestSuggest(t *testing.T) {
	t.Parallel()
	o := opened(t, "A")
	reader, err := o.Product.Open(o.Account)
	if err != nil {
		t.Fatalf("Open() = %v", err)
	}
	s := provider.Spec{Zone: "ap-guangzhou-tez-gz-1", Type: "BMS5.MEDIUM8"}
	if _, err := reader.Options(t.Context(), s, provider.FieldPrivate); err != nil {
		t.Fatalf("Options(private) = %v", err)
	}
	s = reader.Suggest(s, provider.Known{})
	if all := provider.All(reader.Check(s, provider.Known{})); len(all) != 1 || all[0].Field != provider.FieldConsent {
		t.Errorf("Check(Suggest()) = %v, want the consent alone to be missing in %+v", all, s)
	}
	s.Billing.Consent = true
	again := reader.Suggest(s, provider.Known{})
	if err := reader.Check(again, provider.Known{}); err != nil || again.Access.Login != provider.LoginVendor ||
		again.Count != 1 || len(again.Name) > 49 {
		t.Errorf("Check(Suggest()) = %v in %+v, want no fault", err, again)
	}
	full := full()
	full.Access.Login = provider.LoginVendor
	if got := reader.Suggest(full, provider.Known{}); got.Name != full.Name ||
		got.Network.Private != full.Network.Private || got.Count != full.Count {
		t.Errorf("Suggest() of a full spec = %+v, want it as it was", got)
	}
	if got := reader.Suggest(provider.Spec{Zone: "ap-singapore-tez-sg-1"},
		provider.Known{}); got.Network.Private != "" || got.Product != edgezone.ID {
		t.Errorf("Suggest() in a zone that was not read = %+v, want no network", got)
	}
}
