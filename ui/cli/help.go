package cli

import (
	"io"
	"os"
	"slices"
	"strings"

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
		Short:   "Show what a command is for",
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
		width, bold := helpLooks(p, products, f)
		to := c.OutOrStdout()
		if s, ok := p.Out.(*report.Stream); ok && bold {
			to = s.WithStyles() // the words are the program's own
		}
		_, _ = io.WriteString(to, helpText(helpPage(c, products), width, bold)) // nobody else is there to hear of it
	})
}

// helpLooks is the width of the reader's terminal, 0 if unknown, and whether titles may be bold there. What is wrong
// with the settings is said by what is not help.
func helpLooks(p run.Process, products []*provider.Product, f *run.Flags) (width int, bold bool) {
	width = p.Width
	out := report.Terminal(p.Out)
	if file, ok := out.(*os.File); ok && width == 0 {
		width, _, _ = terminal.GetSize(int(file.Fd())) // 0 for what is no terminal
	}
	s, _, _ := run.Settings(p, products, *f)
	switch s.Value(config.Color).Text {
	case "always":
		return width, true
	case "auto":
		return width, colorprofile.Detect(out, term.ColorEnv(p.Env)) > colorprofile.ASCII
	}
	return width, false
}

// helpPage is what the help says about a command.
func helpPage(c *cobra.Command, products []*provider.Product) []section {
	for _, t := range topics(products) {
		if !c.HasParent() || c.HasSubCommands() || c.Runnable() || c.Name() != t.name {
			continue
		}
		return append([]section{{text: t.short + "."}}, t.sections(c.Root())...)
	}
	about := c.Long
	if about == "" {
		about = c.Short + "."
	}
	page := []section{{text: about}, {title: "usage", text: usageLines(c)}}
	page = append(page, commandSections(c)...)
	if rows := flagRows(c.LocalFlags()); len(rows) > 0 {
		page = append(page, section{title: "flags", rows: rows})
	}
	if c.Example != "" {
		page = append(page, section{title: "examples", text: " " + strings.ReplaceAll(c.Example, "\n", "\n ")})
	}
	root := c.Root().Name()
	if c.HasParent() {
		return append(page, section{
			title: "more", text: "Flags that every command takes, such as --sim, --json and --profile: `" + root + " --help`.",
		})
	}
	more := section{title: "more", rows: []helpRow{{root + " help COMMAND", "what a command is for, with examples"}}}
	for _, t := range topics(products) {
		more.rows = append(more.rows, helpRow{root + " help " + t.name, lowerFirst(t.short)})
	}
	return append(page, more)
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
	case "serve", "sim":
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
func commandSections(c *cobra.Command) []section {
	titles := []*cobra.Group{{Title: "commands"}}
	if len(c.Groups()) > 0 {
		titles = c.Groups()
	}
	var all []section
	for _, g := range titles {
		s := section{title: g.Title}
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

// flagRows lists flags with the form of their values and their defaults.
func flagRows(flags *pflag.FlagSet) []helpRow {
	var rows []helpRow
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		term := "    --" + f.Name
		if f.Shorthand != "" {
			term = "-" + f.Shorthand + ", --" + f.Name
		}
		if form := flagForm(f); form != "" {
			term += " " + form
		}
		text := upperFirst(f.Usage)
		if !slices.Contains([]string{"", "false", "0", "0s", "[]"}, f.DefValue) && !strings.Contains(text, "(default") {
			text += " (default: " + f.DefValue + ")"
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
	"password-out": "FILE", "reason": "TEXT", "seal": "SEAL", "order": "ORDER", "head": "N:HASH", "to": "FORM",
	"user": "NAME", "out": "FILE", "adopt": "ID,...", "buy-again": "MARK", "password": "FROM", "init-script": "FROM",
	"listen": "ADDRESS", "authorized-keys": "FILE", "user-ca": "FILE", "people": "FILE", "host-key": "FILE",
	"host-cert": "FILE", "metrics": "ADDRESS", "proxy-from": "NETWORK,...", "books": "FILE", "tls-cert-out": "FILE",
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
