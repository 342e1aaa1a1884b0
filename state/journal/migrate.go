package journal

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"
	"time"
)

//go:embed migrations/*.sql
var migrations embed.FS

// steps returns the migrations in order: the first one makes schema 1. A file is named by its number, and by the engine
// when only that one needs it: 0001.sql, 0004.postgres.sql. What an engine does not need is "".
func steps(engine string) ([]string, error) {
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	var texts []string
	for _, name := range names {
		number, of, _ := strings.Cut(strings.TrimSuffix(path.Base(name), ".sql"), ".")
		n, err := strconv.Atoi(number)
		if err != nil || n < 1 {
			return nil, fmt.Errorf("migration %s has no number", name)
		}
		for len(texts) < n {
			texts = append(texts, "")
		}
		if of != "" && of != engine {
			continue
		}
		b, err := migrations.ReadFile(name)
		if err != nil {
			return nil, err
		}
		texts[n-1] += string(b)
	}
	return texts, nil
}

// apply runs the migrations that a journal at schema at lacks, and records its new schema; at is 0 for a new journal,
// which also records now as the time when it was made.
func apply(ctx context.Context, tx txn, all []string, at int, now time.Time) error {
	for i := at; i < len(all); i++ {
		if all[i] == "" {
			continue
		}
		if _, err := tx.ExecContext(ctx, all[i]); err != nil {
			return fmt.Errorf("migration %d: %w", i+1, err)
		}
	}
	_, err := tx.ExecContext(ctx, `insert into meta(key, value) values ('schema', ?1)
		on conflict (key) do update set value = excluded.value`, strconv.Itoa(len(all)))
	if err != nil || at > 0 {
		return err
	}
	_, err = tx.ExecContext(ctx, `insert into meta(key, value) values ('`+keyCreated+`', ?1)`,
		strconv.FormatInt(millis(now), 10))
	return err
}

// newer is the error of a journal whose schema this program does not know.
func newer(at, known int) error {
	return &Error{Reason: ReasonNewer, Err: fmt.Errorf("schema %d, this program knows %d", at, known)}
}

// foreign refuses a database with tables but without metalwright's schema: it is someone else's. count counts the
// tables.
func foreign(ctx context.Context, db *sql.DB, count string) error {
	var n int
	if err := db.QueryRowContext(ctx, count).Scan(&n); err != nil {
		return err
	}
	if n > 0 {
		return &Error{Reason: ReasonCorrupt, Err: errors.New("the database has other tables")}
	}
	return nil
}
