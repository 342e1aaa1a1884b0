package journal_test

import (
	"errors"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
)

var at = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

func options(dir string) journal.Options {
	return journal.Options{Dir: dir, Now: func() time.Time { return at }}
}

// each runs the test on a new journal of each engine.
func each(t *testing.T, test func(t *testing.T, o journal.Options)) {
	t.Helper()
	journal.Each(t, func() time.Time { return at }, test)
}

func open(t *testing.T, o journal.Options) *journal.Store {
	t.Helper()
	s, err := journal.Open(t.Context(), o)
	if err != nil {
		t.Fatalf("Open(%+v) = %v, want a store", o, err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("Close() = %v, want nil", err)
		}
	})
	return s
}

func key() journal.Key { return journal.Key{Account: "acme", Product: "zenlayer-bmc"} }

func sample() (journal.Order, journal.Batch) {
	o := journal.Order{
		ID: "o-1", Profile: "default", Key: key(), Created: at, By: "ann",
		Spec: provider.Spec{
			Product: "zenlayer-bmc", Zone: "SEL-A", Type: "M6C", Count: 3, Name: "web-[1,3]",
			Access: provider.Access{
				Login: provider.LoginPassword, Password: provider.NewSecret("marker-Pa55word"),
				InitScript: provider.NewSecret("#!/bin/sh\n# marker-script"),
			},
		},
		Quote: provider.Quote{Priced: true, Count: 3, Month: provider.Amount(10, "USD"), At: at},
	}
	b := journal.Batch{
		ID: "b1", Order: "o-1", N: 1, Key: key(), Zone: "SEL-A", Token: "mwaaaaaaaa", Name: "web-[1,3]", Wanted: 3,
		LookAt: at.Add(time.Minute),
	}
	return o, b
}

func update(t *testing.T, s *journal.Store, f func(*journal.Tx) error) {
	t.Helper()
	if err := s.Update(t.Context(), f); err != nil {
		t.Fatalf("Update() = %v, want nil", err)
	}
}

func view(t *testing.T, s *journal.Store, f func(*journal.Snapshot) error) {
	t.Helper()
	if err := s.View(t.Context(), f); err != nil {
		t.Fatalf("View() = %v, want nil", err)
	}
}

func place(t *testing.T, s *journal.Store) (journal.Order, journal.Batch) {
	t.Helper()
	o, b := sample()
	update(t, s, func(tx *journal.Tx) error {
		if _, err := tx.Orders.Add(o); err != nil {
			return err
		}
		return tx.Batches.Add(b)
	})
	return o, b
}

func TestRoundTrip(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o journal.Options) {
		t.Helper()
		s := open(t, o)
		order, b := place(t, s)
		refusal := &provider.Error{
			Kind: provider.KindSoldOut, Field: provider.FieldType, Outcome: provider.Refused, Op: "CreateInstances",
			Code: "INSTANCE_TYPE_SOLD_OUT", Message: "sold out", Advice: "other_type", RequestID: "r-1", HTTP: 400,
			RetryAfter: 3 * time.Second, Err: errors.New("cause"),
		}
		row := journal.Instance{
			Instance: provider.Instance{
				ID: "i-1", Zone: "SEL-A", Type: "M6C", Name: "web-001", Hostname: "web-001", Status: provider.StatusRunning,
				VendorStatus: "RUNNING", Created: at, Token: b.Token,
				Public:  []netip.Addr{netip.MustParseAddr("203.0.113.7"), netip.MustParseAddr("2001:db8::1")},
				Private: []netip.Addr{netip.MustParseAddr("10.0.0.7")},
			},
			Key: key(), Batch: b.ID, Source: journal.SourceAnswer, Accepted: at, Running: at.Add(time.Second), Changed: at,
			Seen: at, Misses: 2, CheckAt: at.Add(time.Hour),
		}
		update(t, s, func(tx *journal.Tx) error {
			ok, err := tx.Batches.Move(b.ID, []journal.State{journal.Intent}, journal.Rejected, "no", journal.Patch{
				Err: refusal, RequestID: new("r-1"), Sent: &at, Owner: new("host"), Shortfall: new(3), Looks: new(4),
			})
			if err != nil || !ok {
				t.Errorf("Batches.Move(intent, rejected) = %v, %v, want true, nil", ok, err)
			}
			ok, err = tx.Batches.Move(b.ID, []journal.State{journal.Intent}, journal.Sent, "late", journal.Patch{})
			if err != nil ||
				ok {
				t.Errorf("Batches.Move(intent, sent) of a rejected batch = %v, %v, want false, nil", ok, err)
			}
			_, err = tx.Instances.Put(row)
			return err
		})
		view(t, s, func(v *journal.Snapshot) error {
			ids, err := v.Instances.IDs(row.Key)
			if err != nil || len(ids) != 1 || !ids[row.ID] {
				t.Errorf("Instances.IDs() = %v, %v, want %s", ids, err, row.ID)
			}
			if ids, err = v.Instances.IDs(journal.Key{Account: "other"}); err != nil || len(ids) > 0 {
				t.Errorf("Instances.IDs() of another account = %v, %v, want none", ids, err)
			}
			gotO, ok, err := v.Orders.Get("o-1")
			if err != nil || !ok {
				t.Fatalf("Order(o-1) = %v, %v, want true, nil", ok, err)
			}
			if gotO.Spec.Name != order.Spec.Name || !gotO.Spec.Access.Password.IsZero() ||
				gotO.Quote.Month != order.Quote.Month {
				t.Errorf("Order(o-1) = %+v, want the spec without secrets, and the quote", gotO)
			}
			gotB, _, err := v.Batches.Get(b.ID)
			if err != nil {
				return err
			}
			if gotB.State != journal.Rejected || gotB.Version != 2 || gotB.Looks != 4 || gotB.Owner != "host" ||
				!gotB.Sent.Equal(at) {
				t.Errorf("Batch(b1) = %+v, want it rejected at version 2 with its patch", gotB)
			}
			want := *refusal
			want.Err = nil
			got := *gotB.Err
			if cause := got.Err; cause == nil || cause.Error() != "cause" {
				t.Errorf("Batch(b1).Err.Err = %v, want cause", cause)
			}
			got.Err = nil
			if got != want {
				t.Errorf("Batch(b1).Err = %+v, want %+v", got, want)
			}
			machines, err := v.Instances.InBatch(b.ID)
			if err != nil || len(machines) != 1 {
				t.Fatalf("Instances.InBatch(b1) = %d rows, %v, want 1", len(machines), err)
			}
			m := machines[0]
			if !slices.Equal(m.Public, row.Public) || !slices.Equal(m.Private, row.Private) || m.Hostname != row.Hostname ||
				!m.Running.Equal(row.Running) || !m.CheckAt.Equal(row.CheckAt) || m.Misses != 2 {
				t.Errorf("Instances.InBatch(b1)[0] = %+v, want %+v", m, row)
			}
			events, err := v.Events.Of(b.ID)
			if err != nil || len(events) != 2 || events[0].Kind != "intent" || events[1].Kind != "rejected" ||
				events[1].Version != 2 {
				t.Errorf("Events(b1) = %+v, %v, want intent and rejected, numbered without gaps", events, err)
			}
			return nil
		})
	})
}

