package edgezone_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/providertest"
	"github.com/metalwright/metalwright/provider/tencent/edgezone"
)

const token = "mwk7q2m9x4"

// Every parameter of both revisions, with its name and JSON type, and nothing for what is not answered.
func TestCreateParameters(t *testing.T) {
	t.Parallel()
	const head = `{"Zone":"ap-singapore-tez-sg-1","InstanceType":"BMS5.MEDIUM8","InstanceName":"web-mwk7q2m9x4",
		"PrivateNetworkId":"ein-4c81d02f","PublicNetworkId":"epn-9d20b7e4","InstanceCount":3`
	minimal := full()
	minimal.Image, minimal.ImageVersion, minimal.Network.IPv6 = "", "", nil
	for _, row := range []struct {
		name, revision string
		spec           provider.Spec
		change         func(*provider.Spec)
		want           string
	}{
		{"every field of A", "A", full(), func(*provider.Spec) {}, head +
			`,"ImageId":"img-centos-7.9","VersionNumber":"7.9.2009","EnableIpv6":false}`},
		{"minimal", "", minimal, func(*provider.Spec) {}, head + `}`},
		{"IPv6", "A", minimal, func(s *provider.Spec) { s.Network.IPv6 = new(true) }, head + `,"EnableIpv6":true}`},
		{
			"A sends no credentials", "A", minimal,
			func(s *provider.Spec) { s.Access.Password = provider.NewSecret("Aa123456!") }, head + `}`,
		},
		{"B without a credential", "B", minimal, func(*provider.Spec) {}, head + `}`},
		{"password", "B", minimal, func(s *provider.Spec) {
			s.Access = provider.Access{
				Login: provider.LoginPassword, Password: provider.NewSecret("Aa123456!<&"),
				SSHKeys: []string{goodKey},
			}
		}, head + `,"Password":"Aa123456!<&"}`},
		{"key", "B", minimal, func(s *provider.Spec) { s.Access.SSHKeys = []string{goodKey + "\n"} }, head + `,"SSHKey":"` +
			goodKey + `"}`},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			v := serve(t)
			v.on("CreateInstances", `"InstanceIdSet":["ins-1","bms-2","epm-3"]`)
			s := row.spec.Clone()
			row.change(&s)
			got, err := v.buyer(row.revision).Create(t.Context(), provider.Batch{Token: token, Spec: s})
			if err != nil || len(got.IDs) != 3 || got.FailedCount != 0 || got.RequestID != "r-1" {
				t.Fatalf("Create() = %+v, %v, want three ids", got, err)
			}
			a := v.requests("CreateInstances")[0]
			providertest.SameJSON(t, "the request", a.body, row.want)
			if a.region != "ap-singapore" || a.client != "metalwright,1.0,"+token {
				t.Errorf("region %q, client %q, want the zone's region and the token", a.region, a.client)
			}
		})
	}
}

// Every documented code lands at its answer with its advice, and is a refusal unless the table says that it may have
// been bought.
func TestCreateCodes(t *testing.T) {
	t.Parallel()
	v := serve(t)
	ambiguous := map[string]bool{}
	for _, row := range edgezone.Product().Codes {
		v.refuse("CreateInstances", row.Code, "no")
		_, err := v.buyer("B").Create(t.Context(), provider.Batch{Token: token, Spec: full()})
		e := fault(t, "Create() with "+row.Code, err)
		want := provider.Refused
		if row.Ambiguous {
			want, ambiguous[row.Code] = provider.Ambiguous, true
		}
		if e.Outcome != want || e.Field != row.Field || e.Kind != row.Kind || e.Advice != row.Advice || e.Code != row.Code ||
			e.RequestID != "r-7" ||
			e.Op != "CreateInstances" || e.Message != "no" || e.HTTP != 200 {
			t.Errorf("Create() with %s = %#v, want outcome %d at %q", row.Code, e, want, row.Field)
		}
	}
	for _, code := range []string{
		"InternalError", "ServiceUnavailable", "ResourceUnavailable", "FailedOperation",
		"ResponseSizeLimitExceeded", "DryRunOperation",
	} {
		if !ambiguous[code] {
			t.Errorf("%s is a refusal, want it ambiguous", code)
		}
		delete(ambiguous, code)
	}
	if len(ambiguous) != 0 {
		t.Errorf("ambiguous besides = %v, want none", ambiguous)
	}
}

