package journal

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"time"
)

//go:embed migrations/*.sql
var migrations embed.FS

// steps returns the migrations in order: the first one makes schema 1.
func steps() ([]string, error) {
	names, err := fs.Glob(migrations, "migrations/*.sql") // sorted
	if err != nil {
		return nil, err
	}
	texts := make([]string, 0, len(names))
	for _, n := range names {
		b, err := migrations.ReadFile(n)
		if err != nil {
			return nil, err
		}
		texts = append(texts, string(b))
	}
	return texts, nil
}

// migrate brings the tables up to the newest schema. An existing journal is backed up into dir before.
func migrate(ctx context.Context, db *sql.DB, dir string, now time.Time) error {
	all, err := steps()
	if err != nil {
		return err
	}
	var at int
	if err := db.QueryRowContext(ctx, "pragma user_version").Scan(&at); err != nil {
		return err
	}
	switch {
	case at > len(all):
		return &Error{
			Reason: ReasonNewer,
			Err:    fmt.Errorf("schema %d, this program knows %d", at, len(all)),
		}
	case at == len(all):
		return nil
	case at > 0:
		if _, err := backup(ctx, db, dir, now); err != nil {
			return fmt.Errorf("backup before a migration: %w", err)
		}
	default:
		if err := empty(ctx, db); err != nil {
			return err
		}
	}
	return inTx(ctx, db, nil, func(tx *sql.Tx) error { return apply(ctx, tx, all) })
}

// apply runs what is missing. It reads the version again, because only now it holds the write lock.
func apply(ctx context.Context, tx *sql.Tx, all []string) error {
	var at int
	if err := tx.QueryRowContext(ctx, "pragma user_version").Scan(&at); err != nil {
		return err
	}
	for i := at; i < len(all); i++ {
		if _, err := tx.ExecContext(ctx, all[i]); err != nil {
			return fmt.Errorf("migration %d: %w", i+1, err)
		}
	}
	// A pragma takes no parameters; the number is ours.
	if _, err := tx.ExecContext(ctx, fmt.Sprintf("pragma user_version = %d", len(all))); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `insert into meta(key, value) values ('schema', ?1)
		on conflict (key) do update set value = excluded.value`, fmt.Sprint(len(all)))
	return err
}

// empty refuses a database without a version that has tables: it is someone else's.
func empty(ctx context.Context, db *sql.DB) error {
	var n int
	if err := db.QueryRowContext(ctx, "select count(*) from sqlite_master").Scan(&n); err != nil {
		return err
	}
	if n > 0 {
		return &Error{Reason: ReasonCorrupt, Err: errors.New("the database has other tables")}
	}
	return nil
}
