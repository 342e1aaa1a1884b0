package journal_test

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
)

// earlierApprovals is what programs of the 13th schema read of approvals: they have a journal that newer ones have
// changed open for reading, hosts beside them are upgraded one after another.
const earlierApprovals = `select seal, asked_by, asked_at, lasts_ms, expires_at, asked_key, secrets from approvals`

// TestEarlierPrograms has a program of the 13th schema read what this one writes, on both engines.
func TestEarlierPrograms(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	journal.Each(t, func() time.Time { return at }, func(t *testing.T, o journal.Options) {
		t.Helper()
		s, err := journal.Open(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = s.Close() }()
		a := journal.Approval{
			Order: "o-1", Digest: "d1", RequestedBy: "ann", RequestedKey: "SHA256:k", TTL: time.Hour, Secrets: "kept",
		}
		ask := func(digest string) {
			t.Helper()
			a.Digest = digest
			if err := s.Update(t.Context(), func(tx *journal.Tx) error { return tx.Approvals.Ask(a) }); err != nil {
				t.Fatal(err)
			}
		}
		err = s.Update(t.Context(), func(tx *journal.Tx) error {
			_, err := tx.Orders.Add(journal.Order{
				ID: a.Order, Key: journal.Key{Account: "acme", Product: "p"}, Spec: provider.Spec{Count: 1}, Created: at, By: "ann",
			})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, digest := range []string{"d1", "d2"} {
			ask(digest)
			want := fmt.Sprint(digest, " ann ", at.UnixMilli(), " 3600000 ", at.Add(time.Hour).UnixMilli(), " SHA256:k kept")
			if got := readEarlier(t, o); got != want {
				t.Errorf("an earlier program reads %q, want %q", got, want)
			}
		}
	})
}

// readEarlier reads the one approval of a journal as a program of the 13th schema does.
func readEarlier(t *testing.T, o journal.Options) string {
	t.Helper()
	var seal, by, key, secrets string
	var asked, lasts, expires int64
	to := []any{&seal, &by, &asked, &lasts, &expires, &key, &secrets}
	var err error
	if o.Server == "" {
		err = scanFile(t.Context(), filepath.Join(o.Dir, journal.File), to)
	} else {
		err = scanServer(t.Context(), o.Server, to)
	}
	if err != nil {
		t.Fatalf("an earlier program reads approvals: %v", err)
	}
	return fmt.Sprint(seal, " ", by, " ", asked, " ", lasts, " ", expires, " ", key, " ", secrets)
}

func scanFile(ctx context.Context, path string, to []any) error {
	db, err := sql.Open("sqlite", path)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	return db.QueryRowContext(ctx, earlierApprovals).Scan(to...)
}

func scanServer(ctx context.Context, server string, to []any) error {
	c, err := pgx.Connect(ctx, server)
	if err != nil {
		return err
	}
	defer func() { _ = c.Close(ctx) }()
	if _, err := c.Exec(ctx, "set search_path to metalwright"); err != nil {
		return err
	}
	return c.QueryRow(ctx, earlierApprovals).Scan(to...)
}
