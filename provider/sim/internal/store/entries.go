package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
)

// Label is a key and a value on a resource.
type Label struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// Entry is a resource of the account other than a machine: from the catalogue, or made or changed since. Its value is a
// copy.
type Entry[T any] struct {
	Record

	Value *T
	now   string // its status
}

// Kind is how the resources of one kind are stored: where the catalogue has them, and which of their fields are the id
// and the status.
type Kind[T any] struct {
	Product string // "" when products share it
	Name    string
	Seeded  func(*Catalogue) []*T
	ID      func(*T) *string
	Status  func(*T) *string // nil for kinds without one

	Machine func(*T) *string // that it is attached to, "" for none; nil for kinds that are not attached to machines
	Free    string           // the status of one that is attached to none
}

// The kinds that the catalogue, or more than one service, has.
var (
	SubnetsOf = func(product string) Kind[Subnet] {
		return Kind[Subnet]{
			Product: product, Name: "subnet", Seeded: func(c *Catalogue) []*Subnet { return c.Product(product).Subnets },
			ID: func(n *Subnet) *string { return &n.ID }, Status: func(n *Subnet) *string { return &n.Status },
		}
	}
	VPCsOf = func(product string) Kind[VPC] {
		return Kind[VPC]{
			Product: product, Name: "vpc", Seeded: func(c *Catalogue) []*VPC { return c.Product(product).VPCs },
			ID: func(v *VPC) *string { return &v.ID }, Status: func(v *VPC) *string { return &v.Status },
		}
	}
	EIPsOf = func(product string) Kind[EIP] {
		return Kind[EIP]{
			Product: product, Name: "eip", Seeded: func(c *Catalogue) []*EIP { return c.Product(product).EIPs },
			ID: func(e *EIP) *string { return &e.ID }, Status: func(e *EIP) *string { return &e.Status },
			Machine: func(e *EIP) *string { return &e.Machine }, Free: "AVAILABLE",
		}
	}
	GroupsOf = func(product string) Kind[SecurityGroup] {
		return Kind[SecurityGroup]{
			Product: product, Name: "security-group",
			Seeded: func(c *Catalogue) []*SecurityGroup { return c.Product(product).Groups },
			ID:     func(g *SecurityGroup) *string { return &g.ID }, Status: func(g *SecurityGroup) *string { return &g.Status },
		}
	}
	KeyPairs = Kind[KeyPair]{
		Name: "key pair", Seeded: func(c *Catalogue) []*KeyPair { return c.Account.KeyPairs },
		ID: func(p *KeyPair) *string { return &p.ID },
	}
)

// Entries lists what the account has of the kind now: the catalogue's in its order, then what was made, the oldest
// first.
func Entries[T any](ctx context.Context, s *Session, k Kind[T]) ([]*Entry[T], error) {
	records, err := Records(ctx, s, k.Product, k.Name)
	if err != nil {
		return nil, err
	}
	var all []*Entry[T]
	at := map[string]*Entry[T]{}
	for _, v := range k.Seeded(s.Catalogue) {
		copied := *v
		e := &Entry[T]{Record: Record{Product: k.Product, Kind: k.Name, ID: *k.ID(v)}, Value: &copied}
		all, at[e.ID] = append(all, e), e
	}
	for _, t := range records {
		e, ok := at[t.ID]
		if !ok {
			e = &Entry[T]{}
			all = append(all, e)
		}
		e.Record, e.Value = t, new(T) // decoded over a copy it would write into the slices of the catalogue
		if err := json.Unmarshal(t.Detail, e.Value); err != nil {
			return nil, fmt.Errorf("read %s %s: %w", k.Name, t.ID, err)
		}
	}
	if k.Status == nil {
		return all, nil
	}
	there := all[:0]
	for _, e := range all {
		if e.Timeline != nil {
			*k.Status(e.Value) = e.Timeline.Status(s.At)
		}
		if e.now = *k.Status(e.Value); e.now != "" {
			there = append(there, e)
		}
	}
	return there, detach(ctx, s, k, there)
}

// detach frees what is attached to machines that exist no longer, as of their end.
func detach[T any](ctx context.Context, s *Session, k Kind[T], all []*Entry[T]) error {
	attached := func(e *Entry[T]) bool { return *k.Machine(e.Value) != "" }
	if k.Machine == nil || !slices.ContainsFunc(all, attached) {
		return nil
	}
	ended, err := s.Ended(ctx, k.Product)
	if err != nil {
		return err
	}
	for _, e := range all {
		if at, ok := ended[*k.Machine(e.Value)]; ok {
			*k.Machine(e.Value), *k.Status(e.Value), e.now = "", k.Free, k.Free
			e.Timeline = Timeline{{Status: k.Free, At: at}}
		}
	}
	return nil
}

// Save stores e, or what was changed of it. One of the catalogue takes a serial number with its
// first change.
func Save[T any](ctx context.Context, s *Session, e *Entry[T]) error {
	detail, err := json.Marshal(e.Value)
	if err != nil {
		return fmt.Errorf("write %s %s: %w", e.Kind, e.ID, err)
	}
	e.Detail = detail
	if e.Timeline == nil { // one of the catalogue, whose status stays
		e.Timeline = Timeline{{Status: e.now}}
	}
	if e.Stored {
		return ChangeRecord(ctx, s, e.Record)
	}
	if e.Serial == 0 {
		if e.Serial, err = s.Serials(ctx, 1); err != nil {
			return err
		}
	}
	e.Stored = true
	return AddRecord(ctx, s, e.Record)
}

// NewEntry makes an entry of the kind with the serial number and the timeline. Save stores it.
func NewEntry[T any](k Kind[T], serial int64, id string, value *T, timeline Timeline) *Entry[T] {
	*k.ID(value) = id
	r := Record{Serial: serial, Product: k.Product, Kind: k.Name, ID: id, Timeline: timeline}
	return &Entry[T]{Record: r, Value: value}
}

// Where lists the entries that match.
func Where[T any](ctx context.Context, s *Session, k Kind[T], match func(*T) bool) ([]*Entry[T], error) {
	all, err := Entries(ctx, s, k)
	return slices.DeleteFunc(all, func(e *Entry[T]) bool { return !match(e.Value) }), err
}

// Find returns the entry with the id, nil when there is none.
func Find[T any](ctx context.Context, s *Session, k Kind[T], id string) (*Entry[T], error) {
	found, err := Where(ctx, s, k, func(v *T) bool { return *k.ID(v) == id })
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return found[0], nil
}

// Change changes the entries with the ids in one transaction, all or none. missing is the error for an id that no entry
// has.
func Change[T any](ctx context.Context, b *Store, k Kind[T], ids []string, missing func(*Session, string) error,
	change func(*Session, *Entry[T]) error,
) error {
	return b.Write(ctx, func(s *Session) error {
		for _, id := range ids {
			e, err := Find(ctx, s, k, id)
			switch {
			case err != nil:
				return err
			case e == nil:
				return missing(s, id)
			}
			if err := change(s, e); err != nil {
				return err
			}
			if err := Save(ctx, s, e); err != nil {
				return err
			}
		}
		return nil
	})
}
