package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/config"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/text"
	"github.com/metalwright/metalwright/ui/theme"
)

// grade says how bad a finding is.
type grade string

const (
	fine    grade = "ok"
	warning grade = "warning"
	fault   grade = "fault"
)

// finding is one thing that was looked at, and how to fix it.
type finding struct {
	Check   string  `json:"check"` // "credentials", "clock", …
	Subject string  `json:"subject"`
	Grade   grade   `json:"grade"`
	What    string  `json:"what"`
	Fix     *string `json:"fix"`
}

// doctor looks at everything that can be wrong before an order is placed. It changes nothing.
type doctor struct {
	p        Process
	f        *flags
	products []*provider.Product
	settings config.Settings
	file     *config.File
	env      *step.Env
	found    []finding

	simulated bool // orders go to the simulated cloud
}

func newDoctor(p Process, products []*provider.Product, f *flags) *cobra.Command {
	return &cobra.Command{
		Use:   "doctor",
		Short: "Find what is wrong with credentials, clock, endpoints, terminal and journal, and how to fix it",
		Long: "Looks for credentials, makes one signed request with each that reads only, compares the clock with the " +
			"vendor's, and\n" +
			"checks the terminal and the journal. It changes nothing. The exit code is 1 when there is a fault.",
		Example: "metalwright doctor\nmetalwright doctor --json",
		Args:    words(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			return examine(c.Context(), p, products, f)
		},
	}
}

// examine looks at everything that can be wrong before an order is placed, and prints what it has found. It changes
// nothing. The error says how many faults there are.
func examine(ctx context.Context, p Process, products []*provider.Product, f *flags) error {
	s, file, err := settings(p, products, *f)
	if err != nil {
		return err
	}
	tx, err := text.New(s.Value(config.Lang).Text)
	if err != nil {
		return usage("cli.at", "Place", "--lang", "Why", err)
	}
	if f.ascii {
		tx = tx.ASCII()
	}
	d := &doctor{
		p: p, f: f, products: products, settings: s, file: file,
		env: &step.Env{Ctx: ctx, Text: tx, Now: p.Now, Theme: theme.New(true, f.ascii), Products: products},
	}
	d.look(ctx)
	return d.print()
}

// look makes all checks.
func (d *doctor) look(ctx context.Context) {
	for _, a := range d.credentials() {
		d.vendor(ctx, a)
	}
	d.terminal()
	d.journals(ctx)
}

// add notes a finding. fix is "" when there is nothing to fix.
func (d *doctor) add(check, subject string, g grade, what, fix string) {
	d.found = append(d.found, finding{check, subject, g, what, optional(fix)})
}

// t words a message.
func (d *doctor) t(id string, pairs ...any) string { return d.env.T(id, pairs...) }

// print prints the findings. The error says how many faults there are.
func (d *doctor) print() error {
	faults := 0
	for _, f := range d.found {
		if f.Grade == fault {
			faults++
		}
	}
	var err error
	if d.f.format().structured() {
		err = d.f.format().print(d.p.Out, struct {
			Schema    string    `json:"schema"`
			Simulated bool      `json:"simulated"`
			Findings  []finding `json:"findings"`
		}{schema, d.simulated, d.found})
	} else {
		if d.simulated {
			err = lines(d.p.Err, d.t("cli.simulated_run"))
		}
		err = cmp.Or(err, d.list(d.p.Out))
	}
	if err != nil || faults == 0 {
		return err
	}
	return exitWith(exitOther, errors.New(d.t("doctor.faults", "Count", faults)))
}

// list writes a line for each finding, and one below it on how to fix it.
func (d *doctor) list(w io.Writer) error {
	for _, f := range d.found {
		found := fmt.Sprintf("%-7s  %s", f.Grade, d.t("doctor.check_"+f.Check))
		if f.Subject != "" {
			found += " " + f.Subject
		}
		if err := line(w, found+": "+f.What); err != nil {
			return err
		}
		if f.Fix == nil {
			continue
		}
		if err := line(w, fmt.Sprintf("%-7s  %s", "", *f.Fix)); err != nil {
			return err
		}
	}
	return nil
}
