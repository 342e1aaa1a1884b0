// Package pgsql lets database/sql use a PostgreSQL server through pgconn. The driver of pgx brings all types of
// PostgreSQL along, 2 MB of a program; a journal has texts and whole numbers.
package pgsql

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

const (
	closeTime = 5 * time.Second // for saying goodbye to the server
	restTime  = time.Second     // a connection that was idle for longer is tried before it is used
	idle      = 'I'             // the transaction status of a session without one (PostgreSQL, ReadyForQuery)
)

// errRolledBack is the answer to a commit when a statement of the transaction had failed: the server rolls back, and
// reports no error.
var errRolledBack = errors.New("the server has rolled the transaction back")

// Connector makes connections for [sql.OpenDB]. Statements take texts, whole numbers, truth values and nil. Columns are
// an int64 where the server has whole numbers, a bool for truth values, a string for text and JSON; of other types they
// are the bytes that the server writes for a person, so that nobody takes them for a text.
type Connector struct {
	Config *pgconn.Config // from [pgconn.ParseConfig]
	// Ready sets up a connection before it is used, which fails with its error; nil: nothing has to be set up.
	Ready func(context.Context, *pgconn.PgConn) error
}

// Connect makes a connection and sets it up.
func (c *Connector) Connect(ctx context.Context) (driver.Conn, error) {
	pg, err := pgconn.ConnectConfig(ctx, c.Config)
	if err != nil {
		return nil, err
	}
	if c.Ready != nil {
		if err := c.Ready(ctx, pg); err != nil {
			return nil, errors.Join(err, pg.Close(ctx))
		}
	}
	return &conn{pg: pg}, nil
}

// Driver is of no use without a connector.
func (*Connector) Driver() driver.Driver { return noDriver{} }

type noDriver struct{}

func (noDriver) Open(string) (driver.Conn, error) { return nil, errors.ErrUnsupported }

// conn is one connection. It belongs to one goroutine at a time, as database/sql promises.
type conn struct {
	pg   *pgconn.PgConn
	used time.Time // when it was taken from the pool last
}

// Prepare is never called: a connection that executes by itself need not.
func (*conn) Prepare(string) (driver.Stmt, error) { return nil, errors.ErrUnsupported }

// Begin is never called either.
func (*conn) Begin() (driver.Tx, error) { return nil, errors.ErrUnsupported }

// Close says goodbye to the server.
func (c *conn) Close() error {
	ctx, done := context.WithTimeout(context.Background(), closeTime)
	defer done()
	return c.pg.Close(ctx)
}

// drop closes a connection whose state nobody knows.
func (c *conn) drop() {
	ctx, done := context.WithCancel(context.Background())
	done()
	_ = c.pg.Close(ctx) // there is an error already
}

// IsValid reports whether the pool may keep the connection.
func (c *conn) IsValid() bool { return !c.pg.IsClosed() }

// ResetSession is asked before the connection is used again: it may have been lost meanwhile.
func (c *conn) ResetSession(ctx context.Context) error {
	if c.pg.IsClosed() || c.pg.TxStatus() != idle {
		return driver.ErrBadConn
	}
	now := time.Now() //nolint:forbidigo // how long a connection was idle is nothing that a program's clock says
	if now.Sub(c.used) > restTime && c.pg.Ping(ctx) != nil {
		return driver.ErrBadConn
	}
	c.used = now
	return nil
}

// ExecContext executes the statement; without arguments there may be several, as in migrations.
func (c *conn) ExecContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Result, error) {
	if c.pg.IsClosed() {
		return nil, driver.ErrBadConn
	}
	if len(args) == 0 {
		tag, err := c.simple(ctx, text)
		return driver.RowsAffected(tag.RowsAffected()), unsent(err)
	}
	values, err := encode(args)
	if err != nil {
		return nil, err
	}
	tag, err := c.pg.ExecParams(ctx, text, values, nil, nil, nil).Close()
	return driver.RowsAffected(tag.RowsAffected()), unsent(err)
}

// QueryContext executes the query. Its first row is read at once, so that an error of the query is its own.
func (c *conn) QueryContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Rows, error) {
	if c.pg.IsClosed() {
		return nil, driver.ErrBadConn
	}
	values, err := encode(args)
	if err != nil {
		return nil, err
	}
	r := &rows{from: c.pg.ExecParams(ctx, text, values, nil, nil, nil)}
	if r.ahead = r.from.NextRow(); !r.ahead {
		if _, err := r.from.Close(); err != nil {
			return nil, unsent(err)
		}
	}
	return r, nil
}

// simple executes statements without arguments, and returns what the last one did.
func (c *conn) simple(ctx context.Context, text string) (tag pgconn.CommandTag, err error) {
	all, err := c.pg.Exec(ctx, text).ReadAll()
	if len(all) > 0 {
		tag = all[len(all)-1].CommandTag
	}
	return tag, err
}

// unsent lets database/sql try another connection when the statement has not left this one.
func unsent(err error) error {
	if pgconn.SafeToRetry(err) {
		return driver.ErrBadConn
	}
	return err
}

// BeginTx begins a transaction.
func (c *conn) BeginTx(ctx context.Context, o driver.TxOptions) (driver.Tx, error) {
	if c.pg.IsClosed() {
		return nil, driver.ErrBadConn
	}
	text := "begin"
	if level := sql.IsolationLevel(o.Isolation); level != sql.LevelDefault {
		text += " isolation level " + strings.ToLower(level.String())
	}
	if o.ReadOnly {
		text += " read only"
	}
	if _, err := c.simple(ctx, text); err != nil {
		c.drop()
		return nil, err
	}
	return tx(func(text string) (pgconn.CommandTag, error) {
		tag, err := c.simple(ctx, text)
		if err != nil && (text == rollback || c.pg.TxStatus() != idle) {
			c.drop()
		}
		return tag, err
	}), nil
}

// tx ends a transaction by a statement.
type tx func(string) (pgconn.CommandTag, error)

const (
	commit   = "commit"
	rollback = "rollback"
)

// Commit returns nil only when the server has committed.
func (t tx) Commit() error {
	tag, err := t(commit)
	if err == nil && !strings.EqualFold(tag.String(), commit) {
		err = errRolledBack
	}
	return err
}

// Rollback gives the transaction up.
func (t tx) Rollback() error {
	_, err := t(rollback)
	return err
}

// rows are the answer to a query, read as they are asked for.
type rows struct {
	from  *pgconn.ResultReader
	ahead bool // a row is there that was not asked for yet
}

// Columns are their names.
func (r *rows) Columns() []string {
	names := make([]string, 0, len(r.from.FieldDescriptions()))
	for _, f := range r.from.FieldDescriptions() {
		names = append(names, f.Name)
	}
	return names
}

// Next reads a row.
func (r *rows) Next(dest []driver.Value) (err error) {
	if !r.ahead && !r.from.NextRow() {
		if _, err := r.from.Close(); err != nil {
			return err
		}
		return io.EOF
	}
	r.ahead = false
	for i, f := range r.from.FieldDescriptions() {
		if dest[i], err = decode(f.DataTypeOID, r.from.Values()[i]); err != nil {
			return fmt.Errorf("column %s: %w", f.Name, err)
		}
	}
	return nil
}

// Close reads the rest.
func (r *rows) Close() error {
	_, err := r.from.Close()
	return err
}
