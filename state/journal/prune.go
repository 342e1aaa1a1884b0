package journal

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/metalwright/metalwright/provider"
)

// RemovedState is how an order had ended that was removed for its age.
type RemovedState string

// The ways. The zero value is not known: an earlier version removed the order.
const (
	RemovedReleased RemovedState = "released" // its machines are known to be gone
	RemovedRejected RemovedState = "rejected" // nothing was bought
	removedDenied   RemovedState = "denied"   // another person denied it, and nothing was bought
)

// Removed is the record that remains of an order that was removed for its age. Its id stays used.
type Removed struct {
	ID      string
	Key     Key    // zero when State is
	Profile string // under which the account was known
	By      string // who placed it
	State   RemovedState
	Created time.Time // zero when State is ""
	At      time.Time // when it was removed
}

// Prune removes the orders that have nothing open, uncertain or due and that have not changed since before, and
// returns how many. An order with a machine that is not known to be gone stays, however old it is. Released machines
// are gone. Machines that the vendor no longer lists are gone only for the products in vanishing, where a failed
// machine ends by disappearing. Of an order, its row of [Removed], its names and its tokens remain: they stay known.
func (t OrderWriter) Prune(before time.Time, vanishing ...provider.ProductID) (int, error) {
	args := []any{millis(before), provider.StatusReleased, millis(t.now)}
	gone := `i.status = ?2`
	if len(vanishing) > 0 {
		args = append(args, provider.StatusVanished)
		marks := make([]string, len(vanishing))
		for n, id := range slices.Sorted(slices.Values(vanishing)) {
			args = append(args, id)
			marks[n] = "?" + strconv.Itoa(len(args))
		}
		gone = `(i.status = ?2 or i.status = ?4 and i.product in (` + strings.Join(marks, ", ") + `))`
	}
	// What goes is decided once; everything else is removed by what was written down for it.
	n, err := t.exec(`insert into removed(id, account, product, profile, created_by, state, created_at, removed_at)
		select o.id, o.account, o.product, o.profile, o.created_by, case
			when exists (select 1 from instances i join batches b on b.id = i.batch where b.order_id = o.id) then 'released'
			when exists (select 1 from resources x join batches b on b.id = x.batch where b.order_id = o.id) then 'released'
			when exists (select 1 from approvals a where a.order_id = o.id and a.state = 'denied') then 'denied'
			else 'rejected' end, o.created_at, ?3
		from orders o where o.created_at < ?1
		and not exists (select 1 from batches b where b.order_id = o.id and (b.changed_at >= ?1 or b.look_at > 0
			or b.state not in ('closed', 'rejected', 'not_sent')))
		and not exists (select 1 from approvals a where a.order_id = o.id and (a.expires_at >= ?1 or a.decided_at >= ?1))
		and not exists (select 1 from instances i join batches b on b.id = i.batch
			where b.order_id = o.id and (i.changed_at >= ?1 or i.check_at > 0 or not `+gone+`))
		and not exists (select 1 from resources x join batches b on b.id = x.batch
			where b.order_id = o.id and (x.released_at = 0 or x.released_at >= ?1))
		and not exists (select 1 from removed r where r.id = o.id)`, args...)
	if err != nil || n == 0 {
		return 0, err
	}
	const old = `(select r.id from removed r join orders o on o.id = r.id)`
	const batches = `(select b.id from batches b where b.order_id in ` + old + `)`
	for _, text := range []string{
		`insert into pruned(token, order_id, pruned_at) select token, order_id, ` + strconv.FormatInt(millis(t.now), 10) +
			` from batches where order_id in ` + old,
		`delete from events where batch in ` + batches,
		`delete from stages where exists (select 1 from instances i where i.product = stages.product
			and i.account = stages.account and i.id = stages.id and i.batch in ` + batches + `)`,
		`delete from instances where batch in ` + batches,
		`delete from resources where batch in ` + batches,
		`delete from batches where order_id in ` + old,
		`delete from approvals where order_id in ` + old,
		`delete from later where order_id in ` + old,
		`delete from orders where id in (select r.id from removed r)`,
	} {
		if _, err := t.exec(text); err != nil {
			return 0, err
		}
	}
	return int(n), nil
}
