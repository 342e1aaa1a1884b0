package sim_test

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"net/http"
	"strconv"
	"testing"
	"testing/fstest"

	"github.com/metalwright/metalwright/assets"
	"github.com/metalwright/metalwright/provider/internal/sign"
	"github.com/metalwright/metalwright/provider/sim"
)

const (
	guangzhou = "ap-guangzhou-tez-gz-1" // has both networks
	singapore = "ap-singapore-tez-sg-1" // has none
	tokyo     = "ap-tokyo-tez-ty-1"     // has both, and no addresses
	sanPaolo  = "sa-saopaulo-tez-sp-1"  // has six addresses
	frankfurt = "eu-frankfurt-tez-fra-1"
)

// regionOf are the regions of the zones above.
func regionOf(zone any) string {
	switch zone {
	case singapore:
		return "ap-singapore"
	case tokyo:
		return "ap-tokyo"
	case sanPaolo:
		return "sa-saopaulo"
	case frankfurt:
		return "eu-frankfurt"
	}
	return "ap-guangzhou"
}

// edgeWith opens a cloud whose edge zones have other settings.
func edgeWith(tb testing.TB, settings string) *fixture {
	tb.Helper()
	out := fstest.MapFS{"tencent-edgezone/edge.json": {Data: []byte(settings)}}
	for _, name := range []string{
		"account.json", "tencent-edgezone/zones.json", "tencent-edgezone/types.json",
		"tencent-edgezone/images.json",
	} {
		data, err := fs.ReadFile(assets.Sim, "sim/"+name)
		if err != nil {
			tb.Fatalf("ReadFile(%s) = %v", name, err)
		}
		out[name] = &fstest.MapFile{Data: data}
	}
	return open(tb, sim.Options{Catalogue: out})
}

// edgeAnswer is what came back.
type edgeAnswer struct {
	Status   int
	Raw      []byte
	Response map[string]any
	Code     string
	Message  string
}

func (a edgeAnswer) rows(name string) []obj {
	return answer{Response: a.Response}.rows(name)
}

func (a edgeAnswer) texts(name string) []string {
	return answer{Response: a.Response}.texts(name)
}

// edgeClient asks the cloud in Tencent Cloud's protocol.
type edgeClient struct{ cloud *fixture }

// request makes a request signed as the vendor documents it: content type, host and action.
func (e edgeClient) request(tb testing.TB, region, action, body string) *http.Request {
	tb.Helper()
	r, err := http.NewRequestWithContext(tb.Context(), http.MethodPost, e.cloud.url+"/", bytes.NewReader([]byte(body)))
	if err != nil {
		tb.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json; charset=utf-8")
	r.Header.Set("X-TC-Action", action)
	r.Header.Set("X-TC-Version", "2026-04-01")
	r.Header.Set("X-TC-Region", region)
	e.sign(r, body)
	return r
}

func (e edgeClient) sign(r *http.Request, body string) {
	unix := e.cloud.clock.Now().Add(e.cloud.skew).Unix()
	headers := []sign.Header{
		{Name: "content-type", Value: r.Header.Get("Content-Type")},
		{Name: "host", Value: r.URL.Host},
		{Name: "x-tc-action", Value: r.Header.Get("X-TC-Action")},
	}
	r.Header.Set("X-TC-Timestamp", strconv.FormatInt(unix, 10))
	signature := sign.TC3(e.cloud.key.Secret, "edgezone", headers, []byte(body), unix)
	r.Header.Set("Authorization", sign.Signed(sign.SchemeTC3, e.cloud.key.KeyID+"/"+sign.Scope("edgezone", unix), headers,
		signature).String())
}

func (e edgeClient) send(tb testing.TB, r *http.Request) edgeAnswer {
	tb.Helper()
	a := e.cloud.send(tb, r)
	out := edgeAnswer{Status: a.Status, Raw: a.Raw}
	var body struct{ Response map[string]any }
	_ = json.Unmarshal(a.Raw, &body) // some answers are meant to be broken
	out.Response = body.Response
	if e, ok := body.Response["Error"].(obj); ok {
		out.Code, _ = e["Code"].(string)
		out.Message, _ = e["Message"].(string)
	}
	return out
}

func (e edgeClient) ask(tb testing.TB, region, action string, body any) edgeAnswer {
	tb.Helper()
	return e.send(tb, e.request(tb, region, action, written(tb, body)))
}

// must is ask for what has to succeed.
func (e edgeClient) must(tb testing.TB, region, action string, body any) edgeAnswer {
	tb.Helper()
	a := e.ask(tb, region, action, body)
	if a.Status != http.StatusOK || a.Code != "" || a.Response["RequestId"] == nil {
		tb.Fatalf("%s(%v) = %d %s", action, body, a.Status, a.Raw)
	}
	return a
}

// refused is ask for what has to be refused, which is said with status 200.
func (e edgeClient) refused(tb testing.TB, region, action string, body any, code string) {
	tb.Helper()
	a := e.ask(tb, region, action, body)
	if a.Status != http.StatusOK || a.Code != code || a.Message == "" || a.Response["RequestId"] == nil {
		tb.Errorf("%s(%v) = %d %s, want 200 %s", action, body, a.Status, a.Raw, code)
	}
}

// network returns the id of the zone's network.
func (e edgeClient) network(tb testing.TB, zone, kind string) any {
	tb.Helper()
	rows := e.must(tb, regionOf(zone), "Describe"+kind+"NetworkInstances", obj{"ZoneId": zone}).rows(kind +
		"NetworkInstanceSet")
	if len(rows) != 1 {
		tb.Fatalf("%s has %d %s networks, want 1", zone, len(rows), kind)
	}
	return rows[0]["NetworkInstanceId"]
}

// order is an order for one BMS5.MEDIUM8 in the zone, changed by the changes; nil deletes.
func (e edgeClient) order(tb testing.TB, zone string, changes obj) obj {
	tb.Helper()
	return changed(changes, obj{
		"Zone": zone, "InstanceType": "BMS5.MEDIUM8", "InstanceName": "web-mwk7q2m9x4",
		"PrivateNetworkId": e.network(tb, zone, "Private"), "PublicNetworkId": e.network(tb, zone, "Public"),
	})
}

func (e edgeClient) buy(tb testing.TB, zone string, changes obj) []string {
	tb.Helper()
	return e.must(tb, regionOf(zone), "CreateInstances", e.order(tb, zone, changes)).texts("InstanceIdSet")
}

// machine reads one machine, nil when it is not listed.
func (e edgeClient) machine(tb testing.TB, zone, id string) obj {
	tb.Helper()
	return only(e.must(tb, regionOf(zone), "DescribeInstances", obj{"InstanceIds": []string{id}}).rows("InstanceSet"))
}

// edgeZone is a catalogue with one zone.
func edgeZone(zone string) fs.FS {
	return fstest.MapFS{"tencent-edgezone/zones.json": {Data: []byte("[" + zone + "]")}}
}
