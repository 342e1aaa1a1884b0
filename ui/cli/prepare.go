package cli

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/state/orderfile"
	"github.com/metalwright/metalwright/state/textfile"
	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/run"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/text"
)

// readOrder opens the file's account, for a use. sets are answers instead of the file's; what is still open has the
// defaults of the profile. Nothing is asked of the vendor yet.
func readOrder(rt *run.Runtime, path string, to purpose, sets ...string) (*prepared, error) {
	data, err := readInput(rt.Process, path)
	if err != nil {
		return nil, err
	}
	f, plan, err := decodeFor(rt, data, path)
	if err != nil {
		return nil, err
	}
	if plan != nil && len(sets) > 0 {
		return nil, report.UsageError("plan.frozen")
	}
	for _, s := range sets {
		if err := setAnswer(&f.Spec, s); err != nil {
			return nil, report.UsageError("cli.at", "Place", "--set", "Why", err)
		}
	}
	r := &prepared{path: path, file: f, plan: plan}
	if r.account, err = accountToUse(rt, r, to); err != nil {
		return nil, err
	}
	if plan == nil {
		applyDefaults(r)
	}
	return r, checkFits(rt.Env, r)
}

// readInput reads an order file or a plan; "-" is standard input.
func readInput(p run.Process, path string) ([]byte, error) {
	var data []byte
	var err error
	if path == "-" {
		data, err = textfile.From(p.In, path, run.MaxInput)
	} else {
		data, err = p.ReadFile(path)
	}
	if err != nil {
		return nil, report.Exit(report.ExitUsage, err)
	}
	return data, nil
}

// decode reads what the operator wrote, or a plan that was frozen from it.
func decode(data []byte, path string, products []*provider.Product) (*orderfile.File, *orderfile.Plan, error) {
	if orderfile.IsCutPlan(data) {
		return nil, nil, report.UsageError("cli.at", "Place", path, "Why", report.NewError("plan.cut"))
	}
	if !orderfile.IsPlan(data) {
		f, err := orderfile.Decode(data, path, products)
		if err != nil {
			return nil, nil, report.Exit(report.ExitUsage, err)
		}
		return f, nil, nil
	}
	plan, err := orderfile.DecodePlan(data)
	if err != nil {
		return nil, nil, report.UsageError("cli.at", "Place", path, "Why", err)
	}
	f, err := plan.File()
	if err != nil {
		return nil, nil, report.UsageError("cli.at", "Place", path, "Why", err)
	}
	return f, plan, nil
}

// decodeFor is the function of the name. A session reads when no other one of the same person does.
func decodeFor(rt *run.Runtime, data []byte, path string) (f *orderfile.File, plan *orderfile.Plan, err error) {
	read := func() { f, plan, err = decode(data, path, rt.Env.Products) }
	if s := rt.Process.Session; s != nil {
		if err := s.Work(rt.Env.Ctx, read); err != nil {
			return nil, nil, err
		}
	} else {
		read()
	}
	return f, plan, err
}

// accountToUse is the account that pays for r: a plan's own, or that of the profile that the file names.
func accountToUse(rt *run.Runtime, r *prepared, to purpose) (step.Account, error) {
	product := r.file.Spec.Product
	if r.plan == nil {
		return accountFor(rt, product, r.file.Profile, to)
	}
	fit := usableAccounts(rt.Env, product)
	own := func(a step.Account) bool { return a.ID == r.plan.Account }
	same := func(a step.Account) bool { return own(a) && a.Profile == r.plan.Profile }
	switch i, j := slices.IndexFunc(fit, same), slices.IndexFunc(fit, own); {
	case len(fit) == 0:
		return step.Account{}, noAccount(rt.Env, product, "")
	case i >= 0:
		return fit[i], nil
	case j >= 0: // the profile was renamed: it is the same account
		return fit[j], nil
	}
	return fit[0], nil // the plan says that it is for another one
}

