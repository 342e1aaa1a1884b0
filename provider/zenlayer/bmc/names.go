package bmc

import (
	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/pattern"
)

// What the vendor calls machines without a name (Zenlayer API reference, BMC CreateInstances, read 2026-11).
const (
	defaultName     = "instance"
	defaultHostname = "hostname"
)

// Names expands both patterns of s.
func (r *Reader) Names(s provider.Spec, limit int) ([]provider.Name, error) {
	name, err := parse(provider.FieldName, s.Name, defaultName)
	if err != nil {
		return nil, err
	}
	hostname, err := parse(provider.FieldHostname, s.Hostname, defaultHostname)
	if err != nil {
		return nil, err
	}
	n := s.Machines()
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

func parse(f provider.Field, text, otherwise string) (pattern.Pattern, error) {
	if text == "" {
		text = otherwise
	}
	p, e := pattern.Parse(text)
	if e != nil {
		e.Field = f
		return p, e
	}
	return p, nil
}

// Part returns the spec of n machines of s from number first on.
func (r *Reader) Part(s provider.Spec, first, n int) provider.Spec {
	s = s.Clone()
	s.Count = n
	s.Name, s.Hostname = shift(s.Name, first), shift(s.Hostname, first)
	return s
}

// shift lets the numbers of a name begin later. What is no pattern stays as it is.
func shift(name string, first int) string {
	if p, e := pattern.Parse(name); e == nil && first > 0 && p.Begin() >= 0 {
		return p.Shift(first)
	}
	return name
}
