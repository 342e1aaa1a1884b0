package journal

import "time"

// refused are the states of batches that bought nothing, and of those that a person says so of.
const refused = `b.state in ('rejected', 'not_sent')
	or (b.state = 'closed' and not exists (select 1 from instances i where i.batch = b.id))`

// Spent is what the batches written from since until before until cost, with what is still to follow of orders that are
// being sent: nobody is asked again before it is bought. What was refused costs nothing.
func (s *Snapshot) Spent(since, until time.Time) (Spending, error) {
	return s.spending(`b.created_at >= ?1 and b.created_at < ?2`, millis(since), millis(until))
}

// SpentOn is the same for one order.
func (s *Snapshot) SpentOn(order string) (Spending, error) {
	return s.spending(`b.order_id = ?1`, order)
}

// spending adds up the batches that the condition selects.
func (s *Snapshot) spending(where string, args ...any) (Spending, error) {
	total := Spending{Micros: map[string]int64{}}
	add := func(currency string, micros int64, machines int) {
		if currency == "" {
			total.Unpriced += machines
			return
		}
		total.Micros[currency] += micros
	}
	rows, err := s.tx.QueryContext(s.ctx, `select b.cost_currency, sum(b.cost_micros), sum(b.wanted) from batches b
		join orders o on o.id = b.order_id where o.recovered = 0 and `+where+` and not (`+refused+`)
		group by b.cost_currency`, args...)
	if err != nil {
		return total, err
	}
	if err := eachSum(rows, add); err != nil {
		return total, err
	}
	rows, err = s.tx.QueryContext(s.ctx, `select b.cost_currency, b.cost_micros / b.wanted * rest.n, rest.n from batches b
		join (select o.id, o.wanted - (select coalesce(sum(b.wanted), 0) from batches b
			where b.order_id = o.id and not (`+refused+`)) as n from orders o where o.recovered = 0) rest on rest.id = b.order_id
		where `+where+` and b.state in ('intent', 'sent') and b.wanted > 0 and rest.n > 0`, args...)
	if err != nil {
		return total, err
	}
	return total, eachSum(rows, add)
}
