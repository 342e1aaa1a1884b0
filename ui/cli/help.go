package cli

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"unicode"

	"github.com/charmbracelet/colorprofile"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	terminal "golang.org/x/term"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/config"
	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/run"
	"github.com/metalwright/metalwright/ui/term"
)

// withHelp gives root a command help that knows what there is: the library's shows the general help for what it does
// not know. Every help page is laid out here.
func withHelp(root *cobra.Command, p run.Process, products []*provider.Product, f *run.Flags) {
	groupCommands(root)
	root.SetHelpCommand(&cobra.Command{
		Use:     "help [COMMAND...]",
		Short:   "Show help for a command",
		Example: root.Name() + " help orders show",
		GroupID: groupOf("help"),
		ValidArgsFunction: func(c *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			of, err := findCommand(c.Root(), args)
			if err != nil {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			var all []string
			for _, sub := range of.Commands() {
				if sub.IsAvailableCommand() || sub.IsAdditionalHelpTopicCommand() {
					all = append(all, cobra.CompletionWithDesc(sub.Name(), sub.Short))
				}
			}
			return all, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(c *cobra.Command, args []string) error {
			of, err := findCommand(c.Root(), args)
			if err != nil {
				return err
			}
			of.InitDefaultHelpFlag()
			of.InitDefaultVersionFlag()
			return of.Help()
		},
	})
	for _, t := range topics(products) {
		root.AddCommand(&cobra.Command{
			Use: t.name, Short: t.short, Long: t.short, Example: root.Name() + " help " + t.name,
		})
	}
	root.InitDefaultHelpCmd() // now, to be one of the commands like the others
	root.SetHelpFunc(func(c *cobra.Command, _ []string) {
		width, bold, lang := helpLooks(p, products, f)
		words := helpIn(lang)
		words.teach(c.Root())
		to := c.OutOrStdout()
		if s, ok := p.Out.(*report.Stream); ok && bold {
			to = s.WithStyles() // the words are the program's own
		}
		_, _ = io.WriteString(to, helpText(helpPage(c, products, words), width, bold)) // [report.Stream.Failed] has its error
	})
}

// helpLooks is the width of the reader's terminal, 0 if unknown, whether titles may be bold there, and the language.
// What is wrong with the settings is said by what is not help.
func helpLooks(p run.Process, products []*provider.Product, f *run.Flags) (width int, bold bool, lang string) {
	width = p.Width
	out := report.Terminal(p.Out)
	if file, ok := out.(*os.File); ok && width == 0 {
		width, _, _ = terminal.GetSize(int(file.Fd())) // 0 for what is no terminal
	}
	s, _, _ := run.Settings(p, products, *f)
	lang = s.Value(config.Lang).Text
	if p.Session != nil && s.Value(config.Lang).Origin == config.OriginDefault { // the client's, not the server's
		lang = p.Session.Text.Lang()
	}
	switch s.Value(config.Color).Text {
	case "always":
		return width, true, lang
	case "auto":
		return width, colorprofile.Detect(out, term.ColorEnv(p.Env)) > colorprofile.ASCII, lang
	}
	return width, false, lang
}

// helpPage is what the help says about a command, which has learnt the words.
func helpPage(c *cobra.Command, products []*provider.Product, words *helpWords) []section {
	for _, t := range topics(products) {
		if !c.HasParent() || c.HasSubCommands() || c.Runnable() || c.Name() != t.name {
			continue
		}
		return append([]section{{text: sentence(c.Short)}}, t.sections(c.Root())...)
	}
	about := c.Long
	if about == "" {
		about = sentence(c.Short)
	}
	page := []section{{text: about}, {title: words.title("usage"), text: usageLines(c)}}
	page = append(page, commandSections(c, words)...)
	if rows := flagRows(c.LocalFlags(), words.note("default", standard)); len(rows) > 0 {
		page = append(page, section{title: words.title("flags"), rows: rows})
	}
	if c.Example != "" {
		examples := " " + strings.ReplaceAll(c.Example, "\n", "\n ")
		page = append(page, section{title: words.title("examples"), text: examples})
	}
	root, more := c.Root(), section{title: words.title("more")}
	if c.HasParent() {
		more.text = words.note("global", "Flags of every command, such as --sim and --json: `"+
			root.Name()+" --help`.")
		return append(page, more)
	}
	more.rows = []helpRow{{
		root.Name() + " help COMMAND", words.note("help COMMAND", "help for a command, with examples"),
	}}
	for _, t := range topics(products) {
		short := t.short
		if about := subcommand(root, t.name); about != nil {
			short = about.Short
		}
		more.rows = append(more.rows, helpRow{root.Name() + " help " + t.name, lowerFirst(short)})
	}
	return append(page, more)
}

// sentence is text with the period at its end.
func sentence(text string) string {
	if strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		return text + "。"
	}
	return text + "."
}

// usageLines are the ways to write c.
func usageLines(c *cobra.Command) string {
	var lines []string
	if c.Runnable() {
		lines = append(lines, " "+strings.TrimSpace(strings.TrimSuffix(c.UseLine(), " [flags]"))+" [FLAGS]")
	}
	if c.HasAvailableSubCommands() {
		lines = append(lines, " "+c.CommandPath()+" COMMAND [FLAGS]")
	}
	return strings.Join(lines, "\n")
}

// groups are the titles of commands in the root's help.
func groups() []*cobra.Group {
	return []*cobra.Group{
		{ID: "order", Title: "order servers"}, {ID: "serve", Title: "serve"}, {ID: "setup", Title: "set up and look up"},
	}
}

func groupOf(command string) string {
	switch command {
	case "find", "plan", "apply", "board", "orders", "orphans", "export", "audit":
		return "order"
	case "serve", "sim", "demo":
		return "serve"
	}
	return "setup"
}

func groupCommands(root *cobra.Command) {
	root.AddGroup(groups()...)
	for _, c := range root.Commands() {
		c.GroupID = groupOf(c.Name())
	}
}

// commandSections lists the commands of c, by group if c has any.
func commandSections(c *cobra.Command, words *helpWords) []section {
	titles := []*cobra.Group{{Title: "commands"}}
	if len(c.Groups()) > 0 {
		titles = c.Groups()
	}
	var all []section
	for _, g := range titles {
		s := section{title: words.title(g.Title)}
		for _, sub := range c.Commands() {
			if sub.IsAvailableCommand() && sub.GroupID == g.ID {
				s.rows = append(s.rows, helpRow{sub.Use, sub.Short})
			}
		}
		if len(s.rows) > 0 {
			all = append(all, s)
		}
	}
	return all
}

// standard is how the default of a flag is behind what it is for.
const standard = " (default: %s)"

// flagRows lists flags with the form of their values and their defaults, which stand as in [standard].
func flagRows(flags *pflag.FlagSet, form string) []helpRow {
	var rows []helpRow
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		term := "    --" + f.Name
		if f.Shorthand != "" {
			term = "-" + f.Shorthand + ", --" + f.Name
		}
		if value := flagForm(f); value != "" {
			term += " " + value
		}
		text := upperFirst(f.Usage)
		if !slices.Contains([]string{"", "false", "0", "0s", "[]"}, f.DefValue) && !strings.Contains(text, "(default") {
			text += fmt.Sprintf(form, f.DefValue)
		}
		rows = append(rows, helpRow{term, text})
	})
	return rows
}