// checkFits refuses answers of a file that others in it switch off, and a paid term that it does not name. Nobody is
// asked anything.
func checkFits(env *step.Env, r *prepared) error {
	s, reader := withPlaceholders(r), r.account.Reader
	faults := provider.All(reader.Product().Excluded(reader.Product().Defaults(s)))
	missing := unsuggested(reader.Check(reader.Product().Defaults(s), provider.Known{}))
	if slices.ContainsFunc(missing, func(e *provider.Error) bool { return e.Field == provider.FieldMonths }) {
		faults = append(faults, missing...)
	}
	if err := provider.Join(faults...); err != nil {
		return report.Exit(report.ExitUsage, report.FileErrors(env, r.file, err))
	}
	return nil
}

// completeOrder fetches the secrets, checks the file offline, then against the vendor, and prices it. keep stores a
// password that is made. Nothing is bought.
func completeOrder(ctx context.Context, rt *run.Runtime, r *prepared, keep func(provider.Secret) error) error {
	if err := checkPlan(rt.Process, r); err != nil {
		return err
	}
	if at := r.file.ReleaseAt.From(rt.Process.Now()); !r.file.ReleaseAt.IsZero() && !at.After(rt.Process.Now()) {
		return report.Exit(report.ExitUsage, order.ErrPast)
	}
	if err := resolveSecrets(ctx, rt, r, keep); err != nil {
		return err
	}
	return checkOrder(ctx, rt, r)
}

// checkPlan says whether a plan may still be placed.
func checkPlan(p run.Process, r *prepared) error {
	if r.plan == nil {
		return nil
	}
	if err := r.plan.Verify(p.Now(), r.account.ID); err != nil {
		return report.Exit(report.ExitStale, err)
	}
	return nil
}

// resolveSecrets fetches the secrets and fills in what has a default.
func resolveSecrets(ctx context.Context, rt *run.Runtime, r *prepared, keep func(provider.Secret) error) error {
	s, err := r.file.Resolve(ctx, secretReaders(rt, r, keep))
	if err != nil {
		return report.Exit(report.ExitUsage, report.Localize(rt.Env.Text, err))
	}
	r.keep, r.spec = keep, s
	reader := r.account.Reader
	// the fixed rules first: no fact changes what they say
	return fillAnswers(rt.Env.Text, r, reader.Suggest(reader.Product().Defaults(s), provider.Known{}))
}

// secretReaders are what the secrets of r are fetched with. keep stores a password that is made.
func secretReaders(rt *run.Runtime, r *prepared, keep func(provider.Secret) error) orderfile.Readers {
	return orderfile.Readers{
		Lookup: rt.Process.Lookup,
		ReadFile: func(name string) ([]byte, error) {
			if !filepath.IsAbs(name) && !strings.HasPrefix(name, "~") && r.path != "-" {
				name = filepath.Join(filepath.Dir(r.path), name)
			}
			return rt.Process.ReadFile(name)
		},
		Stdin: func() (io.Reader, error) {
			if r.path == "-" {
				return nil, errors.New(rt.Env.T("cli.stdin_taken"))
			}
			return rt.Process.In, nil
		},
		Generate: func() (provider.Secret, error) {
			g, ok := provider.As[provider.Passworder](r.account.Reader)
			if !ok {
				return provider.Secret{}, errors.New(rt.Env.T("cli.no_password"))
			}
			made := g.NewPassword()
			return made, keep(made)
		},
	}
}

// fillAnswers takes s, in which answers were filled in. A password that was made on the way is kept before anything is
// sent: nobody has it otherwise.
func fillAnswers(tx *text.Text, r *prepared, s provider.Spec) error {
	had := r.spec.Access.Password
	r.spec = s
	if made := r.spec.Access.Password; made != had {
		if err := r.keep(made); err != nil {
			return report.Exit(report.ExitUsage, report.Localize(tx, &orderfile.SecretError{
				Field:  provider.FieldPassword,
				Source: "generate", Err: err,
			}))
		}
	}
	return nil
}

// keepIn writes a password for its owner alone, and to disk, into a file that was not there before.
func keepIn(p run.Process, path string, s provider.Secret) error {
	if path == "" {
		return report.NewError("cli.password_out") // it would be lost
	}
	return p.Create(path, []byte(s.Reveal()+"\n"))
}
