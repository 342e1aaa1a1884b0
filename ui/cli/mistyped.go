package cli

import (
	"errors"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/metalwright/metalwright/provider"
)

// words makes a wrong number of arguments, and an unknown command, a wrong usage.
func words(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		err := check(c, args)
		switch {
		case err == nil:
			return nil
		case len(args) > 0 && c.HasAvailableSubCommands():
			return noCommand(c, args[0])
		case len(args) == 1 && len(c.ValidArgs) > 0:
			return mistyped(c, misspelt(c.Name(), args[0], c.ValidArgs))
		}
		return mistyped(c, phrased("cli.arguments", "Use", strings.TrimSuffix(c.UseLine(), " [flags]"), "Count", len(args)))
	}
}

// misspelt is a word that is none of those that the flag, or the command, takes.
func misspelt(flag, word string, allowed []string) error {
	return usage("cli.form", "Flag", flag, "Text", word, "Form", strings.Join(allowed, ", "), "Nearest",
		provider.Nearest(word, allowed))
}

// mistyped is a command line that cannot be read: the command's help shows how to write it.
func mistyped(c *cobra.Command, err error) error {
	return usage("cli.mistyped", "Why", flagFault(c, err), "Command", c.CommandPath())
}

// flagFault is what the library says about a flag, in our words.
func flagFault(c *cobra.Command, err error) error {
	if e, ok := errors.AsType[*pflag.NotExistError](err); ok {
		name := e.GetSpecifiedName()
		if letters := e.GetSpecifiedShortnames(); letters != "" {
			return phrased("cli.no_flag", "Flag", "-"+name)
		}
		var names []string
		c.Flags().VisitAll(func(f *pflag.Flag) {
			if !f.Hidden {
				names = append(names, f.Name)
			}
		})
		if near := provider.Nearest(name, names); near != "" {
			return phrased("cli.no_flag", "Flag", "--"+name, "Nearest", "--"+near)
		}
		return phrased("cli.no_flag", "Flag", "--"+name)
	}
	if e, ok := errors.AsType[*pflag.ValueRequiredError](err); ok {
		return phrased("cli.flag_value", "Flag", flagName(e.GetFlag()))
	}
	if e, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		id := "cli.form_" + e.GetFlag().Value.Type()
		return phrased("cli.flag_form", "Flag", flagName(e.GetFlag()), "Text", e.GetValue(), "Form", phrased(id))
	}
	if e, ok := errors.AsType[*pflag.InvalidSyntaxError](err); ok {
		return phrased("cli.flag_syntax", "Text", e.GetSpecifiedFlag())
	}
	return err
}

func flagName(f *pflag.Flag) string { return "--" + f.Name }
