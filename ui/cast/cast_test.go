package cast_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/cast"
	"github.com/metalwright/metalwright/ui/screen"
	"github.com/metalwright/metalwright/ui/uitest"
)

// clock continues by half a second at each look.
func clock() func() time.Time {
	now := time.Date(2026, time.November, 2, 9, 0, 0, 0, time.UTC)
	return func() time.Time {
		now = now.Add(time.Second / 2)
		return now
	}
}

// last is what a terminal shows at the end of a recording.
func last(t *testing.T, data []byte) (*cast.Recording, string) {
	t.Helper()
	r, err := cast.Read(bytes.NewReader(data))
	if err != nil {
		t.Fatalf("%v in\n%s", err, data)
	}
	term := screen.New(r.Width, r.Height)
	defer term.Close()
	for _, e := range r.Events {
		if e.Kind == "o" {
			_, _ = io.WriteString(term, e.Data)
		}
	}
	return r, term.Screen().Text()
}

// TestRecorder wants both versions to show at the end what the program showed, at the right times.
func TestRecorder(t *testing.T) {
	t.Parallel()
	for _, version := range []int{2, 3} {
		var out bytes.Buffer
		r := cast.NewRecorder(&out, cast.Options{Version: version, Width: 20, Height: 3, Title: "one", Now: clock()})
		_, _ = io.WriteString(r, "\x1b[31mred\x1b[m 字")
		_, _ = io.WriteString(r, "\x1b[2;1Htwo")
		_, _ = io.WriteString(r, "\x1b[2;1Htwo") // nothing changes
		if err := r.Close(0); err != nil {
			t.Fatal(err)
		}
		rec, shown := last(t, out.Bytes())
		if want := "red 字\ntwo\n\n"; shown != want || rec.Title != "one" || rec.Version != version {
			t.Errorf("version %d shows %q, want %q", version, shown, want)
		}
		if got := rec.Events[1].At; got != time.Second {
			t.Errorf("version %d: the second event is after %v, want 1s", version, got)
		}
		if !strings.Contains(out.String(), "31m") {
			t.Errorf("version %d has lost the color:\n%s", version, out.String())
		}
	}
}

// TestPrint wants every line of a text in a recording, whatever its screen has room for: lines that are longer than it
// is wide, and one that is longer than all of it.
func TestPrint(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{20, 5}, {20, 2}, {12, 3}, {80, 24}} {
		var out bytes.Buffer
		r := cast.NewRecorder(&out, cast.Options{Width: size[0], Height: size[1], Now: clock()})
		r.Print("begun ")
		var text strings.Builder
		for n := range 200 {
			_, _ = fmt.Fprintf(&text, "%05d\t字\n", n)
		}
		for n := range 900 {
			_, _ = fmt.Fprintf(&text, "%05d", n+500)
		}
		r.Print(text.String())
		if err := r.Close(0); err != nil {
			t.Fatal(err)
		}
		rec, _ := last(t, out.Bytes())
		term, shown := screen.New(size[0], size[1]), map[string]bool{}
		defer term.Close()
		for _, e := range rec.Events {
			_, _ = io.WriteString(term, e.Data)
			text := strings.ReplaceAll(term.Screen().Text(), "\n", "")
			for at := range len(text) - 4 {
				shown[text[at:at+5]] = true
			}
		}
		for n := range 1400 {
			if want := fmt.Sprintf("%05d", n); (n < 200 || n >= 500) && !shown[want] {
				t.Fatalf("%v: %s is not in the recording", size, want)
			}
		}
	}
}

// TestMasked wants no secret in a recording, however it is drawn: in pieces, over the end of a line, and in the middle
// of what is there.
func TestMasked(t *testing.T) {
	t.Parallel()
	const secret = "planted-secret"
	for name, draw := range map[string][]string{
		"whole":       {"password " + secret},
		"a character": strings.Split(secret, ""),
		"two lines":   {"\x1b[1;14H" + secret[:7] + "\x1b[2;1H" + secret[7:]},
		"backwards":   {"\x1b[1;8H" + secret[7:], "\x1b[1;1H" + secret[:7]},
	} {
		var out bytes.Buffer
		r := cast.NewRecorder(&out, cast.Options{Width: 20, Height: 3, Now: clock()})
		r.Hide(provider.NewSecret(secret))
		for _, d := range draw {
			_, _ = io.WriteString(r, d)
		}
		if err := r.Close(0); err != nil {
			t.Fatal(err)
		}
		if _, shown := last(t, out.Bytes()); strings.Contains(strings.ReplaceAll(shown, "\n", ""), secret) ||
			!strings.Contains(shown, "****") {
			t.Errorf("%s: the recording shows\n%s", name, shown)
		}
	}
}

// TestMaskedPieces wants no piece of eight characters of a script in a recording: cut off at an edge or by an ellipsis,
// indented, wrapped, and wrapped within a frame. What is no secret stays.
func TestMaskedPieces(t *testing.T) {
	t.Parallel()
	const line = "TOKEN=0123456789abcdefghijklmnop curl"
	for name, draw := range map[string]string{
		"indented":   "    " + line,
		"cut off":    "\x1b[1;30H" + line[:11],
		"ellipsis":   "echo " + line[:14] + "…",
		"its end":    "…" + line[20:],
		"its middle": "<" + line[8:24] + ">",
		"wrapped":    "  " + line[:18] + "\x1b[2;3H" + line[18:],
		"framed":     "│ " + line[:12] + "   │\x1b[2;1H│ " + line[12:17] + "   │\x1b[3;1H│ " + line[17:24] + "  │",
	} {
		var out bytes.Buffer
		r := cast.NewRecorder(&out, cast.Options{Width: 40, Height: 4, Now: clock()})
		r.Hide(provider.NewSecret("#!/bin/sh\n\t" + line + "\n"))
		_, _ = io.WriteString(r, draw+"\x1b[4;1Hthe curl is kept")
		if err := r.Close(0); err != nil {
			t.Fatal(err)
		}
		_, shown := last(t, out.Bytes())
		for _, piece := range []string{line[:8], line[8:12], line[12:17], line[17:24], line[24:32]} {
			if strings.Contains(shown, piece) {
				t.Errorf("%s: %q is in the recording\n%s", name, piece, shown)
			}
		}
		if !strings.Contains(shown, "****") || !strings.Contains(shown, "the curl is kept") {
			t.Errorf("%s: the recording shows\n%s", name, shown)
		}
	}
}