// TestSentElsewhere distinguishes this program's requests from those of another one.
func TestSentElsewhere(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o journal.Options) {
		t.Helper()
		s := open(t, o)
		_, b := place(t, s)
		asked := func(owner string) (sent bool) {
			view(t, s, func(v *journal.Snapshot) (err error) {
				sent, err = v.Batches.SentElsewhere(b.Key, owner)
				return err
			})
			return sent
		}
		if asked("host 1 aaaaaaaa") {
			t.Error("Batches.SentElsewhere() before anything was sent = true, want false")
		}
		update(t, s, func(tx *journal.Tx) error {
			_, err := tx.Batches.Move(b.ID, []journal.State{journal.Intent}, journal.Sent, "", journal.Patch{
				Sent: &at, Owner: new("host 1 aaaaaaaa"),
			})
			return err
		})
		if asked("host 1 aaaaaaaa") {
			t.Error("Batches.SentElsewhere() of what this program sent = true, want false")
		}
		if !asked("host 2 bbbbbbbb") {
			t.Error("Batches.SentElsewhere() of what another program sent = false, want true")
		}
	})
}

// TestCreated records when a new journal was made, and keeps it.
func TestCreated(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o journal.Options) {
		t.Helper()
		now := at
		o.Now = func() time.Time { return now }
		for range 2 {
			s := open(t, o)
			view(t, s, func(v *journal.Snapshot) error {
				got, err := v.Created()
				if !got.Equal(at) {
					t.Errorf("Created() = %v, want %v", got, at)
				}
				return err
			})
			if err := s.Close(); err != nil {
				t.Fatalf("Close() = %v, want nil", err)
			}
			now = now.Add(time.Hour)
		}
	})
}

func TestInstanceStaysWithItsBatch(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o journal.Options) {
		t.Helper()
		s := open(t, o)
		_, b := place(t, s)
		update(t, s, func(tx *journal.Tx) error {
			other := b
			other.ID, other.Token, other.N = "b2", "mwbbbbbbbb", 2
			if err := tx.Batches.Add(other); err != nil {
				return err
			}
			for _, c := range []struct {
				batch string
				want  bool
			}{{"b1", true}, {"b2", false}, {"b1", true}} {
				got, err := tx.Instances.Put(journal.Instance{Instance: provider.Instance{ID: "i-1"}, Key: key(), Batch: c.batch})
				if err != nil || got != c.want {
					t.Errorf("Instances.Put(i-1 of %s) = %v, %v, want %v, nil", c.batch, got, err, c.want)
				}
			}
			return nil
		})
	})
}

func TestUpdateIsAllOrNothing(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o journal.Options) {
		t.Helper()
		s := open(t, o)
		order, b := sample()
		failure := errors.New("no")
		err := s.Update(t.Context(), func(tx *journal.Tx) error {
			if _, err := tx.Orders.Add(order); err != nil {
				return err
			}
			if err := tx.Batches.Add(b); err != nil {
				return err
			}
			return failure
		})
		if !errors.Is(err, failure) {
			t.Errorf("Update() = %v, want %v", err, failure)
		}
		view(t, s, func(v *journal.Snapshot) error {
			orders, err := v.Orders.List()
			if len(orders) != 0 {
				t.Errorf("Orders() = %d, want none after a failed update", len(orders))
			}
			return err
		})
	})
}

func TestModes(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "state")
	s := open(t, options(dir))
	place(t, s)
	st, err := os.Stat(dir)
	if err != nil || st.Mode().Perm() != 0o700 {
		t.Errorf("mode of the directory = %v, %v, want 0700", st.Mode().Perm(), err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("mode of %s = %v, %v, want 0600", e.Name(), info.Mode().Perm(), err)
		}
	}
}

func TestSecretsNeverReachTheDisk(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := open(t, options(dir))
	place(t, s)
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if filepath.Ext(e.Name()) == ".lock" {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), "marker-") {
			t.Errorf("%s holds a secret", e.Name())
		}
	}
}

// reason is why err says that the journal cannot be used.
func reason(err error) journal.Reason {
	if e, ok := errors.AsType[*journal.Error](err); ok {
		return e.Reason
	}
	return ""
}
