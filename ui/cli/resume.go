package cli

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/state/orderfile"
	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/run"
)

// resumeOptions are the decisions that resume can be given, where nobody is asked.
type resumeOptions struct {
	rest, retry, nothing bool
	adopt                []string
	again                string // the mark of the request, typed
	checked, yes         bool
	password, script     string // sources
}

// any reports whether a decision was given.
func (r resumeOptions) any() bool {
	return r.rest || r.retry || r.nothing || len(r.adopt) > 0 || r.again != ""
}

// newResume looks up what is uncertain, lets a person decide, and follows the order.
func newResume(p run.Process, products []*provider.Product, f *run.Flags) *cobra.Command {
	var r resumeOptions
	c := &cobra.Command{
		Use:   "resume ORDER",
		Short: "Check unknown outcomes, decide what is open, and follow the order",
		Long: "Checks unknown outcomes with the vendor, shows what there is to decide, and asks: whether " +
			"machines that were found belong to the order, whether nothing was bought, and whether to order " +
			"the rest. Then it follows the order.\nWithout a terminal it does not ask: the flags decide, and " +
			"--yes is required for what costs money.",
		Example: "metalwright orders resume o-k7q2m9x4\nmetalwright orders resume o-k7q2m9x4 --order-rest --yes\n" +
			"metalwright orders resume o-k7q2m9x4 --adopt 1001000000000000002",
		Args: usageArgs(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, args []string) error {
			return run.With(c.Context(), p, products, *f, func(ctx context.Context, rt *run.Runtime) error {
				return withOrderID(args[0], func(id order.ID) error { return runResume(ctx, rt, f, id, r) })
			})
		},
	}
	fl := c.Flags()
	fl.BoolVar(&r.rest, "order-rest", false, "order the machines that were certainly not bought")
	fl.BoolVar(&r.retry, "retry-failed", false, "order replacements for machines that failed and are gone")
	fl.BoolVar(&r.nothing, "nothing-bought", false,
		"the request with unknown outcome bought nothing: you checked the console")
	fl.StringSliceVar(&r.adopt, "adopt", nil, "IDs of the machines that the request with unknown outcome bought")
	fl.StringVar(&r.again, "buy-again", "", "send the request with unknown outcome again; its token")
	fl.BoolVar(&r.checked, "checked", false, "you checked the machines that it may have bought in the console")
	fl.BoolVar(&r.yes, "yes", false, "order without asking; required without a terminal")
	fl.StringVar(&r.password, "password", "", "where to read the order's password again: stdin, env:NAME or "+
		"file:PATH")
	fl.StringVar(&r.script, "init-script", "", "where to read its first-boot script again: env:NAME or file:PATH")
	c.MarkFlagsMutuallyExclusive("order-rest", "retry-failed", "nothing-bought", "adopt", "buy-again")
	return withFollowFlags(f, c)
}

// decider asks one person on one terminal, or nobody.
type decider struct {
	rt *run.Runtime
	resumeOptions
	in    *bufio.Reader // nil: nobody is asked
	asked time.Time
}

// freshLook is how long resume waits for the answer to a look-up that it has asked for.
const freshLook = 15 * time.Second

func runResume(ctx context.Context, rt *run.Runtime, f *run.Flags, id order.ID, r resumeOptions) error {
	target, err := notifyOptions(rt, f.Notify)
	if err != nil {
		return err
	}
	d := &decider{rt: rt, resumeOptions: r, asked: rt.Env.Now()}
	if rt.Process.Terminal && rt.Process.Session == nil && !f.Format().Structured() && !r.any() {
		d.in = bufio.NewReader(rt.Process.In)
	}
	if err := rt.Orders.Do(ctx, order.LookAgain{ID: id}); err != nil {
		return err
	}
	ctx, stop := withWaitLimit(ctx, &rt.Process, f.Wait)
	defer stop()
	t := rt.NewProgress(f)
	v, err := d.settled(ctx, t, id)
	if err != nil {
		return finishEarly(f, t, v, err)
	}
	if err := d.decide(ctx, v); err != nil {
		return err
	}
	return followOrder(ctx, rt, f, t, id, target, false)
}

// settled waits until nothing of the order is on its way or being looked up, and what a person has to decide about was
// just looked for once more.
func (d *decider) settled(ctx context.Context, t *report.Progress, id order.ID) (order.View, error) {
	late := time.NewTimer(freshLook)
	defer late.Stop()
	pending := func(v order.View) bool {
		return slices.ContainsFunc(v.Batches, func(b order.BatchView) bool {
			return report.Uncertain(b) &&
				b.State != order.BatchUnresolved
		})
	}
	stale := func(v order.View) bool {
		return slices.ContainsFunc(v.Batches, func(b order.BatchView) bool {
			return b.State == order.BatchUnresolved && (b.LookedAt.Before(d.asked) || b.EvidenceAt.Before(d.asked))
		})
	}
	said := map[string]bool{}
	return waitUntil(ctx, d.rt, t, id, late.C, func(v order.View, late bool) bool {
		for _, b := range v.Batches {
			if line := report.WaitingFor(d.rt.Env, v, b); line != "" && !said[line] {
				said[line] = true
				report.Note(d.rt.Process.Err, line)
				if d.any() && b.State == order.BatchAmbiguous {
					report.Note(d.rt.Process.Err, d.rt.Env.T("resume.then"))
				}
			}
		}
		return !pending(v) && (late || !stale(v))
	})
}