func TestCreateOutcomes(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name, answer string
		status       int
		outcome      provider.Outcome
		field        provider.Field
	}{
		{"gateway", "<html>", 502, provider.Ambiguous, ""},
		{"null", "null", 200, provider.Ambiguous, ""},
		{"empty", "", 200, provider.Ambiguous, ""},
		{"object", "{}", 200, provider.Ambiguous, ""},
		{"cut off", `{"Response":{"InstanceIdSet":["epm-1"`, 200, provider.Ambiguous, ""},
		{
			"no request id", `{"Response":{"Error":{"Code":"ResourceInsufficient","Message":"x"}}}`, 200, provider.Ambiguous,
			provider.FieldType,
		},
		{
			"refusal with a status of failure", `{"Response":{"Error":{"Code":"ResourceInsufficient"},"RequestId":"r"}}`, 500,
			provider.Ambiguous, provider.FieldType,
		},
		{"no ids", `{"Response":{"InstanceIdSet":[],"RequestId":"r"}}`, 200, provider.Ambiguous, ""},
		{
			"all failed without an error", `{"Response":{"InstanceIdSet":null,"FailedCount":3,"RequestId":"r"}}`, 200,
			provider.Ambiguous, "",
		},
		{"unknown code", `{"Response":{"Error":{"Code":"SomethingNew"},"RequestId":"r"}}`, 200, provider.Ambiguous, ""},
		{
			"unknown code of a family", `{"Response":{"Error":{"Code":"ResourceInsufficient.New"},"RequestId":"r"}}`, 200,
			provider.Ambiguous, provider.FieldType,
		},
		{"error without a code", `{"Response":{"Error":{},"RequestId":"r"}}`, 200, provider.Ambiguous, ""},
		{"unknown parameter", `{"Response":{"Error":{"Code":"UnknownParameter","Message":"The parameter ` + "`Password`" +
			` is not recognized."},"RequestId":"r"}}`, 200, provider.Refused, provider.FieldPassword},
		{
			"missing parameter",
			`{"Response":{"Error":{"Code":"MissingParameter","Message":"The request is missing a required parameter ` +
				"`PublicNetworkId`" + `."},"RequestId":"r"}}`, 200, provider.Refused, provider.FieldPublic,
		},
		{
			"bare parameter",
			`{"Response":{"Error":{"Code":"InvalidParameterValue","Message":"Parameter value error: InstanceCount must be ` +
				`between 1 and 50."},"RequestId":"r"}}`, 200, provider.Refused, provider.FieldCount,
		},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			v := serve(t)
			v.when("CreateInstances", func(asked) (int, string) { return row.status, row.answer })
			got, err := v.buyer("B").Create(t.Context(), provider.Batch{Token: token, Spec: full()})
			e := fault(t, "Create()", err)
			if e.Outcome != row.outcome || e.Field != row.field || len(got.IDs) != 0 {
				t.Errorf("Create() = %+v, %#v, want outcome %d at %q", got, e, row.outcome, row.field)
			}
			if n := len(v.requests("CreateInstances")); n != 1 {
				t.Errorf("%d requests, want one", n)
			}
		})
	}
}

