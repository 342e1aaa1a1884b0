package journal

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// A pooler in transaction mode gives a connection's session to another one between two transactions. What the journal
// needs holds for a session: LISTEN, the settings of [sessions.prepare], and that a lost connection ends its
// transaction.
//
// sessionSetting is a setting of our own by which a session is known: it has the id of the program that it was
// prepared for.
const sessionSetting = "metalwright.session"

const (
	poolerRounds = 6                      // of letting a session go
	poolerClean  = 2                      // rounds in which it has to be cleaned up at once
	poolerAtOnce = 300 * time.Millisecond // what idle sessions live longer than
	poolerPause  = 10 * time.Millisecond
)

func errPooler(why string) error { return &Error{Reason: reasonPooler, Err: errors.New(why)} }

// checkPooler refuses a pooler that is not in session mode. A direct connection reports the id of the server process
// that serves it (PostgreSQL, Message Formats: BackendKeyData); a pooler has to report a number of its own, because
// requests to cancel come by that number.
func (s *sessions) checkPooler(ctx context.Context, c *pgconn.PgConn) error {
	process, err := simply(ctx, c, "select pg_backend_pid()")
	if err != nil {
		return err
	}
	if process == strconv.FormatUint(uint64(c.PID()), 10) {
		return nil
	}
	clean := 0
	for range poolerRounds {
		ok, err := s.keepsSessions(ctx)
		if err != nil {
			return err
		}
		if ok {
			clean++
		}
		if clean == poolerClean {
			return nil
		}
	}
	return errPooler("it gives a session to others between transactions, want session mode")
}

// keepsSessions takes a lock that belongs to a session, on a connection, and looks at it from another one. In session
// mode it is held for as long as the connection lives, and no longer. Else a pooler cleans up after each transaction,
// so that it is gone at once, or never, so that it stays when the connection has ended.
func (s *sessions) keepsSessions(ctx context.Context) (ok bool, err error) {
	holds, err := pgconn.ConnectConfig(ctx, s.config)
	if err != nil {
		return false, err
	}
	defer func() { _ = holds.Close(ctx) }() // no data to lose, and it is closed already
	looks, err := pgconn.ConnectConfig(ctx, s.config)
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, looks.Close(ctx)) }()
	one, two := rand.Int32(), rand.Int32()
	if _, err := simply(ctx, holds, fmt.Sprintf("select pg_advisory_lock(%d, %d)", one, two)); err != nil {
		return false, err
	}
	locks := fmt.Sprintf(`select count(*) from pg_locks where locktype = 'advisory' and classid = %d and objid = %d
		and objsubid = 2`, one, two)
	held := func() (bool, error) {
		is, err := simply(ctx, looks, locks)
		return is == "1", err
	}
	if is, err := held(); err != nil || !is {
		return false, err
	}
	// A pooler that ends sessions may take its time: the lock is there then, but this connection has another session.
	if is, err := simply(ctx, holds, locks+" and pid = pg_backend_pid()"); err != nil || is != "1" {
		return false, err
	}
	if err := holds.Close(ctx); err != nil {
		return false, err
	}
	for enough := time.After(poolerAtOnce); ; {
		is, err := held()
		if err != nil || !is {
			return !is, err
		}
		select {
		case <-ctx.Done():
			return false, ctx.Err()
		case <-enough:
			// It stays with a session of the pooler, which may be this one.
			_, err := simply(ctx, looks, fmt.Sprintf("select pg_advisory_unlock(%d, %d)", one, two))
			return false, err
		case <-time.After(poolerPause):
		}
	}
}

// simply asks for one value in the one way that every pooler passes on.
func simply(ctx context.Context, c *pgconn.PgConn, query string) (string, error) {
	all, err := c.Exec(ctx, query).ReadAll()
	if err != nil {
		return "", err
	}
	if len(all) != 1 || len(all[0].Rows) != 1 {
		return "", fmt.Errorf("%s: no single row", query)
	}
	return string(all[0].Rows[0][0]), nil
}

// checkSharing finds what [sessions.checkPooler] does not, because it hands on the numbers of the server: two
// connections are at the same process, or one of them moves when the other one keeps its process busy.
func checkSharing(ctx context.Context, db *sql.DB) (err error) {
	first, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, first.Close()) }()
	second, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, second.Close()) }()
	var before, busy, after int
	if err := first.QueryRowContext(ctx, "select pg_backend_pid()").Scan(&before); err != nil {
		return err
	}
	tx, err := second.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, tx.Rollback()) }()
	if err := tx.QueryRowContext(ctx, "select pg_backend_pid()").Scan(&busy); err != nil {
		return err
	}
	if err := first.QueryRowContext(ctx, "select pg_backend_pid()").Scan(&after); err != nil {
		return err
	}
	if before == busy || before != after {
		return errPooler("two connections share a session")
	}
	return nil
}
