package journal

import (
	"database/sql"
	"strings"
	"time"

	"github.com/metalwright/metalwright/provider"
)

// Instances reads machines.
type Instances struct{ *reader }

// InstanceWriter reads and changes machines.
type InstanceWriter struct {
	Instances
	*change
}

// Of returns the machines of an order, or of all orders when order is "", by batch and position.
func (s Instances) Of(order string) ([]Instance, error) {
	where, args := ofOrder("b.order_id", order)
	return query(s.reader, scanInstance, `select `+instanceColumns+` from instances i join batches b on b.id = i.batch`+
		where+` order by b.order_id, b.n, i.position, i.id`, args...)
}

// InBatch returns the machines of one batch, by position.
func (s Instances) InBatch(batch string) ([]Instance, error) {
	return query(s.reader, scanInstance, `select `+instanceColumns+` from instances i where i.batch = ?1
		order by i.position, i.id`, batch)
}

// ToPoll returns the machines of k that are not at their end, or whose check is due.
func (s Instances) ToPoll(k Key, now time.Time) ([]Instance, error) {
	return query(s.reader, scanInstance, `select `+instanceColumns+` from instances i
		where i.account = ?1 and i.product = ?2
		and (i.status not in (`+terminal()+`) or (i.check_at > 0 and i.check_at <= ?3))
		order by i.batch, i.position, i.id`, k.Account, k.Product, millis(now))
}

// Waiting reports how many machines of k are not at their end, and when the next check of one that vanished is due.
func (s Instances) Waiting(k Key) (open int, check time.Time, err error) {
	var (
		n  sql.NullInt64
		at sql.NullInt64
	)
	err = s.tx.QueryRowContext(s.ctx, `select
		sum(case when status not in (`+terminal()+`) then 1 else 0 end),
		min(case when check_at > 0 then check_at end)
		from instances where account = ?1 and product = ?2`, k.Account, k.Product).Scan(&n, &at)
	return int(n.Int64), fromMillis(at.Int64), err
}

// Known reports whether some batch of k has the machine.
func (s Instances) Known(k Key, id provider.InstanceID) (bool, error) {
	var n int
	err := s.tx.QueryRowContext(s.ctx, `select count(*) from instances where product = ?1 and account = ?2 and id = ?3`,
		k.Product, k.Account, id).Scan(&n)
	return n > 0, err
}

// IDs are all machines that batches of k have.
func (s Instances) IDs(k Key) (map[provider.InstanceID]bool, error) {
	all, err := query(s.reader, scanText, `select id from instances where product = ?1 and account = ?2`, k.Product,
		k.Account)
	ids := make(map[provider.InstanceID]bool, len(all))
	for _, id := range all {
		ids[provider.InstanceID(id)] = true
	}
	return ids, err
}

// ByBatch returns the machines by the batches that have them.
func (s Instances) ByBatch(k Key, ids []provider.InstanceID) (map[string][]provider.InstanceID, error) {
	of := map[string][]provider.InstanceID{}
	for _, id := range ids {
		batch, ok, err := first(query(s.reader, scanText, `select batch from instances where product = ?1 and account = ?2
			and id = ?3`, k.Product, k.Account, id))
		if err != nil {
			return nil, err
		}
		if ok {
			of[batch] = append(of[batch], id)
		}
	}
	return of, nil
}

// Put writes a machine, new or changed. False means that it belongs to another batch, which keeps it, or that i
// was seen while it was to be released, which has been withdrawn. A request to release the machine that i does not
// know of stays.
func (t InstanceWriter) Put(i Instance) (bool, error) {
	n, err := t.exec(`insert into instances(product, account, id, batch, position, zone, type, image, name, hostname,
			status, vendor_status, public, private, token, source, vendor_at, misses, accepted_at, running_at,
			changed_at, seen_at, check_at, release_at, mismatches, image_name)
		values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22,
			?23, ?24, ?25, ?26)
		on conflict (product, account, id) do update set zone = excluded.zone, type = excluded.type,
			image = excluded.image, name = excluded.name, hostname = excluded.hostname, status = excluded.status,
			vendor_status = excluded.vendor_status, public = excluded.public, private = excluded.private,
			token = excluded.token, vendor_at = excluded.vendor_at, misses = excluded.misses,
			running_at = excluded.running_at, mismatches = excluded.mismatches, image_name = excluded.image_name,
			changed_at = excluded.changed_at, seen_at = excluded.seen_at,
			check_at = case when instances.release_at = excluded.release_at then excluded.check_at
				else instances.check_at end
		where instances.batch = excluded.batch
			and (excluded.release_at = 0 or excluded.release_at = instances.release_at)`,
		i.Key.Product, i.Key.Account, i.ID, i.Batch, i.Position, i.Zone, i.Type, i.Image, i.Name, i.Hostname,
		i.Status, i.VendorStatus, fromAddrs(i.Public), fromAddrs(i.Private), i.Token, i.Source, millis(i.Created),
		i.Misses, millis(i.Accepted), millis(i.Running), millis(i.Changed), millis(i.Seen), millis(i.CheckAt),
		millis(i.ReleaseAt), fromMismatches(i.Mismatches), i.ImageName)
	if err != nil || n != 1 {
		return false, err
	}
	return true, t.stage(i.Key, i.ID)
}

