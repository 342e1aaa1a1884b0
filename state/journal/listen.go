package journal

import (
	"context"
	"database/sql"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/metalwright/metalwright/state/internal/pgsql"
)

const (
	compareEvery = 10 * time.Second       // whether or not the server has sent a notification
	compareTime  = 5 * time.Second        // for an answer
	firstListen  = 100 * time.Millisecond // before the next try, doubled each time
	lastListen   = 2 * time.Second
)

// listener is the connection that receives changes.
type listener struct {
	*pgconn.PgConn

	notes []string // what was received and not looked at
}

// channel is the name of the channel on which changes are announced.
func (s *sessions) channel() string { return s.schema + "_orders" }

// announce counts the change, and sends its number and the program that made it, never its contents. The server
// delivers this when the transaction is committed.
func (e *postgresEngine) announce(ctx context.Context, tx *sql.Tx) (func(), error) {
	_, err := tx.ExecContext(ctx, `with change as (insert into meta(key, value) values ('changes', '1')
		on conflict (key) do update set value = (meta.value::bigint + 1)::text returning value)
		select pg_notify($1, $2 || ' ' || value) from change`, e.channel(), e.id)
	return nil, err
}

// follow listens for changes, and starts the heartbeat of this host.
func (e *postgresEngine) follow(ctx context.Context, s *Store) error {
	if e.writes != nil {
		if err := e.heartbeat.send(ctx); err != nil {
			return err
		}
		s.done.Go(func() { e.heartbeat.run(ctx) })
	}
	conn, err := e.feed.listen(ctx)
	if err != nil && e.writes != nil { // who only reads continues without hearing of changes
		return err
	}
	s.done.Go(func() { e.feed.hear(ctx, conn, s.changes.wake) })
	return nil
}

// changefeed learns of the changes that other programs make.
type changefeed struct {
	*sessions

	clock    *serverClock
	life     *life
	seen     atomic.Int64 // the number of the newest change that is known here
	timeline atomic.Pointer[string]
}

// listen makes the connection that receives changes. Earlier changes are read after it listens, so none is missed.
func (c *changefeed) listen(ctx context.Context) (*listener, error) {
	ctx, done := context.WithTimeout(ctx, c.answer)
	defer done()
	l := &listener{}
	config := c.config.Copy()
	config.OnNotification = func(_ *pgconn.PgConn, n *pgconn.Notification) { l.notes = append(l.notes, n.Payload) }
	conn, err := pgconn.ConnectConfig(ctx, config)
	if err != nil {
		return nil, err
	}
	l.PgConn = conn
	if err = c.prepare(ctx, conn, false); err == nil {
		_, err = conn.Exec(ctx, "listen "+pgsql.Quote(c.channel())).ReadAll()
		if reason, ok := postgresReason(err); ok && reason == ReasonReadOnly { // a standby, where comparing has to do
			err = nil
		}
	}
	if err == nil {
		_, err = c.compare(ctx, conn)
	}
	if err != nil {
		_ = conn.Close(ctx) // it has failed already
		return nil, err
	}
	return l, nil
}

// hear calls wake after changes until ctx ends, and connects again for as long as it takes.
func (c *changefeed) hear(ctx context.Context, conn *listener, wake func()) {
	for wait := firstListen; ctx.Err() == nil; {
		if conn != nil {
			c.wakeOnChanges(ctx, conn, wake)
			closing, done := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
			_ = conn.Close(closing) // nothing was written through it
			done()
			conn, wait = nil, firstListen
			continue
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
		wait = min(2*wait, lastListen)
		if next, err := c.listen(ctx); err == nil {
			conn = next
			wake()
		}
	}
}

// wakeOnChanges calls wake after changes until the connection is lost.
func (c *changefeed) wakeOnChanges(ctx context.Context, conn *listener, wake func()) {
	for {
		var err error
		over := false
		if len(conn.notes) == 0 { // one may have come with the answer to a query
			waiting, done := context.WithTimeout(ctx, compareEvery)
			err = conn.WaitForNotification(waiting)
			over = waiting.Err() != nil
			done()
		}
		switch {
		case err == nil:
			changed := false
			for _, n := range conn.notes {
				changed = c.learn(n) || changed
			}
			if conn.notes = nil; changed {
				wake()
			}
		case ctx.Err() != nil || !over:
			return
		default:
			changed, err := c.compare(ctx, conn.PgConn)
			if err != nil {
				return
			}
			if changed {
				wake()
			}
		}
	}
}

// learn remembers the number of a change, and reports whether another program has made it.
func (c *changefeed) learn(payload string) bool {
	id, number, _ := strings.Cut(payload, " ")
	n, err := strconv.ParseInt(number, 10, 64)
	if err == nil {
		c.seen.Store(max(n, c.seen.Load()))
	}
	return id != c.id || err != nil
}

// compare asks for the number of the newest change, the time and the timeline, and reports whether there were changes.
func (c *changefeed) compare(ctx context.Context, conn *pgconn.PgConn) (bool, error) {
	ctx, done := context.WithTimeout(ctx, compareTime)
	defer done()
	asked := c.clock.local()
	row, err := pgsql.Row(ctx, conn, `select coalesce((select value::bigint from meta where key = 'changes'), 0),
		(extract(epoch from clock_timestamp()) * 1000000)::bigint,
		(select s.system_identifier || '/' || c.timeline_id || '/' || pg_relation_filenode('orders')
			from pg_control_system() s, pg_control_checkpoint() c),
		coalesce(current_setting('`+sessionSetting+`', true), '')`)
	answered := c.clock.local()
	if err != nil {
		return false, err
	}
	if row[3] != c.id {
		return false, errPooler("what listens is in another program's session")
	}
	newest, err := strconv.ParseInt(row[0], 10, 64)
	if err != nil {
		return false, err
	}
	micros, err := strconv.ParseInt(row[1], 10, 64)
	if err != nil {
		return false, err
	}
	timeline := row[2]
	c.clock.look(asked, answered, time.UnixMicro(micros))
	before := c.timeline.Swap(&timeline)
	moved := before != nil && *before != timeline
	if moved {
		c.life.forget()
	}
	return c.seen.Swap(newest) != newest || moved, nil
}
