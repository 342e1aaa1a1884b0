package order

import (
	"errors"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
)

// TestAskedByHand approves nothing, and asks for nothing again in anybody's name, that someone has written into the
// journal as if another person had asked for it: they would approve what is their own.
func TestAskedByHand(t *testing.T) {
	t.Parallel()
	const pending = `update approvals set state = 'pending', decided_by = '', decided_key = '', reason = ''`
	for _, c := range []struct {
		name, before, edit string
		redigest           bool // the digest is made anew, which takes no secret
	}{
		{"by another one", "", `update approvals set requested_by = 'carol'`, false},
		{"by another one, who has placed it", "", `update approvals set requested_by = 'carol';
			update orders set created_by = 'carol'`, true},
		{"with another key", "", `update approvals set requested_key = 'SHA256:other'`, false},
		{"for longer", "", `update approvals set ttl_ms = ttl_ms * 100`, false},
		{"until later", "", `update approvals set expires_at = expires_at + 86400000`, false},
		{"with another password", "", `update approvals set secrets = 'other'`, true},
		{"for more machines", "", `update orders set spec = replace(spec, '"count":1', '"count":3'), wanted = 3`, true},
		{"although it was denied", "deny", pending, false},
		{"although it was taken back", "forget", pending, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			v, dir := newCloud(t), t.TempDir()
			w := v.open(t, bmcID, dir, newClock(start), nil)
			id := w.waiting(t, 1)
			switch c.before {
			case "deny":
				if err := w.decide(t, id, "bob", false); err != nil {
					t.Fatal(err)
				}
			case "forget":
				if err := w.As("ann").Do(t.Context(), Forget{ID: id}); err != nil {
					t.Fatal(err)
				}
			}
			tamper(t, dir, c.edit)
			if c.redigest {
				tamper(t, dir, `update approvals set digest = '`+digestNow(t, w, id)+`'`)
			}
			refusesRequest(t, w, id)
			w.bought(t, v, 0)
		})
	}
}

// digestNow is the digest of an order as the journal has it.
func digestNow(t *testing.T, w *world, id ID) (name string) {
	t.Helper()
	w.read(t, func(j *snapshot) error {
		r, err := readRows(j, id)
		if err == nil {
			name, err = digest(r.order, r.approval.Secrets)
		}
		return err
	})
	return name
}

// refusesRequest wants the order neither approved nor asked for again.
func refusesRequest(t *testing.T, w *world, id ID) {
	t.Helper()
	if err := w.decide(t, id, "bob", true); !errors.Is(err, ErrRequest) && !errors.Is(err, ErrDecided) {
		t.Errorf("Decide(yes) = %v, want %v", err, ErrRequest)
	}
	if err := w.As("ann").Do(t.Context(), AcceptQuote{ID: id, Quote: w.order(t, id).Quote}); !errors.Is(err, ErrRequest) {
		t.Errorf("AcceptQuote() = %v, want %v", err, ErrRequest)
	}
	rows, err := w.Audit.Rows(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	asked := 0
	for _, e := range rows {
		if e.What == "ask" {
			asked++
		}
		if e.What == "approve" && e.Detail["outcome"] == outcomeDone {
			t.Errorf("the audit has %+v, want no approval", e)
		}
	}
	if asked != 1 {
		t.Errorf("the audit has %d requests, want the first one alone", asked)
	}
	if got := w.order(t, id).Approval; got.State == AskedGiven {
		t.Errorf("the approval is %+v, want it not given", got)
	}
	if err := w.decide(t, id, "bob", false); err != nil && w.order(t, id).Approval.State == AskedPending {
		t.Errorf("Decide(no) = %v, want nil", err)
	}
}

// TestAskedByAStranger approves nothing that a program has asked for which has the journal, and not the account's
// secret, nor what was asked for without a proof, as earlier versions did.
func TestAskedByAStranger(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		ask  func(*testing.T, *cloud, *world, string) ID
	}{
		{"with another secret", func(t *testing.T, v *cloud, w *world, dir string) ID {
			t.Helper()
			stranger := v.open(t, bmcID, dir, w.clock, nil)
			if err := stranger.SignApprovalsWith(bmcID, accountName, provider.NewSecret("guessed")); err != nil {
				t.Fatal(err)
			}
			return stranger.waiting(t, 1)
		}},
		{"without a proof", func(t *testing.T, _ *cloud, w *world, _ string) ID {
			t.Helper()
			id := w.waiting(t, 1)
			w.clock.advance(time.Minute)
			err := w.opt.Store.Update(t.Context(), func(tx *journal.Tx) error {
				r, err := readRows(&tx.Snapshot, id)
				if err != nil {
					return err
				}
				if err := tx.Approvals.Ask(*r.approval); err != nil {
					return err
				}
				return w.Audit.record(tx, r.approval.RequestedBy, "ask", r.order, map[string]string{
					detailDigest: r.approval.Digest, "key": r.approval.RequestedKey,
				})
			})
			if err != nil {
				t.Fatal(err)
			}
			return id
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			v, dir := newCloud(t), t.TempDir()
			w := v.open(t, bmcID, dir, newClock(start), nil)
			id := c.ask(t, v, w, dir)
			if err := w.decide(t, id, "bob", true); !errors.Is(err, ErrRequest) {
				t.Errorf("Decide(yes) = %v, want %v", err, ErrRequest)
			}
			if err := w.decide(t, id, "bob", false); err != nil {
				t.Errorf("Decide(no) = %v, want nil: nothing is bought by it", err)
			}
			w.bought(t, v, 0)
		})
	}
}
