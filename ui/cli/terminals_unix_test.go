//go:build unix

package cli_test

import (
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestEveryTerminal walks from the start to an order in a terminal of each kind, and looks at what was sent to it: no
// more colours than it has, nothing but ASCII where that is all it has, and no sequences that it would draw.
func TestEveryTerminal(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name   string
		env    []string
		args   []string
		colors int // at most; 1<<24: all
		ascii  bool
		bare   bool // nothing but the other screen is switched on
	}{
		{name: "xterm", env: []string{"TERM=xterm"}, colors: 16},
		{name: "xterm of 256 colours", env: []string{"TERM=xterm-256color"}, colors: 256},
		{name: "xterm of all colours", env: []string{"TERM=xterm-256color", "COLORTERM=truecolor"}, colors: 1 << 24},
		{name: "tmux", env: []string{"TERM=tmux-256color"}, colors: 1 << 24},
		{name: "screen", env: []string{"TERM=screen"}, colors: 256},
		{name: "the console of Linux", env: []string{"TERM=linux"}, colors: 16, ascii: true, bare: true},
		{name: "vt100", env: []string{"TERM=vt100"}, ascii: true, bare: true},
		{name: "without colours", env: []string{"TERM=xterm-256color", "NO_COLOR=1"}},
		{name: "never colours", env: []string{"TERM=xterm-256color"}, args: []string{"--color", "never"}},
		{name: "light", env: []string{"TERM=xterm"}, args: []string{"--theme", "light"}, colors: 16},
		{name: "contrast", env: []string{"TERM=xterm-256color"}, args: []string{"--theme", "contrast"}, colors: 256},
		{name: "ASCII", env: []string{"TERM=xterm-256color"}, args: []string{"--ascii"}, colors: 256, ascii: true},
		{name: "the mouse", env: []string{"TERM=xterm-256color"}, args: []string{"--mouse"}, colors: 256},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			args := append([]string{"--state", dir, "--speed", "2000"}, row.args...)
			c := executeAs(t, usual(), usual(), t.TempDir(), Runtime, row.env, args...)
			c.ascii = row.ascii
			for _, q := range questions() {
				c.next(q)
			}
			c.WaitFor("USD/h", "enter order")
			c.Press("enter")
			c.WaitFor("Place this order?")
			c.Press("y")
			c.WaitFor("Enter places the order")
			c.Press("enter")
			c.running(1)
			c.Press("q")
			if got := c.exit(); got != 0 {
				t.Errorf("exit code = %d, want 0", got)
			}
			c.restored()
			bought(t, ledger(t, dir), 1, 1)
			raw := c.raw.String()
			if got := mostColors(raw); got > row.colors {
				t.Errorf("it was sent one of %d colours, want %d at most", got, row.colors)
			}
			if i := strings.IndexFunc(raw, func(r rune) bool { return r > 0x7e }); row.ascii && i >= 0 {
				t.Errorf("it was sent %q, want ASCII", raw[max(i-20, 0):min(i+20, len(raw))])
			}
			if on := strings.Contains(raw, "\x1b[?1002h"); on != (row.name == "the mouse") {
				t.Errorf("the mouse is on: %v", on)
			}
			if seq := unknownToBare(raw); row.bare && seq != "" {
				t.Errorf("it was sent %q, which it does not know", seq)
			}
		})
	}
}

// mostColors is of how many colours the dearest one is that raw sets; 0: it sets none.
func mostColors(raw string) (most int) {
	for _, m := range regexp.MustCompile("\x1b\\[([0-9;:]*)m").FindAllStringSubmatch(raw, -1) {
		words := strings.FieldsFunc(m[1], func(r rune) bool { return r == ';' || r == ':' })
		for i := 0; i < len(words); i++ {
			switch n, _ := strconv.Atoi(words[i]); {
			case (n == 38 || n == 48) && i+1 < len(words) && words[i+1] == "2":
				most = 1 << 24
				i += 4
			case n == 38 || n == 48:
				most = max(most, 256)
				i += 2
			case n >= 30 && n < 38, n >= 40 && n < 48, n >= 90 && n < 108:
				most = max(most, 16)
			}
		}
	}
	return most
}

// unknownToBare is the first sequence in raw that terminals of the time before xterm do not know; "" when all are of
// VT100 but the other screen and whether the cursor is seen, which those ignore.
func unknownToBare(raw string) string {
	known := regexp.MustCompile("^\x1b(\\[[0-9;]*[ABCDHJKmr]|\\[\\?(25|7|1049)[hl])")
	for i := strings.Index(raw, "\x1b"); i >= 0; i = strings.Index(raw, "\x1b") {
		raw = raw[i:]
		seq := known.FindString(raw)
		if seq == "" {
			return raw[:min(len(raw), 12)]
		}
		raw = raw[len(seq):]
	}
	return ""
}
