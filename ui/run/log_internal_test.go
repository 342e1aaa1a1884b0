package run

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/metalwright/metalwright/provider"
)

// TestLogHidesWhileTold: a secret is masked from when it is hidden until the last who hid it says so, and then the log
// holds it no more.
func TestLogHidesWhileTold(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	log := NewLog(&out, Flags{})
	account, password := provider.NewSecret("Account-5ecret"), provider.NewSecret(`Pass"word<1>`)
	said := func() string {
		out.Reset()
		log.Error("refused", "error", fmt.Errorf("%s and %s, %w", account.Reveal(), password.Reveal(),
			errors.New("as it was")), "status", 400)
		return out.String()
	}
	log.HideAlways(account, provider.Secret{})
	one := log.Hide(password)
	two := log.Hide(password) // another order with the same
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
		if text := said(); strings.Count(text, "••••••••") != step.masks ||
			strings.Contains(text, "Account-5ecret") || !strings.Contains(text, `as it was","status":400}`) {
			t.Errorf("log after %q = %s, want %d masks", step.name, text, step.masks)
		}
	}
	if got := len(log.masked.hidden); got != 0 {
		t.Errorf("the log remembers the secrets of %d orders, want none", got)
	}
}

// TestLogWithoutAWriter has nothing to hide from, and keeps nothing.
func TestLogWithoutAWriter(t *testing.T) {
	t.Parallel()
	log, closes, err := openLog(Process{}, Flags{})
	if err != nil {
		t.Fatal(err)
	}
	log.Hide(provider.NewSecret("Pa55word"))()
	log.Info("said")
	if err := closes(); err != nil || len(log.masked.hidden) != 0 {
		t.Errorf("close = %v, hidden %d, want nil, 0", err, len(log.masked.hidden))
	}
}

// TestLogFromManySessions hides and logs at the same time.
func TestLogFromManySessions(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	log := NewLog(&out, Flags{})
	var sessions sync.WaitGroup
	for n := range 20 {
		sessions.Go(func() {
			secret := fmt.Sprintf("planted-%d-secret", n)
			show := log.Hide(provider.NewSecret(secret))
			defer show()
			log.Info("order", "password", secret)
		})
	}
	sessions.Wait()
	if text := out.String(); strings.Contains(text, "planted") || strings.Count(text, "\n") != 20 ||
		len(log.masked.hidden) != 0 {
		t.Errorf("log = %s with %d secrets left, want 20 lines without one", text, len(log.masked.hidden))
	}
}

// TestLogMasksValuesAlone has a script that is a word of the log itself, and one that is someone's name: keys, names,
// words of other people and the form of the log stay.
func TestLogMasksValuesAlone(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	log := NewLog(&out, Flags{})
	defer log.Hide(provider.NewSecret("alice"), provider.NewSecret("production"), provider.NewSecret("machines"),
		provider.NewSecret(`"level":"INFO"`))()
	log.Info("order", "machines", 2, "user", "production", "note", "production is asked")
	log.Info("change", "order", "o-production", "error", errors.New("production: no"), "list", []string{"production", "x"},
		"map", map[string]string{"production": "production"})
	log.With("user", "alice").Info("session", "why", "alice wrote to production")
	var got []map[string]any
	for line := range strings.Lines(out.String()) {
		var v map[string]any
		if err := json.Unmarshal([]byte(line), &v); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		delete(v, "time")
		got = append(got, v)
	}
	const mask = "••••••••"
	want := []map[string]any{
		{"level": "INFO", "msg": "order", "machines": 2.0, "user": "production", "note": "production is asked"},
		{
			"level": "INFO", "msg": "change", "order": "o-production", "error": mask + ": no", "list": []any{mask, "x"},
			"map": map[string]any{"production": mask},
		},
		{"level": "INFO", "msg": "session", "user": "alice", "why": "alice wrote to production"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("log = %v, want %v", got, want)
	}
}

// TestLogIsClean logs what a terminal acts on: the log may be read in one.
func TestLogIsClean(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	NewLog(&out, Flags{}).Error("refused", "error", errors.New("a\u009b2J\x1b[m\u202eb\x9b"))
	text := strings.TrimSuffix(out.String(), "\n")
	var v map[string]any
	if err := json.Unmarshal([]byte(text), &v); err != nil || provider.Clean(text) != text ||
		v["error"] != "a\u009b2J\x1b[m\u202eb\ufffd" {
		t.Errorf("log = %q, %v, want the error in escapes", text, err)
	}
}
