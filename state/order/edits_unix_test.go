//go:build unix

package order

import (
	"database/sql"
	"errors"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"modernc.org/sqlite"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/sim"
	"github.com/metalwright/metalwright/state/journal"
)

// edited is a journal with an audit of everything that is decided about orders. The program has ended.
func edited(t *testing.T, j journal.Options) *strings.Replacer {
	t.Helper()
	var names *strings.Replacer
	t.Run("made", func(t *testing.T) {
		v := newCloud(t, nil, strike{{Do: sim.Drop}}, strike{{Do: sim.Drop}})
		w := v.openOn(t, bmcID, j, newClock(start), nil)
		tick := func() { w.clock.advance(time.Second) }
		placed := func(p *Client) ID {
			t.Helper()
			tick()
			id, err := place(t.Context(), p, w.confirmed(t, 2))
			if err != nil {
				t.Fatalf("Place() = %v, want nil", err)
			}
			w.running.sending.Wait()
			tick()
			return id
		}
		ann := w.For(Actor{Name: "ann", Key: "SHA256:ann"})
		asked := func() ID { return placed(ann.under(hours(24))) }
		pending, given, denied, used := asked(), asked(), asked(), asked()
		w.approve(t, given)
		w.approve(t, used)
		if err := w.decide(t, denied, "bob", false); err != nil {
			t.Fatalf("Decide(no) = %v, want nil", err)
		}
		tick()
		if err := w.As("ann").Do(t.Context(), Send{ID: used}); err != nil {
			t.Fatalf("Send() = %v, want nil", err)
		}
		w.drive(t, time.Hour)
		running := machinesIn(w.order(t, used), provider.StatusRunning)
		if err := w.As("ann").Do(t.Context(), Release{ID: used, Machines: running[:1]}); err != nil {
			t.Fatalf("Release() = %v, want nil", err)
		}
		tick()
		set := ReleaseLater{ID: used, At: w.clock.now().Add(72 * time.Hour)}
		if err := w.As("ann").Do(t.Context(), set); err != nil {
			t.Fatalf("ReleaseLater() = %v, want nil", err)
		}
		tick()
		hidden := asked()
		if err := w.As("ann").Do(t.Context(), Forget{ID: hidden}); err != nil {
			t.Fatalf("Forget() = %v, want nil", err)
		}
		closed, again := placed(ann), placed(ann)
		w.drive(t, 20*time.Minute) // their outcome is not known
		tick()
		if err := ann.Do(t.Context(), CloseUnresolved{ID: closed}); err != nil {
			t.Fatalf("CloseUnresolved() = %v, want nil", err)
		}
		dearer := w.order(t, closed).Quote
		dearer.Hour.Micros++
		dearer.Month.Micros += 1000
		tick()
		if err := ann.Do(t.Context(), AcceptQuote{ID: closed, Quote: dearer}); err != nil {
			t.Fatalf("AcceptQuote() = %v, want nil", err)
		}
		token := w.order(t, again).Batches[0].Token
		if err := ann.Do(t.Context(), BuyAgain{ID: again, N: 1, Token: token}); err != nil {
			t.Fatalf("BuyAgain() = %v, want nil", err)
		}
		w.running.sending.Wait()
		names = strings.NewReplacer("{closed}", string(closed), "{again}", string(again),
			"{pending}", string(pending), "{given}", string(given), "{denied}", string(denied),
			"{used}", string(used), "{hidden}", string(hidden))
	})
	return names
}

// verified is the flaw in the audit of a journal; none when it has no flaw.
func verified(t *testing.T, j journal.Options) journal.Violation {
	t.Helper()
	j.Now = newClock(start).now
	store, err := journal.OpenReader(t.Context(), j)
	if err != nil {
		t.Fatalf("OpenReader() = %v, want nil", err)
	}
	defer func() { _ = store.Close() }()
	s := New(Options{Store: store, Dir: j.Dir, Now: j.Now, Log: slog.New(slog.DiscardHandler), Owner: "test"})
	_, err = s.Audit.Verify(t.Context(), journal.Head{})
	if e, ok := errors.AsType[*journal.AuditError](err); ok {
		return e.Violation
	}
	if err != nil {
		t.Errorf("Audit.Verify() = %v, want nil or an AuditError", err)
	}
	return none
}

// found checks that the edit is found, with the head that this machine keeps and without it.
func (e edit) found(t *testing.T, j journal.Options) {
	t.Helper()
	if got := verified(t, j); got != e.want {
		t.Errorf("%s: verify finds %q, want %q", e.name, got, e.want)
	}
	want := e.unkept
	if want == "" {
		want = e.want
	}
	j.Dir = withoutHead(t, j)
	if got := verified(t, j); got != want {
		t.Errorf("%s: without a head verify finds %q, want %q", e.name, got, want)
	}
}

// withoutHead is a copy of the directory without the head that is kept separately.
func withoutHead(t *testing.T, j journal.Options) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(j.Dir)); err != nil {
		t.Fatal(err)
	}
	heads, err := filepath.Glob(filepath.Join(dir, "*.head"))
	if err != nil || len(heads) != 1 {
		t.Fatalf("heads = %v, %v, want one", heads, err)
	}
	if err := os.Remove(heads[0]); err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestAuditEdits changes a journal's file in every way that a person with access to it could, and checks that the
