package uitest

import (
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
)

// Read is what a terminal sends at one moment.
type Read struct {
	Bytes string
	Pause bool // long enough for an ESC to be a key by itself, and for what is torn to be given up
}

// Input lets a real program read, and returns the messages that its model gets from each read. What they do to a model
// of its own is the caller's matter. It runs in virtual time.
func Input(t *testing.T, reads []Read) [][]tea.Msg {
	t.Helper()
	got := make([][]tea.Msg, len(reads))
	synctest.Test(t, func(t *testing.T) {
		h := &hearer{}
		tt := Start(t, h, 80, 24, Options{})
		tt.Wait()
		h.take() // what the program says of itself
		for i, r := range reads {
			tt.Type(r.Bytes)
			if r.Pause {
				time.Sleep(escape)
			}
			synctest.Wait()
			got[i] = h.take()
		}
		tt.Stop()
		time.Sleep(time.Minute) // timers that are still set have to fire before the bubble ends
	})
	return got
}

// hearer is a model that keeps what it gets.
type hearer struct {
	mu   sync.Mutex
	msgs []tea.Msg
}

func (h *hearer) take() []tea.Msg {
	h.mu.Lock()
	defer h.mu.Unlock()
	msgs := slices.Clone(h.msgs)
	h.msgs = h.msgs[:0]
	return msgs
}

func (h *hearer) Init() tea.Cmd { return nil }

func (h *hearer) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.msgs = append(h.msgs, msg)
	return h, nil
}

func (h *hearer) View() tea.View { return tea.NewView("") }
