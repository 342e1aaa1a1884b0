package vm

import (
	"maps"
	"slices"
	"sync"

	"github.com/metalwright/metalwright/provider"
)

// zoneCache has what lookups said about zones, for suggestions and rules that make no request. The zero value is
// empty.
type zoneCache struct {
	mu         sync.Mutex
	noPostpaid map[provider.ZoneID]bool
	subnets    map[provider.ZoneID]string                   // the default one, when it can be used
	categories map[provider.ZoneID][]string                 // of disks
	images     map[provider.ZoneID]map[provider.ImageID]int // GB that each needs; no entry: not asked yet
}

// forget empties the cache.
func (l *zoneCache) forget() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.noPostpaid, l.subnets, l.categories, l.images = nil, nil, nil, nil
}

func (l *zoneCache) setPostpaid(z provider.ZoneID, sold bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.noPostpaid == nil {
		l.noPostpaid = map[provider.ZoneID]bool{}
	}
	l.noPostpaid[z] = !sold
}

// postpaid reports whether the zone sells without paying in advance; it does until it is known not to.
func (l *zoneCache) postpaid(z provider.ZoneID) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return !l.noPostpaid[z]
}

func (l *zoneCache) setSubnet(z provider.ZoneID, id string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.subnets == nil {
		l.subnets = map[provider.ZoneID]string{}
	}
	l.subnets[z] = id
}

// subnet is the zone's default subnet, "" when none is known.
func (l *zoneCache) subnet(z provider.ZoneID) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.subnets[z]
}

func (l *zoneCache) setCategories(z provider.ZoneID, list []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.categories == nil {
		l.categories = map[provider.ZoneID][]string{}
	}
	l.categories[z] = list
}

// asked reports whether it is known which kinds of disks the zone sells.
func (l *zoneCache) asked(z provider.ZoneID) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.categories[z] != nil
}

// category is the kind of disk to suggest: SSD unless the zone is known to have others only.
func (l *zoneCache) category(z provider.ZoneID) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	if list := l.categories[z]; len(list) > 0 && !slices.Contains(list, ssd) {
		return list[0]
	}
	return ssd
}

// sold are the kinds of disks that the zone has: all that there are until it is known.
func (l *zoneCache) sold(z provider.ZoneID) []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	if list := l.categories[z]; len(list) > 0 {
		return list
	}
	return categories()
}

func (l *zoneCache) setImages(z provider.ZoneID, list []provider.Image) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.images == nil {
		l.images = map[provider.ZoneID]map[provider.ImageID]int{}
	}
	sizes := map[provider.ImageID]int{}
	for _, m := range list {
		sizes[m.ID] = m.MinDiskGB
	}
	l.images[z] = sizes
}

// system is the smallest system disk of the zone in GB that the image fits on, or any image as long as none is chosen;
// false before the zone's images and kinds of disks were looked up.
func (l *zoneCache) system(z provider.ZoneID, m provider.ImageID) (int, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	sizes, known := l.images[z]
	least, found := sizes[m]
	if !found && len(sizes) > 0 {
		least = slices.Min(slices.Collect(maps.Values(sizes)))
	}
	return leastSystem(least), known && l.categories[z] != nil
}
