package cli_test

import (
	"bytes"
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"

	gossh "golang.org/x/crypto/ssh"

	"github.com/metalwright/metalwright/provider"
)

// FuzzCommand runs any command over SSH, with anything to read, for someone who may only look. It ends with a code of
// the table, what it writes is clean, nothing of the server is in it, and nothing is bought.
func FuzzCommand(f *testing.F) {
	for _, c := range []string{
		"orders --json", "orders show o-x", "plan -", "apply --yes -", "board --plain", "audit verify --head 1:x", "help",
		"orders watch --wait-timeout 1s", `orders "show 'it`, "--lang zh orders", "__complete orders", "export o-x --to curl",
		"\x1b]0;x\x07", "-o yaml orders", "--color always orders --help", "", "--ascii __complete orders ''",
	} {
		f.Add(c, orderFile("web", 1))
	}
	s := serveHere(f, "--speed", "2000")
	client := s.dial("vera")
	colours := regexp.MustCompile(`\x1b\[[0-9;]*m`) // they can be asked for
	ids := messageIDs(f)
	codes := []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 129, 130, 143}
	f.Fuzz(func(t *testing.T, command, in string) {
		one, err := client.NewSession()
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = one.Close() }()
		var out, errs bytes.Buffer
		one.Stdout, one.Stderr, one.Stdin = &out, &errs, strings.NewReader(in)
		code := 0
		err = one.Run(command)
		x, ended := errors.AsType[*gossh.ExitError](err)
		switch {
		case ended:
			code = x.ExitStatus()
		case err != nil && len(command) < 8<<10: // a longer one is refused
			t.Fatalf("%q ended with %v, want an exit code", command, err)
		}
		if !slices.Contains(codes, code) {
			t.Errorf("%q ended with %d, which no table has", command, code)
		}
		said := colours.ReplaceAllString(out.String()+errs.String(), "")
		for line := range strings.Lines(said) {
			if line = strings.TrimRight(line, "\n"); provider.Clean(line) != line {
				t.Errorf("%q wrote the line %q", command, line)
			}
		}
		if id := ids.FindString(said); id != "" && !strings.Contains(command+in, strings.Trim(id, " \t\n\":,()")) {
			t.Errorf("%q writes the id of a message, %q:\n%s", command, id, said)
		}
		if strings.Contains(said, "planted") || strings.Contains(said, s.dir) || strings.Contains(said, s.files) {
			t.Errorf("%q says what is on the server:\n%s", command, said)
		}
		if len(ledger(t, s.dir).Purchases) > 0 {
			t.Fatalf("%q bought something", command)
		}
	})
}
