package provider_test

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/metalwright/metalwright/provider"
)

// TestClean names each kind of character that a terminal acts on or does not show.
func TestClean(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, text, want string }{
		{"plain", `web-1 ~ \n "x"`, `web-1 ~ \n "x"`},
		{"letters of the world", "東京 שלום é Ω नमस्ते 👍🏽 🇰🇷", "東京 שלום é Ω नमस्ते 👍🏽 🇰🇷"},
		{"colour", "a\x1b[31mb", `a\u001b[31mb`},
		{"title", "a\x1b]0;owned\x07b", `a\u001b]0;owned\u0007b`},
		{"device control, unfinished", "\x1bP$q", `\u001bP$q`},
		{"privacy, start of string, application", "\x1b^a\x1bXb\x1b_c\x1b\\", `\u001b^a\u001bXb\u001b_c\u001b\`},
		{"ends of lines", "a\r\nb\rc\vd\fe", `a\r\nb\rc\u000bd\u000ce`},
		{"tab, bell, backspace, null, delete", "\t\a\b\x00\x7f", `\t\u0007\u0008\u0000\u007f`},
		{"C1 in UTF-8", "\u009b2J\u0085\u009dx\u009c", `\u009b2J\u0085\u009dx\u009c`},
		{"C1 as bytes", "\x9b2J\x9d0;x\x9c", `\x9b2J\x9d0;x\x9c`},
		{"broken UTF-8", "a\xe6\x9db\xf0\x9f", `a\xe6\x9db\xf0\x9f`},
		{"replacement", "a\ufffdb", `a\ufffdb`},
		{
			"directions", "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c",
			`\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c`,
		},
		{"no width", "a\u200bb\u200cc\u200dd\u2060e\ufefff\u00adg", `a\u200bb\u200cc\u200dd\u2060e\ufefff\u00adg`},
		{"fillers", "\u034f\u115f\u1160\u17b4\u3164\uffa0\u2800", `\u034f\u115f\u1160\u17b4\u3164\uffa0\u2800`},
		{"variation selectors", "☎\ufe0f\U000e0100", `☎\ufe0f\U000e0100`},
		{"tags", "\U000e0001\U000e0041", `\U000e0001\U000e0041`},
		{"lines and paragraphs", "a\u2028b\u2029c", `a\u2028b\u2029c`},
		{"blanks that are no blank", "a\u00a0b\u2003c\u3000d", `a\u00a0b\u2003c\u3000d`},
		{"private use, unassigned", "\ue000\U0010ffff\U000f0000", `\ue000\U0010ffff\U000f0000`},
		{"marks", "Z\u0300\u0301\u0302\u0303\u0304a", "Z\u0300\u0301\u0302\u0303" + `\u0304a`},
		{"a mark without a character", "\u0300a\x1b\u0300", `\u0300a\u001b\u0300`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := provider.Clean(c.text); got != c.want {
				t.Errorf("Clean(%q) = %q, want %q", c.text, got, c.want)
			}
		})
	}
}

func TestCleanASCII(t *testing.T) {
	t.Parallel()
	if got, want := provider.CleanASCII("“Zürich” – 東 👍\x1b 2 × 3…"),
		`"Z\u00fcrich" - \u6771 \U0001f44d\u001b 2 x 3...`; got != want {
		t.Errorf("CleanASCII() = %q, want %q", got, want)
	}
}

func TestCleanLines(t *testing.T) {
	t.Parallel()
	if got, want := provider.CleanLines("a\r\nb\x1b[2J\tc\rd\n"), "a\nb"+`\u001b[2J c\rd`+"\n"; got != want {
		t.Errorf("CleanLines() = %q, want %q", got, want)
	}
}

// FuzzClean looks for text that comes out of it unclean, changed twice, or the same as another text.
func FuzzClean(f *testing.F) {
	for _, s := range []string{"", "web-1", "\x1b]0;x\a", "\x9b", "a\u0300\u0301", "\u202e", "👩‍👩‍👧", "\U000e0041"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for name, made := range map[string]string{"Clean": provider.Clean(s), "CleanASCII": provider.CleanASCII(s)} {
			if !utf8.ValidString(made) {
				t.Errorf("%s(%q) = %q, which is no UTF-8", name, s, made)
			}
			for _, r := range made {
				if !unicode.IsPrint(r) || unicode.Is(unicode.Variation_Selector, r) || name == "CleanASCII" && r > '~' {
					t.Errorf("%s(%q) = %q with %U", name, s, made, r)
				}
			}
			if again := provider.Clean(made); again != made {
				t.Errorf("Clean(%q) = %q, want it as it is", made, again)
			}
		}
		if made := provider.Clean(s); len(made) == len(s) && made != s {
			t.Errorf("Clean(%q) = %q: changed, and as long", s, made)
		}
		for _, ascii := range []bool{false, true} {
			doc, err := json.Marshal(map[string]string{"a": s, s: "b"})
			if err != nil {
				t.Fatal(err)
			}
			made := provider.CleanJSON(doc, ascii)
			var was, is map[string]string
			if err := json.Unmarshal(doc, &was); err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal(made, &is); err != nil {
				t.Fatalf("CleanJSON(%s) = %s: %v", doc, made, err)
			}
			if len(was) != len(is) || was["a"] != is["a"] ||
				is[strings.ToValidUTF8(s, "\ufffd")] != was[strings.ToValidUTF8(s, "\ufffd")] {
				t.Errorf("CleanJSON(%s) = %s, which says something else", doc, made)
			}
			if text := string(made); provider.Clean(text) != text || ascii && provider.CleanASCII(text) != text {
				t.Errorf("CleanJSON(%s) = %q, which is not clean", doc, text)
			}
		}
	})
}
