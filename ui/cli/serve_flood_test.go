package cli_test

import (
	"io"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestServeFloods has eight people send documents that are made to take long, and go away: others are answered
// meanwhile, and the server ends in time.
func TestServeFloods(t *testing.T) {
	t.Parallel()
	s := serveHere(t, "--speed", "2000")
	floods := []string{
		strings.Repeat("? a\n", 100_000), strings.Repeat("[", 200_000), strings.Repeat("{a: ", 100_000),
		"a: &a [x]\nb: [" + strings.Repeat("*a,", 100_000) + "]\n",
	}
	var sent sync.WaitGroup
	for i := range 2 * len(floods) {
		client := s.dial([]string{"alice", "vera"}[i%2])
		one, err := client.NewSession()
		if err != nil {
			t.Fatal(err)
		}
		in, err := one.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := one.Start("plan -"); err != nil {
			t.Fatal(err)
		}
		sent.Go(func() {
			_, _ = io.WriteString(in, floods[i%len(floods)]) // which may be refused before it is whole
			_ = in.Close()
			_ = client.Close() // without waiting for an answer
		})
	}
	s.want("bob", "orders --json", "", 0, `"orders": []`)
	sent.Wait()
	began := time.Now()
	s.stop()
	s.code() // the clean-up looks at it
	if took := time.Since(began); took > patience/2 {
		t.Errorf("the server ended %v after it was to, want no longer than the grace of 1 s and what is under way", took)
	}
	bought(t, ledger(t, s.dir), 0, 0)
}
