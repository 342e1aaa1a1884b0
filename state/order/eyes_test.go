package order

import (
	"database/sql"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"modernc.org/sqlite"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/policy"
)

// TestOwnKey takes two keys to be four eyes, and not only two names.
func TestOwnKey(t *testing.T) {
	t.Parallel()
	w := newCloud(t).bmc(t, nil)
	ann := w.For(Actor{Name: "ann", Key: "SHA256:one", People: hours(24)})
	id, err := place(t.Context(), ann, w.confirmed(t, 2))
	if err != nil {
		t.Fatal(err)
	}
	say := func(name, key string, yes bool) error {
		t.Helper()
		decision := Decide{ID: id, Yes: yes, Digest: w.order(t, id).Approval.Digest}
		return w.Do(t.Context(), Actor{Name: name, Key: key}, decision)
	}
	for _, yes := range []bool{true, false} {
		if err := say("eve", "SHA256:one", yes); !errors.Is(err, ErrOwnKey) {
			t.Errorf("Decide(%v) by the key that asked = %v, want %v", yes, err, ErrOwnKey)
		}
	}
	// Asked for anew with another key, by neither of both.
	again := w.For(Actor{Name: "ann", Key: "SHA256:two", People: hours(24)})
	if err := again.Do(t.Context(), AcceptQuote{ID: id, Quote: w.order(t, id).Quote}); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"SHA256:one", "SHA256:two"} {
		if err := say("eve", key, true); !errors.Is(err, ErrOwnKey) {
			t.Errorf("Decide() by %s, which has asked = %v, want %v", key, err, ErrOwnKey)
		}
	}
	if err := say("ann", "SHA256:three", true); !errors.Is(err, ErrOwn) {
		t.Errorf("Decide() by who asks, with another key = %v, want %v", err, ErrOwn)
	}
	if err := say("bob", "SHA256:three", true); err != nil {
		t.Errorf("Decide() by someone else = %v, want nil", err)
	}
	w.rows(t, id, "approve", func(e journal.Entry) bool {
		return e.Detail["key"] == "SHA256:three" && e.Detail["asked_key"] == "SHA256:one SHA256:two"
	})
}

// TestRulesOfTheDay asks on the day on which an order is sent whether the approval counts.
func TestRulesOfTheDay(t *testing.T) {
	t.Parallel()
	withoutBob := func(n int) *rules {
		r := hours(n)
		r.gone = "bob"
		return r
	}
	for _, c := range []struct {
		name string
		day  *rules
		want error
	}{
		{"as it was", hours(24), nil},
		{"no approval is needed any more", hours(0), nil},
		{"it holds for less", hours(2), ErrExpired},
		{"the approver may no longer approve", withoutBob(24), ErrApprover},
		{"and no approval is needed any more", withoutBob(0), ErrApprover},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			v := newCloud(t)
			w := v.bmc(t, nil)
			id := w.waiting(t, 1)
			w.approve(t, id)
			w.clock.advance(3 * time.Hour)
			ann := w.For(Actor{Name: "ann", People: c.day})
			if err := ann.Do(t.Context(), Send{ID: id}); !errors.Is(err, c.want) {
				t.Errorf("Send() = %v, want %v", err, c.want)
			}
			if c.want == nil {
				w.bought(t, v, 1)
				return
			}
			w.bought(t, v, 0)
			w.rows(t, id, "send", func(e journal.Entry) bool { return e.Detail["outcome"] == outcomeRefused })
			if !errors.Is(c.want, ErrApprover) {
				return
			}
			eve := w.For(Actor{Name: "eve", People: c.day})
			if err := eve.Do(t.Context(), Decide{ID: id, Yes: true, Digest: w.order(t, id).Approval.Digest}); err != nil {
				t.Fatalf("Decide() by someone who may = %v, want nil", err)
			}
			if err := ann.Do(t.Context(), Send{ID: id}); err != nil {
				t.Errorf("Send() with the approval of someone who may = %v, want nil", err)
			}
			w.bought(t, v, 1)
		})
	}
}

// TestRightsWhereMoneyIsSpent withdraws a person's right after all checks have passed, and before the purchase is
// written down.
func TestRightsWhereMoneyIsSpent(t *testing.T) {
	t.Parallel()
	for _, b := range purchaseWays(t) {
		t.Run(b.name, func(t *testing.T) {
			t.Parallel()
			v := newCloud(t, b.strikes...)
			w := v.bmc(t, nil)
			id := b.start(t, w)
			ann := w.As("ann").under(&rules{gone: "ann", after: 1}) // is there when the command starts
			err := b.buy(t.Context(), ann, w, id)
			d, ok := errors.AsType[*policy.Denied](err)
			if (!ok || d.Why != policy.Stranger) && !strings.Contains(b.name, "someone's yes") {
				t.Errorf("%s = %v, want it denied to someone who is not known any more", b.name, err)
			}
			w.bought(t, v, b.bought)
		})
	}
}

