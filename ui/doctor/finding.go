package doctor

import (
	"cmp"
	"errors"
	"fmt"
	"io"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/config"
	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/run"
	"github.com/metalwright/metalwright/ui/step"
)

// severity says how bad a finding is.
type severity string

const (
	severityOK      severity = "ok"
	severityWarning severity = "warning"
	severityError   severity = "fault"
)

// finding is one thing that was looked at, and how to fix it.
type finding struct {
	Check    string   `json:"check"` // "credentials", "clock", …
	Subject  string   `json:"subject"`
	Severity severity `json:"grade"`
	What     string   `json:"what"`
	Fix      *string  `json:"fix"`
}

// doctor looks at everything that can be wrong before an order is placed. It changes nothing.
type doctor struct {
	p        run.Process
	f        *run.Flags
	products []*provider.Product
	settings config.Settings
	file     *config.File
	env      *step.Env
	found    []finding

	simulated bool // orders go to the simulated cloud
}

// add notes a finding. fix is "" when there is nothing to fix.
func (d *doctor) add(check, subject string, g severity, what, fix string) {
	d.found = append(d.found, finding{check, subject, g, what, report.OrNil(fix)})
}

// t words a message.
func (d *doctor) t(id string, pairs ...any) string { return d.env.T(id, pairs...) }

// print prints the findings. The error says how many faults there are.
func (d *doctor) print() error {
	faults := 0
	for _, f := range d.found {
		if f.Severity == severityError {
			faults++
		}
	}
	var err error
	if d.f.Format().Structured() {
		err = d.f.Format().Print(d.p.Out, struct {
			Schema    string    `json:"schema"`
			Simulated bool      `json:"simulated"`
			Findings  []finding `json:"findings"`
		}{report.Schema, d.simulated, d.found})
	} else {
		if d.simulated {
			err = report.Println(d.p.Err, d.t("cli.simulated_run"))
		}
		err = cmp.Or(err, d.list(d.p.Out))
	}
	if err != nil || faults == 0 {
		return err
	}
	return report.Exit(report.ExitOther, errors.New(d.t("doctor.faults", "Count", faults)))
}

// list writes a line for each finding, and one below it on how to fix it.
func (d *doctor) list(w io.Writer) error {
	for _, f := range d.found {
		found := fmt.Sprintf("%-7s  %s", f.Severity, d.t("doctor.check_"+f.Check))
		if f.Subject != "" {
			found += " " + f.Subject
		}
		if err := report.PrintClean(w, d.env.Join().Labelled(found, f.What)); err != nil {
			return err
		}
		if f.Fix == nil {
			continue
		}
		if err := report.PrintClean(w, fmt.Sprintf("%-7s  %s", "", *f.Fix)); err != nil {
			return err
		}
	}
	return nil
}

// broken notes a setting that cannot be used.
func (d *doctor) broken(check, subject string, err error) {
	what, _ := report.Describe(d.env.Text, err)
	fix := ""
	if e, ok := errors.AsType[*config.Error](err); ok {
		fix = d.t("config_fix."+string(e.Reason), "Names", firstOf(e.Names))
	}
	d.add(check, subject, severityError, cmp.Or(what, err.Error()), fix)
}

// firstOf is the first name, "" when there is none.
func firstOf(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return names[0]
}
