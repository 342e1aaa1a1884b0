package journal

import (
	"cmp"
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"hash/fnv"
	"net/url"
	"reflect"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/metalwright/metalwright/state/internal/pattern"
	"github.com/metalwright/metalwright/state/internal/pgsql"
)

const (
	serverConns  = 8 // of one program, in addition to the one that listens
	oldestServer = 14_00_00
	idLength     = 8
	idLengthText = "8"
)

// numbered finds the parameters of a statement.
var numbered = pattern.Lazy(`\?(\d+)`)

// postgresEngine keeps the journal in a schema of a PostgreSQL database that any number of hosts share.
type postgresEngine struct {
	*sessions

	heartbeat heartbeat
	feed      changefeed
	clock     *serverClock
	writes    *sql.DB  // nil: for reading alone
	known     int      // the newest schema
	texts     sync.Map // statements in PostgreSQL's words, by ours
	marker    *marker
}

// openPostgres opens the journal on the server, and makes it when it is missing.
func openPostgres(ctx context.Context, o Options) (*Store, error) {
	e, err := newPostgres(o)
	if err != nil {
		return nil, err
	}
	db := e.pool(true)
	s := &Store{engine: e, path: e.name(), write: db, read: db, now: e.clock.now, kept: keptOf(e.marker)}
	e.writes, e.heartbeat.db = db, db
	if err := e.ready(ctx, db); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	if o.OwnClock {
		s.now = o.Now
	}
	if err := start(s); err != nil {
		return nil, err
	}
	return s, nil
}

// readPostgres opens the journal on the server for reading alone; it may be a standby.
func readPostgres(ctx context.Context, o Options) (*Store, error) {
	e, err := newPostgres(o)
	if err != nil {
		return nil, err
	}
	db := e.pool(false)
	s := &Store{engine: e, path: e.name(), read: db, now: e.clock.now, kept: keptOf(e.marker)}
	at, err := schemaOf(ctx, db)
	if err == nil && at == 0 {
		err = cmp.Or(e.marker.remembered(), error(&Error{Reason: ReasonMissing}))
	}
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	if err := start(s); err != nil {
		return nil, err
	}
	return s, nil
}

func newPostgres(o Options) (*postgresEngine, error) {
	config, err := parseServer(o.Server)
	if err != nil {
		return nil, err
	}
	schema := o.Schema
	if schema == "" {
		schema = "metalwright"
	}
	lease := o.Lease
	if lease <= 0 {
		lease = DefaultLease
	}
	id := strings.ToLower(rand.Text()[:idLength])
	which := fmt.Sprintf("%s:%d/%s/%s", config.Host, config.Port, config.Database, schema)
	e := &postgresEngine{
		sessions: &sessions{
			config: config, schema: schema, id: id, answer: cmp.Or(o.Patience, defaultPatience),
		},
		heartbeat: heartbeat{id: id, lease: lease},
		clock:     &serverClock{local: o.Now}, marker: markerOf(o.Dir, which),
	}
	e.feed.sessions, e.feed.clock, e.feed.life = e.sessions, e.clock, &e.heartbeat.life
	return e, nil
}

// parseServer reads the URL of a server; missing parts come from PostgreSQL's own variables and files (libpq,
// Environment Variables and The Password File). A server on another machine has to prove its identity, unless the URL
// says otherwise.
func parseServer(server string) (*pgconn.Config, error) {
	config, err := pgconn.ParseConfig(server)
	if err != nil {
		// it may hold a password
		return nil, &Error{Reason: ReasonUnreadable, Err: errors.New("it is not the URL of a PostgreSQL server")}
	}
	if opportunistic(config) && !nearby(config.Host) {
		u, err := url.Parse(server)
		if err != nil {
			return nil, &Error{Reason: ReasonUnreadable, Err: errors.New("it is not the URL of a PostgreSQL server")}
		}
		q := u.Query()
		q.Set("sslmode", "verify-full")
		u.RawQuery = q.Encode()
		if config, err = pgconn.ParseConfig(u.String()); err != nil {
			return nil, &Error{Reason: ReasonUnreadable, Err: errors.New("it is not the URL of a PostgreSQL server")}
		}
	}
	config.ConnectTimeout = connectTimeout
	return config, nil
}

// opportunistic reports whether the connection may be made without TLS although it could be made with it.
func opportunistic(c *pgconn.Config) bool {
	for _, f := range c.Fallbacks {
		if (f.TLSConfig == nil) != (c.TLSConfig == nil) {
			return true
		}
	}
	return false
}

// nearby reports whether the host is this machine.
func nearby(host string) bool {
	return strings.HasPrefix(host, "/") || host == "localhost" || host == "127.0.0.1" || host == "::1"
}

// serverName is the same of a URL that may not be one.
func serverName(server string) string {
	config, err := pgconn.ParseConfig(server)
	if err != nil {
		return "PostgreSQL"
	}
	return (&sessions{config: config}).name()
}

