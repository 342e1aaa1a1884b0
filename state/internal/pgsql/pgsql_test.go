package pgsql_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/metalwright/metalwright/state/internal/pgsql"
	"github.com/metalwright/metalwright/state/journal/pgtest"
)

// postgres is the server of all tests here; the first one that needs it starts it.
var postgres pgtest.Server

func TestMain(m *testing.M) {
	m.Run()
	if err := postgres.Stop(); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
}

// open opens a database of the test's own.
func open(t *testing.T) (*sql.DB, *pgconn.Config) {
	t.Helper()
	config, err := pgconn.ParseConfig(postgres.Database(t))
	if err != nil {
		t.Fatal(err)
	}
	db := sql.OpenDB(&pgsql.Connector{Config: config})
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db, config
}

// TestValues writes and reads back each kind of value.
func TestValues(t *testing.T) {
	t.Parallel()
	db, _ := open(t)
	type named string
	var text, document string
	var none, empty sql.NullString
	var small, whole int
	var large int64
	var yes, no bool
	err := db.QueryRowContext(t.Context(), `select $1::text, $2::json, $3::text, $4::text, $5::smallint, $6::int,
		$7::bigint, $8::boolean, not $8::boolean`,
		named("grüße 'n \"so\" \\ 字"), []byte(`{"a": 1}`), nil, "", 7, -8, int64(1)<<62, true).
		Scan(&text, &document, &none, &empty, &small, &whole, &large, &yes, &no)
	if err != nil {
		t.Fatal(err)
	}
	if text != "grüße 'n \"so\" \\ 字" || document != `{"a": 1}` || none.Valid || !empty.Valid || empty.String != "" {
		t.Errorf("read %q, %q, %+v, %+v", text, document, none, empty)
	}
	if small != 7 || whole != -8 || large != 1<<62 || !yes || no {
		t.Errorf("read %d, %d, %d, %t, %t", small, whole, large, yes, no)
	}
	if _, err := db.ExecContext(t.Context(), "select $1::float8", 1.5); err == nil ||
		!strings.Contains(err.Error(), "argument 1 is a float64") {
		t.Errorf("an argument of another type: %v", err)
	}
}

// TestRows reads many rows, and leaves others unread.
func TestRows(t *testing.T) {
	t.Parallel()
	db, _ := open(t)
	db.SetMaxOpenConns(1) // the next query needs the connection of the one before
	for range 2 {
		rows, err := db.QueryContext(t.Context(), "select n, 'x' as letter from generate_series(1, 10000) n")
		if err != nil {
			t.Fatal(err)
		}
		names, err := rows.Columns()
		if want := []string{"n", "letter"}; err != nil || !slices.Equal(names, want) {
			t.Errorf("columns %q, %v", names, err)
		}
		if !rows.Next() {
			t.Error("no rows")
		}
		if err := rows.Close(); err != nil {
			t.Error(err)
		}
	}
	var n int
	if err := db.QueryRowContext(t.Context(), "select 1 where false").Scan(&n); !errors.Is(err, sql.ErrNoRows) {
		t.Errorf("no row: %v", err)
	}
	rows, err := db.QueryContext(t.Context(), "select 1 / (3 - n) from generate_series(1, 5) n")
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		n++
	}
	if err := errors.Join(rows.Err(), rows.Close()); n > 2 || !strings.Contains(fmt.Sprint(err), "division by zero") {
		t.Errorf("an error behind %d rows: %v", n, err)
	}
}

// TestTransactions keeps what was committed alone, and never reports that a transaction was committed that was not.
func TestTransactions(t *testing.T) {
	t.Parallel()
	db, config := open(t)
	exec := func(x interface {
		ExecContext(ctx context.Context, text string, args ...any) (sql.Result, error)
	}, text string, args ...any,
	) error {
		_, err := x.ExecContext(t.Context(), text, args...)
		return err
	}
	if err := exec(db, "create table a(n int primary key); create table b(n int)"); err != nil {
		t.Fatal("several statements:", err)
	}
	begin := func(o *sql.TxOptions) *sql.Tx {
		tx, err := db.BeginTx(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		return tx
	}
	tx := begin(nil)
	res, err := tx.ExecContext(t.Context(), "insert into a select * from generate_series($1::int, 3)", 1)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := res.RowsAffected(); n != 3 || err != nil {
		t.Errorf("%d rows inserted, %v", n, err)
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}

	tx = begin(nil)
	if err := exec(tx, "insert into a values ($1)", 4); err != nil {
		t.Fatal(err)
	}
	if err := exec(tx, "insert into a values ($1)", 1); err == nil {
		t.Error("a second row with the same key")
	}
	if err := tx.Commit(); err == nil {
		t.Error("a transaction that has failed was committed")
	}
	if err := exec(begin(&sql.TxOptions{ReadOnly: true, Isolation: sql.LevelRepeatableRead}),
		"insert into a values (5)"); err == nil {
		t.Error("a transaction that only reads has written")
	}

	ctx, stop := context.WithCancel(t.Context())
	tx, err = db.BeginTx(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := exec(tx, "insert into a values (6)"); err != nil {
		t.Fatal(err)
	}
	stop()
	if err := tx.Commit(); err == nil {
		t.Error("a transaction that was given up was committed")
	}
	c, err := pgconn.ConnectConfig(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	got, err := pgsql.Row(t.Context(), c, "select string_agg(n::text, ' ' order by n) from a")
	if err := c.Close(t.Context()); err != nil {
		t.Error(err)
	}
	if err != nil || got[0] != "1 2 3" {
		t.Errorf("the table has %q, %v", got, err)
	}
}

// TestLost continues after the server has ended every connection, and with those that were idle.
func TestLost(t *testing.T) {
	t.Parallel()
	db, config := open(t)
	var process int
	if err := db.QueryRowContext(t.Context(), "select pg_backend_pid()").Scan(&process); err != nil {
		t.Fatal(err)
	}
	c, err := pgconn.ConnectConfig(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := pgsql.Row(t.Context(), c, "select pg_terminate_backend($1::int, 5000)", "not a number"); err == nil {
		t.Error("no error for an argument that is none")
	}
	if _, err := pgsql.Row(t.Context(), c, "select null"); err == nil {
		t.Error("no error for NULL")
	}
	if _, err := c.Exec(t.Context(), "select pg_terminate_backend(pid, 5000) from pg_stat_activity "+
		"where pid <> pg_backend_pid() and datname = current_database()").ReadAll(); err != nil {
		t.Fatal(err)
	}
	if err := c.Close(t.Context()); err != nil {
		t.Error(err)
	}
	before := process
	_ = db.QueryRowContext(t.Context(), "select 1").Scan(new(int)) // may be the one that finds out
	if err := db.QueryRowContext(t.Context(), "select pg_backend_pid()").Scan(&process); err != nil || process == before {
		t.Errorf("process %d after %d, %v", process, before, err)
	}
}

func TestQuote(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{"a": `"a"`, `a"; drop`: `"a""; drop"`, "a\x00b": `"ab"`, "": `""`} {
		if got := pgsql.Quote(name); got != want {
			t.Errorf("Quote(%q) = %s, want %s", name, got, want)
		}
	}
}