func TestCreateReceipts(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name, fields string
		ids, failed  int
	}{
		{"all", `"InstanceIdSet":["a","b","c"]`, 3, 0},
		{"partly", `"InstanceIdSet":["a","b"],"FailedCount":1`, 2, 1},
		{"partly and silent", `"InstanceIdSet":["a"]`, 1, 2},
		{"the ids count", `"InstanceIdSet":["a","b","c"],"FailedCount":1`, 3, 0},
		{"twice and null", `"InstanceIdSet":["a","a",null,7],"FailedCount":"1"`, 2, 1},
		{"with an error", `"InstanceIdSet":["a"],"Error":{"Code":"InternalError"}`, 1, 2},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			v := serve(t)
			v.on("CreateInstances", row.fields)
			got, err := v.buyer("").Create(t.Context(), provider.Batch{Token: token, Spec: full()})
			if err != nil || len(got.IDs) != row.ids || got.FailedCount != row.failed {
				t.Errorf("Create() = %+v, %v, want %d ids and %d failed", got, err, row.ids, row.failed)
			}
		})
	}
}

// The region comes with the zone; the answer counts where the list of zones cannot be read, and without either nothing
// is sent.
func TestCreateRegion(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name, answer string
		answered     string
		region       string // "": not sent
		outcome      provider.Outcome
	}{
		{"from the zone", `{"Response":{` + zonesAnswer + `,"RequestId":"r"}}`, "eu-frankfurt", "ap-singapore", 0},
		{"list broken", "<html>", "ap-tokyo", "ap-tokyo", 0},
		{"zone withdrawn", `{"Response":{"ZoneSet":[],"RequestId":"r"}}`, "ap-tokyo", "ap-tokyo", 0},
		{"zone withdrawn, no answer", `{"Response":{"ZoneSet":[],"RequestId":"r"}}`, "", "", provider.Refused},
		{"list broken, no answer", "<html>", "", "", provider.NotSent},
		{
			"list refused", `{"Response":{"Error":{"Code":"AuthFailure.SignatureFailure"},"RequestId":"r"}}`, "", "",
			provider.Refused,
		},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			v := serve(t)
			v.when("DescribeZones", func(asked) (int, string) { return http.StatusOK, row.answer })
			v.on("CreateInstances", `"InstanceIdSet":["a"]`)
			s := full()
			s.Region = row.answered
			_, err := v.buyer("").Create(t.Context(), provider.Batch{Token: token, Spec: s})
			sent := v.requests("CreateInstances")
			switch {
			case row.region != "" && (err != nil || sent[0].region != row.region):
				t.Errorf("Create() = %v, sent %v, want it sent to %s", err, sent, row.region)
			case row.region == "" && (len(sent) != 0 || provider.OutcomeOf(err) != row.outcome):
				t.Errorf("Create() = %v, outcome %d, sent %v, want outcome %d and nothing sent", err, provider.OutcomeOf(err),
					sent, row.outcome)
			}
		})
	}
}

// The list of zones has to be asked in some region: the first that there is.
func TestZonesInAnyRegion(t *testing.T) {
	t.Parallel()
	v := serve(t)
	v.when("DescribeZones", func(a asked) (int, string) {
		if a.region != "ap-singapore" {
			return refusal("UnsupportedRegion", "no")
		}
		return success(zonesAnswer)
	})
	if zones, err := v.reader("").Zones(t.Context()); err != nil || len(zones) != 2 {
		t.Errorf("Zones() = %v, %v, want two", zones, err)
	}
	v.refuse("DescribeZones", "UnsupportedRegion", "no")
	_, err := v.reader("").Zones(t.Context())
	if e := fault(t, "Zones()", err); e.Field != provider.FieldZone {
		t.Errorf("Zones() = %#v, want a fault at the zone", e)
	}
}

