package journal

import (
	"context"
	"database/sql"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	compareEvery = 10 * time.Second       // whether or not the server has sent a notification
	compareTime  = 5 * time.Second        // for an answer
	firstListen  = 100 * time.Millisecond // before the next try, doubled each time
	lastListen   = 2 * time.Second
)

// channel is the name of the channel on which changes are announced.
func (e *postgresEngine) channel() string { return e.schema + "_orders" }

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
		if err := e.heartbeat(ctx); err != nil {
			return err
		}
		s.done.Go(func() { e.live(ctx) })
	}
	conn, err := e.listen(ctx)
	if err != nil && e.writes != nil { // who only reads goes on without hearing of changes
		return err
	}
	s.done.Go(func() { e.hear(ctx, conn, s.hub.wake) })
	return nil
}

// listen makes the connection that receives changes. Earlier changes are read after it listens, so none is missed.
func (e *postgresEngine) listen(ctx context.Context) (*pgx.Conn, error) {
	ctx, done := context.WithTimeout(ctx, e.answer)
	defer done()
	conn, err := pgx.ConnectConfig(ctx, e.config)
	if err != nil {
		return nil, err
	}
	if err = e.prepare(ctx, conn, false); err == nil {
		_, err = conn.Exec(ctx, "listen "+pgx.Identifier{e.channel()}.Sanitize())
		if reason, ok := postgresReason(err); ok && reason == ReasonReadOnly { // a standby, where comparing has to do
			err = nil
		}
	}
	if err == nil {
		_, err = e.compare(ctx, conn)
	}
	if err != nil {
		_ = conn.Close(ctx) // it has failed already
		return nil, err
	}
	return conn, nil
}

// hear calls wake after changes until ctx ends, and connects again for as long as it takes.
func (e *postgresEngine) hear(ctx context.Context, conn *pgx.Conn, wake func()) {
	for wait := firstListen; ctx.Err() == nil; {
		if conn != nil {
			e.wakeOnChanges(ctx, conn, wake)
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
		if c, err := e.listen(ctx); err == nil {
			conn = c
			wake()
		}
	}
}

// wakeOnChanges calls wake after changes until the connection is lost.
func (e *postgresEngine) wakeOnChanges(ctx context.Context, conn *pgx.Conn, wake func()) {
	for {
		waiting, done := context.WithTimeout(ctx, compareEvery)
		note, err := conn.WaitForNotification(waiting)
		over := waiting.Err() != nil
		done()
		switch {
		case err == nil:
			if e.learn(note.Payload) {
				wake()
			}
		case ctx.Err() != nil || !over:
			return
		default:
			changed, err := e.compare(ctx, conn)
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
func (e *postgresEngine) learn(payload string) bool {
	id, number, _ := strings.Cut(payload, " ")
	n, err := strconv.ParseInt(number, 10, 64)
	if err == nil {
		e.seen.Store(max(n, e.seen.Load()))
	}
	return id != e.id || err != nil
}

// compare asks for the number of the newest change, the time and the timeline, and reports whether there were changes.
func (e *postgresEngine) compare(ctx context.Context, conn *pgx.Conn) (bool, error) {
	ctx, done := context.WithTimeout(ctx, compareTime)
	defer done()
	var (
		newest   int64
		at       time.Time
		timeline string
		session  string
	)
	asked := e.local()
	err := conn.QueryRow(ctx, `select coalesce((select value::bigint from meta where key = 'changes'), 0),
		clock_timestamp(),
		(select s.system_identifier || '/' || c.timeline_id || '/' || pg_relation_filenode('orders')
			from pg_control_system() s, pg_control_checkpoint() c),
		coalesce(current_setting('`+sessionSetting+`', true), '')`).
		Scan(&newest, &at, &timeline, &session)
	if err == nil && session != e.id {
		err = errPooler("what listens is in another program's session")
	}
	if err != nil {
		return false, err
	}
	e.clock.look(asked, e.local(), at)
	before := e.timeline.Swap(&timeline)
	moved := before != nil && *before != timeline
	if moved {
		e.life.forget()
	}
	return e.seen.Swap(newest) != newest || moved, nil
}
