// Package vm is Zenlayer Virtual Machine: it translates the vocabulary of package provider into the vendor's API and
// back.
package vm

import (
	"sync"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/compute"
)

// ID is the product's name everywhere.
const ID provider.ProductID = "zenlayer-vm"

// The versions of the API. Only the newer one knows the postpaid commitment, the blocks of addresses and the stock of a
// zone, and a number of machines in a price (Zenlayer API reference, versions, read 2026-11).
const (
	version2023 = "2023-03-13"
	version2026 = "2026-04-01"
)

// The network charges. The shared cluster is called otherwise than in Bare Metal Cloud (Zenlayer API reference, VM
// InternetChargeType, read 2026-11).
const (
	byBandwidth      = "ByBandwidth"
	byTrafficPackage = "ByTrafficPackage"
	byCluster95      = "ByClusterBandwidth95"
	byCluster        = "BandwidthCluster"
	byInstance95     = "ByInstanceBandwidth95" // not documented for VM, and yet known to the vendor's own tools
)

// netCharges are the documented ones; a type may be offered with others.
func netCharges() []string {
	return []string{byBandwidth, byTrafficPackage, byCluster95, byCluster}
}

// Product describes Virtual Machine.
func Product() *provider.Product {
	p := compute.Describe(&provider.Product{
		ID: ID, Name: "Virtual Machine",
		Fields: fields(), Codes: codes(), Params: params(),
		Switches: switches(), Form: form, Defaults: defaults,
		Versions:       []string{version2026, version2023},
		Vanishing:      true,
		TrafficCharges: []string{byTrafficPackage}, ClusterCharges: []string{byCluster, byCluster95},
		Lifecycle: []string{"PENDING", "DEPLOYING", "RUNNING"},
		Tools:     toolset(),
	})
	p.Open = func(a provider.Account) (provider.Reader, error) {
		c, err := compute.Open(p, "vm", a)
		if err != nil {
			return nil, err
		}
		return &Reader{Reader: compute.Reader{Conn: c}}, nil
	}
	p.OpenBuyer = func(a provider.Account) (provider.Buyer, error) {
		c, err := compute.Open(p, "vm", a)
		if err != nil {
			return nil, err
		}
		return &Buyer{Conn: c, Order: sent}, nil
	}
	return p
}

// Reader is an account that cannot buy.
type Reader struct {
	compute.Reader

	learnt learnt
	seen   seen
	disks  sync.Mutex // held while the smallest system disk of a zone is looked up
}

// Cached is r with a memory of its own.
func (r *Reader) Cached() provider.Cached {
	return &Reader{Reader: compute.Reader{Conn: r.Conn.Cached()}}
}

// Forget has everything asked for again.
func (r *Reader) Forget() {
	r.API.Forget()
	r.learnt.forget()
}

// Buyer is an account that can do nothing but buy.
type Buyer = compute.Buyer
