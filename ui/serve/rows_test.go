package serve_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/step"
)

// TestRowsAreBounded has one person try what they may not a thousand times in a minute: the audit has some of it and
// says how much it has not, and what someone else tries is there.
func TestRowsAreBounded(t *testing.T) {
	t.Parallel()
	s := stocked()
	server := s.server(t, s, "people: {alice: {roles: [viewer]}, bob: {roles: [viewer]}}\n")
	tries := func(user string, n int) {
		t.Helper()
		own := server.OrdersOf(user, nil, s.text(t))
		for range n {
			if err := own.Do(t.Context(), order.Forget{ID: s.views[0].ID}); err == nil {
				t.Fatalf("Forget() by a viewer = nil, want it refused")
			}
		}
	}
	tries("alice", 1000)
	if got := len(s.refused); got != 60 {
		t.Errorf("the audit has %d rows of a thousand tries in a moment, want 60", got)
	}
	tries("bob", 1)
	if last := s.refused[len(s.refused)-1]; last.Who != "bob" {
		t.Errorf("the last row is by %s, want bob's", last.Who)
	}
	w := httptest.NewRecorder()
	server.Handler().ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", nil))
	if want := `metalwright_audit_rows_left_out_total{of="person"} 940`; !strings.Contains(w.Body.String(), want) {
		t.Errorf("/metrics has no %s", want)
	}
}

// theirs is what someone may do with orders.
type theirs = step.Orders

// pricing counts the prices that are written down.
type pricing struct {
	theirs
	rows *int
}

func (p pricing) Quoted(context.Context, string, provider.Spec, provider.Quote) error {
	*p.rows++
	return nil
}

// TestPricesAreBounded has one person ask what things cost a thousand times in a minute.
func TestPricesAreBounded(t *testing.T) {
	t.Parallel()
	rows := 0
	s := stocked()
	server := serverFor(t, s, func(who order.Actor) step.Orders { return pricing{s.as(who), &rows} },
		"people: {alice: {roles: [operator]}}\n")
	own := server.OrdersOf("alice", nil, s.text(t))
	for range 1000 {
		if err := own.Quoted(t.Context(), "acme", provider.Spec{}, provider.Quote{}); err != nil {
			t.Fatalf("Quoted() = %v, want nil", err)
		}
	}
	if rows != 60 {
		t.Errorf("the audit has %d rows of a thousand prices in a moment, want 60", rows)
	}
}