// TestPasswordBound sends an order only with the password that approval was asked for, even when no program holds it
// any more.
func TestPasswordBound(t *testing.T) {
	t.Parallel()
	v := newCloud(t)
	dir, clk := t.TempDir(), newClock(start)
	w := v.open(t, bmcID, dir, clk, nil)
	order := w.confirmed(t, 1)
	id := w.asks(t, order)
	w.approve(t, id)
	next := v.open(t, bmcID, dir, clk, nil)
	for _, w := range []*world{w, next} {
		wrong := order.Spec.Access
		wrong.Password = provider.NewSecret("Another-Pa55word")
		if err := w.As("ann").Do(t.Context(), Send{ID: id, Secrets: wrong}); !errors.Is(err, ErrSecrets) {
			t.Errorf("Send() with another password = %v, want %v", err, ErrSecrets)
		}
	}
	next.read(t, func(j *snapshot) error {
		a, _, err := j.Approvals.Get(string(id))
		if a.Secrets == "" || strings.Contains(a.Secrets, marker) {
			t.Errorf("the approval has %q of the password, want a keyed hash", a.Secrets)
		}
		return err
	})
	if err := next.As("ann").Do(t.Context(), Send{ID: id, Secrets: order.Spec.Access}); err != nil {
		t.Errorf("Send() = %v, want nil", err)
	}
	next.bought(t, v, 1)
}

