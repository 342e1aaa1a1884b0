package cli

import (
	"strings"

	"github.com/BurntSushi/toml"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/metalwright/metalwright/assets"
)

// helpWords are the words of the help in another language than English, which is beside the commands. Manuals and
// completion scripts stay English. nil is English.
type helpWords struct {
	Titles  map[string]string       `toml:"titles"` // by the English one
	Notes   map[string]string       `toml:"notes"`
	Flags   map[string]string       `toml:"flags"`   // of several commands, by name
	Command map[string]commandWords `toml:"command"` // by its words without the program's name
}

// commandWords are what the help says of a command and of the flags that are its own.
type commandWords struct {
	Short string            `toml:"short"`
	Long  string            `toml:"long"`
	Flags map[string]string `toml:"flags"`
}

// helpIn are the words of the language; nil where it has none of its own.
func helpIn(lang string) *helpWords {
	text, err := assets.Help.ReadFile("help/" + lang + ".toml")
	if err != nil {
		return nil
	}
	w := &helpWords{}
	if _, err := toml.Decode(string(text), w); err != nil { // a test reads every file
		return nil
	}
	return w
}

// commandKey is the words of c without the program's name.
func commandKey(c *cobra.Command) string {
	return strings.TrimPrefix(strings.TrimPrefix(c.CommandPath(), c.Root().Name()), " ")
}

// flag is what the help says of a flag of the command; "" where nothing is.
func (w *helpWords) flag(command, name string) string {
	if text := w.Command[command].Flags[name]; text != "" {
		return text
	}
	return w.Flags[name]
}

// teach puts the words into c and the commands below it. What has none keeps the English ones.
func (w *helpWords) teach(c *cobra.Command) {
	if w == nil {
		return
	}
	key := commandKey(c)
	if own, ok := w.Command[key]; ok {
		c.Short = own.Short
		if c.Long != "" && own.Long != "" {
			c.Long = strings.TrimSpace(own.Long)
		}
	}
	c.LocalFlags().VisitAll(func(f *pflag.Flag) {
		if text := w.flag(key, f.Name); text != "" {
			f.Usage = text
		}
	})
	for _, sub := range c.Commands() {
		w.teach(sub)
	}
}

// title is the title of a section.
func (w *helpWords) title(english string) string {
	if w == nil || w.Titles[english] == "" {
		return english
	}
	return w.Titles[english]
}

// note is the sentence with the key, which is english where nothing else is.
func (w *helpWords) note(key, english string) string {
	if w == nil || w.Notes[key] == "" {
		return english
	}
	return w.Notes[key]
}