// change is named.
func TestAuditEdits(t *testing.T) {
	dir := t.TempDir()
	names := edited(t, journal.Options{Dir: dir})
	if got := verified(t, journal.Options{Dir: dir}); got != none {
		t.Fatalf("verify finds %q in what nobody has changed", got)
	}
	for i, e := range edits() {
		if slow > 1 && i%5 > 0 || e.want == journal.FlawGuard && e.file == "" {
			continue // the race detector has seen it then
		}
		own := t.TempDir()
		if err := os.CopyFS(own, os.DirFS(dir)); err != nil {
			t.Fatal(err)
		}
		c, err := sqlite.NewConnector("file:" + filepath.Join(own, journal.File))
		if err != nil {
			t.Fatal(err)
		}
		db := sql.OpenDB(c)
		var guards string
		const triggers = `select group_concat(sql, '; ') from sqlite_master where type = 'trigger'`
		err = db.QueryRowContext(t.Context(), triggers).Scan(&guards)
		if err != nil {
			t.Fatal(err)
		}
		const drop = `drop trigger audit_unchanged; drop trigger audit_kept; drop trigger audit_not_replaced;
			drop trigger audit_head_forward; drop trigger audit_head_kept; `
		if e.want == journal.FlawGuard {
			_, err = db.ExecContext(t.Context(), e.file)
		} else {
			_, err = db.ExecContext(t.Context(), drop+names.Replace(e.text+e.file))
			_, _ = db.ExecContext(t.Context(), guards) // who is careful puts them back; not where a table is missing
		}
		if err = errors.Join(err, db.Close()); err != nil {
			t.Fatalf("%s: %v", e.name, err)
		}
		e.found(t, journal.Options{Dir: own})
	}
}

// TestAuditOfEarlierVersion verifies rows that do not say what came of a decision, as earlier versions wrote them: what
// they are about is not compared, and what comes later is.
func TestAuditOfEarlierVersion(t *testing.T) {
	t.Parallel()
	w := newCloud(t).bmc(t, nil)
	add := func(id string, rows ...string) {
		t.Helper()
		c := w.confirmed(t, 1)
		w.clock.advance(time.Second)
		err := w.opt.Store.Update(t.Context(), func(tx *journal.Tx) error {
			row := c.row("ann", w.opt.Now())
			row.ID = id
			_, err := tx.Orders.Add(row)
			for _, what := range rows {
				_, more := tx.Audit.Record(journal.Entry{Who: "ann", What: what, Order: id, Detail: map[string]string{"zone": "x"}})
				err = errors.Join(err, more)
			}
			return errors.Join(err, tx.Orders.Hide(id))
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	add("o-aaaaaaaa", "quote", "order", "forget")
	add("o-bbbbbbbb", "order", "close_unresolved", "forget")
	if _, err := w.Audit.Verify(t.Context(), journal.Head{}); err != nil {
		t.Errorf("Audit.Verify() = %v, want nil", err)
	}
	add("o-cccccccc", "quote")
	want := journal.AuditError{Violation: journal.ViolationNoRow, Order: "o-cccccccc", About: "orders"}
	_, err := w.Audit.Verify(t.Context(), journal.Head{})
	if got, ok := errors.AsType[*journal.AuditError](err); !ok || *got != want {
		t.Errorf("Audit.Verify() = %v, want %v", err, &want)
	}
}

// TestAuditEditsServer is a part of the same, or all of it, on a server, where whoever has the database has no file of
// this machine.
func TestAuditEditsServer(t *testing.T) {
	j := journal.Options{Server: postgres.Database(t), Dir: t.TempDir(), OwnClock: true}
	names := edited(t, j)
	u, err := url.Parse(j.Server)
	if err != nil {
		t.Fatal(err)
	}
	database := strings.TrimPrefix(u.Path, "/")
	postgres.Exec(t, `create database `+database+`_made template `+database)
	if got := verified(t, j); got != none {
		t.Fatalf("verify finds %q in what nobody has changed", got)
	}
	for i, e := range edits() {
		if !*full && i%4 > 0 || e.want == journal.FlawGuard && e.host == "" {
			continue // each takes a database of its own
		}
		postgres.Exec(t, `drop database `+database+` with (force)`)
		postgres.Exec(t, `create database `+database+` template `+database+`_made`)
		c, err := pgx.Connect(t.Context(), j.Server)
		if err != nil {
			t.Fatal(err)
		}
		text := names.Replace(e.text + e.host)
		if e.want != journal.FlawGuard {
			text = `alter table audit disable trigger all; alter table audit_head disable trigger all; ` + text
			text += `; do $$ begin if to_regclass('audit') is not null then alter table audit enable trigger all; end if;
				if to_regclass('audit_head') is not null then alter table audit_head enable trigger all; end if; end $$`
		}
		_, err = c.Exec(t.Context(), `set search_path to metalwright; `+text)
		if err = errors.Join(err, c.Close(t.Context())); err != nil {
			t.Fatalf("%s: %v", e.name, err)
		}
		e.found(t, j)
	}
}
