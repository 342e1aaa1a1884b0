package edgezone

import (
	"sync"

	"github.com/metalwright/metalwright/provider"
)

// networkCache has the networks of each zone as they were last read.
type networkCache struct {
	mu   sync.Mutex
	zone map[provider.ZoneID]provider.Networks
}

func newNetworkCache() *networkCache {
	return &networkCache{zone: map[provider.ZoneID]provider.Networks{}}
}

func (n *networkCache) put(z provider.ZoneID, read provider.Networks) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.zone[z] = read
}

// of is what was read for the zone; none before.
func (n *networkCache) of(z provider.ZoneID) provider.Networks {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.zone[z]
}

func (n *networkCache) drop(z provider.ZoneID) {
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.zone, z)
}

func (n *networkCache) reset() {
	n.mu.Lock()
	defer n.mu.Unlock()
	clear(n.zone)
}