// decide does what was given, or asks for everything that is open.
func (d *decider) decide(ctx context.Context, v order.View) error {
	if d.any() {
		return d.given(ctx, v)
	}
	if open := order.Unresolved(v); len(open) > 0 {
		return d.unresolved(ctx, v, open)
	}
	if s := d.rt.Env.OrderWords().Shortfall(v); s != "" && v.Status != order.Sending && v.Status != order.Ambiguous {
		report.Note(d.rt.Process.Err, s)
		return d.missing(ctx, v)
	}
	return nil
}

// given does what the flags say.
func (d *decider) given(ctx context.Context, v order.View) error {
	n := d.about(v)
	switch {
	case d.nothing:
		return d.rt.Orders.Do(ctx, order.CloseUnresolved{ID: v.ID})
	case len(d.adopt) > 0:
		return d.rt.Orders.Do(ctx, order.Adopt{ID: v.ID, N: n, IDs: instances(d.adopt)})
	case d.rest && v.Rest == 0, d.retry && v.Lost == 0:
		return order.ErrNothing
	case d.rest:
		return d.buy(ctx, v, v.Rest, orderRest(v))
	case d.retry:
		return d.buy(ctx, v, v.Lost, retryFailed(v))
	default:
		return d.buyAgain(ctx, v, n, d.again, d.checked)
	}
}

// about is the N of the request that the flags decide about: the one with the token, or the one that may have bought
// a machine that is named. 0 is none.
func (d *decider) about(v order.View) int {
	open := order.Unresolved(v)
	for _, b := range open {
		if b.Token == d.again || slices.ContainsFunc(b.Evidence, func(m provider.Instance) bool {
			return slices.Contains(d.adopt, string(m.ID))
		}) {
			return b.N
		}
	}
	if len(open) == 0 {
		return 0
	}
	return open[0].N
}

// unresolved shows the requests that nobody knows the outcome of, and asks what the first of them was. With several,
// the others are asked about by the next runs.
func (d *decider) unresolved(ctx context.Context, v order.View, open []order.BatchView) error {
	for _, b := range slices.Backward(open) { // the one that is asked about comes last
		if err := d.rt.Printer().Batch(d.rt.Process.Err, b, !v.Quote.Term.IsZero()); err != nil {
			return err
		}
	}
	if d.in == nil {
		report.Note(d.rt.Process.Err, d.rt.Env.T("resume.flags_unresolved"))
		return nil
	}
	b := open[0]
	question := d.rt.Env.T("resume.what", "Nothing", d.rt.Env.T("action.nothing"), "Token", b.Token)
	if b.Err != nil && b.Err.Unlisted {
		question = d.rt.Env.T("resume.what_refused", "Refused", d.rt.Env.T("action.refused_word"), "Token", b.Token)
	}
	answer, err := d.ask(ctx, question)
	switch {
	case err != nil || answer == "":
		return err
	case strings.EqualFold(answer, d.rt.Env.T("action.nothing")),
		strings.EqualFold(answer, d.rt.Env.T("action.refused_word")):
		return d.rt.Orders.Do(ctx, order.CloseUnresolved{ID: v.ID, Batches: []int{b.N}})
	case answer != b.Token:
		names := strings.FieldsFunc(answer, func(r rune) bool { return r == ',' || r == ' ' })
		return d.rt.Orders.Do(ctx, order.Adopt{ID: v.ID, N: b.N, IDs: instances(names)})
	}
	checked := len(b.Evidence) == 0
	if !checked {
		if checked, err = d.confirmed(ctx, d.rt.Env.T("action.checked_question")); err != nil || !checked {
			return err
		}
	}
	return d.buyAgain(ctx, v, b.N, answer, checked)
}

// missing offers to order what is not there.
func (d *decider) missing(ctx context.Context, v order.View) error {
	if d.in == nil {
		id := "resume.flags_rest"
		if v.Rest == 0 {
			id = "resume.flags_retry"
		}
		report.Note(d.rt.Process.Err, d.rt.Env.T(id))
		return nil
	}
	if v.Rest > 0 {
		return d.buy(ctx, v, v.Rest, orderRest(v))
	}
	return d.buy(ctx, v, v.Lost, retryFailed(v))
}

func (d *decider) buyAgain(ctx context.Context, v order.View, n int, token string, checked bool) error {
	machines := 0
	for _, b := range v.Batches {
		if b.N == n {
			machines = b.Wanted
		}
	}
	return d.buy(ctx, v, machines, func(a provider.Access) order.Command {
		return order.BuyAgain{ID: v.ID, N: n, Token: token, Checked: checked, Secrets: a}
	})
}

// purchase is a command to buy more, with the secrets that it needs.
type purchase func(provider.Access) order.Command

func orderRest(v order.View) purchase {
	return func(a provider.Access) order.Command { return order.BuyRest{ID: v.ID, Secrets: a} }
}

