package cli

import (
	"bytes"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/BurntSushi/toml"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/metalwright/metalwright/assets"
	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/ui/run"
	"github.com/metalwright/metalwright/ui/widget"
)

// TestHelpWords finds commands and flags that the help in another language says nothing of, words of what is not there,
// and one flag's words that stand for two meanings.
func TestHelpWords(t *testing.T) {
	t.Parallel()
	files, err := fs.Glob(assets.Help, "help/*.toml")
	if err != nil || len(files) != len(assets.Languages())-1 {
		t.Fatalf("there are %q, %v, want a file for each language but English", files, err)
	}
	for _, file := range files {
		lang := strings.TrimSuffix(strings.TrimPrefix(file, "help/"), ".toml")
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			text, err := assets.Help.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var w helpWords
			meta, err := toml.Decode(string(text), &w)
			if err != nil || len(meta.Undecoded()) > 0 {
				t.Fatalf("%v; %q is not known", err, meta.Undecoded())
			}
			c := &coverage{t: t, words: w, used: map[string]bool{}, means: map[string]string{}}
			root := newRoot(run.Process{}, all.Products(), &run.Flags{})
			c.walk(root)
			c.unused()
			if usage := w.flag("export", "to"); !strings.HasSuffix(usage, strings.Join(formatNames(), ", ")) {
				t.Errorf("the formats of an export are %q", usage)
			}
		})
	}
}

// coverage compares words with commands.
type coverage struct {
	t     *testing.T
	words helpWords
	used  map[string]bool
	means map[string]string // the English usage of a flag that several commands share
}

func (c *coverage) walk(cmd *cobra.Command) {
	key := commandKey(cmd)
	cmd.InitDefaultHelpFlag()
	cmd.InitDefaultVersionFlag()
	own, ok := c.words.Command[key]
	c.used["command "+key] = true
	if !ok || own.Short == "" || (own.Long == "") != (cmd.Long == "" || cmd.Long == cmd.Short) {
		c.t.Errorf("%q: want a short text, and a long one where English has one", key)
	}
	cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		if _, ok := own.Flags[f.Name]; ok {
			c.used["flag "+key+" "+f.Name] = true
			return
		}
		c.used["shared "+f.Name] = true
		was, known := c.means[f.Name]
		same := f.Name == "help" || !known || was == f.Usage
		if c.words.Flags[f.Name] == "" || !same {
			c.t.Errorf("%q has no words for --%s: %q", key, f.Name, f.Usage)
		}
		c.means[f.Name] = f.Usage
	})
	for _, sub := range cmd.Commands() {
		if !sub.Hidden {
			c.walk(sub)
		}
	}
}

// unused finds words of commands and flags that are not there.
func (c *coverage) unused() {
	for name := range c.words.Flags {
		if !c.used["shared "+name] {
			c.t.Errorf("no command has the flag %s", name)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(c.words.Command)) {
		if !c.used["command "+key] {
			c.t.Errorf("there is no command %q", key)
		}
		for name := range c.words.Command[key].Flags {
			if !c.used["flag "+key+" "+name] {
				c.t.Errorf("%q has no flag %s", key, name)
			}
		}
	}
}

// TestWrapWide breaks Chinese between characters, with its marks where they belong.
func TestWrapWide(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text  string
		width int
		want  []string
	}{
		{"像 plan 一样检查并询价", 12, []string{"像 plan 一样", "检查并询价"}},
		{"一二三，四（五）六", 6, []string{"一二", "三，四", "（五）", "六"}},
		{"列出 JSON", 6, []string{"列出", "JSON"}},
	} {
		if got := wrap(c.text, c.width); !slices.Equal(got, c.want) {
			t.Errorf("wrap(%q, %d) = %q, want %q", c.text, c.width, got, c.want)
		}
	}
}

// TestHelpChinese has pages in Chinese, whose lines fit, and whose only English is what is typed.
func TestHelpChinese(t *testing.T) {
	t.Parallel()
	for _, line := range []string{"--help", "help", "apply --help", "help orders resume", "help serve", "config --help"} {
		var out bytes.Buffer
		p := run.Process{
			Args: append([]string{"--lang", "zh"}, strings.Fields(line)...), Out: &out, Err: &out, Home: t.TempDir(), Width: 80,
			Lookup: func(string) (string, bool) { return "", false },
		}
		if code := Main(t.Context(), p, all.Products()); code != 0 {
			t.Fatalf("%q ended with %d:\n%s", line, code, &out)
		}
		for l := range strings.Lines(out.String()) {
			l = strings.TrimSuffix(l, "\n")
			if wide := widget.Width(l); wide > 80 && !strings.HasPrefix(l, "  metalwright") {
				t.Errorf("%q has a line of %d cells: %q", line, wide, l)
			}
			han := strings.ContainsFunc(l, func(r rune) bool { return unicode.Is(unicode.Han, r) })
			if strings.Count(l, " the ")+strings.Count(l, " of ") > 0 && !han {
				t.Errorf("%q has an English line: %q", line, l)
			}
		}
		if !strings.Contains(out.String(), "用法") {
			t.Errorf("%q has no title in Chinese:\n%s", line, &out)
		}
	}
}