// flagForm stands for the value of a flag; "" if it takes none.
func flagForm(f *pflag.Flag) string {
	switch f.Value.Type() {
	case "bool":
		return ""
	case "int", "uint64", "float64":
		return "N"
	case "duration":
		return "TIME"
	}
	if form, ok := flagForms[f.Name]; ok {
		return form
	}
	return "TEXT"
}

// flagForms are the forms of values that are texts.
var flagForms = map[string]string{
	"profile": "NAME", "endpoint": "PRODUCT=URL", "state": "DIR|URL", "output": "FORM", "lang": "LANGUAGE",
	"color": "WHEN", "config": "FILE", "log-file": "FILE", "faults": "FILE", "notify": "WHERE", "set": "KEY=VALUE",
	"password-out": "FILE", "reason": "TEXT", "digest": "DIGEST", "order": "ORDER", "head": "N:HASH", "to": "FORM",
	"user": "NAME", "out": "FILE", "adopt": "ID,...", "buy-again": "TOKEN", "password": "FROM", "init-script": "FROM",
	"listen": "ADDRESS", "authorized-keys": "FILE", "user-ca": "FILE", "people": "FILE", "host-key": "FILE",
	"host-cert": "FILE", "metrics": "ADDRESS",
	"proxy-from": "NETWORK,...", "books": "FILE", "ready": "ADDRESS",
	"wait": "STATE", "like": "ORDER", "demo": "NAME", "receipt": "FILE", "tls-cert-out": "FILE",
	"theme": "NAME", "record": "FILE", "check": "FILE", "write": "FILE", "render": "FILE", "moment": "TIME",
	"at": "WHEN",
}

// findCommand is the command that the words name, one below the other.
func findCommand(c *cobra.Command, words []string) (*cobra.Command, error) {
	for _, w := range words {
		sub := subcommand(c, w)
		if sub == nil {
			return nil, noCommand(c, w)
		}
		c = sub
	}
	return c, nil
}

// checkHelp is the error of args that ask by a flag for the help of a command that there is not: the library shows that
// of the one above.
func checkHelp(root *cobra.Command, args []string) error {
	asks := slices.ContainsFunc(args, func(a string) bool { return a == "--help" || a == "-h" || a == "--help=true" })
	if !asks { // flags are read here only when nothing but help comes of them
		return nil
	}
	c, rest, err := root.Find(args)
	if err != nil || !c.HasAvailableSubCommands() {
		return nil //nolint:nilerr // the library says it
	}
	c.InitDefaultHelpFlag()
	if err := c.ParseFlags(rest); err != nil {
		return nil //nolint:nilerr // the library says it
	}
	help, err := c.Flags().GetBool("help")
	if words := c.Flags().Args(); err == nil && help && len(words) > 0 && subcommand(c, words[0]) == nil {
		return noCommand(c, words[0])
	}
	return nil
}
