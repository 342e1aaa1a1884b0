package term

import (
	"context"
	"reflect"
	"runtime"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/metalwright/metalwright/ui/term/frame"
)

// redraw asks for a frame that could not be drawn when its update came.
type redraw struct{}

// resize is a size that [Options.Resize] brings.
type resize tea.WindowSizeMsg

// stage is between Bubble Tea, the model and the terminal. It is the program's model: it draws what the one inside
// shows when an update has come, and has nothing to show itself. All of it runs in the program's loop, but for out.
type stage struct {
	ctx     context.Context
	options Options
	guard   *guard
	program *tea.Program
	tty     *tty
	job     *job
	out     *output
	gone    func(error) // ends the program: the terminal is lost

	size    size
	sized   bool // the model knows its size
	resized bool // a size has come after the first
	asks    bool // the terminal may be asked what it can do
	asked   bool // it was
	stale   bool // an update came after the last frame
	shown   shown
	drawer  *frame.Drawer
	onMouse func(tea.MouseMsg) tea.Cmd // of the last frame
}

func newStage(ctx context.Context, g *guard, o Options, gone func(error)) *stage {
	s := &stage{ctx: ctx, options: o, guard: g, tty: openTTY(o.In, o.Out), gone: gone, stale: true, asks: !o.AskLater}
	s.out = &output{
		to: o.Out, ready: s.tty.ready, gap: rest, lost: gone, draw: func() { s.program.Send(redraw{}) },
	}
	if o.Copy != nil {
		s.out.copy = o.Copy
	}
	if o.FPS > 0 {
		s.out.gap = time.Second / time.Duration(o.FPS)
	}
	name := ""
	for _, kv := range o.Env {
		if v, ok := strings.CutPrefix(kv, "TERM="); ok {
			name = v
		}
	}
	s.drawer = frame.New(frame.Options{
		Profile: *o.Profile, Term: name,
		Scroll: runtime.GOOS != "windows", // its console leaves the region (microsoft/terminal 19016)
		Quiet:  o.AskLater, Shared: o.Shared,
	})
	return s
}

// begin takes the terminal and learns its size.
func (s *stage) begin() error {
	if err := s.tty.raw(); err != nil {
		return err
	}
	w, h := s.options.Width, s.options.Height
	if s.tty.out != nil {
		var err error
		if w, h, err = s.tty.size(); err != nil {
			return err
		}
	}
	first := s.size.of(tea.WindowSizeMsg{Width: w, Height: h})
	s.drawer.Resize(first.Width, first.Height)
	s.copySize(first)
	return nil
}

// copySize says how large the terminal is to who sees a copy of it.
func (s *stage) copySize(now tea.WindowSizeMsg) {
	if s.options.Copy != nil {
		s.options.Copy.Resize(now.Width, now.Height)
	}
}

// Init starts the model inside.
func (s *stage) Init() tea.Cmd {
	stopClock(s.program)
	return s.guard.Init()
}

// Update hands a message to the model inside.
func (s *stage) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if reflect.TypeOf(msg) == execType { // the other program has ended
		stopClock(s.program)
		if err := s.retake(); err != nil {
			s.gone(err)
		}
	}
	s.stale = s.stale || s.shown.differs(msg)
	_, cmd := s.guard.Update(msg)
	return s, cmd
}

// shown is what frames depend on besides the model.
type shown struct {
	light bool // the terminal's background was light when it said so last
}

// differs reports whether a frame may look different after msg. What a terminal can do is not shown, and models begin
// on a dark background.
func (s *shown) differs(msg tea.Msg) bool {
	switch msg := msg.(type) {
	case tea.EnvMsg, tea.CapabilityMsg, tea.TerminalVersionMsg, tea.KeyboardEnhancementsMsg, tea.ColorProfileMsg,
		tea.ModeReportMsg:
		return false
	case tea.BackgroundColorMsg:
		before := s.light
		s.light = !msg.IsDark()
		return s.light != before
	}
	return true
}

// View draws. Bubble Tea calls it after every update, and shows nothing of it.
func (s *stage) View() tea.View {
	s.draw()
	return tea.View{}
}

// draw draws what an update has changed, unless the terminal is still busy with the frame before.
func (s *stage) draw() {
	defer func() {
		if s.guard.caught(recover()) {
			go s.guard.quit()
		}
	}()
	if !s.sized || !s.stale || !s.out.free() {
		return
	}
	s.stale = false
	v := s.guard.View()
	s.onMouse = v.OnMouse
	b, _ := buffers.Get().(*[]byte)
	*b = s.drawer.Draw((*b)[:0], v)
	if s.asks && !s.asked {
		s.asked = true
		if groups(s.options.Env) && !s.drawer.Bare() {
			*b = append(*b, ansi.RequestModeSynchronizedOutput+ansi.RequestModeUnicodeCore...)
		}
	}
	if len(*b) == 0 {
		buffers.Put(b)
		return
	}
	s.out.frame(b)
}

