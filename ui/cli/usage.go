package cli

import (
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/identity"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/run"
)

// usageArgs makes a wrong number of arguments, and an unknown command, a wrong usage.
func usageArgs(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		err := check(c, args)
		switch {
		case err == nil:
			return nil
		case len(args) > 0 && c.HasAvailableSubCommands():
			return noCommand(c, args[0])
		case len(args) == 1 && len(c.ValidArgs) > 0:
			return mistyped(c, run.NotOneOf(c.Name(), args[0], c.ValidArgs))
		}
		if len(args) == 0 {
			return mistyped(c, report.NewError("cli.no_arguments", "Use", strings.TrimSuffix(c.UseLine(), " [flags]")))
		}
		return mistyped(c, report.NewError("cli.arguments", "Use", strings.TrimSuffix(c.UseLine(), " [flags]"), "Count",
			len(args)))
	}
}

// mistyped is a command line that cannot be read: the command's help shows how to write it.
func mistyped(c *cobra.Command, err error) error {
	return report.UsageError("cli.mistyped", "Why", flagError(c, err), "Command", c.CommandPath())
}

// flagError is what the library says about a flag, in our words.
func flagError(c *cobra.Command, err error) error {
	if e, ok := errors.AsType[*pflag.NotExistError](err); ok {
		name := e.GetSpecifiedName()
		if letters := e.GetSpecifiedShortnames(); letters != "" {
			return report.NewError("cli.no_flag", "Flag", "-"+name)
		}
		var names []string
		c.Flags().VisitAll(func(f *pflag.Flag) {
			if !f.Hidden {
				names = append(names, f.Name)
			}
		})
		if near := provider.Nearest(name, names); near != "" {
			return report.NewError("cli.no_flag", "Flag", "--"+name, "Nearest", "--"+near)
		}
		return report.NewError("cli.no_flag", "Flag", "--"+name)
	}
	if e, ok := errors.AsType[*pflag.ValueRequiredError](err); ok {
		return report.NewError("cli.flag_value", "Flag", flagName(e.GetFlag()))
	}
	if e, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		id := "cli.form_" + e.GetFlag().Value.Type()
		return report.NewError("cli.flag_form", "Flag", flagName(e.GetFlag()), "Text", e.GetValue(), "Form",
			report.NewError(id))
	}
	if e, ok := errors.AsType[*pflag.InvalidSyntaxError](err); ok {
		return report.NewError("cli.flag_syntax", "Text", e.GetSpecifiedFlag())
	}
	return err
}

func flagName(f *pflag.Flag) string { return "--" + f.Name }

// exclusive is the error of flags of c that do not go together, in our words.
func exclusive(c *cobra.Command) error {
	if c.ValidateFlagGroups() == nil {
		return nil
	}
	var given []string
	c.Flags().Visit(func(f *pflag.Flag) {
		if len(f.Annotations["cobra_annotation_mutually_exclusive"]) > 0 { // as the library marks them
			given = append(given, flagName(f))
		}
	})
	return mistyped(c, report.NewError("cli.exclusive", "Flags", strings.Join(given, ", ")))
}

// noCommand is the error of a word in the place of a command of c.
func noCommand(c *cobra.Command, word string) error {
	var names []string
	for _, sub := range c.Commands() {
		if sub.IsAvailableCommand() || sub.IsAdditionalHelpTopicCommand() {
			names = append(names, sub.Name())
		}
	}
	near := provider.Nearest(word, names)
	if sub := subcommand(c, near); sub != nil && sub.IsAdditionalHelpTopicCommand() {
		near = "help " + near
	}
	return mistyped(c, report.NewError("cli.no_command", "Text", word, "Command", c.CommandPath(), "Nearest", near))
}

// subcommand is the command of c with the name; nil when there is none.
func subcommand(c *cobra.Command, name string) *cobra.Command {
	at := slices.IndexFunc(c.Commands(), func(sub *cobra.Command) bool { return sub.Name() == name || sub.HasAlias(name) })
	if at < 0 {
		return nil
	}
	return c.Commands()[at]
}

// withOrderID runs f with an id from the command line, if it is one by the rule for ids. An id that is not in the
// journal is wrong usage.
func withOrderID(text string, f func(order.ID) error) error {
	if err := identity.Check(text); err != nil {
		return report.UsageError("orders.no_id", "Order", identity.Shown(text), "Form", identity.Form)
	}
	return named(f(order.ID(text)), text)
}

// named says which order an error is about, as wrong usage where the id is.
func named(err error, id string) error {
	if errors.Is(err, order.ErrNotFound) {
		return report.UsageError("orders.unknown", "Order", id, "Cause", err)
	}
	return err
}

// printError says what went wrong, verbatim: ids and keys are to be copied.
func printError(w io.Writer, err error) {
	_ = report.Println(w, "metalwright: "+report.Verbatim(err)) // there is nobody else to target
}
