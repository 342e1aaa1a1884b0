package order

import (
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/policy"
)

// rewrite changes a journal behind the program's back, on whichever engine it is.
func rewrite(t *testing.T, j journal.Options, text string) {
	t.Helper()
	if j.Server == "" {
		tamper(t, j.Dir, text)
		return
	}
	c, err := pgx.Connect(t.Context(), j.Server)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close(t.Context()) }()
	if _, err := c.Exec(t.Context(), `set search_path to metalwright; `+text); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
}

// checkRefused waits until the release of an order is due and long after, and checks that none of its three machines
// was released, and that people are asked.
func checkRefused(t *testing.T, c *cloud, w *world, id ID, why HeldReason) {
	t.Helper()
	for range 4 {
		w.later(t, 24*time.Hour)
	}
	v := w.order(t, id)
	if got := c.terminated(); got != 0 || v.CountThere() != 3 {
		t.Errorf("the vendor was asked %d times to release, and %d machines are there, want 0 and 3", got, v.CountThere())
	}
	if v.Later == nil || v.Later.Held != why || v.Attention != AttentionRelease {
		t.Errorf("the release is %+v with attention %q, want it held as %s", v.Later, v.Attention, why)
	}
}

// TestReleaseSetByHand releases nothing at a time that someone has written into the journal by other means, on both
// engines: it says so, before the time, too, and a time that a person sets holds again.
func TestReleaseSetByHand(t *testing.T) {
	t.Parallel()
	for i, c := range []struct{ name, edit string }{
		{"sooner", `update later set at = at - 86400000`},
		{"in another name", `update later set asked_by = 'eve'`},
		{"bound by other rules", `update later set bound = 1 - bound`},
		{"set at another time", `update later set set_at = set_at + 1`},
		{"although the order has changed", `update later set changes = changes + 1`},
		{"as if it had begun", `update later set state = 'started', owner = 'nobody', started_at = at`},
		{"added for another order", `update later set order_id = (select id from orders where id not in
			(select order_id from later))`},
	} {
		for _, engine := range []string{"file", "server"} {
			if engine == "server" && i%3 > 0 {
				continue // each takes a database of its own
			}
			t.Run(engine+" "+c.name, func(t *testing.T) {
				t.Parallel()
				j := journal.Options{}
				if engine == "server" {
					j = timeless(postgres.Database(t))
				}
				j.Dir = t.TempDir()
				v := newCloud(t)
				w := v.openOn(t, bmcID, j, newClock(start), func(o *Options) { o.People = known{} })
				id := planned(t, w)
				if c.name == "added for another order" {
					id = w.place(t, w.confirmed(t, 3))
					w.drive(t, time.Hour)
				}
				rewrite(t, j, c.edit)
				newLater(w.Service).step(t.Context())
				if l := w.order(t, id).Later; l == nil || l.Held != heldProof {
					t.Errorf("before its time the release is %+v, want it held as %s", l, heldProof)
				}
				checkRefused(t, v, w, id, heldProof)
				again := ReleaseLater{ID: id, At: w.clock.now().Add(time.Hour)}
				if err := w.As("ann").Do(t.Context(), again); err != nil {
					t.Fatal(err)
				}
				w.later(t, 2*time.Hour)
				if v := w.order(t, id); !v.Later.Done || len(v.There()) != 0 {
					t.Errorf("the release that was set again is %+v with %d machines, want it done", v.Later, len(v.There()))
				}
			})
		}
	}
}

// TestReleaseTakenBackStays releases nothing at a time that a person has taken back, or that was held, and that someone
// has written into the journal again as it was.
func TestReleaseTakenBackStays(t *testing.T) {
	t.Parallel()
	const insert = `insert into later(order_id, at, asked_by, set_at, state, owner, started_at, why, bound, changes) `
	for _, c := range []struct {
		name string
		done func(*testing.T, *world, ID)
		edit string
	}{
		{"taken back", func(t *testing.T, w *world, id ID) {
			t.Helper()
			if err := w.As("ann").Do(t.Context(), ReleaseLater{ID: id}); err != nil {
				t.Fatal(err)
			}
		}, insert + `select * from was`},
		{"held", func(t *testing.T, w *world, id ID) {
			t.Helper()
			setStatus(t, w, id, provider.StatusUnknown)
			w.later(t, 48*time.Hour)
			if v := w.order(t, id); v.Later.Held != heldNotRunning {
				t.Fatalf("the release is %+v, want it held", v.Later)
			}
			setStatus(t, w, id, provider.StatusRunning)
		}, `update later set state = '', why = ''`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			v, j := newCloud(t), journal.Options{Dir: t.TempDir()}
			w := v.openOn(t, bmcID, j, newClock(start), nil)
			id := planned(t, w)
			rewrite(t, j, `create table was as select * from later`)
			c.done(t, w, id)
			rewrite(t, j, c.edit)
			checkRefused(t, v, w, id, heldProof)
		})
	}
}

// TestReleaseOfAStranger releases nothing at a time that a program has set which has the journal, and not the account's
// secret, although its rows of the audit have the right hashes.
func TestReleaseOfAStranger(t *testing.T) {
	t.Parallel()
	v, dir, clk := newCloud(t), t.TempDir(), newClock(start)
	w := v.open(t, bmcID, dir, clk, nil)
	id := w.place(t, w.confirmed(t, 3))
	w.drive(t, time.Hour)
	stranger := v.open(t, bmcID, dir, clk, nil)
	if err := stranger.SignApprovalsWith(bmcID, accountName, provider.NewSecret("guessed")); err != nil {
		t.Fatal(err)
	}
	set := ReleaseLater{ID: id, At: clk.now().Add(time.Hour)}
	if err := stranger.As("ann").Do(t.Context(), set); err != nil {
		t.Fatal(err)
	}
	checkRefused(t, v, w, id, heldSecret)
	rows, err := w.Audit.Rows(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(rows, func(e journal.Entry) bool {
		return e.What == string(policy.Release) && e.Who == "" && e.Detail["why"] == string(heldSecret)
	}) {
		t.Errorf("the audit has %+v, want a row that says why, in nobody's name", rows)
	}
}

// TestReleaseByACopiedRow releases nothing at a time that a person has taken back, when someone has written both the
// release and a copy of its row of the audit again: a proof is worth nothing in another place.
func TestReleaseByACopiedRow(t *testing.T) {
	t.Parallel()
	v, j := newCloud(t), journal.Options{Dir: t.TempDir()}
	w := v.openOn(t, bmcID, j, newClock(start), nil)
	id := planned(t, w)
	rewrite(t, j, `create table was as select * from later`)
	if err := w.As("ann").Do(t.Context(), ReleaseLater{ID: id}); err != nil {
		t.Fatal(err)
	}
	err := w.opt.Store.Update(t.Context(), func(tx *journal.Tx) error {
		all, err := tx.Audit.Of(string(id))
		if err != nil {
			return err
		}
		at := slices.IndexFunc(all, ofLater)
		_, err = tx.Audit.Record(journal.Entry{
			Who: all[at].Who, What: all[at].What, Order: all[at].Order, Detail: all[at].Detail,
		})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	rewrite(t, j, `insert into later(order_id, at, asked_by, set_at, state, owner, started_at, why, bound, changes)
		select * from was`)
	checkRefused(t, v, w, id, heldProof)
}
