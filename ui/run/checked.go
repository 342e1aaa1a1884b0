package run

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/config"
	"github.com/metalwright/metalwright/ui/report"
)

// checked is a flag whose value is looked at once all flags are read. It has the words of the catalogue for what is
// wrong; what the library says about a value that it cannot read is the library's.
type checked struct {
	pflag.Value
	check func() error // its error has no flag's name
}

// check has check look at the flag when it was given.
func check(fl *pflag.FlagSet, name string, check func() error) {
	f := fl.Lookup(name)
	f.Value = checked{f.Value, check}
}

// AtLeast wants a duration of least or more.
func AtLeast(fl *pflag.FlagSet, name string, least time.Duration) {
	check(fl, name, func() error {
		d, err := fl.GetDuration(name)
		if err == nil && d < least {
			return report.NewError("cli.least", "Text", d.String(), "Least", least.String())
		}
		return err
	})
}

// Positive wants a whole number of 1 or more.
func Positive(fl *pflag.FlagSet, names ...string) {
	for _, name := range names {
		check(fl, name, func() error {
			n, err := fl.GetInt(name)
			if err == nil && n < 1 {
				return report.NewError("cli.least", "Text", strconv.Itoa(n), "Least", "1")
			}
			return err
		})
	}
}

// maxRate is more than any rate or speed can mean.
const maxRate = 1e6

// Rates wants a number above 0 and up to [maxRate].
func Rates(fl *pflag.FlagSet, name string) {
	check(fl, name, func() error {
		v, err := fl.GetFloat64(name)
		if err == nil && (!(v > 0 && v <= maxRate) || math.IsNaN(v)) {
			return report.NewError("cli.between", "Text", strconv.FormatFloat(v, 'g', -1, 64), "Most", "1000000")
		}
		return err
	})
}

// Paths wants paths of files that are not certainly a mistake, and puts the home directory in the place of ~.
func Paths(fl *pflag.FlagSet, home string, names ...string) {
	for _, name := range names {
		check(fl, name, func() error {
			f := fl.Lookup(name)
			path, reason := config.ExpandPath(f.Value.String(), home)
			if reason != "" {
				return &config.Error{Reason: reason, Text: f.Value.String()}
			}
			return f.Value.Set(path)
		})
	}
}

// CheckFlags looks at the flags that were given: one that is empty is a variable of a script that was not set, and
// what would be used in its place is not what was meant.
func CheckFlags(c *cobra.Command) error {
	var failed error
	c.Flags().Visit(func(f *pflag.Flag) {
		if failed != nil {
			return
		}
		if f.Value.Type() == "string" && f.Value.String() == "" {
			failed = report.UsageError("cli.empty_flag", "Flag", "--"+f.Name)
			return
		}
		if v, ok := f.Value.(checked); ok {
			if err := v.check(); err != nil {
				failed = report.UsageError("cli.at", "Place", "--"+f.Name, "Why", err)
			}
		}
	})
	return failed
}

// NotOneOf is a word that is none of those that the flag, or the command, takes.
func NotOneOf(flag, word string, allowed []string) error {
	return report.UsageError("cli.form", "Flag", flag, "Text", word, "Form", strings.Join(allowed, ", "), "Nearest",
		provider.Nearest(word, allowed))
}
