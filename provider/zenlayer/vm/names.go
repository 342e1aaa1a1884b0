package vm

import (
	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/compute"
)

// defaultName is what the vendor calls machines without a name (Zenlayer API reference, VM CreateInstances,
// instanceName, read 2026-11).
const defaultName = "instance"

// Names expands the pattern of s. Virtual machines have no host name of their own.
func (r *Reader) Names(s provider.Spec, limit int) ([]provider.Name, error) {
	p, e := compute.ParseNameAt(provider.FieldName, s.Name, defaultName)
	if e != nil {
		return nil, e
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
		out[i].Instance, out[i].Overflow = p.Name(i)
	}
	return out, nil
}

// Part returns the spec of n machines of s from number first on.
func (r *Reader) Part(s provider.Spec, first, n int) provider.Spec {
	s = s.Clone()
	s.Count, s.Name = n, compute.NameFrom(s.Name, first)
	return s
}
