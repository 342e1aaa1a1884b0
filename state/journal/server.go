package journal

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/metalwright/metalwright/state/internal/pgsql"
)

const (
	connectTimeout = 5 * time.Second
	// defaultPatience is longer than a server that answers lets a statement wait for a lock, and then take
	// ([sessions.prepare]).
	defaultPatience = 30 * time.Second
)

// sessions opens sessions of the server, and prepares and checks each.
type sessions struct {
	config *pgconn.Config
	schema string
	id     string        // of this store, of [idLength] characters
	answer time.Duration // how long one transaction may take
}

// name names the journal for messages: no secret is part of it.
func (s *sessions) name() string {
	return fmt.Sprintf("%s at %s", s.config.Database, s.config.Host)
}

// pool returns a pool that sets up and checks every connection before it is used.
func (s *sessions) pool(writes bool) *sql.DB {
	db := sql.OpenDB(&pgsql.Connector{Config: s.config, Ready: func(ctx context.Context, c *pgconn.PgConn) error {
		return s.prepare(ctx, c, writes)
	}})
	db.SetMaxOpenConns(serverConns)
	db.SetMaxIdleConns(serverConns)
	return db
}

// prepare sets up a new connection, and checks that a commit through it is on disk.
//
// A change holds the writers' lock: a host that stops in the middle of one has to lose it before the others give up
// waiting, and before another host may watch in its place (a third of [DefaultLease]).
func (s *sessions) prepare(ctx context.Context, c *pgconn.PgConn, writes bool) error {
	ctx, done := context.WithTimeout(ctx, s.answer) // the pool connects in the background, too
	defer done()
	if err := s.checkPooler(ctx, c); err != nil {
		return err
	}
	readOnly := "on"
	if writes {
		readOnly = "off"
	}
	for _, v := range []struct{ name, value string }{
		{"search_path", pgsql.Quote(s.schema)},
		{"application_name", "metalwright"},
		{"timezone", "UTC"},
		{"statement_timeout", "15s"},
		{"lock_timeout", "10s"},
		{"idle_in_transaction_session_timeout", "5s"},
		{"tcp_keepalives_idle", "10"},
		{"tcp_keepalives_interval", "5"},
		{"tcp_keepalives_count", "3"},
		{"default_transaction_read_only", readOnly},
		{sessionSetting, s.id},
	} {
		if _, err := pgsql.Row(ctx, c, "select set_config($1, $2, false)", v.name, v.value); err != nil {
			return fmt.Errorf("set %s: %w", v.name, err)
		}
	}
	if !writes {
		return nil
	}
	return checkServer(ctx, c)
}

// checkServer refuses a server that does not keep what it has confirmed.
func checkServer(ctx context.Context, c *pgconn.PgConn) error {
	row, err := pgsql.Row(ctx, c,
		"select current_setting('server_version_num'), current_setting('server_encoding'), "+durabilityQuery)
	if err != nil {
		return err
	}
	version, err := strconv.Atoi(row[0])
	is := durability{standby: row[2] == "t", fsync: row[3], pages: row[4], commits: row[5]}
	switch encoding := row[1]; {
	case err != nil:
		return err
	case version < oldestServer:
		err = fmt.Errorf("PostgreSQL %d, want %d or newer", version/1_00_00, oldestServer/1_00_00)
	case encoding != "UTF8":
		err = fmt.Errorf("server_encoding is %s, want UTF8", encoding)
	default:
		return is.check()
	}
	return &Error{Reason: ReasonSettings, Err: err}
}

// serverClock is the server's clock as this program knows it: all hosts compare deadlines by the same one. Between two
// looks at it the time continues by the local clock, which may be put forth and back meanwhile.
type serverClock struct {
	local func() time.Time

	mu         sync.Mutex
	here, then time.Time // one moment by either clock
}

// elapsed is the time between two readings of the local clock. The monotonic clock stops while the machine sleeps, the
// other one may be put back: the longer time counts.
func elapsed(from, to time.Time) time.Duration {
	return max(to.Sub(from), to.Round(0).Sub(from.Round(0)))
}

// slowLook is how long a look at the clock may take: it is off by half of that at most.
const slowLook = time.Second

func (c *serverClock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.here.IsZero() {
		return c.local()
	}
	return c.then.Add(elapsed(c.here, c.local()))
}

// look sets the clock by the time that the server reported between asked and answered. A reading that took long is
// ignored, unless it is the first.
func (c *serverClock) look(asked, answered, server time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	took := elapsed(asked, answered)
	if took > slowLook && !c.here.IsZero() {
		return
	}
	c.here, c.then = asked.Add(took/2), server.UTC()
}

// postgresReason sorts what PostgreSQL, or the way to it, said (PostgreSQL, Appendix A, Error Codes).
func postgresReason(err error) (Reason, bool) {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return codeReason(e.Code), true
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) && !isConnectError(err) {
		return "", false
	}
	if lost(err) {
		return ReasonUnreachable, true
	}
	return "", false
}

func isConnectError(err error) bool {
	_, ok := errors.AsType[*pgconn.ConnectError](err)
	return ok
}

// lost reports whether there is no connection, or no longer one.
func lost(err error) bool {
	if isConnectError(err) || errors.Is(err, driver.ErrBadConn) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, io.EOF) ||
		errors.Is(err, net.ErrClosed) || pgconn.SafeToRetry(err) {
		return true
	}
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return codeReason(e.Code) == ReasonUnreachable
	}
	_, ok := errors.AsType[*net.OpError](err)
	return ok
}

func codeReason(code string) Reason {
	switch code {
	case "53100": // disk_full
		return reasonFull
	case "25006": // read_only_sql_transaction
		return ReasonReadOnly
	case "3D000", "42P01", "3F000": // invalid_catalog_name, undefined_table, invalid_schema_name
		return ReasonMissing
	case "55P03", "57014": // lock_not_available, query_canceled
		return ReasonBusy
	case "42501": // insufficient_privilege
		return ReasonPermission
	case "26000", "42P05": // invalid_sql_statement_name, duplicate_prepared_statement: another session's
		return reasonPooler
	case "XX001", "XX002": // data_corrupted, index_corrupted
		return ReasonCorrupt
	case "25P03": // idle_in_transaction_session_timeout
		return ReasonUnreachable
	}
	switch {
	case strings.HasPrefix(code, "28"): // invalid authorization specification
		return ReasonPermission
	// connection, intervention, resources
	case strings.HasPrefix(code, "08"), strings.HasPrefix(code, "57P"), strings.HasPrefix(code, "53"):
		return ReasonUnreachable
	}
	return ReasonUnreadable
}
