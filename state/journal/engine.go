package journal

import (
	"context"
	"database/sql"
	"time"
)

// engine is what only one of the two databases knows. Each is in the file of its name; everything else in this package
// is the same for both.
type engine interface {
	// words translates a statement, whose parameters are written ?1 and ?2, into the engine's dialect.
	words(text string) string
	// value is an argument of a statement as the engine can store it.
	value(v any) any
	// reading is how a transaction begins that sees one consistent state.
	reading() *sql.TxOptions
	// patience is how long a transaction may take; 0 when it always ends.
	patience() time.Duration
	// present checks, before the journal is read or changed, that it is still where it was opened.
	present() error
	// alone makes a change wait until no other one is being made, by whatever program: it sees all of those before it.
	alone(ctx context.Context, tx *sql.Tx) error
	// dbState reads, in a change's transaction, what has to hold for the change.
	dbState(ctx context.Context, tx *sql.Tx) (dbState, error)
	// announce counts the change, and notifies the other programs when tx is committed. It returns what to call after
	// that; nil when there is nothing to call.
	announce(ctx context.Context, tx *sql.Tx) (func(), error)
	// follow calls wake after the changes of other programs, until ctx ends. It begins before it returns.
	follow(ctx context.Context, s *Store) error
	// guards is what has the database refuse anything but additions to the audit: a statement for the names and texts
	// of all that acts on its tables, and what it has to return.
	guards() (text string, want map[string]string)
	// verify looks for damage.
	verify(ctx context.Context, db *sql.DB) error
	// close releases what the engine itself has taken.
	close() error
}

// txn is a transaction in the words of its engine.
type txn struct {
	tx *sql.Tx
	e  engine
}

// QueryContext is that of [sql.Tx].
func (t txn) QueryContext(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	return t.tx.QueryContext(ctx, t.e.words(text), t.values(args)...)
}

// QueryRowContext is that of [sql.Tx].
func (t txn) QueryRowContext(ctx context.Context, text string, args ...any) *sql.Row {
	return t.tx.QueryRowContext(ctx, t.e.words(text), t.values(args)...)
}

// ExecContext is that of [sql.Tx].
func (t txn) ExecContext(ctx context.Context, text string, args ...any) (sql.Result, error) {
	return t.tx.ExecContext(ctx, t.e.words(text), t.values(args)...)
}

func (t txn) values(args []any) []any {
	for n, v := range args {
		args[n] = t.e.value(v)
	}
	return args
}