// TestReadBounds refuses a recording that lasts longer than times can say, and one that has too many bytes.
func TestReadBounds(t *testing.T) {
	t.Parallel()
	long := `{"version":3,"term":{"cols":80,"rows":24}}` + "\n" + strings.Repeat(`[2147483647,"o","x"]`+"\n", 6)
	if _, err := cast.Read(strings.NewReader(long)); !errors.Is(err, cast.ErrFormat) {
		t.Errorf("Read() of 400 years = %v, want %v", err, cast.ErrFormat)
	}
	head := strings.NewReader(`{"version":2,"width":80,"height":24}` + "\n")
	if _, err := cast.Read(io.MultiReader(head, comments{})); !errors.Is(err, cast.ErrFormat) {
		t.Errorf("Read() without an end = %v, want %v", err, cast.ErrFormat)
	}
}

// comments are lines without an end.
type comments struct{}

func (comments) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = '#'
	}
	p[len(p)-1] = '\n'
	return len(p), nil
}

// TestAddresses masks addresses where that was asked for, and nothing else.
func TestAddresses(t *testing.T) {
	t.Parallel()
	for _, masked := range []bool{true, false} {
		var out bytes.Buffer
		r := cast.NewRecorder(&out, cast.Options{Width: 60, Height: 2, Now: clock(), Addresses: masked})
		_, _ = io.WriteString(r, "web 203.0.113.2 and 2001:db8::7 at 12:30:45 v1.2.3")
		if err := r.Close(0); err != nil {
			t.Fatal(err)
		}
		_, shown := last(t, out.Bytes())
		if hidden := !strings.Contains(shown, "203.0.113.2") && !strings.Contains(shown, "2001:db8"); hidden != masked ||
			!strings.Contains(shown, "12:30:45 v1.2.3") {
			t.Errorf("Addresses %v: it shows %q", masked, shown)
		}
	}
}

// full takes nothing.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left") }

// TestFull wants the program to continue, and the end to say why there is no recording.
func TestFull(t *testing.T) {
	t.Parallel()
	r := cast.NewRecorder(full{}, cast.Options{Now: clock()})
	if n, err := io.WriteString(r, "abc"); n != 3 || err != nil {
		t.Errorf("Write() = %d, %v, want 3", n, err)
	}
	if err := r.Close(0); err == nil {
		t.Error("Close() = nil, want the error of writing")
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"version":2,"width":80,"height":24}` + "\n" + `[0.5,"o","x"]` + "\n"))
	f.Add([]byte(`{"version":3,"term":{"cols":80,"rows":24}}` + "\n# c\n" + `[0.5,"x","0"]` + "\n"))
	f.Add([]byte(`{"version":3,"term":{"cols":80,"rows":24}}` + strings.Repeat("\n"+`[2147483647,"o","x"]`, 6)))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := cast.Read(bytes.NewReader(data))
		if err != nil {
			if !errors.Is(err, cast.ErrFormat) {
				t.Fatalf("Read(%q) = %v", data, err)
			}
			return
		}
		for _, e := range r.Events {
			if e.At < 0 {
				t.Fatalf("Read(%q): an event before the start", data)
			}
		}
	})
}

// TestFind finds whole secrets and pieces of them, over the ends of lines, and nothing that is too short to know it by.
func TestFind(t *testing.T) {
	t.Parallel()
	secrets := []provider.Secret{provider.NewSecret("planted one\ntwo"), provider.NewSecret("short"), {}}
	for text, want := range map[string]string{
		"x planted oney": "  ******* *** ", "say planted-it": "              ", "short": "     ",
		"anted\none tw": "***** *** **", "日planted o": " ******* *", "": "",
	} {
		var got strings.Builder
		for i, found := range cast.Find([]rune(text), secrets...) {
			if found && []rune(text)[i] != ' ' {
				got.WriteByte('*')
			} else {
				got.WriteByte(' ')
			}
		}
		if got.String() != want {
			t.Errorf("Find(%q) = %q, want %q", text, got.String(), want)
		}
	}
}

// TestShowResize: a recording that is played fits windows of every size, whatever sizes it has itself.
func TestShowResize(t *testing.T) {
	t.Parallel()
	r, err := cast.Read(strings.NewReader(`{"version":2,"width":80,"height":24}
[0,"o","\u001b[31m` + strings.Repeat("记录 text ", 30) + `"]
[0,"r","200x60"]
[0,"o","\u001b[60;190Hthe end"]
`))
	if err != nil {
		t.Fatal(err)
	}
	s := cast.NewShow(r, 1)
	defer s.Close()
	d := uitest.Drive(t, s, uitest.Size{W: 200, H: 60})
	d.WaitFor("the end")
	uitest.Resizes(d, "a recording")
}