// AskRelease records that a person asks to give machines of k back, and has them asked for from now on. It returns the
// machines as they were before, and the time that it wrote.
func (t InstanceWriter) AskRelease(k Key, ids []provider.InstanceID) (before []Instance, asked time.Time, err error) {
	for _, id := range ids {
		i, ok, err := first(query(t.reader, scanInstance, `select `+instanceColumns+` from instances i
			where i.product = ?1 and i.account = ?2 and i.id = ?3`, k.Product, k.Account, id))
		if err != nil {
			return nil, asked, err
		}
		if !ok {
			continue
		}
		before = append(before, i)
		if _, err := t.exec(`update instances set release_at = ?4, check_at = ?4, misses = 0
			where product = ?1 and account = ?2 and id = ?3`, k.Product, k.Account, id, millis(t.now)); err != nil {
			return nil, asked, err
		}
	}
	return before, t.now, nil
}

// TakeBackRelease undoes what AskRelease wrote about a machine: before and asked are what that returned. What became of
// the machine meanwhile stays, and so does a later request.
func (t InstanceWriter) TakeBackRelease(before Instance, asked time.Time) error {
	_, err := t.exec(`update instances set release_at = ?4, check_at = ?5, misses = ?6
		where product = ?1 and account = ?2 and id = ?3 and release_at = ?7 and status <> ?8`, before.Key.Product,
		before.Key.Account, before.ID, millis(before.ReleaseAt), millis(before.CheckAt), before.Misses, millis(asked),
		string(provider.StatusReleased))
	return err
}

const instanceColumns = `i.product, i.account, i.id, i.batch, i.position, i.zone, i.type, i.image, i.name, i.hostname,
	i.status, i.vendor_status, i.public, i.private, i.token, i.source, i.vendor_at, i.misses, i.accepted_at,
	i.running_at, i.changed_at, i.seen_at, i.check_at, i.release_at, i.replaced_by, i.mismatches,
	i.image_name, i.ready_at`

// terminal lists the status words at which an instance has reached its end.
func terminal() string {
	var words []string
	for _, w := range []provider.Status{
		provider.StatusPending, provider.StatusCreating, provider.StatusRunning, provider.StatusFailed,
		provider.StatusVanished, provider.StatusUnknown, provider.StatusReleased,
	} {
		if w.Terminal() {
			words = append(words, "'"+string(w)+"'")
		}
	}
	return strings.Join(words, ", ")
}

func scanInstance(r *sql.Rows) (Instance, error) {
	var (
		i                                                                Instance
		public, private, mismatches                                      string
		created, accepted, running, changed, seen, check, release, ready int64
	)
	err := r.Scan(&i.Key.Product, &i.Key.Account, &i.ID, &i.Batch, &i.Position, &i.Zone, &i.Type, &i.Image, &i.Name,
		&i.Hostname, &i.Status, &i.VendorStatus, &public, &private, &i.Token, &i.Source, &created, &i.Misses, &accepted,
		&running, &changed, &seen, &check, &release, &i.ReplacedBy, &mismatches, &i.ImageName, &ready)
	if err != nil {
		return i, err
	}
	i.Public, i.Private = toAddrs(public), toAddrs(private)
	i.Created, i.Accepted, i.Running = fromMillis(created), fromMillis(accepted), fromMillis(running)
	i.Changed, i.Seen, i.CheckAt = fromMillis(changed), fromMillis(seen), fromMillis(check)
	i.ReleaseAt, i.Ready = fromMillis(release), fromMillis(ready)
	i.Mismatches, err = toMismatches(mismatches)
	return i, err
}
