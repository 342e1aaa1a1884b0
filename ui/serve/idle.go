package serve

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"github.com/metalwright/metalwright/ui/app"
	"github.com/metalwright/metalwright/ui/term"
	"github.com/metalwright/metalwright/ui/text"
)

// fps is how often a session's screen is drawn at most. A key is answered at once; what comes right after it is drawn
// together, so that someone who sends keys without end costs no more of a core than this.
const fps = 60

// warning is how long before the end someone who does nothing is warned, or a fifth of the time where that is less.
const warning = time.Minute

// profile is the colours of the client's terminal.
func profile(env []string) colorprofile.Profile { return colorprofile.Env(term.ColorEnv(env)) }

// stay keeps the server running: its process is not the client's to suspend.
func stay(_ tea.Model, msg tea.Msg) tea.Msg {
	if _, ok := msg.(tea.SuspendMsg); ok {
		return nil
	}
	return msg
}

// notice is a sentence of the server's for a screen.
type notice struct{ text string }

// check is the time to see whether someone is still there.
type check struct{}

// idleTimeout is a screen that ends when nobody presses a key for long.
type idleTimeout struct {
	ctx   context.Context // the session's
	inner tea.Model
	text  *text.Text
	limit time.Duration
	now   func() time.Time
	last  time.Time // of a key
	warn  bool      // has been warned
	ended bool      // nobody was there
}

func newIdleTimeout(ctx context.Context, m tea.Model, tx *text.Text, limit time.Duration,
	now func() time.Time,
) *idleTimeout {
	return &idleTimeout{ctx: ctx, inner: m, text: tx, limit: limit, now: now, last: now()}
}

func (k *idleTimeout) early() time.Duration { return min(warning, k.limit/5) }

// next is the time of the next check. It ends with the session: a tick of the library's would stay until its time.
func (k *idleTimeout) next() tea.Cmd {
	until := k.limit - k.now().Sub(k.last)
	if !k.warn {
		until -= k.early()
	}
	return func() tea.Msg {
		t := time.NewTimer(max(until, time.Millisecond))
		defer t.Stop()
		select {
		case <-t.C:
			return check{}
		case <-k.ctx.Done():
			return nil
		}
	}
}

// Init starts the screen and the watch.
func (k *idleTimeout) Init() tea.Cmd { return tea.Batch(k.inner.Init(), k.next()) }

// Update sees keys pass, and checks.
func (k *idleTimeout) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch m := msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg, tea.MouseClickMsg, tea.MouseWheelMsg:
		k.last, k.warn = k.now(), false
	case notice:
		return k.pass(app.Notice{Text: m.text})
	case check:
		return k.check()
	}
	return k.pass(msg)
}

func (k *idleTimeout) pass(msg tea.Msg) (tea.Model, tea.Cmd) {
	var cmd tea.Cmd
	k.inner, cmd = k.inner.Update(msg)
	return k, cmd
}

func (k *idleTimeout) check() (tea.Model, tea.Cmd) {
	quiet := k.now().Sub(k.last)
	switch {
	case quiet >= k.limit:
		k.ended = true
		return k.pass(app.Quit{})
	case quiet >= k.limit-k.early() && !k.warn:
		k.warn = true
		_, cmd := k.pass(app.Notice{Text: k.text.T("serve.idle", "Seconds",
			int((k.limit - quiet).Round(time.Second).Seconds()))})
		return k, tea.Batch(cmd, k.next())
	}
	return k, k.next()
}

// View is the screen's.
func (k *idleTimeout) View() tea.View { return k.inner.View() }
