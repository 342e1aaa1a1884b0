package bmc

import (
	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/compute"
)

// What the vendor calls machines without a name (Zenlayer API reference, BMC CreateInstances, read 2026-11).
const (
	defaultName     = "instance"
	defaultHostname = "hostname"
)

// Names expands both patterns of s.
func (r *Reader) Names(s provider.Spec, limit int) ([]provider.Name, error) {
	name, err := compute.ParseNameAt(provider.FieldName, s.Name, defaultName)
	if err != nil {
		return nil, err
	}
	hostname, err := compute.ParseNameAt(provider.FieldHostname, s.Hostname, defaultHostname)
	if err != nil {
		return nil, err
	}
	n := s.Machines()
	if e := provider.CheckCount(n); e != nil {
		return nil, e
	}
	if limit > 0 {
		n = min(n, limit)
	}
	out := make([]provider.Name, n)
	for i := range out {
		instance, over1 := name.Name(i)
		host, over2 := hostname.Name(i)
		out[i] = provider.Name{Instance: instance, Hostname: host, Overflow: over1 || over2}
	}
	return out, nil
}

// Part returns the spec of n machines of s from number first on.
func (r *Reader) Part(s provider.Spec, first, n int) provider.Spec {
	s = s.Clone()
	s.Count = n
	s.Name, s.Hostname = compute.NameFrom(s.Name, first), compute.NameFrom(s.Hostname, first)
	return s
}
