// Package plain asks the wizard's questions without a screen: a line each, for terminals that cannot move their cursor
// and for readers that speak. What is asked, and what is wrong with an answer, is the products' own matter, as in the
// wizard. Huh's accessible fields would word their prompts in English by themselves, and ask for ever at the end of the
// input.
package plain

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/policy"
	"github.com/metalwright/metalwright/ui/step"
)

// ErrEnd says that the input has ended before every question was answered.
var ErrEnd = errors.New("the input has ended")

// Asker asks. All of its fields are required.
type Asker struct {
	Env   *step.Env
	Steps []step.Step // the questions, in their order
	Out   io.Writer
	Line  func(ctx context.Context) (string, error) // what is typed, without its end; [ErrEnd] after the last
	// Hidden is Line for what nobody shall see.
	Hidden func(ctx context.Context) (string, error)
	// Set answers KEY=VALUE of an order file.
	Set func(s *provider.Spec, text string) error
}

// Draft asks until the product's rules have nothing against the answers. Errors are the vendor's, those of Line, and of
// Out.
func (a *Asker) Draft(ctx context.Context) (step.Draft, error) {
	d := step.Draft{}.Clone()
	if err := a.product(ctx, &d); err != nil {
		return d, err
	}
	for _, s := range a.Steps {
		if !s.For(d.Product) {
			continue
		}
		for i, f := range s.Owns {
			if !d.Product.Has(f) {
				continue
			}
			if err := a.field(ctx, &d, f, false); err != nil {
				return d, fmt.Errorf("question %s %d: %w", s.ID, i+1, err)
			}
		}
	}
	if err := a.more(ctx, &d); err != nil {
		return d, err
	}
	return d, a.fix(ctx, &d)
}

// say writes a line.
func (a *Asker) say(text string) error {
	_, err := fmt.Fprintln(a.Out, a.Env.Clean(text))
	return err
}

// choice is one answer of a list.
type choice struct {
	value, label string
	why          string // it cannot be chosen; "" when it can
}

// choose asks for one of a list, by its number or its value. free takes anything else too.
func (a *Asker) choose(ctx context.Context, question string, list []choice, first string, free bool) (string, error) {
	if err := a.say(question); err != nil {
		return "", err
	}
	for i, c := range list {
		line := fmt.Sprintf("%3d. %s", i+1, c.label)
		if c.why != "" {
			line += " (" + c.why + ")"
		}
		if c.value == first {
			first = strconv.Itoa(i + 1)
		}
		if err := a.say(line); err != nil {
			return "", err
		}
	}
	for {
		typed, err := a.prompt(ctx, a.Env.T("plain.number"), first)
		if err != nil {
			return "", err
		}
		i := slices.IndexFunc(list, func(c choice) bool {
			return strings.EqualFold(c.value, typed) ||
				strings.EqualFold(c.label, typed)
		})
		if n, err := strconv.Atoi(typed); i < 0 && err == nil && n >= 1 && n <= len(list) {
			i = n - 1
		}
		switch {
		case i >= 0 && list[i].why == "":
			return list[i].value, nil
		case i >= 0:
			err = a.say(list[i].why)
		case free && typed != "":
			return typed, nil
		default:
			err = a.say(a.Env.T("plain.no_choice"))
		}
		if err != nil {
			return "", err
		}
	}
}

// prompt asks for a line; an empty one is first.
func (a *Asker) prompt(ctx context.Context, label, first string) (string, error) {
	if first != "" {
		label += " [" + first + "]"
	}
	if _, err := fmt.Fprint(a.Out, a.Env.Clean(label)+": "); err != nil {
		return "", err
	}
	line, err := a.Line(ctx)
	if line = strings.TrimSpace(line); line == "" {
		line = first
	}
	return line, err
}

// product asks what is ordered, and with which account.
func (a *Asker) product(ctx context.Context, d *step.Draft) error {
	e := a.Env
	var list []choice
	for _, p := range e.Products {
		list = append(list, choice{value: string(p.ID), label: p.Vendor + " " + p.Name})
	}
	id, err := a.choose(ctx, e.T("product.ask"), list, list[0].value, false)
	if err != nil {
		return err
	}
	d.Product = e.Products[slices.IndexFunc(e.Products, func(p *provider.Product) bool { return string(p.ID) == id })]
	d.Spec.Product = d.Product.ID
	account, err := a.account(ctx, d.Product)
	if err != nil {
		return err
	}
	*d = d.Paid(account)
	return nil
}

// account asks who pays, unless there is one account alone and something names it.
func (a *Asker) account(ctx context.Context, p *provider.Product) (step.Account, error) {
	all := a.Env.Accounts(p.ID)
	first := slices.IndexFunc(all, func(x step.Account) bool { return x.Reader != nil })
	if first < 0 {
		return step.Account{}, &provider.Error{
			Kind: provider.KindAuth, Field: provider.FieldAccount, Outcome: provider.Refused, Rule: provider.RuleRequired,
		}
	}
	if len(all) == 1 && (all[0].Named || all[0].Simulated) {
		return all[0], nil
	}
	var list []choice
	for _, x := range all {
		c := choice{value: policy.ProfileOf(x.Profile, x.ID), label: a.Env.Clean(strings.TrimSpace(x.ID + " " + x.Profile))}
		if x.KeyHint != "" {
			c.label = a.Env.Clean(policy.ProfileOf(x.Profile, x.ID)) + "  " + a.Env.T("account.key", "Hint", x.KeyHint)
		}
		if x.Reader == nil {
			c.label, c.why = a.Env.Clean(c.value), a.Env.Clean(x.Problem.Error())
		}
		list = append(list, c)
	}
	name, err := a.choose(ctx, a.Env.T("account.ask"), list, list[first].value, false)
	if err != nil {
		return step.Account{}, err
	}
	return all[slices.IndexFunc(list, func(c choice) bool { return c.value == name })], nil
}

// more takes answers that are asked for by nobody.
func (a *Asker) more(ctx context.Context, d *step.Draft) error {
	for {
		typed, err := a.prompt(ctx, a.Env.T("plain.more"), "")
		if err != nil || typed == "" {
			return err
		}
		if err := a.Set(&d.Spec, typed); err != nil {
			if err := a.say(err.Error()); err != nil {
				return err
			}
		}
	}
}

// fix looks everything up, and asks again what the rules or the vendor have something against.
func (a *Asker) fix(ctx context.Context, d *step.Draft) error {
	for {
		known, err := provider.Lookup(ctx, d.Reader(), d.Spec)
		faults := provider.All(err)
		if slices.ContainsFunc(faults, func(e *provider.Error) bool { return e.Kind != provider.KindNotFound }) ||
			err != nil && len(faults) == 0 {
			return err
		}
		d.Known = known
		*d = d.Completed()
		faults = append(faults, provider.All(d.Reader().Check(d.Spec, known))...)
		if len(faults) == 0 {
			return nil
		}
		asked := map[provider.Field]bool{}
		for _, f := range faults {
			if err := a.say(a.Env.Label(f.At()) + ": " + a.Env.WhyInLine(f)); err != nil {
				return err
			}
			if asked[f.At()] {
				continue
			}
			asked[f.At()] = true
			if err := a.field(ctx, d, f.At(), true); err != nil {
				return err
			}
		}
	}
}
