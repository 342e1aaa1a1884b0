package cli_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/ui/app"
	"github.com/metalwright/metalwright/ui/uitest"
)

// FuzzBursts plays what a terminal can send, as it can send it, on every screen: several keys in one read, sequences
// that are torn, pastes, answers of the terminal that come late, and new sizes meanwhile. The bytes go through the
// program's real input. Nothing panics, every frame fits its window, the screen still leads back and out, and nothing
// is bought without a confirmation that was seen.
//
// A script is bytes as the terminal sends them, with marks between them: see [inputs].
func FuzzBursts(f *testing.F) {
	s := newScene(f)
	f.Fuzz(func(t *testing.T, place, product uint8, script string) {
		script = script[:min(len(script), 400)] // what is longer is too slow for a fuzz worker
		b := s.open(t, place, product)
		b.play(inputs(script))
		b.out()
		s.close(b)
	})
}

// The marks in a script: bytes that are in no text of UTF-8.
const (
	markRead    = 0xf8 // the next read follows at once
	markPause   = 0xf9 // the next read follows after a pause
	markSize    = 0xfa // the window has a new size: two bytes
	markAnswers = 0xfb // what was asked of vendor and journal is answered
	markMinute  = 0xfc // a minute goes by
	markPhrase  = 0xfd // one of the phrases: a byte says which
)

// moment is what the terminal sends at one moment of a script.
type moment struct {
	uitest.Read
	size    uitest.Size // zero: it stays
	answers bool
	minute  bool
}

// inputs reads a script.
func inputs(script string) []moment {
	var all []moment
	var now moment
	end := func() {
		all = append(all, now)
		now = moment{}
	}
	arg := func(i int) byte {
		if i < len(script) {
			return script[i]
		}
		return 0
	}
	for i := 0; i < len(script); i++ {
		switch c := script[i]; c {
		case markRead:
			end()
		case markPause:
			now.Pause = true
			end()
		case markSize:
			now.size = uitest.Size{W: max(int(arg(i+1)), 1), H: max(int(arg(i+2)), 1)}
			i += 2
			end()
		case markAnswers:
			now.answers = true
			end()
		case markMinute:
			now.minute = true
			end()
		case markPhrase:
			p := phrases()
			now.Bytes += p[int(arg(i+1))%len(p)]
			i++
		default:
			now.Bytes += string([]byte{c})
		}
	}
	now.Bytes += "\x1b[201~" // every terminal ends what it pastes
	now.Pause = true
	end()
	return all
}

// phrases are what terminals send in one piece. New ones go to the end: the corpus counts.
func phrases() []string {
	return []string{
		"\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D", "\x1b[H", "\x1b[F", "\x1b[5~", "\x1b[6~", "\x1b[3~", "\x1b[Z", "\x1bOP",
		"\x1bOB", "\x1b\x1b[B", "\x1b[1;5C",
		"\x1b[27u", "\x1b[13;2u", "\x1b[97;1:3u", "\x1b[57399u", // kitty's keyboard
		"\x1b[I", "\x1b[O", // focus
		// late answers
		"\x1b]11;rgb:ffff/ffff/ffff\x07", "\x1b]11;rgb:1c1c/1c1c/1c1c\x1b\\", "\x1bP1+r524742=38\x1b\\", "\x1bP0+r\x1b\\",
		"\x1b[?1u", "\x1b[?2026;2$y", "\x1b[?2027;0$y", "\x1b[?62;22c", "\x1b[12;40R", "\x1bP>|xterm(390)\x1b\\",
		"\x1b]52;c;Zm9v\x07",
		"\x1b[<0;10;5M", "\x1b[<65;10;5M", "\x1b[<0;999999999;99999999m", "\x1b[M !!", // mouse
		"\x1b[200~", "\x1b[201~", "\x1b[200~" + publicKey + "\r\n\x1b[201~", "\x1b[200~a\x1b[31mb\x03\x04\x1b[201~",
		"\x1b[200~" + strings.Repeat("x", 5000) + "\x1b[201~", "\x1b[200~" + strings.Repeat("字\n", 300) + "\x1b[201~",
		"\x1b[48;24;80;0;0t", "\x1b[48;0;0;0;0t", "\x1b[48;99999;99999;0;0t", "\x1b[8;5;5t", // sizes in the input
		"\x1b[", "\x1bO", "\x1b]", "\x1bP", "\x1b[<", "\x1b_", "\x1b[20", "0~", "\x9b", "\xc3", "\x00", // torn and odd ones
		"web-[1,3]", "99999999999999999999", "-1", "NaN", "\u202e", "\u0300", "👍🏽", "yes\r", "y\r", "\ry\r", "\x03",
		"\x03\x03", "\x15", "\x1a",
	}
}

