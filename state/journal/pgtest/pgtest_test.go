package pgtest

import (
	"testing"

	"github.com/jackc/pgx/v5"
)

// TestServer makes two databases, restarts the server, and finds what was written before.
func TestServer(t *testing.T) {
	t.Parallel()
	var s Server
	t.Cleanup(func() {
		if err := s.Stop(); err != nil {
			t.Errorf("Stop() = %v, want nil", err)
		}
	})
	one, two := s.Database(t), s.Database(t)
	if one == two {
		t.Errorf("Database() = %s twice, want two", one)
	}
	s.Exec(t, "create table kept(a int)")
	if err := s.Restart(t.Context()); err != nil {
		t.Fatalf("Restart() = %v, want nil", err)
	}
	s.Exec(t, "insert into kept values (1)")
	c, err := pgx.Connect(t.Context(), two)
	if err != nil {
		t.Fatalf("Connect(%s) = %v, want nil", two, err)
	}
	if err := c.Close(t.Context()); err != nil {
		t.Errorf("Close() = %v, want nil", err)
	}
}