// filter sees every message in the program's loop, before the program does.
func (s *stage) filter(m tea.Model, msg tea.Msg) (out tea.Msg) {
	defer func() {
		if s.guard.caught(recover()) {
			out = tea.QuitMsg{}
		}
	}()
	switch size := msg.(type) {
	case resize:
		s.resized = true
		msg = tea.WindowSizeMsg(size)
	case tea.WindowSizeMsg:
		if msg = s.measured(size); msg == nil {
			return nil
		}
	case redraw:
		s.draw()
		return nil
	case Ask:
		s.asks, s.stale = true, true
		s.drawer.Ask()
		s.draw()
		return nil
	}
	if s.options.Filter != nil {
		if msg = s.options.Filter(m, msg); msg == nil {
			return nil
		}
	}
	return s.terminal(msg)
}

// measured is the size for a message of the library's, which has sent it beside the program's loop: others may have
// overtaken it. Where the terminal can be asked it is asked again; elsewhere the library sends the first size alone,
// which counts while no other has come. Nil: it is out of date.
func (s *stage) measured(msg tea.WindowSizeMsg) tea.Msg {
	if s.tty.out == nil {
		if s.resized {
			return nil
		}
		return msg
	}
	w, h, err := s.tty.size()
	if err != nil { // whoever writes to it next says so
		return msg
	}
	return tea.WindowSizeMsg{Width: w, Height: h}
}

// terminal does what a message asks of the terminal, or reports about it. It returns what the program gets.
func (s *stage) terminal(msg tea.Msg) tea.Msg {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		now := s.size.of(msg)
		s.sized = true
		s.drawer.Resize(now.Width, now.Height)
		s.copySize(now)
		return now
	case tea.ColorProfileMsg:
		s.stale = s.drawer.SetProfile(msg.Profile) || s.stale
		return msg
	case tea.ModeReportMsg:
		s.mode(msg)
		return msg
	case tea.MouseClickMsg, tea.MouseReleaseMsg, tea.MouseWheelMsg, tea.MouseMotionMsg:
		if mouse, ok := msg.(tea.MouseMsg); ok && s.onMouse != nil {
			if cmd := s.guard.guarded(s.onMouse(mouse)); cmd != nil {
				go func() { s.program.Send(cmd()) }()
			}
		}
		return msg
	}
	switch reflect.TypeOf(msg) {
	case clearType:
		s.drawer.Erase()
		return msg
	case sizeType:
		go s.askSize()
		return msg
	case execType:
		if err := s.release(); err != nil {
			s.gone(err)
			return nil
		}
		return msg
	}
	if seq := request(msg, inTmux(s.options.Env)); seq != "" {
		if !s.drawer.Bare() {
			s.out.control(seq)
		}
		return nil
	}
	return s.job.filter(s, msg)
}

// mode learns what the terminal can do.
func (s *stage) mode(m tea.ModeReportMsg) {
	switch {
	case m.Mode == ansi.ModeSynchronizedOutput && m.Value == ansi.ModeReset:
		s.drawer.SetGrouping()
	case m.Mode == ansi.ModeUnicodeCore &&
		(m.Value == ansi.ModeReset || m.Value == ansi.ModeSet || m.Value == ansi.ModePermanentlySet):
		s.stale = s.drawer.SetGraphemes() || s.stale
	}
}

// askSize reads the terminal's size and sends it.
func (s *stage) askSize() {
	if s.tty.out == nil {
		return
	}
	w, h, err := s.tty.size()
	if err != nil {
		s.gone(err)
		return
	}
	s.program.Send(tea.WindowSizeMsg{Width: w, Height: h})
}

// release gives the terminal back, until [stage.retake].
func (s *stage) release() error {
	if !s.out.takenSoon(s.ctx.Done()) {
		return context.Cause(s.ctx)
	}
	s.leave()
	return s.tty.restore()
}

// leave switches off all that was switched on.
func (s *stage) leave() {
	b := s.drawer.Leave(nil)
	if len(b) > 0 {
		s.out.control(string(b))
	}
	s.out.takenSoon(s.ctx.Done())
}

// retake takes the terminal again and draws everything anew.
func (s *stage) retake() error {
	if err := s.tty.raw(); err != nil {
		return err
	}
	s.stale = true
	go s.askSize() // nobody said so meanwhile
	return nil
}

// end gives the terminal back at the end of the program, with its last frame where that stays on the screen.
func (s *stage) end(asked bool) {
	if s.out.takenSoon(s.ctx.Done()) {
		if asked && s.stale {
			s.out.hurry()
			s.sized = true
			s.draw()
			s.out.takenSoon(s.ctx.Done())
		}
		s.leave()
	}
	s.out.close()
	_ = s.tty.restore() // the terminal may be gone
}
