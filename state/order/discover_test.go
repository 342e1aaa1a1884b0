package order

import (
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
)

// restored is a world on a copy of w's journal as it is now.
func (c *cloud) restored(t *testing.T, w *world) *world {
	t.Helper()
	copied, err := w.opt.Store.Backups().Make(t.Context(), 9)
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(copied)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, journal.File), text, 0o600); err != nil {
		t.Fatal(err)
	}
	return c.open(t, w.product.ID, dir, w.clock, nil)
}

// TestTokensTellTheOrder wants the tokens of all batches to be of the name that the order has its id of, and each to be
// its own.
func TestTokensTellTheOrder(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		id    ID
		names []string
		by    string
	}{
		{"web-2", []string{"web", "other"}, "web"},
		{"web-2", []string{"web-2"}, "web-2"},
		{"o-k7q2m9x4", []string{"other", "o-k7q2m9x4"}, "o-k7q2m9x4"},
	} {
		v := newCloud(t)
		w := v.bmc(t, nil)
		c := w.confirmed(t, 5)
		c.ID, c.Names = row.id, row.names
		w.place(t, c)
		w.drive(t, time.Hour)
		seen := map[string]bool{}
		for _, b := range w.order(t, row.id).Batches {
			if seen[b.Token] || !tokenOfAny(b.Token, []string{row.by}) || tokenOfAny(b.Token, []string{"another"}) {
				t.Errorf("%s: token %s is seen %v, want one of its own, made of %s", row.id, b.Token, seen[b.Token], row.by)
			}
			seen[b.Token] = true
		}
		w.check(t, v, 0)
	}
	if tokenOfAny(newToken(rand.Reader, "web"), []string{"web-2"}) || tokenOfAny("mwk7q2m9x", nil) {
		t.Error("another name, or no token, was recognised")
	}
}

