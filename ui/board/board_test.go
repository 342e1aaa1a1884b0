package board

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/text"
	"github.com/metalwright/metalwright/ui/theme"
)

// filled is a board of one order of n machines that are coming up, and its view.
func filled(tb testing.TB, n int) (*Board, order.View) {
	tb.Helper()
	now := func() time.Time { return time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC) }
	dir := tb.TempDir()
	store, err := journal.Open(tb.Context(), journal.Options{Dir: dir, Now: now})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = store.Close() })
	tx, err := text.New("en")
	if err != nil {
		tb.Fatal(err)
	}
	env := &step.Env{
		Ctx: tb.Context(), Theme: theme.New(true, false), Text: tx, Now: now,
		Accounts: step.Accounts{Of: func(provider.ProductID) []step.Account { return nil }},
	}
	s := order.New(order.Options{Store: store, Dir: dir, Now: now, Log: slog.New(slog.DiscardHandler)})
	v := order.View{
		ID: "o-00000000", Status: order.Provisioning, Open: true, Wanted: n, Bought: n, Created: now(),
		Spec: provider.Spec{Count: n},
	}
	for i := range n {
		v.Instances = append(v.Instances, order.InstanceView{Instance: provider.Instance{
			ID: provider.InstanceID(fmt.Sprint(i)), Name: fmt.Sprintf("node-%05d", i), Status: provider.StatusPending,
			VendorStatus: "PENDING",
		}, Accepted: now(), Changed: now()})
	}
	b := New(env, s.As("operator"), v.ID, Options{Simulated: func(string) bool { return true }})
	tb.Cleanup(b.Close)
	b.show([]order.View{v})
	return b, v
}

// TestOrderOfRows shows failures first, then what nobody knows, and leaves the others as they are.
func TestOrderOfRows(t *testing.T) {
	t.Parallel()
	b, v := filled(t, 5)
	v.Instances[1].Status = provider.StatusUnknown
	v.Instances[3].Status = provider.StatusVanished
	v.Instances[4].Status = provider.StatusFailed
	b.show([]order.View{v})
	var got string
	for i := range b.list.rows.Len() {
		got += b.list.rows.Cell(i, colName)[9:] + " "
	}
	if want := "3 4 1 0 2 "; got != want {
		t.Errorf("rows = %q, want %q", got, want)
	}
	if k := b.list.grid.Key(); k != b.list.rows.Key(0) {
		t.Errorf("the cursor nobody moved is on %q, want the first row", k)
	}
	b.input.press(tea.KeyPressMsg{Code: tea.KeyDown})
	before := b.list.grid.Key()
	v.Instances[0].Status = provider.StatusFailed
	b.show([]order.View{v})
	if got := b.list.grid.Key(); got != before {
		t.Errorf("the cursor that was moved is on %q, want %q as before", got, before)
	}
}

// BenchmarkOneOfMany is one change among ten thousand rows: the journal is read anew and the frame is drawn.
func BenchmarkOneOfMany(b *testing.B) {
	board, v := filled(b, 10_000)
	board.View(120, 40)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		m := &v.Instances[i%len(v.Instances)]
		m.Status, m.VendorStatus = provider.StatusCreating, "CREATING"
		m.Changed = m.Changed.Add(time.Second)
		board.show([]order.View{v})
		board.View(120, 40)
	}
}

// BenchmarkKeyOfMany is a key on a board of ten thousand rows, and its frame.
func BenchmarkKeyOfMany(b *testing.B) {
	board, _ := filled(b, 10_000)
	board.View(120, 40)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		k := tea.KeyPressMsg{Code: tea.KeyDown}
		if i%2 == 1 {
			k.Code = tea.KeyUp
		}
		board.Update(k)
		board.View(120, 40)
	}
}

// BenchmarkSecond is what every second costs while nothing changes but the time.
func BenchmarkSecond(b *testing.B) {
	board, _ := filled(b, 10_000)
	board.View(120, 40)
	b.ReportAllocs()
	for b.Loop() {
		board.Update(second{board.clock})
		board.View(120, 40)
	}
}

// TestClockStands wants a board to ask for the next second only while what it shows depends on the time, and to take
// none of a board that was left.
func TestClockStands(t *testing.T) {
	t.Parallel()
	b, v := filled(t, 2)
	if b.Update(second{b.clock}) == nil {
		t.Error("the clock stands while machines come up")
	}
	if b.Update(second{new(clock)}) != nil {
		t.Error("the second of another board makes one more clock")
	}
	v.Open, v.Status, v.Rest = false, order.Done, 0
	for i := range v.Instances {
		v.Instances[i].Status, v.Instances[i].Running = provider.StatusRunning, v.Created
	}
	b.show([]order.View{v})
	if b.Update(second{b.clock}) != nil {
		t.Error("the clock goes on when all machines run")
	}
	v.Attention = order.AttentionUndecided
	b.show([]order.View{v})
	if b.clock.goOn() == nil {
		t.Error("the clock stands when an order needs someone")
	}
	if b.clock.goOn() != nil {
		t.Error("there are two clocks")
	}
}

// TestBoardSaysWhoPays names the account of an order, and of each machine where orders have several.
func TestBoardSaysWhoPays(t *testing.T) {
	t.Parallel()
	b, v := filled(t, 1)
	b.model.simulated = func(string) bool { return false }
	v.Profile = "east"
	b.show([]order.View{v})
	if frame, _ := b.View(80, 20); !strings.Contains(frame, "· east") || strings.Contains(frame, "ACCOUNT") {
		t.Errorf("the board of one order does not say who pays\n%s", frame)
	}
	other := v
	other.ID, other.Profile = "o-00000001", "west"
	b.model.id = ""
	b.show([]order.View{v, other})
	frame, _ := b.View(80, 20)
	for _, want := range []string{"ACCOUNT", "east", "west"} {
		if !strings.Contains(frame, want) {
			t.Errorf("the board of all orders does not say %q\n%s", want, frame)
		}
	}
}
