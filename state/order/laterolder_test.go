package order

import (
	"database/sql"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
)

// TestReleaseAfterRotation holds what was planned with the secret that the account had before: at once, with that
// reason, and nothing is released. Set again, it is carried out.
func TestReleaseAfterRotation(t *testing.T) {
	t.Parallel()
	v, dir, clk := newCloud(t), t.TempDir(), newClock(start)
	id := planned(t, v.open(t, bmcID, dir, clk, nil))
	w := v.open(t, bmcID, dir, clk, nil)
	if err := w.SignApprovalsWith(bmcID, accountName, provider.NewSecret("the next one")); err != nil {
		t.Fatal(err)
	}
	newLater(w.Service).step(t.Context())
	if o := w.order(t, id); o.Later.Held != heldSecret || o.Attention != AttentionRelease {
		t.Errorf("at once the release is %+v with attention %q, want it held as %s", o.Later, o.Attention, heldSecret)
	}
	checkRefused(t, v, w, id, heldSecret)
	if _, err := w.Audit.Verify(t.Context(), journal.Head{}); err != nil {
		t.Errorf("Verify() = %v, want nil", err)
	}
	again := ReleaseLater{ID: id, At: clk.now().Add(time.Hour)}
	if err := w.As("ann").Do(t.Context(), again); err != nil {
		t.Fatal(err)
	}
	w.later(t, 2*time.Hour)
	if o := w.order(t, id); !o.Later.Done || len(o.There()) != 0 {
		t.Errorf("the release that was set again is %+v with %d machines, want it done", o.Later, len(o.There()))
	}
}

// TestReleaseOfAnEarlierVersion opens a journal with releases that were planned by the version before proofs of them:
// with the order, by a command, taken back, and held. Those to come are held as older ones, the others stay, and a
// time that is set again holds. The audit is as it should be all the time.
func TestReleaseOfAnEarlierVersion(t *testing.T) {
	t.Parallel()
	const account = "sim" // of the journal
	text, err := os.ReadFile("testdata/schema13.sql")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	db, err := sql.Open("sqlite", filepath.Join(dir, journal.File))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(t.Context(), string(text)); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	v := newCloud(t)
	w := v.open(t, bmcID, dir, newClock(time.Date(2026, 11, 29, 2, 0, 0, 0, time.UTC)), nil)
	w.Use(bmcID, account, w.operator, w.buys)
	if err := w.SignApprovalsWith(bmcID, account, w.account.Secret); err != nil {
		t.Fatal(err)
	}
	verify := func() {
		t.Helper()
		if _, err := w.Audit.Verify(t.Context(), journal.Head{}); err != nil {
			t.Errorf("Verify() = %v, want nil", err)
		}
	}
	verify()
	newLater(w.Service).step(t.Context())
	const withOrder, byCommand, takenBack, held ID = "o-ra032ef3", "o-2sd6sxhg", "o-sc3appdj", "o-2aywm4bb"
	for id, want := range map[ID]HeldReason{withOrder: heldOlder, byCommand: heldOlder, held: HeldChanged} {
		if l := w.order(t, id).Later; l == nil || l.Held != want {
			t.Errorf("the release of %s is %+v, want it held as %s", id, l, want)
		}
	}
	if l := w.order(t, takenBack).Later; l != nil {
		t.Errorf("the release of %s is %+v, want none", takenBack, l)
	}
	verify()
	again := ReleaseLater{ID: withOrder, At: w.clock.now().Add(time.Hour)}
	if err := w.As("ann").Do(t.Context(), again); err != nil {
		t.Fatal(err)
	}
	newLater(w.Service).step(t.Context())
	if l := w.order(t, withOrder).Later; !l.Planned() {
		t.Errorf("the release that was set again is %+v, want it planned", l)
	}
	verify()
	if got := v.terminated(); got != 0 {
		t.Errorf("the vendor was asked %d times to release, want 0", got)
	}
}

// TestReleaseOfNoVersion does not take a release for an older one that someone has written into the journal by hand,
// for an order whose row of the audit says that none is planned.
func TestReleaseOfNoVersion(t *testing.T) {
	t.Parallel()
	v, j := newCloud(t), journal.Options{Dir: t.TempDir()}
	w := v.openOn(t, bmcID, j, newClock(start), nil)
	id := w.place(t, w.confirmed(t, 3))
	w.drive(t, time.Hour)
	rewrite(t, j, `insert into later(order_id, at, asked_by, set_at) select id, created_at + 86400000, 'ann', created_at
		from orders`)
	if _, err := w.Audit.Verify(t.Context(), journal.Head{}); err == nil {
		t.Error("Verify() = nil, want the release to be found")
	}
	checkRefused(t, v, w, id, heldProof)
}
