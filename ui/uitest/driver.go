package uitest

import (
	"context"
	"fmt"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
)

// Driver runs a model without a program around it: keys go straight in, commands run beside it, and its frame is there
// at any size and at any moment. It is the fast way to walk many screens; what bytes a terminal gets is not its matter.
type Driver struct {
	tb      testing.TB
	model   tea.Model
	ctx     context.Context
	answers chan answer
	pending int  // commands whose answer has not come, timers aside
	timers  int  // timers that have not fired
	quit    bool // the model has asked to end
	size    Size

	// Timeless drops timers: nothing happens by itself. For walks of thousands of keys.
	Timeless bool
}

// answer is the message of a command.
type answer struct {
	msg   tea.Msg
	timer bool
}

// Drive starts m in a window of the size. Commands that are still running when the test ends are forgotten.
func Drive(tb testing.TB, m tea.Model, s Size) *Driver {
	tb.Helper()
	d := New(tb, m)
	d.start(m.Init())
	d.Resize(s)
	return d
}

// New is [Drive] without the start.
func New(tb testing.TB, m tea.Model) *Driver {
	tb.Helper()
	return &Driver{tb: tb, model: m, ctx: tb.Context(), answers: make(chan answer)}
}

// start runs a command; its answer comes back by the channel.
func (d *Driver) start(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	timer := isTimer(cmd)
	switch {
	case !timer:
		d.pending++
	case d.Timeless:
		return
	default:
		d.timers++
	}
	go func() {
		msg := cmd()
		select {
		case d.answers <- answer{msg, timer}:
		case <-d.ctx.Done():
		}
	}()
}

// isTimer reports whether cmd is one of [tea.Tick].
func isTimer(cmd tea.Cmd) bool {
	f := runtime.FuncForPC(reflect.ValueOf(cmd).Pointer())
	return f != nil && strings.Contains(f.Name(), "bubbletea/v2.Tick")
}

// Send hands messages to the model, as the program's loop does.
func (d *Driver) Send(msgs ...tea.Msg) {
	for _, msg := range msgs {
		switch msg := msg.(type) {
		case nil:
		case tea.QuitMsg:
			d.quit = true
		case tea.BatchMsg:
			for _, cmd := range msg {
				d.start(cmd)
			}
		default:
			var cmd tea.Cmd
			d.model, cmd = d.model.Update(msg)
			d.start(cmd)
		}
	}
}

// Press presses keys by name, as [Terminal.Press] does; each character of any other text is a key.
func (d *Driver) Press(names ...string) {
	for _, n := range names {
		for _, k := range Keys(n) {
			d.Send(k)
		}
	}
}

// Keys are the messages of a key's name, with "ctrl+", "alt+" or "shift+" before it, or of each character of a text.
func Keys(name string) []tea.KeyPressMsg {
	bare, mod := modified(name)
	named := map[string]rune{
		"up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft, "right": tea.KeyRight, "home": tea.KeyHome,
		"end":  tea.KeyEnd,
		"pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown, "delete": tea.KeyDelete, "f1": tea.KeyF1, "f2": tea.KeyF2,
		"f3": tea.KeyF3, "f9": tea.KeyF9, "enter": tea.KeyEnter,
		"tab": tea.KeyTab, "esc": tea.KeyEscape, "backspace": tea.KeyBackspace,
	}
	if c, ok := named[bare]; ok {
		return []tea.KeyPressMsg{{Code: c, Mod: mod}}
	}
	if bare == "space" {
		k := tea.KeyPressMsg{Code: tea.KeySpace, Mod: mod}
		if mod == 0 {
			k.Text = " "
		}
		return []tea.KeyPressMsg{k}
	}
	if r := []rune(bare); mod != 0 && len(r) == 1 {
		return []tea.KeyPressMsg{{Code: r[0], Mod: mod}}
	}
	var all []tea.KeyPressMsg
	for _, r := range name {
		all = append(all, tea.KeyPressMsg{Code: r, Text: string(r)})
	}
	return all
}

// modified takes the names of modifiers off a key's name.
func modified(name string) (bare string, mod tea.KeyMod) {
	for bare = name; ; {
		prefix, rest, ok := strings.Cut(bare, "+")
		m := map[string]tea.KeyMod{"ctrl": tea.ModCtrl, "alt": tea.ModAlt, "shift": tea.ModShift}[prefix]
		if !ok || rest == "" || m == 0 {
			return bare, mod
		}
		bare, mod = rest, mod|m
	}
}

// Paste pastes s.
func (d *Driver) Paste(s string) { d.Send(tea.PasteMsg{Content: s}) }

// Resize changes the window.
func (d *Driver) Resize(s Size) {
	d.size = s
	d.Send(tea.WindowSizeMsg{Width: s.W, Height: s.H})
}

// Size is the window's.
func (d *Driver) Size() Size { return d.size }

// Quit reports whether the model has asked to end.
func (d *Driver) Quit() bool { return d.quit }

// Pending is how many commands have not answered yet, timers aside.
func (d *Driver) Pending() int { return d.pending }

// View is the model's frame now.
func (d *Driver) View() tea.View { return d.model.View() }

// Text is the frame's characters.
func (d *Driver) Text() string { return ansi.Strip(d.model.View().Content) }

// AtAllSizes is what the screen of d shows at all sizes, each below what it is of, for [Golden].
func AtAllSizes(d *Driver, what string) string {
	var b strings.Builder
	for _, s := range AllSizes() {
		d.Resize(s)
		fmt.Fprintf(&b, "──── %s at %d by %d ────\n%s\n", what, s.W, s.H, d.Text())
	}
	return b.String()
}

// Frame is what a terminal of the window's size shows, with the colours of p.
func (d *Driver) Frame(p colorprofile.Profile) Screen {
	var b strings.Builder
	w := colorprofile.Writer{Forward: &b, Profile: p}
	_, _ = w.WriteString(d.model.View().Content) // a Builder never fails
	return Draw(b.String(), d.size.W, d.size.H)
}

// Until handles answers until ok, and fails the test when that does not come.
func (d *Driver) Until(what string, ok func() bool) {
	d.tb.Helper()
	limit := time.NewTimer(patience)
	defer limit.Stop()
	for !ok() {
		select {
		case a := <-d.answers:
			if a.timer {
				d.timers--
			} else {
				d.pending--
			}
			d.Send(a.msg)
		case <-limit.C:
			d.tb.Fatalf("Until(%s): the screen shows\n%s", what, d.Text())
		}
	}
}

// WaitFor handles answers until the frame shows all texts.
func (d *Driver) WaitFor(texts ...string) {
	d.tb.Helper()
	d.Until(strings.Join(texts, ", "), func() bool {
		shown := d.Text()
		return !slices.ContainsFunc(texts, func(s string) bool { return !strings.Contains(shown, s) })
	})
}

// Rest handles answers until no command is running but timers. A page that always waits for something never rests.
func (d *Driver) Rest() {
	d.tb.Helper()
	d.Until("rest", func() bool { return d.pending == 0 })
}

// Still handles answers until no timer is running: nothing is drawn then while nothing happens.
func (d *Driver) Still() {
	d.tb.Helper()
	d.Until("no timer", func() bool { return d.timers == 0 })
}