// tamper changes the journal behind the program's back.
func tamper(t *testing.T, dir string, statements ...string) {
	t.Helper()
	c, err := sqlite.NewConnector("file:" + filepath.Join(dir, journal.File))
	if err != nil {
		t.Fatal(err)
	}
	db := sql.OpenDB(c)
	defer func() { _ = db.Close() }()
	for _, s := range statements {
		if _, err := db.ExecContext(t.Context(), s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

// TestYesByHand sends nothing on an approval that was written into the journal by hand, or extended there.
func TestYesByHand(t *testing.T) {
	t.Parallel()
	const given = `update approvals set state = 'given', decided_by = 'bob', decided_at = requested_at, expires_at = ` +
		`requested_at + 86400000`
	for _, c := range []struct {
		name string
		yes  bool // bob has approved
		edit []string
	}{
		{"nobody has decided", false, []string{given}},
		{"another one has decided", true, []string{`update approvals set decided_by = 'eve'`}},
		{"another key has", true, []string{`update approvals set decided_key = 'SHA256:other'`}},
		{"for longer", true, []string{`update approvals set expires_at = expires_at + 1`}},
		{"asked by another one", true, []string{`update approvals set requested_by = 'carol'`}},
		{"asked by another key", true, []string{`update approvals set requested_key = 'SHA256:other'`}},
		{"a denial made an approval", false, []string{"deny", given}},
		{"an order taken back", true, []string{"forget", given}},
		{"the row is another one's", true, []string{
			`drop trigger audit_unchanged`,
			`update audit set who = 'eve' where what = 'approve'`,
		}},
		{"a later row is changed", true, []string{
			"later", `drop trigger audit_unchanged`,
			`update audit set who = 'eve' where what = 'later'`,
		}},
		{"the row is gone", true, []string{`drop trigger audit_kept`, `delete from audit where what = 'approve'`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			v := newCloud(t)
			dir := t.TempDir()
			w := v.open(t, bmcID, dir, newClock(start), nil)
			id := w.waiting(t, 1)
			if c.yes {
				w.approve(t, id)
			}
			for _, s := range c.edit {
				switch s {
				case "deny":
					if err := w.decide(t, id, "bob", false); err != nil {
						t.Fatal(err)
					}
				case "forget":
					if err := w.As("ann").Do(t.Context(), Forget{ID: id}); err != nil {
						t.Fatal(err)
					}
				case "later":
					if err := w.Audit.Record(t.Context(), journal.Entry{Who: "bob", What: "later"}); err != nil {
						t.Fatal(err)
					}
				default:
					tamper(t, dir, s)
				}
			}
			if got := w.order(t, id).Approval.State; got != AskedGiven {
				t.Fatalf("the journal says %s, want %s", got, AskedGiven)
			}
			secrets := w.confirmed(t, 1).Spec.Access // they are forgotten after a denial
			if err := w.As("ann").Do(t.Context(), Send{ID: id, Secrets: secrets}); !errors.Is(err, ErrProof) {
				t.Errorf("Send() = %v, want %v", err, ErrProof)
			}
			w.bought(t, v, 0)
		})
	}
}

// forge writes an approval of bob's with all that belongs to it, signed with this program's secret.
func forge(t *testing.T, w *world, id ID) {
	t.Helper()
	err := w.opt.Store.Update(t.Context(), func(tx *journal.Tx) error {
		r, err := readRows(&tx.Snapshot, id)
		if err != nil {
			return err
		}
		yes := Decide{ID: id, Yes: true, Digest: r.approval.Digest}
		d, err := approvalRequest(r).decision(yes, Actor{Name: "bob"}, tx.Now())
		if err != nil {
			return err
		}
		if _, err := tx.Approvals.Decide(d); err != nil {
			return err
		}
		more := map[string]string{detailDigest: d.Digest, "asked_by": r.approval.RequestedBy}
		if err := w.signer.addProof(tx, more, r, d); err != nil {
			return err
		}
		return w.Audit.record(tx, d.By, "approve", r.order, more)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestYesForged sends nothing on a row of the audit whose hashes are right but which another program has written.
func TestYesForged(t *testing.T) {
	t.Parallel()
	v := newCloud(t)
	dir, clk := t.TempDir(), newClock(start)
	w := v.open(t, bmcID, dir, clk, nil)
	id := w.waiting(t, 1)
	stranger := v.open(t, bmcID, dir, clk, nil) // has the journal, and not the account's secret
	if err := stranger.SignApprovalsWith(bmcID, accountName, provider.NewSecret("guessed")); err != nil {
		t.Fatal(err)
	}
	forge(t, stranger, id)
	if _, err := w.Audit.Verify(t.Context(), journal.Head{}); err != nil {
		t.Fatalf("Audit.Verify() = %v, want nil", err)
	}
	if err := w.As("ann").Do(t.Context(), Send{ID: id}); !errors.Is(err, ErrProof) {
		t.Errorf("Send() = %v, want %v", err, ErrProof)
	}
	w.bought(t, v, 0)
}

// TestMoreWithApproval buys more of an order only with an approval that it was sent on, that holds, and that the audit
// has.
func TestMoreWithApproval(t *testing.T) {
	t.Parallel()
	used := `update approvals set state = 'used'`
	for _, c := range []struct {
		name string
		edit string // "": none
		wait time.Duration
		day  *rules
		want error
	}{
		{"the approval holds", "", 0, hours(24), nil},
		{"none is needed", "", 30 * time.Hour, hours(0), nil},
		{"it has expired", "", 30 * time.Hour, hours(24), ErrUncovered},
		{"who said it may not any more", "", 0, func() *rules {
			r := hours(24)
			r.gone = "bob"
			return r
		}(), ErrApprover},
		{"it holds for longer by hand", used + `, expires_at = expires_at + 864000000`, 30 * time.Hour, hours(24), ErrProof},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			v := newCloud(t, nil, refuse(product(t, bmcID))) // the second of two requests
			dir := t.TempDir()
			w := v.open(t, bmcID, dir, newClock(start), nil)
			id := w.waiting(t, 3)
			w.approve(t, id)
			if err := w.As("ann").Do(t.Context(), Send{ID: id}); err != nil {
				t.Fatal(err)
			}
			w.drive(t, time.Hour)
			w.clock.advance(c.wait)
			if c.edit != "" {
				tamper(t, dir, c.edit)
			}
			before := v.requests()
			secrets := w.confirmed(t, 1).Spec.Access
			ann := w.For(Actor{Name: "ann", People: c.day})
			for _, buy := range []Command{
				AcceptQuote{ID: id, Quote: w.order(t, id).Quote}, BuyRest{ID: id, Secrets: secrets},
			} {
				if err := ann.Do(t.Context(), buy); !errors.Is(err, c.want) {
					t.Errorf("Do(%T) = %v, want %v", buy, err, c.want)
				}
			}
			w.running.sending.Wait()
			if got := v.requests() - before; got != map[bool]int{true: 1, false: 0}[c.want == nil] {
				t.Errorf("purchase requests = %d after %v", got, c.want)
			}
		})
	}
}

// TestYesRemovedByHand buys nothing for an order whose request for approval was removed from the journal, or made to
// look cheap there.
func TestYesRemovedByHand(t *testing.T) {
	t.Parallel()
	v := newCloud(t)
	dir := t.TempDir()
	w := v.open(t, bmcID, dir, newClock(start), nil)
	id := w.waiting(t, 1)
	tamper(t, dir, `delete from approvals`)
	dear := &rules{lasts: func(q provider.Quote, _ int) time.Duration {
		if q.Month.Micros > 1 {
			return time.Hour
		}
		return 0
	}}
	ann := w.For(Actor{Name: "ann", People: dear})
	secrets := w.confirmed(t, 1).Spec.Access
	if err := ann.Do(t.Context(), BuyRest{ID: id, Secrets: secrets}); !errors.Is(err, ErrUncovered) {
		t.Errorf("OrderRest() = %v, want %v", err, ErrUncovered)
	}
	if err := ann.Do(t.Context(), Send{ID: id, Secrets: secrets}); err == nil {
		t.Error("Send() = nil, want it refused")
	}
	tamper(t, dir, `update orders set quote = replace(quote, '"month"', '"was"')`)
	if err := ann.Do(t.Context(), BuyRest{ID: id, Secrets: secrets}); err == nil {
		t.Error("OrderRest() of what looks cheap = nil, want it refused")
	}
	w.bought(t, v, 0)
}
