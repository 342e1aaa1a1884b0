package cli_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/metalwright/metalwright/ui/cli"
)

// waitLimit is the limit of the tests below, which is no other time of the program's.
const waitLimit = 59 * time.Minute

// saying is what a program writes, and says when a word has been in it.
type saying struct {
	text bytes.Buffer
	word string
	once sync.Once
	said chan time.Time
}

func (s *saying) Write(p []byte) (int, error) {
	if s.text.Write(p); strings.Contains(s.text.String(), s.word) {
		s.end()
	}
	return len(p), nil
}

func (s *saying) end() { s.once.Do(func() { close(s.said) }) }

// limited is the result of a command.
type limited struct {
	ID, State string
	Instances []struct{ Status string }
}

// limiter is a person whose commands wait until they say something.
type limiter struct{ *typist }

// run runs a command whose wait limit is over as soon as it says word, and wants code and a result.
func (c limiter) run(code int, word string, args ...string) limited {
	c.t.Helper()
	var out bytes.Buffer
	said := &saying{word: word, said: make(chan time.Time)}
	defer time.AfterFunc(patience, said.end).Stop()
	p := process(c.t, c.now, c.env)
	p.Args = append([]string{"--state", c.state, "--speed", "2000", "--json", "--wait-timeout", waitLimit.String()},
		args...)
	p.Out, p.Err, p.After = &out, said, func(d time.Duration) <-chan time.Time {
		if d == waitLimit {
			return said.said
		}
		return time.After(d)
	}
	got := cli.Main(c.t.Context(), p, c.prods)
	var r limited
	if err := json.Unmarshal(out.Bytes(), &r); err != nil || got != code {
		c.t.Errorf("%q ended with %d and printed %q (%v), want %d and the order:\n%s", args, got, out.String(), err, code,
			said.text.String())
	}
	return r
}

// TestWaitLimitVanished says at the wait limit that the vendor has not listed a machine for long.
func TestWaitLimitVanished(t *testing.T) {
	t.Parallel()
	c := newTypist(t)
	faults := c.kept("faults.yaml", "- {do: stuck, action: CreateInstances, nth: 1}\n"+
		"- {do: vanish, action: CreateInstances, nth: 2}\n")
	c.want(0, "", "", "apply", c.file, "--yes", "--set", "count=2", "--set", "name=web-[1,3]", "--no-wait", "--faults",
		faults)
	c.now = func() time.Time { return time.Now().Add(time.Hour) }
	if r := (limiter{c}).run(9, "VANISHED", "orders", "watch", "o-web"); len(r.Instances) != 2 ||
		r.State != "PROVISIONING" || r.Instances[1].Status != "VANISHED" {
		t.Errorf("orders watch printed %+v, want a machine that is VANISHED", r)
	}
}

// TestWaitLimitFailed says at the wait limit that a machine has failed although another one is coming up.
func TestWaitLimitFailed(t *testing.T) {
	t.Parallel()
	c := newTypist(t)
	faults := c.kept("faults.yaml", "- {do: stuck, action: CreateInstances, nth: 1}\n"+
		"- {do: create_failed, action: CreateInstances, nth: 2}\n")
	r := limiter{c}.run(9, "FAILED", "apply", c.file, "--yes", "--set", "count=2", "--set", "name=web-[1,3]", "--faults",
		faults)
	if len(r.Instances) != 2 || r.State != "PROVISIONING" {
		t.Errorf("apply printed %+v, want the order with a machine that comes up and one that has failed", r)
	}
}

// TestWaitLimitResult prints the result at the wait limit.
func TestWaitLimitResult(t *testing.T) {
	t.Parallel()
	c := newTypist(t)
	for _, args := range [][]string{
		{"apply", c.file, "--yes"}, {"orders", "watch", "o-web"}, {"orders", "resume", "o-web"},
	} {
		r := (limiter{c}).run(9, "PROVISIONING", append(args, "--speed", "1")...)
		if r.ID != "o-web" || r.State != "PROVISIONING" {
			t.Errorf("%q printed %+v, want the order", args, r)
		}
	}
}