func retryFailed(v order.View) purchase {
	return func(a provider.Access) order.Command { return order.RetryFailed{ID: v.ID, Secrets: a} }
}

// buy orders n machines more of v after a confirmation: what they are and cost is said before, and asked again when the
// price has risen.
func (d *decider) buy(ctx context.Context, v order.View, n int, what purchase) error {
	secrets, show, err := d.secrets(ctx, v)
	defer show()                               // the service hides them while it sends
	if err != nil && d.in != nil && !d.any() { // they only wanted to continue
		report.Note(d.rt.Process.Err, report.Sentence(d.rt.Env.Text, err))
		return nil
	}
	if err != nil {
		return err
	}
	q := v.Quote
	q.Count = n
	report.Note(d.rt.Process.Err, d.rt.Env.T("review.question", "Count", n, "Type", string(v.Spec.Type), "Zone",
		string(v.Spec.Zone)))
	if q.Known() {
		report.Note(d.rt.Process.Err, d.rt.Env.T("review.costs", "Price", d.rt.Env.Prices().Total(q, v.Spec.Billing.Months)))
	} else {
		report.Note(d.rt.Process.Err, d.rt.Env.T("review.unpriced"))
	}
	if ok, err := d.confirmed(ctx, d.rt.Env.T("resume.order", "Count", n)); err != nil || !ok {
		return err
	}
	err = d.rt.Orders.Do(ctx, what(secrets))
	stale, ok := errors.AsType[*order.Stale](err)
	if !ok || d.in == nil {
		return err
	}
	was, is := d.rt.Env.Prices().Moved(stale.Was, stale.Is)
	report.Note(d.rt.Process.Err, d.rt.Env.T("action.prices", "Was", was, "Arrow", d.rt.Env.Theme.Glyph.Change, "Is", is))
	if ok, err := d.confirmed(ctx, d.rt.Env.T("action.dearer")); err != nil || !ok {
		return err
	}
	if err := d.rt.Orders.Do(ctx, order.AcceptQuote{ID: v.ID, Quote: stale.Is}); err != nil {
		return err
	}
	return d.rt.Orders.Do(ctx, what(secrets))
}

// confirmed wants an explicit yes; Enter alone is none. Without a terminal, --yes has to be there.
func (d *decider) confirmed(ctx context.Context, sentence string) (bool, error) {
	if d.yes {
		return true, nil
	}
	if d.in == nil {
		if !d.rt.Process.Terminal || d.rt.Process.Session != nil {
			return false, report.UsageError("resume.no_terminal")
		}
		d.in = bufio.NewReader(d.rt.Process.In)
	}
	answer, err := d.ask(ctx, sentence+" ["+d.rt.Env.T("action.yes")+"/N]")
	return agreed(answer), err
}

func (d *decider) ask(ctx context.Context, sentence string) (string, error) {
	if err := report.Prompt(d.rt.Process.Err, sentence); err != nil {
		return "", err
	}
	return readLine(ctx, d.in)
}

// secrets fetches what the order needs again: the program does not keep it. The log hides it until show is called.
func (d *decider) secrets(ctx context.Context, v order.View) (a provider.Access, show func(), err error) {
	show = func() {}
	var f orderfile.File
	if slices.Contains(v.Asks, provider.FieldPassword) {
		s, err := orderfile.ParsePassword(cmp.Or(d.password, "none"))
		if d.password != "" && err != nil {
			return a, show, report.UsageError("cli.password", "Forms", orderfile.PasswordForms, "Cause", err)
		}
		f.Password = s
	}
	if path, ok := strings.CutPrefix(d.script, "file:"); ok {
		f.InitScript = orderfile.Source{Kind: orderfile.SourceFile, Name: path}
	} else if name, ok := strings.CutPrefix(d.script, "env:"); ok {
		f.InitScript = orderfile.Source{Kind: orderfile.SourceEnv, Name: name}
	} else if d.script != "" {
		return a, show, report.UsageError("cli.form", "Flag", "--init-script", "Form", "env:NAME, file:PATH")
	}
	missing := f.Password.IsZero() && slices.Contains(v.Asks, provider.FieldPassword)
	missing = missing || f.InitScript.IsZero() && slices.Contains(v.Asks, provider.FieldInitScript)
	if missing {
		return a, show, report.UsageError("resume.secrets", "Order", v.ID)
	}
	spec, err := f.Resolve(ctx, orderfile.Readers{
		Lookup: d.rt.Process.Lookup, ReadFile: d.rt.Process.ReadFile,
		Stdin: func() (io.Reader, error) { return d.rt.Process.In, nil },
	})
	if err != nil {
		return a, show, report.Exit(report.ExitUsage, report.Localize(d.rt.Env.Text, err))
	}
	return spec.Access, d.rt.Log.Hide(spec.Access.Secrets()...), nil
}

func instances(texts []string) []provider.InstanceID {
	ids := make([]provider.InstanceID, 0, len(texts))
	for _, s := range texts {
		ids = append(ids, provider.InstanceID(strings.TrimSpace(s)))
	}
	return ids
}
