package serve

import (
	"strings"
	"testing"

	"charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"
)

// FuzzEnvironment reads what a client says about its terminal, before anybody looks at its command: variables, the
// terminal's name, sizes. What comes through is text that no terminal acts on, and a window that costs little.
func FuzzEnvironment(f *testing.F) {
	f.Add("LANG", "zh_CN.UTF-8@x", "xterm-256color", uint32(80), uint32(24))
	f.Add("LC_ALL", "C", "../../x\x1b", uint32(1<<31), uint32(0))
	f.Add("LD_PRELOAD", "x", strings.Repeat("x", 65), uint32(1<<32-1), uint32(1<<32-1))
	f.Fuzz(func(t *testing.T, key, value, name string, width, height uint32) {
		if variable(key, value) && (len(value) > maxValue || strings.ContainsFunc(key+value, unclean)) {
			t.Errorf("variable(%q, %q) = true, want it refused", key, value)
		}
		if got := terminalName(name); len(got) > 64 || strings.ContainsFunc(got, unclean) || strings.Contains(got, "/") {
			t.Errorf("terminalName(%q) = %q", name, got)
		}
		if variable(key, value) {
			if got := language([]string{key + "=" + value}); len(got) > len(value) {
				t.Errorf("language(%q) = %q", value, got)
			}
		}
		w := clamp(ssh.Window{Width: int(width), Height: int(height)})
		if w.Width < 0 || w.Width > maxWidth || w.Height < 0 || w.Height > maxHeight {
			t.Errorf("clamp(%d, %d) = %+v", width, height, w)
		}
	})
}

func unclean(r rune) bool { return r < ' ' || r > '~' }

// FuzzWelcome reads requests within a session as they come: only those that are served are let through, and none that
// is bigger than is taken.
func FuzzWelcome(f *testing.F) {
	f.Add("env", gossh.Marshal(struct{ K, V string }{"LANG", "en"}), 1)
	f.Add("exec", []byte("\x00\x00\x00\x06orders"), 0)
	f.Add("pty-req", []byte("\x00\x00\x00\x05xterm\x00\x00\x00\x50"), 17)
	f.Add("subsystem", []byte("\x00\x00\x00\x04sftp"), 0)
	f.Fuzz(func(t *testing.T, name string, payload []byte, variables int) {
		if !welcome(&gossh.Request{Type: name, Payload: payload}, variables) {
			return
		}
		most := 0
		switch name {
		case "pty-req", "window-change", "shell":
			return
		case "exec":
			most = maxCommand
		case "env":
			most = 4 + len("LC_MESSAGES") + 4 + maxValue
		}
		if len(payload) > most || name == "env" && variables > maxVariables {
			t.Errorf("welcome(%q, %d bytes) = true", name, len(payload))
		}
	})
}
