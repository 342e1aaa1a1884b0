package books

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
)

// Label is a key and a value that the account marks something with.
type Label struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// Entry is something that the account has beside machines: from the catalogue, or made or changed since. What it is
// said to be is a copy.
type Entry[T any] struct {
	Thing

	Is  *T
	now string // its status
}

// Kind is how the things of one kind are kept: where the catalogue has them, and where they have their id and their
// status.
type Kind[T any] struct {
	Product string // "" when products share it
	Name    string
	Seeded  func(*Catalogue) []*T
	ID      func(*T) *string
	Status  func(*T) *string // nil for kinds without one

	Machine func(*T) *string // that it is attached to, "" for none; nil for kinds that are not attached to machines
	Free    string           // the status of one that is attached to none
}

// The kinds of things that more than one service, or the catalogue, knows.
var (
	SubnetsOf = func(product string) Kind[Subnet] {
		return Kind[Subnet]{
			Product: product, Name: "subnet", Seeded: func(c *Catalogue) []*Subnet { return c.Shelf(product).Subnets },
			ID: func(n *Subnet) *string { return &n.ID }, Status: func(n *Subnet) *string { return &n.Status },
		}
	}
	VPCsOf = func(product string) Kind[VPC] {
		return Kind[VPC]{
			Product: product, Name: "vpc", Seeded: func(c *Catalogue) []*VPC { return c.Shelf(product).VPCs },
			ID: func(v *VPC) *string { return &v.ID }, Status: func(v *VPC) *string { return &v.Status },
		}
	}
	EIPsOf = func(product string) Kind[EIP] {
		return Kind[EIP]{
			Product: product, Name: "eip", Seeded: func(c *Catalogue) []*EIP { return c.Shelf(product).EIPs },
			ID: func(e *EIP) *string { return &e.ID }, Status: func(e *EIP) *string { return &e.Status },
			Machine: func(e *EIP) *string { return &e.Machine }, Free: "AVAILABLE",
		}
	}
	GroupsOf = func(product string) Kind[SecurityGroup] {
		return Kind[SecurityGroup]{
			Product: product, Name: "security-group",
			Seeded: func(c *Catalogue) []*SecurityGroup { return c.Shelf(product).Groups },
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
	things, err := s.Things(ctx, k.Product, k.Name)
	if err != nil {
		return nil, err
	}
	var all []*Entry[T]
	at := map[string]*Entry[T]{}
	for _, v := range k.Seeded(s.Catalogue) {
		copied := *v
		e := &Entry[T]{Thing: Thing{Product: k.Product, Kind: k.Name, ID: *k.ID(v)}, Is: &copied}
		all, at[e.ID] = append(all, e), e
	}
	for _, t := range things {
		e, ok := at[t.ID]
		if !ok {
			e = &Entry[T]{}
			all = append(all, e)
		}
		e.Thing, e.Is = t, new(T) // decoded over a copy it would write into the slices of the catalogue
		if err := json.Unmarshal(t.Detail, e.Is); err != nil {
			return nil, fmt.Errorf("read %s %s: %w", k.Name, t.ID, err)
		}
	}
	if k.Status == nil {
		return all, nil
	}
	there := all[:0]
	for _, e := range all {
		if e.Timeline != nil {
			*k.Status(e.Is) = e.Timeline.Status(s.At)
		}
		if e.now = *k.Status(e.Is); e.now != "" {
			there = append(there, e)
		}
	}
	return there, detach(ctx, s, k, there)
}

// detach frees what is attached to machines that exist no longer, as of their end.
func detach[T any](ctx context.Context, s *Session, k Kind[T], all []*Entry[T]) error {
	attached := func(e *Entry[T]) bool { return *k.Machine(e.Is) != "" }
	if k.Machine == nil || !slices.ContainsFunc(all, attached) {
		return nil
	}
	ended, err := s.Ended(ctx, k.Product)
	if err != nil {
		return err
	}
	for _, e := range all {
		if at, ok := ended[*k.Machine(e.Is)]; ok {
			*k.Machine(e.Is), *k.Status(e.Is), e.now = "", k.Free, k.Free
			e.Timeline = Timeline{{Status: k.Free, At: at}}
		}
	}
	return nil
}

// Keep enters what e is, and changes it when it is there already. One of the catalogue takes a serial number with its
// first change.
func Keep[T any](ctx context.Context, s *Session, e *Entry[T]) error {
	detail, err := json.Marshal(e.Is)
	if err != nil {
		return fmt.Errorf("write %s %s: %w", e.Kind, e.ID, err)
	}
	e.Detail = detail
	if e.Timeline == nil { // one of the catalogue, whose status stays
		e.Timeline = Timeline{{Status: e.now}}
	}
	if e.Made {
		return s.ChangeThing(ctx, e.Thing)
	}
	if e.Serial == 0 {
		if e.Serial, err = s.Serials(ctx, 1); err != nil {
			return err
		}
	}
	e.Made = true
	return s.AddThing(ctx, e.Thing)
}

// NewEntry makes an entry of the kind with the serial number and the life. Keep enters it.
func NewEntry[T any](k Kind[T], serial int64, id string, is *T, life Timeline) *Entry[T] {
	*k.ID(is) = id
	return &Entry[T]{Thing: Thing{Serial: serial, Product: k.Product, Kind: k.Name, ID: id, Timeline: life}, Is: is}
}

// Where lists the entries that match.
func Where[T any](ctx context.Context, s *Session, k Kind[T], match func(*T) bool) ([]*Entry[T], error) {
	all, err := Entries(ctx, s, k)
	return slices.DeleteFunc(all, func(e *Entry[T]) bool { return !match(e.Is) }), err
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
func Change[T any](ctx context.Context, b *Books, k Kind[T], ids []string, missing func(*Session, string) error,
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
			if err := Keep(ctx, s, e); err != nil {
				return err
			}
		}
		return nil
	})
}