// TestRegionOfTheFile asks in the region that the order names, and uses it when the list cannot be read.
func TestRegionOfTheFile(t *testing.T) {
	t.Parallel()
	v := serve(t)
	var regions []string
	v.when("DescribeZones", func(a asked) (int, string) {
		regions = append(regions, a.region)
		return refusal("UnsupportedRegion", a.region)
	})
	r := v.reader("")
	lists, ok := provider.As[interface {
		ZonesFor(ctx context.Context, s provider.Spec) ([]provider.Zone, error)
	}](r)
	if !ok {
		t.Fatal("the reader takes no region")
	}
	s := provider.Spec{Zone: "eu-moscow-tez-mow-1", Region: "eu-moscow"}
	zones, err := lists.ZonesFor(t.Context(), s)
	if err != nil || len(zones) != 1 || zones[0].ID != s.Zone || zones[0].Region != s.Region || regions[0] != "eu-moscow" {
		t.Errorf("ZonesFor() = %v, %v, asked in %v, want the zone of the file, asked in its region first", zones, err,
			regions)
	}
	s.Zone = ""
	if _, err := lists.ZonesFor(t.Context(), s); err == nil || !strings.Contains(err.Error(), "eu-moscow") ||
		strings.Contains(err.Error(), "na-ashburn") {
		t.Errorf("ZonesFor() without a zone = %v, want the region of the file blamed", err)
	}
}

// TestRegionOfTheAccount asks in the region that the vendor's own tool is set to, after that of the order.
func TestRegionOfTheAccount(t *testing.T) {
	t.Parallel()
	v := serve(t)
	var regions []string
	v.when("DescribeZones", func(a asked) (int, string) {
		regions = append(regions, a.region)
		return refusal("UnsupportedRegion", a.region)
	})
	a := v.account("")
	a.Regions = []string{"eu-moscow"}
	r, err := edgezone.Product().Open(a)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Zones(t.Context()); err == nil || len(regions) < 2 || regions[0] != "eu-moscow" ||
		!strings.Contains(err.Error(), "eu-moscow") {
		t.Errorf("Zones() = %v, asked in %v, want the region of the account first, and blamed", err, regions)
	}
	regions = nil
	lists, _ := provider.As[interface {
		ZonesFor(ctx context.Context, s provider.Spec) ([]provider.Zone, error)
	}](r)
	if _, err := lists.ZonesFor(t.Context(), provider.Spec{Region: "ap-tokyo"}); err == nil || regions[0] != "ap-tokyo" {
		t.Errorf("ZonesFor() = %v, asked in %v, want the region of the order first", err, regions)
	}
}

func TestSecretsStaySecret(t *testing.T) {
	t.Parallel()
	const password = "Hunter2-planted"
	v := serve(t)
	v.refuse("CreateInstances", "InvalidParameterValue", "The Password `"+password+"` is weak")
	s := full()
	s.Access = provider.Access{Login: provider.LoginPassword, Password: provider.NewSecret(password)}
	batch := provider.Batch{Token: token, Spec: s}
	_, err := v.buyer("B").Create(t.Context(), batch)
	body := string(v.reader("B").Body(batch))
	if strings.Contains(err.Error()+body, password) ||
		!strings.Contains(body, "\n  \"Password\": \"••••••••\"") ||
		!strings.Contains(body, token) {
		t.Errorf("Create() = %v, Body() = %s, want masks and the token", err, body)
	}
	if e := fault(t, "Create()", err); e.Field != provider.FieldPassword {
		t.Errorf("Create() = %#v, want a fault at the password", e)
	}
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	a := serve(t).account("C")
	if _, err := edgezone.Product().Open(a); err == nil {
		t.Error("Open() with revision C = nil, want an error")
	}
	if b, err := edgezone.Product().OpenBuyer(provider.Account{}); err == nil || b != nil {
		t.Errorf("OpenBuyer() without a key = %v, %v, want nil and an error", b, err)
	}
}

// A screen knows the rules for networks, and makes passwords.
func TestAbilities(t *testing.T) {
	t.Parallel()
	var r any = &edgezone.Reader{}
	_, networks := r.(provider.Networker)
	_, passwords := r.(provider.Passworder)
	if !networks || !passwords {
		t.Errorf("networks %v, passwords %v, want both", networks, passwords)
	}
}
