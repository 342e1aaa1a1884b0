package journal

import (
	"database/sql"
	"math"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/policy"
)

// Scope says which purchases are added up. Its zero value is all that there ever were.
type Scope struct {
	Order        string    // of this order alone; "" for all
	By           string    // of the orders that this person placed; "" for everyone's
	Profile      string    // of the orders that were placed with the profile; "" for all
	Since, Until time.Time // written down from Since until before Until; zero is no bound
	Except       string    // an order that waits for approval and does not count; "" when all count
	Now          time.Time // approvals that have expired by then do not count; in a transaction that writes it is its time
}

// refused are the states of batches that bought nothing, including those that a person said bought nothing.
const refused = `b.state in ('rejected', 'not_sent')
	or (b.state = 'closed' and not exists (select 1 from instances i where i.batch = b.id)
		and not exists (select 1 from resources x where x.batch = b.id))`

// inScope selects batches b of orders o.
const inScope = `o.recovered = 0 and (?1 = '' or o.id = ?1) and (?2 = '' or o.created_by = ?2)
	and (?5 = '' or o.profile = ?5) and b.created_at >= ?3 and b.created_at < ?4`

// sums are the queries of what counts: batches, without the machines that are certain not to come; the remaining
// machines of orders that are being sent, because they are bought without asking again; and orders that wait for
// another person's approval. Each row is a cost, the machines that it is for, those that count, the order, and when it
// began.
var sums = [...]string{
	`select b.cost_currency, b.cost_micros, b.wanted,
			case when b.state in ('accepted', 'closed') and b.look_at = 0 then b.wanted - b.shortfall else b.wanted end,
			o.id, (select min(f.created_at) from batches f where f.order_id = o.id)
		from batches b join orders o on o.id = b.order_id where ` + inScope + ` and not (` + refused + `)`,
	`select case when b.kind = '' then b.cost_currency else o.currency end,
			case when b.kind = '' then b.cost_micros else o.quote_micros end,
			case when b.kind = '' then b.wanted else o.wanted end, rest.n, '', 0
		from batches b join orders o on o.id = b.order_id
		join (select o.id, o.wanted - (select coalesce(sum(b.wanted), 0) from batches b
			where b.order_id = o.id and not (` + refused + `)) as n from orders o) rest on rest.id = o.id
		where ` + inScope + ` and b.state in ('intent', 'sent') and (b.wanted > 0 or b.kind <> '') and rest.n > 0`,
	`select b.currency, b.quote_micros, b.wanted, b.wanted, b.id, b.created_at
		from (select o.*, a.state, a.expires_at from orders o join approvals a on a.order_id = o.id) b join orders o
		on o.id = b.id
		where ` + inScope + ` and b.state in ('pending', 'given') and b.expires_at > ?6 and b.id <> ?7
			and not exists (select 1 from batches x where x.order_id = b.id)`,
}

// Bought is [Snapshot.Bought] at the time of the transaction.
func (t *Tx) Bought(c Scope) (policy.Sum, error) {
	c.Now = t.now
	return t.Snapshot.Bought(c)
}

// Bought adds up what was bought, may have been, or is about to be. Refused requests cost nothing, and neither do
// machines that were only found.
func (s *Snapshot) Bought(c Scope) (policy.Sum, error) {
	since, until := millis(c.Since), int64(math.MaxInt64)
	if !c.Until.IsZero() {
		until = millis(c.Until)
	}
	sum, started := policy.Sum{}, map[string]bool{}
	for n, text := range sums {
		args := []any{c.Order, c.By, since, until, c.Profile}
		if n == len(sums)-1 {
			args = append(args, millis(c.Now), c.Except)
		}
		all, err := query(s.reader, scanCost, text, args...)
		if err != nil {
			return sum, err
		}
		for _, x := range all {
			cost, err := x.of()
			sum.Add(cost, min(max(x.counts, 0), math.MaxInt32))
			sum.Unknown = sum.Unknown || err != nil
			if x.order != "" && x.started >= since && !started[x.order] {
				started[x.order] = true
				sum.Orders++
			}
		}
	}
	return sum, nil
}

// cost is a row of [sums].
type cost struct {
	money            provider.Money
	machines, counts int
	order            string
	started          int64
}

func scanCost(r *sql.Rows) (c cost, err error) {
	err = r.Scan(&c.money.Currency, &c.money.Micros, &c.machines, &c.counts, &c.order, &c.started)
	return c, err
}

// of is what the machines that count cost.
func (c cost) of() (provider.Money, error) {
	if c.machines == c.counts || c.machines < 1 {
		return c.money, nil
	}
	return c.money.Scale(max(c.counts, 0), c.machines)
}