// burst is one screen with what is played on it.
type burst struct {
	*wizardTest
	t     *testing.T
	scene *scene
	app   *app.App
	asked int // how often Enter came while a question was on the screen that buys at Enter
}

// play plays the inputs until the program is left.
func (b *burst) play(all []moment) {
	b.t.Helper()
	reads := make([]uitest.Read, len(all))
	for i, at := range all {
		reads[i] = at.Read
	}
	for i, msgs := range uitest.Input(b.t, reads) {
		for _, msg := range msgs {
			b.send(msg)
		}
		if at := all[i]; at.size.W > 0 {
			b.send(tea.WindowSizeMsg{Width: at.size.W, Height: at.size.H})
		}
		if all[i].minute {
			b.clock.Advance(time.Minute)
		}
		if all[i].answers {
			b.settle()
		}
	}
	b.settle()
}

// send hands the program a message, unless it has ended, and looks at the frame.
func (b *burst) send(msg tea.Msg) {
	b.t.Helper()
	if b.Quit() {
		return
	}
	if k, ok := msg.(tea.KeyPressMsg); ok && k.String() == "enter" && b.buysAtEnter() {
		b.asked++
	}
	if s, ok := msg.(tea.WindowSizeMsg); ok {
		b.Resize(uitest.Size{W: s.Width, H: s.Height})
	} else {
		b.Send(msg)
	}
	if why := b.wrong(); why != "" {
		b.t.Fatalf("after %T %v on %s at %v: %s\n%s", msg, msg, b.at(), b.Size(), why, b.Text())
	}
}

// settle takes the answers that are on their way. A board and a list of orders wait for the journal for ever.
func (b *burst) settle() {
	b.t.Helper()
	loading := strings.TrimSpace(b.program.Env().T("load.busy", "What", ""))
	if b.app == nil { // what is loaded in a tour is loaded in its own time
		loading = "\x00"
	}
	b.Until("the answers on "+b.at(), func() bool {
		return b.Quit() || b.Pending() == 0 || b.Pending() <= b.waiting() && !strings.Contains(b.Text(), loading)
	})
}

// out leads by Escape from wherever the burst has led to at least to the step or page before, and then out.
func (b *burst) out() {
	b.t.Helper()
	if b.app == nil {
		b.leaveDemo()
		return
	}
	s, nothing, from := b.Size(), b.program.Env().T("app.nothing_before"), b.at()
	b.Resize(usual())
	for n := 0; !b.Quit() && b.at() == from && !strings.Contains(b.Text(), nothing); n++ {
		if n == 10 {
			b.t.Fatalf("after %v Escape does not lead back from %s\n%s", s, from, b.Text())
		}
		b.send(tea.KeyPressMsg{Code: tea.KeyEscape})
		b.settle()
	}
	for range 2 {
		b.send(tea.KeyPressMsg{Code: 'c', Mod: tea.ModCtrl})
	}
	b.Until("the end after ctrl+c twice on "+b.at(), b.Quit)
}

// buysAtEnter reports whether the screen asks for what is bought at Enter, with the answer that says so: yes at the
// review, or the word that an action wants.
func (b *burst) buysAtEnter() bool {
	e, shown := b.program.Env(), b.Text()
	if strings.Contains(shown, e.T("review.hint_yes")) {
		return true
	}
	titles := []string{"action.rest", "action.retry", "action.again", "action.dearer", "action.send"}
	if !slices.ContainsFunc(titles, func(id string) bool { return strings.Contains(shown, e.T(id)) }) {
		return false
	}
	before, after, _ := strings.Cut(e.T("action.type", "Word", "?"), "?")
	_, wanted, ok := strings.Cut(shown, before)
	wanted, _, more := strings.Cut(wanted, after)
	_, line, asks := strings.Cut(shown, e.Theme.Glyph.Cursor+" "+e.T("action.confirm"))
	if !ok || !more || !asks {
		return false
	}
	line, _, _ = strings.Cut(line, "\n")
	words := strings.Fields(line)
	return len(words) > 0 && (strings.EqualFold(words[0], wanted) || wanted == e.T("action.yes") &&
		strings.EqualFold(words[0], "yes"))
}
