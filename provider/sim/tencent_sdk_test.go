package sim_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common"
	sdkerrors "github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common/errors"
	sdkhttp "github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common/http"
	"github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common/profile"

	"github.com/metalwright/metalwright/provider/sim"
)

// vendorClient is the vendor's own client, which signs in its own way and takes the time from the system.
func vendorClient(f *fixture, secret string) *common.Client {
	p := profile.NewClientProfile()
	p.HttpProfile.Endpoint = strings.TrimPrefix(f.url, "http://")
	p.HttpProfile.Scheme = "HTTP"
	p.Language = "en-US"
	return common.NewCommonClient(common.NewCredential(f.key.KeyID, secret), "ap-guangzhou", p)
}

// vendorCall performs an action with the vendor's client and decodes the response into out.
func vendorCall(t *testing.T, c *common.Client, action string, in obj, out any) error {
	t.Helper()
	rq := sdkhttp.NewCommonRequest("edgezone", "2026-04-01", action)
	if err := rq.SetActionParameters(in); err != nil {
		t.Fatalf("SetActionParameters(%v) = %v", in, err)
	}
	rs := sdkhttp.NewCommonResponse()
	if err := c.Send(rq, rs); err != nil {
		return err
	}
	if err := json.Unmarshal(rs.GetBody(), &struct{ Response any }{out}); err != nil {
		t.Fatalf("%s = %s: %v", action, rs.GetBody(), err)
	}
	return nil
}

// TestVendorsOwnClient: the vendor's own code lists, buys and looks.
func TestVendorsOwnClient(t *testing.T) {
	t.Parallel()
	f := open(t, sim.Options{Now: time.Now})
	c := vendorClient(f, f.key.Secret.Reveal())
	const zone = "ap-guangzhou-tez-gz-1"

	var zones struct {
		ZoneSet []struct{ Zone, Region string }
	}
	if err := vendorCall(t, c, "DescribeZones", obj{}, &zones); err != nil || len(zones.ZoneSet) < 12 {
		t.Fatalf("DescribeZones = %+v, %v, want at least 12", zones, err)
	}
	var private struct {
		PrivateNetworkInstanceSet []struct{ NetworkInstanceId string }
	}
	var public struct {
		PublicNetworkInstanceSet []struct{ NetworkInstanceId string }
	}
	err := errors.Join(vendorCall(t, c, "DescribePrivateNetworkInstances", obj{"ZoneId": zone}, &private),
		vendorCall(t, c, "DescribePublicNetworkInstances", obj{"ZoneId": zone}, &public))
	if err != nil || len(private.PrivateNetworkInstanceSet) != 1 || len(public.PublicNetworkInstanceSet) != 1 {
		t.Fatalf("networks = %+v, %+v, %v, want one of each", private, public, err)
	}
	var bought struct {
		InstanceIdSet []string
	}
	err = vendorCall(t, c, "CreateInstances", obj{
		"Zone": zone, "InstanceType": "BMS5.MEDIUM8", "InstanceName": "sdk-mwk7q2m9x4", "InstanceCount": 2,
		"ImageId":          "img-centos-7.9",
		"PrivateNetworkId": private.PrivateNetworkInstanceSet[0].NetworkInstanceId,
		"PublicNetworkId":  public.PublicNetworkInstanceSet[0].NetworkInstanceId,
	}, &bought)
	if err != nil || len(bought.InstanceIdSet) != 2 {
		t.Fatalf("CreateInstances = %+v, %v, want two", bought, err)
	}
	var seen struct {
		TotalCount  int
		InstanceSet []struct{ InstanceStatus, InstanceName string }
	}
	err = vendorCall(t, c, "DescribeInstances", obj{"InstanceIds": bought.InstanceIdSet, "Limit": 100}, &seen)
	if err != nil || seen.TotalCount != 2 || seen.InstanceSet[0].InstanceStatus != "allocating" ||
		seen.InstanceSet[0].InstanceName != "sdk-mwk7q2m9x4" {
		t.Errorf("DescribeInstances = %+v, %v, want two allocating", seen, err)
	}
	if l := f.ledger(t); l.Purchased("mwk7q2m9x4") != 1 || len(l.Bought("mwk7q2m9x4")) != 2 {
		t.Errorf("ledger = %+v, want one purchase of two", l)
	}
}

// TestVendorsOwnClientIsRefused: the vendor's code understands our refusals.
func TestVendorsOwnClientIsRefused(t *testing.T) {
	t.Parallel()
	f := open(t, sim.Options{Now: time.Now})
	for _, row := range []struct {
		name, secret, action string
		in                   obj
		code                 string
	}{
		{"wrong secret", "not-the-secret", "DescribeZones", obj{}, "AuthFailure.SignatureFailure"},
		{"no such action", f.key.Secret.Reveal(), "RebootInstances", obj{}, "InvalidAction"},
		{
			"missing parameter", f.key.Secret.Reveal(), "CreateInstances",
			obj{"Zone": "ap-guangzhou-tez-gz-1"},
			"MissingParameter",
		},
	} {
		err := vendorCall(t, vendorClient(f, row.secret), row.action, row.in, nil)
		e, ok := errors.AsType[*sdkerrors.TencentCloudSDKError](err)
		if !ok || e.Code != row.code || e.RequestId == "" || e.Message == "" {
			t.Errorf("%s: %s = %v, want %s with a request id", row.name, row.action, err, row.code)
		}
	}
}
