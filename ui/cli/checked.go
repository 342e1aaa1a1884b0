package cli

import (
	"math"
	"strconv"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/metalwright/metalwright/state/config"
)

// checked is a flag whose value is looked at once all flags are read. It has the words of the catalogue for what is
// wrong; what the library says about a value that it cannot read is the library's.
type checked struct {
	pflag.Value
	check func() error // its error has no flag's name
}

// checks has check look at the flag when it was given.
func checks(fl *pflag.FlagSet, name string, check func() error) {
	f := fl.Lookup(name)
	f.Value = checked{f.Value, check}
}

// atLeast wants a duration of least or more.
func atLeast(fl *pflag.FlagSet, name string, least time.Duration) {
	checks(fl, name, func() error {
		d, err := fl.GetDuration(name)
		if err == nil && d < least {
			return phrased("cli.least", "Text", d.String(), "Least", least.String())
		}
		return err
	})
}

// counts wants a whole number of 1 or more.
func counts(fl *pflag.FlagSet, names ...string) {
	for _, name := range names {
		checks(fl, name, func() error {
			n, err := fl.GetInt(name)
			if err == nil && n < 1 {
				return phrased("cli.least", "Text", strconv.Itoa(n), "Least", "1")
			}
			return err
		})
	}
}

// maxRate is more than any rate or speed can mean.
const maxRate = 1e6

// rates wants a number above 0 and up to [maxRate].
func rates(fl *pflag.FlagSet, name string) {
	checks(fl, name, func() error {
		v, err := fl.GetFloat64(name)
		if err == nil && (!(v > 0 && v <= maxRate) || math.IsNaN(v)) {
			return phrased("cli.between", "Text", strconv.FormatFloat(v, 'g', -1, 64), "Most", "1000000")
		}
		return err
	})
}

// paths wants paths of files that are not certainly a mistake, and puts the home directory in the place of ~.
func paths(fl *pflag.FlagSet, home string, names ...string) {
	for _, name := range names {
		checks(fl, name, func() error {
			f := fl.Lookup(name)
			path, reason := config.ExpandPath(f.Value.String(), home)
			if reason != "" {
				return &config.Error{Reason: reason, Text: f.Value.String()}
			}
			return f.Value.Set(path)
		})
	}
}

// checkFlags looks at the flags that were given: one that is empty is a variable of a script that was not set, and
// what would be used in its place is not what was meant.
func checkFlags(c *cobra.Command) error {
	var failed error
	c.Flags().Visit(func(f *pflag.Flag) {
		if failed != nil {
			return
		}
		if f.Value.Type() == "string" && f.Value.String() == "" {
			failed = usage("cli.empty_flag", "Flag", "--"+f.Name)
			return
		}
		if v, ok := f.Value.(checked); ok {
			if err := v.check(); err != nil {
				failed = usage("cli.at", "Place", "--"+f.Name, "Why", err)
			}
		}
	})
	return failed
}
