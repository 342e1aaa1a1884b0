package cli

import (
	"context"
	"errors"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/identity"
	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/state/policy"
	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/run"
)

// newAudit lists who did what, and checks that nothing of it was changed.
func newAudit(p run.Process, products []*provider.Product, f *run.Flags) *cobra.Command {
	var id string
	c := &cobra.Command{
		Use:   "audit",
		Short: "List who did what, and check that nothing was changed",
		Long: "Lists sign-ins, price requests, orders, approvals, releases and every other decision. Rows are " +
			"only ever added, and each one contains the hash of the one before.",
		Example: "metalwright audit\nmetalwright audit --order o-k7q2m9x4 --json\nmetalwright audit verify",
		Args:    usageArgs(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			if id != "" && identity.Check(id) != nil {
				return report.UsageError("orders.no_id", "Order", identity.Shown(id), "Form", identity.Form)
			}
			return inAudit(c.Context(), p, products, f, func(ctx context.Context, rt *run.Runtime) error {
				return listAudit(ctx, rt, f, order.ID(id))
			})
		},
	}
	c.Flags().StringVar(&id, "order", "", "show only rows about this order")
	c.AddCommand(newVerify(p, products, f))
	if p.Session == nil { // over SSH there are no files
		c.AddCommand(newPlay(p, f))
	}
	return c
}

func newVerify(p run.Process, products []*provider.Product, f *run.Flags) *cobra.Command {
	var head, paper string
	c := &cobra.Command{
		Use:   "verify",
		Short: "Check that the audit log was not changed",
		Long: "Compares every row with the hash of the one before, the last one with the head that this machine " +
			"keeps outside the database, and the orders with the rows that decided about them. Prints what " +
			"was compared, and names the first row that does not match. --head is a head from elsewhere: the " +
			"server logs one for every row.\n--receipt checks a receipt: its hash, its signature by the " +
			"account's secret, and its rows.",
		Example: "metalwright audit verify\nmetalwright audit verify --head 17:9f86d081…\n" +
			"metalwright audit verify --receipt o-k7q2m9x4.json",
		Args: usageArgs(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			known, err := parseHead(head)
			if err != nil {
				return err
			}
			var g *given
			if paper != "" {
				if g, err = readReceipt(p, paper); err != nil {
					return err
				}
			}
			return inAudit(c.Context(), p, products, f, func(ctx context.Context, rt *run.Runtime) error {
				return verifyAudit(ctx, rt, f, known, g)
			})
		},
	}
	c.Flags().StringVar(&head, "head", "", "an earlier head that must be part of the log: N:HASH")
	c.Flags().StringVar(&paper, "receipt", "", "file with the JSON of `orders receipt`, or - for standard input")
	return c
}

// inAudit runs f for those who may read the audit: over SSH these are admins.
func inAudit(ctx context.Context, p run.Process, products []*provider.Product, f *run.Flags,
	do func(context.Context, *run.Runtime) error,
) error {
	return run.With(ctx, p, products, *f, func(ctx context.Context, rt *run.Runtime) error {
		if s := rt.Process.Session; s != nil && !s.Person().Ever(policy.ReadAudit) {
			return report.Exit(report.ExitAuth, errors.New(rt.Env.T("audit.admins")))
		}
		return do(ctx, rt)
	})
}

func parseHead(text string) (journal.Head, error) {
	if text == "" {
		return journal.Head{}, nil
	}
	h, ok := journal.ParseHead(text)
	if !ok {
		return h, report.UsageError("audit.head_form", "Text", text)
	}
	return h, nil
}

// entryJSON is a row of the audit as scripts see it.
type entryJSON struct {
	N         int               `json:"n"`
	Simulated bool              `json:"simulated"`
	Time      time.Time         `json:"time"`
	Who       *string           `json:"who"`
	What      string            `json:"what"`
	Order     *string           `json:"order"`
	Detail    map[string]string `json:"detail"`
	Prev      string            `json:"prev"`
	Hash      string            `json:"hash"`
}

func listAudit(ctx context.Context, rt *run.Runtime, f *run.Flags, id order.ID) error {
	all, err := rt.Service.Audit.Rows(ctx, id)
	if err != nil {
		return err
	}
	if id != "" && len(all) == 0 {
		if _, err := rt.Orders.Order(ctx, id); err != nil {
			return named(err, string(id))
		}
	}
	if f.Format().Structured() {
		return auditJSON(rt, f, all)
	}
	entries := make([]entryJSON, len(all))
	for n, e := range all {
		entries[n] = toEntry(e, rt.Simulated)
	}
	return writeEntries(rt, entries)
}

