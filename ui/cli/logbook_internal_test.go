package cli

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/metalwright/metalwright/provider"
)

// TestLogHidesWhileTold: a secret is masked from when it is hidden until the last who hid it says so, and then the log holds it no
// more.
func TestLogHidesWhileTold(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	log := newLog(&out, flags{})
	account, password := provider.NewSecret("Account-5ecret"), provider.NewSecret(`Pass"word<1>`)
	said := func() string {
		out.Reset()
		log.Error("refused", "error", fmt.Errorf("%s and %s, %w", account.Reveal(), password.Reveal(), errors.New("as it was")), "status", 400)
		return out.String()
	}
	log.hide(account, provider.Secret{})
	one := log.hide(password)
	two := log.hide(password) // another order with the same
	for _, step := range []struct {
		name  string
		do    func()
		masks int
	}{
		{"both hidden", func() {}, 2},
		{"one order is done", one, 2},
		{"and says so twice", one, 2},
		{"the other is done, too", two, 1},
	} {
		step.do()
		if text := said(); strings.Count(text, "••••••••") != step.masks || strings.Contains(text, "Account-5ecret") ||
			!strings.Contains(text, `as it was","status":400}`) {
			t.Errorf("log after %q = %s, want %d masks", step.name, text, step.masks)
		}
	}
	if got := len(log.masked.hidden); got != 1 {
		t.Errorf("the log remembers the secrets of %d, want those of the account alone", got)
	}
}

// TestLogWithoutAWriter has nothing to hide from, and keeps nothing.
func TestLogWithoutAWriter(t *testing.T) {
	t.Parallel()
	log, closes, err := openLog(Process{}, flags{})
	if err != nil {
		t.Fatal(err)
	}
	log.hide(provider.NewSecret("Pa55word"))()
	log.Info("said")
	if err := closes(); err != nil || len(log.masked.hidden) != 0 {
		t.Errorf("close = %v, hidden %d, want nil, 0", err, len(log.masked.hidden))
	}
}

// TestLogFromManySessions hides and logs at the same time.
func TestLogFromManySessions(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	log := newLog(&out, flags{})
	var sessions sync.WaitGroup
	for n := range 20 {
		sessions.Go(func() {
			secret := fmt.Sprintf("planted-%d-secret", n)
			show := log.hide(provider.NewSecret(secret))
			defer show()
			log.Info("order", "password", secret)
		})
	}
	sessions.Wait()
	if text := out.String(); strings.Contains(text, "planted") || strings.Count(text, "\n") != 20 || len(log.masked.hidden) != 0 {
		t.Errorf("log = %s with %d secrets left, want 20 lines without one", text, len(log.masked.hidden))
	}
}
