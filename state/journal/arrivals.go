package journal

import (
	"database/sql"
	"time"

	"github.com/metalwright/metalwright/provider"
)

// mostArrivals is how many machines of a product are read, the newest, to learn from.
const mostArrivals = 1000

// Arrival is a machine that has come up.
type Arrival struct {
	Zone     provider.ZoneID
	Type     provider.TypeID
	Accepted time.Time
	Running  time.Time
	Stages   []Stage // what it went through, the oldest first; nil where the journal has none
}

// Arrivals returns the machines of a product that have come up, of all orders and accounts, the newest first.
func (s Instances) Arrivals(product provider.ProductID) ([]Arrival, error) {
	var all []Arrival
	last := Key{}
	var id provider.InstanceID
	_, err := query(s.reader, func(r *sql.Rows) (struct{}, error) {
		var (
			a                 Arrival
			g                 Stage
			account           string
			accepted, running int64
			at                sql.NullInt64
			status, vendor    sql.NullString
		)
		err := r.Scan(&account, &g.Machine, &a.Zone, &a.Type, &accepted, &running, &at, &status, &vendor)
		if err != nil {
			return struct{}{}, err
		}
		if len(all) == 0 || last.Account != account || id != g.Machine {
			last.Account, id = account, g.Machine
			a.Accepted, a.Running = fromMillis(accepted), fromMillis(running)
			all = append(all, a)
		}
		if at.Valid {
			g.At, g.Status, g.VendorStatus = fromMillis(at.Int64), provider.Status(status.String), vendor.String
			of := &all[len(all)-1]
			of.Stages = append(of.Stages, g)
		}
		return struct{}{}, nil
	}, `select i.account, i.id, i.zone, i.type, i.accepted_at, i.running_at, g.at, g.status, g.vendor_status
		from (select account, id, product, zone, type, accepted_at, running_at from instances
			where product = ?1 and running_at > 0 order by running_at desc, account, id limit ?2) i
		left join stages g on g.product = i.product and g.account = i.account and g.id = i.id
		order by i.running_at desc, i.account, i.id, g.n`, product, mostArrivals)
	return all, err
}
