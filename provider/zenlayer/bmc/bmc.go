// Package bmc is Zenlayer Bare Metal Cloud: it translates the vocabulary of package provider into the vendor's API and
// back.
package bmc

import (
	"sync/atomic"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/compute"
)

// naming is what the vendor calls machines without a name (Zenlayer API reference, BMC CreateInstances, read 2026-11).
var naming = compute.Naming{Name: "instance", Hostname: "hostname"}

// ID is the product's name everywhere.
const ID provider.ProductID = "zenlayer-bmc"

// The versions of the API. The older one is the default: it is the one with sshKeys (Zenlayer API reference, versions,
// read 2026-11).
const (
	version2022 = "2022-11-20"
	version2026 = "2026-02-01"
)

// byCluster is the network charge of a shared cluster (Zenlayer API reference, BMC InternetChargeType, read 2026-11).
const byCluster = "ByBandwidthCluster"

func netCharges() []string {
	return []string{
		compute.ByBandwidth, compute.ByTrafficPackage, compute.ByInstance95, compute.ByCluster95, byCluster,
	}
}

// clusterCharges are those that need a bandwidth cluster.
func clusterCharges() []string { return []string{byCluster, compute.ByCluster95} }

// Product describes Bare Metal Cloud.
func Product() *provider.Product {
	return compute.Product(&provider.Product{
		ID: ID, Name: "Bare Metal Cloud",
		Fields: fields(), Codes: codes(), Params: params(),
		Switches: switches(), Form: form, Defaults: defaults,
		Versions:       []string{version2022, version2026},
		NoImage:        true,
		TrafficCharges: []string{compute.ByTrafficPackage}, ClusterCharges: clusterCharges(),
		Lifecycle: []string{"PENDING", "CREATING", "INSTALLING", "RUNNING"},
		Tools:     toolset(),
	}, "bmc",
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
	conn compute.Conn
	// noPostpaid is set when the vendor said that the account is not enabled for it.
	noPostpaid *atomic.Bool
}

// ruleSet is what the product knows without asking.
type ruleSet struct {
	conn       compute.Conn
	noPostpaid *atomic.Bool // the catalog's
}

func newReader(c compute.Conn) *Reader {
	no := new(atomic.Bool)
	return &Reader{compute.Reader{Conn: c, Naming: naming}, &catalog{c, no}, &ruleSet{c, no}}
}

// Cached returns a Reader of the same account with a cache.
func (r *Reader) Cached() provider.Cached { return newReader(r.Conn.Cached()) }

// Forget empties the cache, and what was learned from answers.
func (r *Reader) Forget() {
	r.API.Forget()
	r.catalog.noPostpaid.Store(false)
}

// Operator also finds, follows and ends machines.
type Operator struct {
	*Reader
	machines
}

// ReadOnly returns the account without the machines.
func (o *Operator) ReadOnly() provider.Reader { return o.Reader }

type machines = compute.Machines[instance]
