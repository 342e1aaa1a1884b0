package journal

import (
	"database/sql"
	"time"

	"github.com/metalwright/metalwright/provider"
)

// Stage is a status that a machine was seen with, from At until the next one. Machines that an earlier version of the
// program watched have none from that time.
type Stage struct {
	Machine      provider.InstanceID
	At           time.Time
	Status       provider.Status
	VendorStatus string
}

// Stages returns what the machines of an order went through, machine by machine, the oldest first.
func (s Instances) Stages(order string) ([]Stage, error) {
	return query(s.reader, func(r *sql.Rows) (Stage, error) {
		var (
			g  Stage
			at int64
		)
		err := r.Scan(&g.Machine, &at, &g.Status, &g.VendorStatus)
		g.At = fromMillis(at)
		return g, err
	}, `select g.id, g.at, g.status, g.vendor_status from stages g
		join instances i on i.product = g.product and i.account = g.account and i.id = g.id
		join batches b on b.id = i.batch where b.order_id = ?1 order by b.n, i.position, i.id, g.n`, order)
}

// stage records the status of a machine if it is another one than the last that was recorded.
func (t InstanceWriter) stage(k Key, id provider.InstanceID) error {
	_, err := t.exec(`insert into stages(product, account, id, n, at, status, vendor_status)
		select i.product, i.account, i.id, 1 + (select count(*) from stages m
				where m.product = i.product and m.account = i.account and m.id = i.id), ?4, i.status, i.vendor_status
		from instances i where i.product = ?1 and i.account = ?2 and i.id = ?3
		and not exists (select 1 from stages g where g.product = i.product and g.account = i.account and g.id = i.id
			and g.status = i.status and g.vendor_status = i.vendor_status
			and g.n = (select count(*) from stages m
				where m.product = i.product and m.account = i.account and m.id = i.id))`,
		k.Product, k.Account, id, millis(t.now))
	return err
}
