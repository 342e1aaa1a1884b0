package store

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"net/netip"
)

// Record is a resource other than a machine that was made or changed: a subnet, a key pair.
type Record struct {
	Serial   int64
	Product  string // "" when products share it
	Kind     string
	ID       string
	Timeline Timeline
	Detail   []byte // JSON
	Stored   bool   // it is in the database, not in the catalogue alone
}

// AddRecord stores a new record.
func AddRecord(ctx context.Context, s *Session, t Record) error {
	_, err := s.q.ExecContext(ctx, "INSERT INTO thing VALUES (?, ?, ?, ?, ?, ?)",
		t.Serial, t.Product, t.Kind, t.ID, t.Timeline.String(), t.Detail)
	if err != nil {
		return fmt.Errorf("enter %s %s: %w", t.Kind, t.ID, err)
	}
	return nil
}

// ChangeRecord stores the timeline and the detail of t.
func ChangeRecord(ctx context.Context, s *Session, t Record) error {
	_, err := s.q.ExecContext(ctx, "UPDATE thing SET timeline = ?, detail = ? WHERE serial = ?", t.Timeline.String(),
		t.Detail, t.Serial)
	if err != nil {
		return fmt.Errorf("change %s %s: %w", t.Kind, t.ID, err)
	}
	return nil
}

// RemoveRecord deletes the record with the serial number.
func RemoveRecord(ctx context.Context, s *Session, serial int64) error {
	if _, err := s.q.ExecContext(ctx, "DELETE FROM thing WHERE serial = ?", serial); err != nil {
		return fmt.Errorf("remove record %d: %w", serial, err)
	}
	return nil
}

// Records returns what was made of the kind, the oldest first.
func Records(ctx context.Context, s *Session, product, kind string) ([]Record, error) {
	rows, err := s.q.QueryContext(ctx, `SELECT serial, product, kind, id, timeline, detail FROM thing
		WHERE product = ? AND kind = ? ORDER BY serial`, product, kind)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", kind, err)
	}
	return collect(rows, func(rows *sql.Rows) (Record, error) {
		t := Record{Stored: true}
		var timeline string
		err := rows.Scan(&t.Serial, &t.Product, &t.Kind, &t.ID, &timeline, &t.Detail)
		if err == nil {
			t.Timeline, err = parseTimeline(timeline)
		}
		return t, err
	})
}

// Subnets are those of the catalogue and those that were made, with their status now.
func (s *Session) Subnets(ctx context.Context, product string) ([]*Subnet, error) {
	entries, err := Entries(ctx, s, SubnetsOf(product))
	all := make([]*Subnet, len(entries))
	for i, e := range entries {
		all[i] = e.Value
	}
	return all, err
}

// FreeAddresses lists the addresses of the subnet that a machine can still get, the lowest first: not the network, not
// the broadcast address, none that ends in .1 (Zenlayer product documentation, VPC, read 2026-11), none that is taken.
func FreeAddresses(ctx context.Context, s *Session, product string, n *Subnet) ([]netip.Addr, error) {
	prefix, err := netip.ParsePrefix(n.CIDR)
	if err != nil {
		return nil, fmt.Errorf("subnet %s: %w", n.ID, err)
	}
	taken, err := inUse(ctx, s, "SELECT private4 FROM machine WHERE product = ? AND subnet = ? AND gone > ?", product,
		n.ID, s.At.UnixMilli())
	if err != nil {
		return nil, err
	}
	var free []netip.Addr
	outside := n.Used
	for a := range hosts(prefix) {
		switch {
		case a.Is4() && a.As4()[3] == 1:
		case outside > 0:
			outside--
		case !taken[a.String()]:
			free = append(free, a)
		}
	}
	return free, nil
}

// PublicAddresses returns n free addresses of the zone, fewer when it has no more.
func PublicAddresses(ctx context.Context, s *Session, z *Zone, n int) ([]netip.Addr, error) {
	taken, err := inUse(ctx, s, "SELECT public4 FROM machine WHERE zone = ? AND gone > ?", z.ID, s.At.UnixMilli())
	if err != nil {
		return nil, err
	}
	for product := range s.Catalogue.Products {
		elastic, err := Entries(ctx, s, EIPsOf(product))
		if err != nil {
			return nil, err
		}
		for _, e := range elastic {
			taken[e.Value.IP] = true
		}
	}
	var free []netip.Addr
	for _, pool := range z.pools {
		for a := range hosts(pool) {
			if len(free) == n {
				return free, nil
			}
			if !taken[a.String()] && a.As4()[3] != 1 { // .1 is the gateway
				free = append(free, a)
			}
		}
	}
	return free, nil
}

// Public6Address is the IPv6 address of the machine with the serial number, the zero address where the zone has none.
func (z *Zone) Public6Address(serial int64) netip.Addr {
	if !z.pool6.IsValid() {
		return netip.Addr{}
	}
	b := z.pool6.Addr().As16()
	for i := range 8 {
		b[15-i] = byte(serial >> (8 * i))
	}
	return netip.AddrFrom16(b)
}

// inUse is the addresses that the query selects.
func inUse(ctx context.Context, s *Session, query string, args ...any) (map[string]bool, error) {
	rows, err := s.q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("read addresses: %w", err)
	}
	taken := map[string]bool{}
	_, err = collect(rows, func(rows *sql.Rows) (struct{}, error) {
		var a string
		err := rows.Scan(&a)
		taken[a] = true
		return struct{}{}, err
	})
	return taken, err
}

// hosts are the addresses of an IPv4 prefix without the first and the last.
func hosts(p netip.Prefix) iter.Seq[netip.Addr] {
	return func(yield func(netip.Addr) bool) {
		p = p.Masked()
		for a := p.Addr().Next(); p.Contains(a) && p.Contains(a.Next()); a = a.Next() {
			if !yield(a) {
				return
			}
		}
	}
}
