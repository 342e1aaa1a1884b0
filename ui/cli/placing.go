package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/orderfile"
	"github.com/metalwright/metalwright/state/textfile"
	"github.com/metalwright/metalwright/ui/step"
)

// prepared is an order file that was checked against the vendor and priced.
type prepared struct {
	path    string
	file    *orderfile.File
	plan    *orderfile.Plan // nil unless the file was a frozen plan
	written *provider.Spec  // the file's answers without the profile's defaults; nil for plans and wizards
	asked   bool            // the answers were asked for: those that others switch off are kept
	account step.Account
	spec    provider.Spec // complete, with its secrets
	known   provider.Known
	quote   provider.Quote
	balance *provider.Money             // nil where the vendor does not tell
	clashes []string                    // names that the zone has already
	keep    func(provider.Secret) error // stores a password that was made
}

// readInput reads an order file or a plan; "-" is standard input.
func readInput(p Process, path string) ([]byte, error) {
	var data []byte
	var err error
	if path == "-" {
		data, err = textfile.From(p.In, path, maxInput)
	} else {
		data, err = p.input(path)
	}
	if err != nil {
		return nil, &exitError{exitUsage, err}
	}
	return data, nil
}

// decode reads what the operator wrote, or a plan that was frozen from it.
func decode(data []byte, path string, products []*provider.Product) (*orderfile.File, *orderfile.Plan, error) {
	if !orderfile.IsPlan(data) {
		f, err := orderfile.Decode(data, path, products)
		if err != nil {
			return nil, nil, &exitError{exitUsage, err}
		}
		return f, nil, nil
	}
	plan, err := orderfile.DecodePlan(data)
	if err != nil {
		return nil, nil, usage("cli.at", "Place", path, "Why", err)
	}
	f, err := plan.File()
	if err != nil {
		return nil, nil, usage("cli.at", "Place", path, "Why", err)
	}
	return f, plan, nil
}

// decode is the function of the name. A session reads when no other one of the same person does.
func (h *program) decode(data []byte, path string) (f *orderfile.File, plan *orderfile.Plan, err error) {
	read := func() { f, plan, err = decode(data, path, h.env.Products) }
	if s := h.proc.session; s != nil {
		if err := s.Work(h.env.Ctx, read); err != nil {
			return nil, nil, err
		}
	} else {
		read()
	}
	return f, plan, err
}

// read opens the file's account, for a use. sets are answers instead of the file's; what is still open has the
// defaults of the profile. Nothing is asked of the vendor yet.
func (h *program) read(path string, to use, sets ...string) (*prepared, error) {
	data, err := readInput(h.proc, path)
	if err != nil {
		return nil, err
	}
	f, plan, err := h.decode(data, path)
	if err != nil {
		return nil, err
	}
	if plan != nil && len(sets) > 0 {
		return nil, usage("plan.frozen")
	}
	for _, s := range sets {
		if err := set(&f.Spec, s); err != nil {
			return nil, usage("cli.at", "Place", "--set", "Why", err)
		}
	}
	r := &prepared{path: path, file: f, plan: plan}
	if r.account, err = h.accountToUse(r, to); err != nil {
		return nil, err
	}
	if plan == nil {
		h.fillIn(r)
	}
	return r, h.fits(r)
}

// valid says whether a plan may still be placed.
func (h *program) valid(r *prepared) error {
	if r.plan == nil {
		return nil
	}
	if err := r.plan.Verify(h.proc.Now(), r.account.ID); err != nil {
		return &exitError{exitStale, err}
	}
	return nil
}

// complete fetches the secrets, checks the file offline, then against the vendor, and prices it. keep stores a password
// that is made. Nothing is bought.
func (h *program) complete(ctx context.Context, r *prepared, keep func(provider.Secret) error) error {
	if err := h.valid(r); err != nil {
		return err
	}
	if err := h.resolve(ctx, r, keep); err != nil {
		return err
	}
	return h.check(ctx, r)
}

// resolve fetches the secrets and fills in what has a default.
func (h *program) resolve(ctx context.Context, r *prepared, keep func(provider.Secret) error) error {
	s, err := r.file.Resolve(ctx, h.readers(r, keep))
	if err != nil {
		return &exitError{exitUsage, worded(h.env.Text, err)}
	}
	r.keep, r.spec = keep, s
	reader := r.account.Reader
	// the fixed rules first: no fact changes what they say
	return h.fill(r, reader.Suggest(reader.Product().Defaults(s), provider.Known{}))
}

// readers are what the secrets of r are fetched with. keep stores a password that is made.
func (h *program) readers(r *prepared, keep func(provider.Secret) error) orderfile.Readers {
	return orderfile.Readers{
		Lookup: h.proc.Lookup,
		ReadFile: func(name string) ([]byte, error) {
			if !filepath.IsAbs(name) && !strings.HasPrefix(name, "~") && r.path != "-" {
				name = filepath.Join(filepath.Dir(r.path), name)
			}
			return h.proc.input(name)
		},
		Stdin: func() (io.Reader, error) {
			if r.path == "-" {
				return nil, errors.New(h.env.T("cli.stdin_taken"))
			}
			return h.proc.In, nil
		},
		Generate: func() (provider.Secret, error) {
			g, ok := provider.As[provider.Passworder](r.account.Reader)
			if !ok {
				return provider.Secret{}, errors.New(h.env.T("cli.no_password"))
			}
			made := g.NewPassword()
			return made, keep(made)
		},
	}
}

