package journal

import (
	"strings"
	"testing"
	"time"
)

// TestPooler opens a journal behind a real PgBouncer: it is refused unless each connection keeps its session, whatever
// the other settings are.
func TestPooler(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		settings string
		want     Reason
	}{
		{"session", "pool_mode=session", ""},
		{"session, one after another", "pool_mode=session server_round_robin=1", ""},
		{"transaction", "pool_mode=transaction", reasonPooler},
		{"statement", "pool_mode=statement", reasonPooler},
		{"one session", "pool_mode=transaction default_pool_size=1", reasonPooler},
		{"many sessions", "pool_mode=transaction min_pool_size=20 server_round_robin=1", reasonPooler},
		{"cleaned up each time", "pool_mode=transaction server_reset_query_always=1", reasonPooler},
		{"ended each time", "pool_mode=transaction server_lifetime=0", reasonPooler},
		{"ended soon", "pool_mode=transaction server_idle_timeout=1", reasonPooler},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			url := postgres.Pooler(t, postgres.Database(t), strings.Fields(c.settings)...)
			s, err := Open(t.Context(), Options{Server: url, Now: time.Now})
			if err == nil {
				defer func() { _ = s.Close() }()
				err = s.Update(t.Context(), func(tx *Tx) error { return tx.Watches.Put(Watch{Key: Key{Account: "acme"}}) })
			}
			if got := reasonOf(err); got != c.want {
				t.Errorf("Open() = %v, want reason %q", err, c.want)
			}
			if c.want == "" {
				return
			}
			if _, err := OpenReader(t.Context(), Options{Server: url, Now: time.Now}); reasonOf(err) != c.want {
				t.Errorf("OpenReader() = %v, want reason %q", err, c.want)
			}
		})
	}
}