// ready checks the server and brings the tables up to the newest schema.
func (e *postgresEngine) ready(ctx context.Context, db *sql.DB) error {
	if err := checkSharing(ctx, db); err != nil {
		return err
	}
	all, err := steps("postgres")
	if err != nil {
		return err
	}
	e.known = len(all)
	err = inTx(ctx, db, nil, func(tx *sql.Tx) error {
		if err := e.alone(ctx, tx); err != nil {
			return err
		}
		at, err := schemaOf(ctx, tx)
		switch {
		case err != nil:
			return err
		case at > len(all):
			return newer(at, len(all))
		case at == len(all):
			return nameJournal(ctx, tx)
		case at == 0:
			if err := errors.Join(e.marker.remembered(), makeSchema(ctx, tx, e.schema)); err != nil {
				return err
			}
		}
		return errors.Join(apply(ctx, txn{tx, e}, all, at, e.clock.local()), nameJournal(ctx, tx))
	})
	if err != nil {
		return err
	}
	return e.marker.check(ctx, db, false)
}

// querier is a pool or a transaction.
type querier interface {
	QueryRowContext(ctx context.Context, text string, args ...any) *sql.Row
}

// schemaOf returns the journal's schema; 0 when there is no journal.
func schemaOf(ctx context.Context, db querier) (at int, err error) {
	var there bool
	if err := db.QueryRowContext(ctx, "select to_regclass('meta') is not null").Scan(&there); err != nil || !there {
		return 0, err
	}
	err = db.QueryRowContext(ctx, "select value from meta where key = 'schema'").Scan(&at)
	return at, err
}

// makeSchema makes the schema that the tables are in, and refuses one that has tables of someone else.
func makeSchema(ctx context.Context, tx *sql.Tx, name string) error {
	var there, used bool
	err := tx.QueryRowContext(ctx, `select exists(select 1 from pg_namespace where nspname = $1),
		exists(select 1 from pg_tables where schemaname = $1)`, name).Scan(&there, &used)
	switch {
	case err != nil:
		return err
	case used:
		return &Error{Reason: ReasonCorrupt, Err: errors.New("the schema has other tables")}
	case there:
		return nil
	}
	_, err = tx.ExecContext(ctx, "create schema "+pgsql.Quote(name))
	return err
}

func (e *postgresEngine) words(text string) string {
	if t, ok := e.texts.Load(text); ok {
		return t.(string) //nolint:forcetypeassert // only strings are stored
	}
	t := numbered().ReplaceAllString(text, "$$$1")
	e.texts.Store(text, t)
	return t
}

// value takes from a text what PostgreSQL cannot store. Vendors' messages may have it.
func (*postgresEngine) value(v any) any {
	r := reflect.ValueOf(v)
	if r.Kind() != reflect.String {
		return v
	}
	return plain(r.String())
}

func (*postgresEngine) reading() *sql.TxOptions {
	return &sql.TxOptions{ReadOnly: true, Isolation: sql.LevelRepeatableRead}
}

func (e *postgresEngine) patience() time.Duration { return e.answer }

// present does nothing: a server itself reports that a table is missing.
func (*postgresEngine) present() error { return nil }

// alone takes the writers' lock, which the end of the transaction releases: changes read before they write, and on
// every host they have to see what the others wrote.
func (e *postgresEngine) alone(ctx context.Context, tx *sql.Tx) error {
	var session string
	err := tx.QueryRowContext(ctx, `select coalesce(current_setting('`+sessionSetting+`', true), '')
		from pg_advisory_xact_lock($1)`, writersLock(e.schema)).Scan(&session)
	if err == nil && session != e.id {
		err = errPooler("the transaction is in another program's session")
	}
	return err
}

// dbState comes after the writers' lock: a statement does not see what was committed while it waited.
func (e *postgresEngine) dbState(ctx context.Context, tx *sql.Tx) (s dbState, err error) {
	s.known = e.known
	is := &s.kept
	err = tx.QueryRowContext(ctx, "select (select value::int from meta where key = 'schema'), "+durabilityQuery).
		Scan(&s.schema, &is.standby, &is.fsync, &is.pages, &is.commits)
	return s, err
}

// writersLock is the number of the lock that the writers of a schema take.
func writersLock(schema string) int64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte("metalwright " + schema)) // it never fails
	return int64(h.Sum64())
}

func (*postgresEngine) verify(ctx context.Context, db *sql.DB) error {
	var lost int
	err := db.QueryRowContext(ctx, `select
		(select count(*) from batches b left join orders o on o.id = b.order_id where o.id is null)
		+ (select count(*) from instances i left join batches b on b.id = i.batch where b.id is null)`).Scan(&lost)
	if err == nil && lost > 0 {
		err = &Error{Reason: ReasonCorrupt, Err: fmt.Errorf("%d rows belong to nothing", lost)}
	}
	return err
}
