package edgezone

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/tencent/internal/tcapi"
)

// regions of the platform; not all of them have edge zones (Tencent Cloud API reference, common parameters, region
// list, read 2026-11).
func regions() []string {
	return []string{
		"ap-bangkok", "ap-beijing", "ap-chengdu", "ap-chongqing", "ap-guangzhou", "ap-hongkong", "ap-jakarta", "ap-mumbai",
		"ap-nanjing",
		"ap-seoul", "ap-shanghai", "ap-singapore", "ap-tokyo", "eu-frankfurt", "eu-moscow", "na-ashburn", "na-siliconvalley",
		"na-toronto",
		"sa-saopaulo",
	}
}

// regionsToAsk are the regions in which the list of zones is asked for, one after the other until one is supported. The
// answer is the same everywhere, but the request has to name a region. Those that are configured come first, then one
// on each side of the world, then all others.
func regionsToAsk(named ...string) []string {
	var all []string
	sides := []string{"ap-guangzhou", "ap-singapore", "eu-frankfurt", "na-ashburn"}
	for _, r := range slices.Concat(named, sides, regions()) {
		if r != "" && !slices.Contains(all, r) {
			all = append(all, r)
		}
	}
	return all
}

// regionCache has the region of each zone, which does not change.
type regionCache struct {
	mu     sync.Mutex
	region map[provider.ZoneID]string
	said   map[provider.ZoneID]string // by an order, while the vendor does not report it
}

func newRegionCache() *regionCache {
	return &regionCache{region: map[provider.ZoneID]string{}, said: map[provider.ZoneID]string{}}
}

func (p *regionCache) of(z provider.ZoneID) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.region[z]
}

func (p *regionCache) learn(z provider.ZoneID, region string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.region[z] = region
}

// say notes what an order names as the region of a zone, and returns the region that was named last, "" for none.
func (p *regionCache) say(z provider.ZoneID, region string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if region != "" {
		p.said[z] = region
	}
	return p.said[z]
}

// HintRegion notes which region a zone is in, unless the vendor has already said it.
func (o *Operator) HintRegion(z provider.ZoneID, region string) {
	if region != "" && o.zoneRegions.of(z) == "" {
		o.zoneRegions.learn(z, region)
	}
}

// zones lists the zones that the account may use, and notes their regions. It asks in the region first, which may be
// "", then in those of the account. When none answers, the error is that of the first.
func (c conn) zones(ctx context.Context, first string) ([]zone, error) {
	list := tcapi.List[zone]{Action: "DescribeZones", Rows: "ZoneSet"}
	var err error
	for _, region := range regionsToAsk(append([]string{first}, c.regions...)...) {
		page, failed := list.Page(ctx, c.api, region, nil)
		if err == nil {
			err = failed
		}
		if e, ok := errors.AsType[*provider.Error](failed); ok && e.Code == "UnsupportedRegion" {
			continue
		}
		if failed != nil {
			err = failed
			break
		}
		for _, z := range page.Rows {
			if z.Zone != "" && z.Region != "" {
				c.zoneRegions.learn(provider.ZoneID(z.Zone), string(z.Region))
			}
		}
		return page.Rows, nil
	}
	return nil, c.explain(err)
}

// regionOf is the region of a zone. When the list of zones cannot be read or does not say, it is otherwise; when that
// is "", it is what an order has said about the zone before.
func (c conn) regionOf(ctx context.Context, z provider.ZoneID, otherwise string) (string, error) {
	if region := c.zoneRegions.of(z); region != "" {
		return region, nil
	}
	otherwise = c.zoneRegions.say(z, otherwise)
	_, err := c.zones(ctx, otherwise)
	switch region := c.zoneRegions.of(z); {
	case region != "":
		return region, nil
	case otherwise != "" && ctx.Err() == nil:
		return otherwise, nil
	case err != nil:
		return "", err
	}
	return "", &provider.Error{
		Kind: provider.KindNotFound, Field: provider.FieldZone, Rule: provider.RuleNotOffered,
		Outcome: provider.Refused,
	}
}

// regionToAsk is the region in which to look for what the account has in a zone. Of a zone that has been withdrawn
// since, it is what the code of the zone begins with, as all documented codes do.
func (c conn) regionToAsk(ctx context.Context, z provider.ZoneID, otherwise string) (string, error) {
	region, err := c.regionOf(ctx, z, otherwise)
	if e, ok := errors.AsType[*provider.Error](err); ok && e.Rule == provider.RuleNotOffered {
		for _, known := range regions() {
			if strings.HasPrefix(string(z), known+"-") {
				c.zoneRegions.learn(z, known)
				return known, nil
			}
		}
	}
	return region, err
}