// writeEntries writes rows of the audit for people.
func writeEntries(rt *run.Runtime, all []entryJSON) error {
	text := func(s *string) string {
		if s == nil {
			return ""
		}
		return *s
	}
	c := report.Columns{Text: rt.Env.Text}
	c.Head("audit.columns")
	for _, e := range all {
		var detail []string
		for _, k := range slices.Sorted(maps.Keys(e.Detail)) {
			value := e.Detail[k]
			if id := "audit.outcome_" + value; k == "outcome" && rt.Env.Has(id) {
				value = rt.Env.T(id)
			}
			if !hashed.MatchString(value) && (k != "outcome" || value != "done") {
				detail = append(detail, spaced(k)+" "+value)
			}
		}
		c.Row(strconv.Itoa(e.N), e.Time.Format(time.DateTime), text(e.Who), spaced(e.What), text(e.Order),
			strings.Join(detail, ", "))
	}
	return c.Write(rt.Process.Out)
}

// hashed is what only programs compare: --json has it.
var hashed = regexp.MustCompile(`^[0-9A-Za-z+/_=-]{40,}$`)

// spaced is a name as words.
func spaced(name string) string { return strings.ReplaceAll(name, "_", " ") }

func auditJSON(rt *run.Runtime, f *run.Flags, all []journal.Entry) error {
	list := make([]entryJSON, 0, len(all))
	for _, e := range all {
		j := toEntry(e, rt.Simulated)
		if f.Output == "ndjson" {
			if err := f.Format().Print(rt.Process.Out, j); err != nil {
				return err
			}
		}
		list = append(list, j)
	}
	if f.Output == "ndjson" {
		return nil
	}
	return f.Format().Print(rt.Process.Out, struct {
		Schema    string      `json:"schema"`
		Simulated bool        `json:"simulated"`
		Audit     []entryJSON `json:"audit"`
	}{report.Schema, rt.Simulated, list})
}

// verifiedJSON is a good audit as scripts see it.
type verifiedJSON struct {
	Schema    string  `json:"schema"`
	Simulated bool    `json:"simulated"`
	Rows      int     `json:"rows"`
	Head      string  `json:"head"`
	Kept      *string `json:"kept"`  // the head that this machine keeps apart, which was compared; null when it keeps none
	Given     *string `json:"given"` // --head
	// Receipt is the order of --receipt, and Receipted the head when it was made.
	Receipt   *string `json:"receipt"`
	Receipted *string `json:"receipt_head"`
}

// headText is a head in a document; nil for none.
func headText(h journal.Head) *string {
	if h.N == 0 {
		return nil
	}
	return new(h.String())
}

func verifyAudit(ctx context.Context, rt *run.Runtime, f *run.Flags, known journal.Head, paper *given) error {
	v, err := rt.Service.Audit.Verify(ctx, known)
	if err != nil {
		return err // of what is wrong with it, too: see flawed
	}
	done := verifiedJSON{
		report.Schema, rt.Simulated, v.Head.N, v.Head.String(), headText(v.Kept), headText(known), nil, nil,
	}
	if paper != nil {
		if _, err := rt.Service.Audit.Verify(ctx, paper.head); err != nil {
			return err
		}
		if err := paper.check(ctx, rt); err != nil {
			return err
		}
		done.Receipt, done.Receipted = new(string(paper.content.Order.ID)), headText(paper.head)
	}
	if f.Format().Structured() {
		return f.Format().Print(rt.Process.Out, done)
	}
	said := []string{rt.Env.T("audit.good", "Count", v.Head.N, "Head", v.Head.String())}
	if v.Kept.N > 0 {
		said = append(said, rt.Env.T("audit.kept", "N", v.Kept.N))
	} else {
		said = append(said, rt.Env.T("audit.unkept"))
	}
	if known.N > 0 {
		said = append(said, rt.Env.T("audit.given", "N", known.N))
	}
	if paper != nil {
		said = append(said, rt.Env.T("receipt.good", "Order", paper.content.Order.ID, "Count", len(paper.content.Audit)))
	}
	return report.Println(rt.Process.Out, said...)
}
