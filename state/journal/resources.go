package journal

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"github.com/metalwright/metalwright/provider"
)

// Resource is a network, or an address, that a batch has bought.
type Resource struct {
	ID       string // of an address: the address
	Key      Key
	Batch    string // the batch's ID
	Zone     provider.ZoneID
	Kind     provider.ResourceKind
	Network  string // of an address: its public network
	Position int    // its place among the resources of its batch
	Source   Source
	Made     time.Time // when it became known
	Asked    time.Time // when a person asked to give it back; zero when nobody did
	Released time.Time // when the vendor did not list it any more after that; zero before
}

// Resources reads networks and addresses.
type Resources struct{ *reader }

// ResourceWriter reads and changes networks and addresses.
type ResourceWriter struct {
	Resources
	*change
}

const resourceColumns = `r.batch, r.id, r.account, r.product, r.zone, r.kind, r.network, r.position, r.source,
	r.made_at, r.release_at, r.released_at`

func scanResource(r *sql.Rows) (Resource, error) {
	var (
		x                     Resource
		made, asked, released int64
	)
	err := r.Scan(&x.Batch, &x.ID, &x.Key.Account, &x.Key.Product, &x.Zone, &x.Kind, &x.Network, &x.Position, &x.Source,
		&made, &asked, &released)
	x.Made, x.Asked, x.Released = fromMillis(made), fromMillis(asked), fromMillis(released)
	return x, err
}

// Of returns what an order has bought beside machines, or all orders when order is "", in the order in which it
// was bought.
func (s Resources) Of(order string) ([]Resource, error) {
	where, args := ofOrder("b.order_id", order)
	return query(s.reader, scanResource, `select `+resourceColumns+` from resources r join batches b on b.id = r.batch`+
		where+` order by b.order_id, b.n, r.position, r.id`, args...)
}

// InBatch returns the resources of one batch.
func (s Resources) InBatch(batch string) ([]Resource, error) {
	return query(s.reader, scanResource, `select `+resourceColumns+` from resources r where r.batch = ?1
		order by r.position, r.id`, batch)
}

// Known reports whether a batch other than the one has the resource and has not released it.
func (s Resources) Known(k Key, kind provider.ResourceKind, id, batch string) (bool, error) {
	var n int
	err := s.tx.QueryRowContext(s.ctx, `select count(*) from resources where account = ?1 and product = ?2 and kind = ?3
		and id = ?4 and batch <> ?5 and released_at = 0`, k.Account, k.Product, kind, id, batch).Scan(&n)
	return n > 0, err
}

// MakingElsewhere reports whether another order's request for the same kind in the zone of b may have been carried out
// without its outcome being known: until it is, nobody could say whose a new resource is.
func (s Batches) MakingElsewhere(b Batch) (bool, error) {
	if b.Make == nil {
		return false, nil
	}
	var n int
	err := s.tx.QueryRowContext(s.ctx, `select count(*) from batches where account = ?1 and product = ?2 and zone = ?3
		and kind = ?4 and order_id <> ?5 and state in ('sent', 'ambiguous', 'unresolved')`, b.Key.Account, b.Key.Product,
		b.Zone, b.Make.Kind, b.Order).Scan(&n)
	return n > 0, err
}

// Put writes a resource that became known. One that its batch has already stays as it is.
func (t ResourceWriter) Put(r Resource) error {
	_, err := t.exec(`insert into resources(batch, id, account, product, zone, kind, network, position, source, made_at)
		values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) on conflict (batch, id) do nothing`, r.Batch, r.ID,
		r.Key.Account, r.Key.Product, r.Zone, r.Kind, r.Network, r.Position, r.Source, millis(r.Made))
	return err
}

// AskRelease records that a person asks to give the resources back.
func (t ResourceWriter) AskRelease(all []Resource) error {
	for _, r := range all {
		if _, err := t.exec(`update resources set release_at = ?3 where batch = ?1 and id = ?2`, r.Batch, r.ID,
			millis(t.now)); err != nil {
			return err
		}
	}
	return nil
}

// SetReleased records that the vendor does not list the resources any more.
func (t ResourceWriter) SetReleased(all []Resource) error {
	for _, r := range all {
		if _, err := t.exec(`update resources set released_at = ?3 where batch = ?1 and id = ?2 and released_at = 0`,
			r.Batch, r.ID, millis(t.now)); err != nil {
			return err
		}
	}
	return nil
}

// making is what a batch makes, on disk.
func making(b Batch) (kind, text string, err error) {
	if b.Make == nil {
		return "", "", nil
	}
	data, err := json.Marshal(b.Make)
	return string(b.Make.Kind), string(data), err
}

// readMaking is its inverse, with what there was before.
func readMaking(b *Batch, text, before string) error {
	if text == "" {
		return nil
	}
	b.Make = &provider.Making{}
	if err := json.Unmarshal([]byte(text), b.Make); err != nil {
		return fmt.Errorf("request of batch %s: %w", b.ID, err)
	}
	if before == "" {
		return nil
	}
	if err := json.Unmarshal([]byte(before), &b.Before); err != nil {
		return fmt.Errorf("resources before batch %s: %w", b.ID, err)
	}
	return nil
}
