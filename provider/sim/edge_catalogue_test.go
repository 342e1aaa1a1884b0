package sim_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"testing"
	"time"

	"github.com/metalwright/metalwright/assets"
	"github.com/metalwright/metalwright/provider/sim"
)

// edgeImages are the images of the catalogue. The API lists none: they appear in machines alone.
func edgeImages(t *testing.T) []obj {
	t.Helper()
	text, err := fs.ReadFile(assets.Sim, "sim/tencent-edgezone/images.json")
	if err != nil {
		t.Fatal(err)
	}
	var images []obj
	if err := json.Unmarshal(text, &images); err != nil {
		t.Fatal(err)
	}
	return images
}

func TestEdgeCatalogueIsWorthTheWalk(t *testing.T) {
	t.Parallel()
	f := open(t, sim.Options{})
	distinct := func(rows []obj, field string) int {
		seen := map[string]bool{}
		for _, r := range rows {
			seen[fmt.Sprint(r[field])] = true
		}
		return len(seen)
	}
	zones := f.edge.must(t, "ap-guangzhou", "DescribeZones", obj{}).rows("ZoneSet")
	var types, private, public []obj
	for _, z := range zones {
		f.clock.Advance(time.Second) // below the rate limit
		region, in := z["Region"].(string), obj{"ZoneId": z["Zone"]}
		types = append(types, f.edge.must(t, region, "DescribeInstanceTypes",
			obj{"Zone": z["Zone"]}).rows("InstanceTypeQuotaSet")...)
		private = append(private, f.edge.must(t, region, "DescribePrivateNetworkInstances",
			in).rows("PrivateNetworkInstanceSet")...)
		public = append(public, f.edge.must(t, region, "DescribePublicNetworkInstances",
			in).rows("PublicNetworkInstanceSet")...)
	}
	images := edgeImages(t)
	for _, image := range images {
		f.clock.Advance(time.Second)
		f.edge.buy(t, guangzhou, obj{"ImageId": image["id"]})
	}
	machines := f.edge.must(t, "ap-guangzhou", "DescribeInstances", obj{
		"Zone":  guangzhou,
		"Limit": 100,
	}).rows("InstanceSet")
	for _, row := range []struct {
		what       string
		got, least int
	}{
		{"zones", distinct(zones, "Zone"), 14},
		{"regions", distinct(zones, "Region"), 12},
		{"locations", distinct(zones, "Location"), 5},
		{"types", distinct(types, "InstanceType"), 16},
		{"families", distinct(types, "InstanceFamily"), 10},
		{"GPUs", distinct(types, "GpuType"), 4},
		{"quotas", distinct(types, "Quota"), 5},
		{"private networks", distinct(private, "NetworkInstanceId"), 6},
		{"public networks", distinct(public, "NetworkInstanceId"), 6},
		{"lines", distinct(public, "Line"), 2},
		{"route modes", distinct(public, "RouteMode"), 2},
		{"images on machines", distinct(machines, "ImageId"), 22},
		{"families of images", distinct(images, "catalog"), 5},
		{"systems", distinct(images, "os"), 2},
	} {
		if row.got < row.least {
			t.Errorf("%d %s, want %d at least", row.got, row.what, row.least)
		}
	}
}
