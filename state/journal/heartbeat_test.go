package journal

import (
	"strconv"
	"testing"
	"time"
)

// TestHostAlive has a host that was killed, and one whose heartbeat has gaps. A host must not be declared dead when
// the server may have been unreachable for every host, and must be soon when another host reached it.
func TestHostAlive(t *testing.T) { //nolint:tparallel // one row after another, in one table
	t.Parallel()
	url := postgres.Database(t)
	a := onServer(t, Options{Server: url})
	h := &a.engine.(*postgresEngine).heartbeat
	const s = time.Second
	for _, c := range []struct {
		name       string
		showed     time.Duration   // the other host, last; before now
		heartbeats []time.Duration // of this one; before now
		alive, ok  bool
	}{
		{"it shows itself", 3 * s, []time.Duration{1 * s}, true, true},
		{"it is late", 29 * s, []time.Duration{20 * s, 15 * s, 10 * s, 5 * s, 0}, true, true},
		{"it is dead", 31 * s, []time.Duration{30 * s, 25 * s, 20 * s, 15 * s}, false, true},
		{"nobody has looked for long enough", 31 * s, []time.Duration{14 * s, 9 * s, 4 * s}, false, false},
		{"this host has started since", 100 * s, []time.Duration{16 * s, 11 * s, 6 * s, 1 * s}, false, true},
		{"the server was away", 60 * s, []time.Duration{65 * s, 60 * s, 10 * s, 5 * s, 0}, false, false},
		{
			"the server was away, and is back", 70 * s,
			[]time.Duration{75 * s, 70 * s, 20 * s, 15 * s, 10 * s, 5 * s},
			false,
			true,
		},
		{
			"it died before the server went away", 60 * s,
			[]time.Duration{62 * s, 57 * s, 52 * s, 47 * s, 42 * s, 2 * s},
			false, true,
		},
		{"short gaps", 45 * s, []time.Duration{44 * s, 39 * s, 28 * s, 15 * s, 10 * s, 0}, false, true},
		{"gaps so often that nothing is certain", 45 * s, []time.Duration{40 * s, 35 * s, 20 * s, 15 * s, 0}, false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			now := time.Now() // the server's, too: it is on this machine
			say(t, url, "insert into metalwright.leases(name, holder, until) values ('host/abcdefgh', 'abcdefgh', "+
				"(extract(epoch from clock_timestamp()) * 1000)::bigint + "+
				""+strconv.FormatInt((DefaultLease-c.showed).Milliseconds(), 10)+
				") on conflict (name) do update set until = excluded.until")
			h.life.forget()
			for _, ago := range c.heartbeats {
				h.life.shown(now.Add(-ago), h.gap(), h.enough())
			}
			alive, known := hostAlive(t, a, "abcdefgh")
			if alive != c.alive || known != c.ok {
				t.Errorf("HostAlive() = %v, %v, want %v, %v", alive, known, c.alive, c.ok)
			}
		})
	}
}

// TestHostAliveOfNobody asks for hosts without a sign of life: they have ended, unless the server may have lost it.
func TestHostAliveOfNobody(t *testing.T) {
	t.Parallel()
	a := onServer(t, Options{})
	h := &a.engine.(*postgresEngine).heartbeat
	if alive, known := hostAlive(t, a, a.Host().ID()); !alive || !known {
		t.Errorf("HostAlive() of this host = %v, %v, want true, true", alive, known)
	}
	for _, c := range []struct {
		name       string
		heartbeats []time.Duration
		known      bool
	}{
		{"long enough", []time.Duration{20 * time.Second, 10 * time.Second, 0}, true},
		{"not yet", []time.Duration{10 * time.Second, 0}, false},
		{"before a gap", []time.Duration{80 * time.Second, 70 * time.Second, 60 * time.Second, 0}, false},
		{"no more", []time.Duration{80 * time.Second, 70 * time.Second, 60 * time.Second}, false},
	} {
		h.life.forget()
		for _, ago := range c.heartbeats {
			h.life.shown(time.Now().Add(-ago), h.gap(), h.enough())
		}
		if alive, known := hostAlive(t, a, "stranger"); alive || known != c.known {
			t.Errorf("HostAlive() of nobody, %s = %v, %v, want false, %v", c.name, alive, known, c.known)
		}
	}
}

// TestHeartbeat shows life on the server, several times in a lease.
func TestHeartbeat(t *testing.T) {
	t.Parallel()
	s := onServer(t, Options{})
	h := &s.engine.(*postgresEngine).heartbeat
	if got := s.Host().Heartbeat(); got != 5*time.Second {
		t.Errorf("Heartbeat() = %v, want 5s", got)
	}
	for range 2 {
		if err := h.send(t.Context()); err != nil {
			t.Fatalf("send() = %v, want nil", err)
		}
	}
	h.life.mu.Lock()
	defer h.life.mu.Unlock()
	if n := len(h.life.runs); n != 1 || time.Since(h.life.runs[0].to).Abs() > time.Minute {
		t.Errorf("runs = %+v, want one until now", h.life.runs)
	}
}

func hostAlive(t *testing.T, s *Store, marker string) (alive, known bool) {
	t.Helper()
	err := s.View(t.Context(), func(j *Snapshot) (err error) {
		alive, known, err = j.HostAlive("web1 4711 " + marker)
		return err
	})
	if err != nil {
		t.Fatalf("View() = %v, want nil", err)
	}
	return alive, known
}