// TestTokensAreUnique expects a new token for a batch whose token is taken, for example by a removed order.
func TestTokensAreUnique(t *testing.T) {
	t.Parallel()
	w := newCloud(t).bmc(t, nil)
	c := w.confirmed(t, 1)
	c.ID, c.Names = "web", []string{"web"}
	w.place(t, c)
	w.running.sending.Wait()
	token := w.order(t, "web").Batches[0].Token
	err := w.opt.Store.Update(t.Context(), func(tx *journal.Tx) error {
		b := journal.Batch{ID: token, Token: token}
		if err := unique(tx, &b, rand.Reader); err != nil {
			return err
		}
		if b.Token == token || b.ID != b.Token || !tokenOfAny(b.Token, []string{"web"}) {
			t.Errorf("the batch has token %s and id %s, want others than %s", b.Token, b.ID, token)
		}
		free := b
		if err := unique(tx, &b, rand.Reader); err != nil || b.Token != free.Token {
			t.Errorf("unique() of a free token = %s, %v, want it kept", b.Token, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestRestoredJournalKnowsTheOrder loses an order that was placed by name: it is found before it is placed again, and
// no other order is.
func TestRestoredJournalKnowsTheOrder(t *testing.T) {
	t.Parallel()
	for _, p := range products() {
		t.Run(string(p.ID), func(t *testing.T) {
			t.Parallel()
			v := newCloud(t)
			w := v.open(t, p.ID, t.TempDir(), newClock(start), nil)
			copied := v.restored(t, w)
			c := w.confirmed(t, 3)
			c.Names = []string{"web", "another-name"}
			c.ID = "web"
			w.place(t, c)
			w.drive(t, time.Hour)
			if err := copied.Views.Discover(t.Context(), accountName, c.Spec, []string{"else"}); err != nil ||
				len(copied.orders(t)) != 0 {
				t.Errorf("Discover(else) = %v, %d orders, want none", err, len(copied.orders(t)))
			}
			if err := copied.Views.Discover(t.Context(), accountName, c.Spec, c.Names); err != nil {
				t.Fatalf("Discover() = %v, want nil", err)
			}
			ids, err := copied.Views.Named(t.Context(), accountName, p.ID, "web")
			if err != nil || len(ids) != 2 { // of two requests
				t.Errorf("Named(web) = %v, %v, want two orders", ids, err)
			}
			if _, err := place(t.Context(), copied.As("ann"), c); !errors.Is(err, ErrPlaced) {
				t.Errorf("Place() = %v, want %v", err, ErrPlaced)
			}
			c.ID = "web-2"
			c.After = ids
			if _, err := place(t.Context(), copied.As("ann"), c); err != nil { // once more, by who knows
				t.Errorf("Place() after those = %v, want nil", err)
			}
			copied.drive(t, time.Hour)
			copied.check(t, v, 0)
		})
	}
}

// TestRestoredRest orders the rest of an order and then restores the journal from before that: the rest is known to be
// bought.
func TestRestoredRest(t *testing.T) {
	t.Parallel()
	for _, sweeps := range []bool{false, true} {
		v := newCloud(t, nil, refuse(product(t, bmcID)))
		w := v.bmc(t, nil)
		id := w.place(t, w.confirmed(t, 5)) // batches of 2, 2 and 1: the second is refused
		w.drive(t, time.Hour)
		copied := v.restored(t, w)
		secrets := w.confirmed(t, 1).Spec.Access
		if err := w.As("").Do(t.Context(), BuyRest{ID: id}); err != nil {
			t.Fatalf("OrderRest() = %v, want nil", err)
		}
		w.drive(t, time.Hour)
		want := ErrFound
		if sweeps {
			copied.drive(t, time.Hour)
			want = ErrNothing
		}
		if err := copied.As("").Do(t.Context(), BuyRest{ID: id, Secrets: secrets}); !errors.Is(err, want) {
			t.Errorf("OrderRest() of a restored journal = %v, want %v", err, want)
		}
		copied.drive(t, time.Hour)
		if got := copied.order(t, id); got.Status != Done || got.Bought != 5 || got.Rest != 0 || len(copied.orders(t)) != 1 ||
			got.Attention != attentionRecovered {
			t.Errorf("Order() = %s, bought %d, rest %d of %d orders, attention %q, want DONE, 5, 0, 1, recovered",
				got.Status, got.Bought, got.Rest, len(copied.orders(t)), got.Attention)
		}
		copied.check(t, v, 0)
	}
}

// TestRestoredApproval sends an order with an approval and then restores the journal from before that: the approval is
// not used twice.
func TestRestoredApproval(t *testing.T) {
	t.Parallel()
	v := newCloud(t)
	w := v.bmc(t, nil)
	id := w.waiting(t, 2)
	w.approve(t, id)
	copied := v.restored(t, w)
	secrets := w.confirmed(t, 1).Spec.Access
	if err := w.As("").Do(t.Context(), Send{ID: id}); err != nil {
		t.Fatalf("Send() = %v, want nil", err)
	}
	w.drive(t, time.Hour)
	for range 2 {
		copied.clock.advance(time.Second)
		if err := copied.As("").Do(t.Context(), Send{ID: id, Secrets: secrets}); !errors.Is(err, ErrFound) {
			t.Errorf("Send() of a restored journal = %v, want %v", err, ErrFound)
		}
	}
	w.bought(t, v, 1)
}

// TestUnasked has no vendor to ask: the error says so, and that is no reason to buy.
func TestUnasked(t *testing.T) {
	t.Parallel()
	w := newCloud(t).bmc(t, nil)
	c := w.confirmed(t, 1)
	w.account.Endpoint = "http://127.0.0.1:1"
	w.use(t)
	err := w.Views.Discover(t.Context(), accountName, c.Spec, []string{"web"})
	if _, ok := errors.AsType[*Unasked](err); !ok || len(provider.All(err)) == 0 ||
		!strings.Contains(err.Error(), "could not be asked") {
		t.Errorf("Discover() = %v, want the vendor's error, unasked", err)
	}
}
