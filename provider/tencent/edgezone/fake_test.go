package edgezone_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/providertest"
	"github.com/metalwright/metalwright/provider/tencent/edgezone"
)

// asked is a request that came.
type asked struct{ region, client, body string }

// vendor is a server that gives one answer per action and keeps what it was asked.
type vendor struct {
	*providertest.Server
	t *testing.T
}

const zonesAnswer = `"ZoneSet":[
  {"ZoneId":100101,"Zone":"ap-singapore-tez-sg-1","ZoneName":"新加坡边缘一区",
  "ZoneNameEn":"Singapore Edge Zone 1",
  "Region":"ap-singapore","Location":"asia_pacific_1","LocationName":"Asia Pacific 1"},
  {"ZoneId":160101,"Zone":"eu-frankfurt-tez-fra-1","ZoneName":"法兰克福边缘一区",
  "ZoneNameEn":"","Region":"eu-frankfurt"}],
  "TotalCount":2`

const (
	singapore provider.ZoneID = "ap-singapore-tez-sg-1"
	frankfurt provider.ZoneID = "eu-frankfurt-tez-fra-1"
)

func serve(t *testing.T) *vendor {
	t.Helper()
	v := &vendor{t: t, Server: providertest.Serve(t, "X-TC-Action", func() (int, string) {
		return refusal("UnauthorizedOperation", "no")
	})}
	v.on("DescribeZones", zonesAnswer)
	return v
}

// on answers an action with the response's fields.
func (v *vendor) on(action, fields string) {
	v.when(action, func(asked) (int, string) { return success(fields) })
}

func success(fields string) (int, string) {
	if fields != "" {
		fields += ","
	}
	return http.StatusOK, `{"Response":{` + fields + `"RequestId":"r-1"}}`
}

func refusal(code, message string) (int, string) {
	m, _ := json.Marshal(message)
	return http.StatusOK, `{"Response":{"Error":{"Code":"` + code + `","Message":` + string(m) + `},"RequestId":"r-7"}}`
}

func (v *vendor) refuse(action, code, message string) {
	v.when(action, func(asked) (int, string) { return refusal(code, message) })
}

func (v *vendor) when(action string, answer func(asked) (int, string)) {
	v.When(action, func(a providertest.Asked) (int, string) { return answer(request(a)) })
}

func request(a providertest.Asked) asked {
	return asked{a.Header.Get("X-TC-Region"), a.Header.Get("X-TC-RequestClient"), a.Body}
}

// requests are those that an action was asked with.
func (v *vendor) requests(action string) []asked {
	var all []asked
	for _, a := range v.Requests(action) {
		all = append(all, request(a))
	}
	return all
}

func (v *vendor) account(revision string) provider.Account {
	return v.Account(revision, time.Unix(1777280400, 0))
}

func (v *vendor) reader(revision string) *edgezone.Reader {
	return providertest.Open[*edgezone.Reader](v.t, edgezone.Product().Open, v.account(revision))
}

func (v *vendor) operator() *edgezone.Operator {
	return providertest.Open[*edgezone.Operator](v.t, edgezone.Product().OpenOperator, v.account(""))
}

func (v *vendor) buyer(revision string) provider.Buyer {
	return providertest.Open[provider.Buyer](v.t, edgezone.Product().OpenBuyer, v.account(revision))
}

const goodKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGnYYV2fUSLYNnJQvFU3/hkxFtYr1Ufm8sFVQMvnqWCK ops@example"

// full is an order with every answer that revision A takes.
func full() provider.Spec {
	return provider.Spec{
		Product: edgezone.ID, Zone: singapore, Type: "BMS5.MEDIUM8", Image: "img-centos-7.9",
		ImageVersion: "7.9.2009", Count: 3, Name: "web",
		Billing: provider.Billing{Consent: true},
		Network: provider.Network{Private: "ein-4c81d02f", Public: "epn-9d20b7e4", IPv6: new(false)},
	}
}

// fault returns the *provider.Error in err, or fails the test.
func fault(t *testing.T, call string, err error) *provider.Error {
	t.Helper()
	e, ok := errors.AsType[*provider.Error](err)
	if !ok {
		t.Fatalf("%s = %v, want a *provider.Error", call, err)
	}
	return e
}
