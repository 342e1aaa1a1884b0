package cli

import (
	"slices"

	"github.com/spf13/cobra"

	"github.com/metalwright/metalwright/ui/report"
)

// withHelp gives root a command help that knows what there is: the library's shows the general help for what it does
// not know.
func withHelp(root *cobra.Command) {
	root.SetHelpCommand(&cobra.Command{
		Use:     "help [COMMAND...]",
		Short:   "Show what a command is for",
		Example: root.Name() + " help orders show",
		ValidArgsFunction: func(c *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			of, err := findCommand(c.Root(), args)
			if err != nil {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			var all []string
			for _, sub := range of.Commands() {
				if sub.IsAvailableCommand() {
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
	root.AddCommand(&cobra.Command{
		Use: "exit-codes", Short: "Exit codes, and whether something was bought", Long: report.ExitTable(),
		Example: root.Name() + " help exit-codes",
	})
	root.InitDefaultHelpCmd() // now, to be one of the commands like the others
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
