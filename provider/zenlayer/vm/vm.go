// Package vm is Zenlayer Virtual Machine: it translates the vocabulary of package provider into the vendor's API and
// back.
package vm

import (
	"sync"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/compute"
)

// naming is what the vendor calls machines without a name; they have no host name of their own (Zenlayer API
// reference, VM CreateInstances, instanceName, read 2026-11).
var naming = compute.Naming{Name: "instance"}

// ID is the product's name everywhere.
const ID provider.ProductID = "zenlayer-vm"

// The versions of the API. Only the newer one knows the postpaid commitment, the blocks of addresses and the stock of a
// zone, and a number of machines in a price (Zenlayer API reference, versions, read 2026-11).
const (
	version2023 = "2023-03-13"
	version2026 = "2026-04-01"
)

// byCluster is the network charge of a shared cluster, which is called otherwise than in Bare Metal Cloud (Zenlayer API
// reference, VM InternetChargeType, read 2026-11).
const byCluster = "BandwidthCluster"

// netCharges are the documented ones; a type may be offered with others. [compute.ByInstance95] is not documented, and
// yet known to the vendor's own tools.
func netCharges() []string {
	return []string{compute.ByBandwidth, compute.ByTrafficPackage, compute.ByCluster95, byCluster}
}

// clusterCharges are those that need a bandwidth cluster.
func clusterCharges() []string { return []string{byCluster, compute.ByCluster95} }

// Product describes Virtual Machine.
func Product() *provider.Product {
	return compute.Product(&provider.Product{
		ID: ID, Name: "Virtual Machine",
		Fields: fields(), Codes: codes(), Params: params(),
		Switches: switches(), Form: form, Defaults: defaults,
		Versions:       []string{version2026, version2023},
		Vanishing:      true,
		TrafficCharges: []string{compute.ByTrafficPackage}, ClusterCharges: clusterCharges(),
		Lifecycle: []string{"PENDING", "DEPLOYING", "RUNNING"},
		Tools:     toolset(),
	}, "vm",
		func(c compute.Conn) provider.Reader { return newReader(c) },
		func(c compute.Conn) provider.Operator {
			return &Operator{Reader: newReader(c), machines: compute.NewMachines[instance](c, naming)}
		},
		func(c compute.Conn, b provider.Batch, reveal func(provider.Secret) string) any {
			return newOrder(c, b, reveal)
		})
}

// Reader looks up and checks.
type Reader struct {
	compute.Reader
	*catalog
	*ruleSet
}

// catalog is what the product sells to the account.
type catalog struct {
	conn      compute.Conn
	zoneCache *zoneCache
	disks     sync.Mutex // held while the smallest system disk of a zone is looked up
}

// ruleSet is what the product knows without asking.
type ruleSet struct {
	conn      compute.Conn
	zoneCache *zoneCache // the catalog's
}

func newReader(c compute.Conn) *Reader {
	cache := new(zoneCache)
	return &Reader{
		compute.Reader{Conn: c, Naming: naming}, &catalog{conn: c, zoneCache: cache}, &ruleSet{c, cache},
	}
}

// Cached returns a Reader of the same account with a cache.
func (r *Reader) Cached() provider.Cached { return newReader(r.Conn.Cached()) }

// Forget empties the cache, and what was learned from answers.
func (r *Reader) Forget() {
	r.API.Forget()
	r.catalog.zoneCache.forget()
}

// Operator also finds, follows and ends machines.
type Operator struct {
	*Reader
	machines

	seen seen
}

// ReadOnly returns the account without the machines.
func (o *Operator) ReadOnly() provider.Reader { return o.Reader }

type machines = compute.Machines[instance]
