package cli

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/run"
)

// checkOrder applies the rules, then the vendor's facts, and asks for the price. Every fault is named.
func checkOrder(ctx context.Context, rt *run.Runtime, r *prepared) error {
	if err := checkAnswers(ctx, rt, r); err != nil {
		return err
	}
	reader := r.account.Reader
	var err error
	if r.quote, err = reader.Quote(ctx, r.spec); err != nil {
		return report.VendorError(rt.Env, r.file, err)
	}
	if err := rt.Orders.Quoted(ctx, r.account.ID, r.spec, r.quote); err != nil {
		return err
	}
	lookUpContext(ctx, rt, r)
	if r.plan == nil {
		return nil
	}
	if err := errors.Join(r.plan.VerifyQuote(r.quote), r.plan.VerifyScript(r.spec)); err != nil {
		return report.Exit(report.ExitStale, err)
	}
	return nil
}

// checkAnswers finds the facts behind the answers of r, and completes them.
func checkAnswers(ctx context.Context, rt *run.Runtime, r *prepared) error {
	reader := r.account.Reader
	faults := reader.Check(r.spec, provider.Known{})
	// What is missing may yet be suggested from what the vendor says about the zone and the type.
	if wrong := wrongAnswers(faults); len(wrong) > 0 || r.spec.Zone == "" || r.spec.Type == "" {
		return refuseAnswers(ctx, rt, r, append(wrong, unsuggested(faults)...))
	}
	full, known, unknown, err := completeAnswers(ctx, reader, r.spec)
	if err != nil {
		return report.VendorError(rt.Env, r.file, err)
	}
	r.known = known
	all := unknown
	if !r.asked {
		all = append(all, provider.All(reader.Product().Excluded(full))...)
	}
	for _, e := range provider.All(reader.Check(full, known)) {
		// Without the type, or what else is not known, nothing that depends on it was suggested.
		open := e.Rule == provider.RuleRequired && len(unknown) > 0 && len(unsuggested(e)) == 0
		if !open && !slices.ContainsFunc(all, func(o *provider.Error) bool { return o.Field == e.Field }) {
			all = append(all, e)
		}
	}
	if len(all) > 0 {
		return refuseAnswers(ctx, rt, r, all)
	}
	return fillAnswers(rt.Env.Text, r, full)
}

// completeAnswers is [provider.Complete], and continues where an answer is not known to the vendor: unknown are those.
func completeAnswers(ctx context.Context, reader provider.Reader, s provider.Spec) (full provider.Spec,
	known provider.Known, unknown []*provider.Error, err error,
) {
	known, err = provider.Lookup(ctx, reader, s)
	full, unknown = known.Resolved(s), unknownAnswers(err)
	if err != nil && unknown == nil || known.Zone == nil {
		return full, known, unknown, without(err, unknown)
	}
	full, known, err = provider.Fill(ctx, reader, full, known)
	more := unknownAnswers(err)
	if len(unknown) > 0 { // what else cannot be asked may be for that alone
		return full, known, append(unknown, more...), nil
	}
	return full, known, more, without(err, more)
}

// unknownAnswers are the faults of err if it is nothing but answers that the vendor does not know; nil otherwise.
func unknownAnswers(err error) []*provider.Error {
	all := provider.All(err)
	if slices.ContainsFunc(all, func(e *provider.Error) bool { return e.Rule != provider.RuleNotOffered }) {
		return nil
	}
	return all
}

// without is err, nil if it is the faults alone.
func without(err error, faults []*provider.Error) error {
	if len(faults) > 0 {
		return nil
	}
	return err
}

// choicesTime is how long the vendor is asked for what an answer may be that is missing.
const choicesTime = 10 * time.Second

// refuseAnswers names all faults, and what an answer that is missing may be. A plan fitted when it was made.
func refuseAnswers(ctx context.Context, rt *run.Runtime, r *prepared, faults []*provider.Error) error {
	ctx, stop := context.WithTimeout(ctx, choicesTime)
	defer stop()
	for _, e := range faults {
		if e.Rule == provider.RuleRequired && e.Allowed == "" {
			e.Allowed, _ = provider.Allowed(ctx, r.account.Reader, r.spec, e.Field) // without it the fault is said alone
		}
	}
	err := provider.Join(faults...)
	if r.plan != nil && len(wrongAnswers(err)) > 0 {
		return report.Exit(report.ExitStale, report.FileErrors(rt.Env, r.file, err))
	}
	return report.VendorError(rt.Env, r.file, err)
}

// lookUpContext asks for what a person should know before a confirmation, and what an order may be placed without.
func lookUpContext(ctx context.Context, rt *run.Runtime, r *prepared) {
	if b, ok := provider.As[provider.Balancer](r.account.Reader); ok {
		if m, err := b.Balance(ctx); err == nil {
			r.balance = &m
		}
	}
	var err error
	if r.clashes, err = rt.Orders.Clashes(ctx, r.account.ID, r.spec); err != nil {
		rt.Log.Warn("names not compared", "error", err)
	}
	if r.budgets, err = rt.Orders.Budgets(ctx, order.Budget{Profile: r.account.Profile}); err != nil {
		rt.Log.Warn("limits not read", "error", err)
	}
}

// wrongAnswers are the faults of answers that are there.
func wrongAnswers(err error) []*provider.Error {
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
