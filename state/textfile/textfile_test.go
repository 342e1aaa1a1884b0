package textfile_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/state/textfile"
)

func TestRead(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"plain": "a: b\n", "bom": "\ufeffa: b\n", "empty": "", "le": "\xff\xfea\x00", "be": "\xfe\xff\x00a",
		"le without a mark": "a\x00b\x00",
		"be without a mark": "\x00a\x00b", "utf-32": "\x00\x00\xfe\xff\x00\x00\x00a", "ten": "0123456789",
		"eleven": "0123456789a",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("nowhere", filepath.Join(dir, "dangling")); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, text string
		reason     textfile.Reason
	}{
		{"plain", "a: b\n", ""},
		{"bom", "a: b\n", ""},
		{"empty", "", ""},
		{"ten", "0123456789", ""},
		{"eleven", "", textfile.ReasonSize},
		{"le", "", textfile.ReasonUTF16},
		{"be", "", textfile.ReasonUTF16},
		{"le without a mark", "", textfile.ReasonUTF16},
		{"be without a mark", "", textfile.ReasonUTF16},
		{"utf-32", "", textfile.ReasonUTF16},
		{"dangling", "", textfile.ReasonDangling},
		{"nothing", "", textfile.ReasonMissing},
		{".", "", textfile.ReasonDirectory},
		{"plain/below", "", textfile.ReasonUnreadable},
		{"/dev/null", "", textfile.ReasonSpecial},
	} {
		path := c.name
		if !filepath.IsAbs(path) {
			path = filepath.Join(dir, path)
		}
		text, _, err := textfile.Read(path, 10)
		e, _ := errors.AsType[*textfile.Error](err)
		got := textfile.Reason("")
		if e != nil {
			got = e.Reason
		}
		if string(text) != c.text || got != c.reason || e != nil && e.Path != path {
			t.Errorf("Read(%s) = %q, %v, want %q, reason %q", c.name, text, err, c.text, c.reason)
		}
		if errors.Is(err, fs.ErrNotExist) != (c.reason == textfile.ReasonMissing) {
			t.Errorf("Read(%s) = %v: ErrNotExist is for what is missing alone", c.name, err)
		}
	}
}

func TestFrom(t *testing.T) {
	t.Parallel()
	text, err := textfile.From(strings.NewReader("\ufeffa"), "-", 10)
	if string(text) != "a" || err != nil {
		t.Errorf("From(BOM) = %q, %v, want a", text, err)
	}
	if _, err := textfile.From(strings.NewReader("\xff\xfea\x00"), "-", 10); err == nil {
		t.Error("From(UTF-16) = nil, want an error")
	}
}
