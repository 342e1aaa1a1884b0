// Package bmc is Zenlayer Bare Metal Cloud: it translates the vocabulary of package provider into the vendor's API and
// back.
package bmc

import (
	"sync/atomic"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/compute"
)

// ID is the product's name everywhere.
const ID provider.ProductID = "zenlayer-bmc"

// The versions of the API. The older one is the default: it is the one with sshKeys (Zenlayer API reference, versions,
// read 2026-11).
const (
	version2022 = "2022-11-20"
	version2026 = "2026-02-01"
)

// The network charges (Zenlayer API reference, InternetChargeType, read 2026-11).
const (
	byBandwidth        = "ByBandwidth"
	byTrafficPackage   = "ByTrafficPackage"
	byInstance95       = "ByInstanceBandwidth95"
	byCluster95        = "ByClusterBandwidth95"
	byBandwidthCluster = "ByBandwidthCluster"
)

func netCharges() []string {
	return []string{byBandwidth, byTrafficPackage, byInstance95, byCluster95, byBandwidthCluster}
}

// Product describes Bare Metal Cloud.
func Product() *provider.Product {
	p := compute.Describe(&provider.Product{
		ID: ID, Name: "Bare Metal Cloud",
		Fields: fields(), Codes: codes(), Params: params(),
		Switches: switches(), Form: form, Defaults: defaults,
		Versions:       []string{version2022, version2026},
		NoImage:        true,
		TrafficCharges: []string{byTrafficPackage}, ClusterCharges: []string{byBandwidthCluster, byCluster95},
		Lifecycle: []string{"PENDING", "CREATING", "INSTALLING", "RUNNING"},
		Tools:     toolset(),
	})
	p.Open = func(a provider.Account) (provider.Reader, error) {
		c, err := compute.Open(p, "bmc", a)
		if err != nil {
			return nil, err
		}
		return &Reader{Reader: compute.Reader{Conn: c}}, nil
	}
	p.OpenBuyer = func(a provider.Account) (provider.Buyer, error) {
		c, err := compute.Open(p, "bmc", a)
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

	// noPostpaid is set when the vendor said that the account is not enabled for it.
	noPostpaid atomic.Bool
}

// Cached is r with a memory of its own.
func (r *Reader) Cached() provider.Cached {
	return &Reader{Reader: compute.Reader{Conn: r.Conn.Cached()}}
}

// Forget has everything asked for again.
func (r *Reader) Forget() {
	r.API.Forget()
	r.noPostpaid.Store(false)
}

// Buyer is an account that can do nothing but buy.
type Buyer = compute.Buyer