// fill takes s, in which answers were filled in. A password that was made on the way is kept before anything is sent:
// nobody has it otherwise.
func (h *program) fill(r *prepared, s provider.Spec) error {
	had := r.spec.Access.Password
	r.spec = s
	if made := r.spec.Access.Password; made != had {
		if err := r.keep(made); err != nil {
			return &exitError{exitUsage, worded(h.env.Text, &orderfile.SecretError{
				Field:  provider.FieldPassword,
				Source: "generate", Err: err,
			})}
		}
	}
	return nil
}

// keepIn writes a password for its owner alone, and to disk, into a file that was not there before.
func keepIn(p Process, path string, s provider.Secret) error {
	if path == "" {
		return phrased("cli.password_out") // it would be lost
	}
	return p.create(path, []byte(s.Reveal()+"\n"))
}

// check applies the rules, then the vendor's facts, and asks for the price. Every fault is named.
func (h *program) check(ctx context.Context, r *prepared) error {
	reader := r.account.Reader
	faults := reader.Check(r.spec, provider.Known{})
	// What is missing may yet be suggested from what the vendor says about the zone and the type.
	if err := provider.Join(broken(faults)...); err != nil {
		return &exitError{exitUsage, h.faults(r.file, err)}
	}
	if missing := unsuggested(faults); r.spec.Zone == "" || r.spec.Type == "" {
		return &exitError{exitUsage, h.faults(r.file, provider.Join(missing...))}
	}
	full, known, err := provider.Complete(ctx, reader, r.spec)
	if err != nil {
		return h.vendorError(r.file, err)
	}
	r.known = known
	if err := h.fill(r, full); err != nil {
		return err
	}
	if err := reader.Product().Excluded(r.spec); err != nil && !r.asked {
		return &exitError{exitUsage, h.faults(r.file, err)}
	}
	if err := reader.Check(r.spec, known); err != nil {
		switch {
		case len(broken(err)) == 0:
			return &exitError{exitUsage, h.faults(r.file, err)}
		case r.plan != nil: // it fitted when the plan was made
			return &exitError{exitStale, h.faults(r.file, err)}
		}
		return h.vendorError(r.file, err)
	}
	if r.quote, err = reader.Quote(ctx, r.spec); err != nil {
		return h.vendorError(r.file, err)
	}
	if err := h.orders.Quoted(ctx, r.account.ID, r.spec, r.quote); err != nil {
		return err
	}
	h.surroundings(ctx, r)
	if r.plan == nil {
		return nil
	}
	if err := errors.Join(r.plan.VerifyQuote(r.quote), r.plan.VerifyScript(r.spec)); err != nil {
		return &exitError{exitStale, err}
	}
	return nil
}

// surroundings asks for what a person should know before a yes, and what an order may be placed without.
func (h *program) surroundings(ctx context.Context, r *prepared) {
	if b, ok := provider.As[provider.Balancer](r.account.Reader); ok {
		if m, err := b.Balance(ctx); err == nil {
			r.balance = &m
		}
	}
	var err error
	if r.clashes, err = h.orders.Clashes(ctx, r.account.ID, r.spec); err != nil {
		h.log.Warn("names not compared", "error", err)
	}
}

// broken are the faults of answers that are there.
func broken(err error) []*provider.Error {
	return slices.DeleteFunc(provider.All(err), func(e *provider.Error) bool { return e.Rule == provider.RuleRequired })
}

// unsuggested are those of the missing answers that no zone and no type suggests.
func unsuggested(err error) []*provider.Error {
	return slices.DeleteFunc(provider.All(err), func(e *provider.Error) bool {
		if e.Rule != provider.RuleRequired {
			return true
		}
		switch e.Field { //nolint:exhaustive // the others are suggested
		case provider.FieldZone, provider.FieldType, provider.FieldImage, provider.FieldConsent, provider.FieldMonths,
			provider.FieldLogin,
			provider.FieldPassword, provider.FieldSSHKeys, provider.FieldKeyPair:
			return false
		}
		return true
	})
}

// vendorError is an error of looking up or pricing: nothing was bought.
func (h *program) vendorError(f *orderfile.File, err error) error {
	if step.Trouble(h.env.Text, err) != "" { // ours, and worded as such
		return worded(h.env.Text, err)
	}
	all := provider.All(err)
	if len(all) == 0 {
		return err
	}
	return &exitError{codeOf(all), h.faults(f, err)}
}

// codeOf is the exit code of what the vendor said before anything was bought.
func codeOf(all []*provider.Error) int {
	for _, e := range all {
		switch e.Kind { //nolint:exhaustive // everything else is a refusal
		case provider.KindAuth, provider.KindClock:
			return exitAuth
		case provider.KindStale:
			return exitStale
		}
	}
	return exitRefused
}

// faults words every fault with its place in the file and what to do.
func (h *program) faults(f *orderfile.File, err error) error {
	all := provider.All(err)
	if len(all) == 0 {
		return err
	}
	lines := make([]string, 0, len(all))
	for _, e := range all {
		text := h.env.WhyInFile(e)
		if e.At() != "" {
			text = string(e.At()) + ": " + text
		}
		if source := f.Filled[e.At()]; source != "" {
			text = h.env.T("cli.filled", "Place", source, "Why", text)
		} else if line, column := f.Place(e.At()); line > 0 {
			text = fmt.Sprintf("line %d, column %d: %s", line, column, text)
		}
		if e.Code != "" {
			text += " (" + h.env.Trace(e) + "). " + h.env.Advice(e)
		}
		lines = append(lines, text)
	}
	return &wordedError{strings.Join(lines, "\n"), err}
}

// draft is r as the screens know it, for wording its answers.
func (h *program) draft(r *prepared) step.Draft {
	return step.Draft{Product: r.account.Reader.Product(), Account: &r.account, Spec: r.spec, Known: r.known}
}
