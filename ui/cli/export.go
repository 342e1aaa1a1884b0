package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/export"
	"github.com/metalwright/metalwright/state/identity"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/state/orderfile"
	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/run"
	"github.com/metalwright/metalwright/ui/step"
)

// newExport writes an order, placed or not, in the words of another tool.
func newExport(p run.Process, products []*provider.Product, f *run.Flags) *cobra.Command {
	var to, user string
	formats := formatNames()
	c := &cobra.Command{
		Use:   "export ORDER|FILE",
		Short: "Export an order for another tool",
		Long: "Exports an order in the journal, or an order file, as " + strings.Join(formats, ", ") + ".\n" +
			"Exports contain no secrets. What a tool cannot express is an error.",
		Example: "metalwright export o-k7q2m9x4 --to ansible > inventory.yaml\nmetalwright export web.yaml --to terraform",
		Args:    usageArgs(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, args []string) error {
			if !slices.Contains(formats, to) {
				return run.NotOneOf("--to", to, formats)
			}
			return run.With(c.Context(), p, products, *f, func(ctx context.Context, rt *run.Runtime) error {
				s, err := exportSource(ctx, rt, args[0])
				if err != nil {
					return err
				}
				s.User = user
				if export.Format(to) == export.KnownHosts {
					s.HostKeys = hostKeys(ctx, s)
				}
				return writeExport(rt, export.Format(to), s)
			})
		},
	}
	c.Flags().StringVar(&to, "to", "", "format: "+strings.Join(formats, ", "))
	c.Flags().StringVar(&user, "user", "", "user for ssh-config and ansible (default: the usual one of the image)")
	return c
}

func formatNames() []string {
	all := export.Formats()
	names := make([]string, len(all))
	for i, f := range all {
		names[i] = string(f)
	}
	return names
}

// exportSource is the order with the id, or else what the file says.
func exportSource(ctx context.Context, rt *run.Runtime, what string) (export.Source, error) {
	if identity.Check(what) == nil { // any other text is no order, but may be a file
		v, err := rt.Orders.Order(ctx, order.ID(what))
		if err == nil {
			return placedSource(rt.Env, v)
		}
		if !errors.Is(err, order.ErrNotFound) {
			return export.Source{}, err
		}
	}
	r, err := readOrder(rt, what, looking)
	if errors.Is(err, fs.ErrNotExist) {
		return export.Source{}, report.UsageError("export.neither", "What", rt.Env.Clean(what))
	}
	if err != nil {
		return export.Source{}, err
	}
	file, known, err := suggestedFile(ctx, rt.Env, r)
	if err != nil {
		return export.Source{}, err
	}
	s := export.Source{
		Product: r.account.Reader.Product(), File: file, Reader: r.account.Reader,
		Endpoint: r.account.Endpoint, Version: r.account.Version, Simulated: r.account.Simulated, Known: known,
	}
	if known.Zone != nil {
		s.Region = known.Zone.Region
	}
	return s, nil
}

// suggestedFile is the file of r with every parameter that would be sent: the tools want those too that were left open.
// What depends on there being a secret is suggested by a stand-in, for exports need none.
func suggestedFile(ctx context.Context, env *step.Env, r *prepared) (*orderfile.File, provider.Known, error) {
	reader := r.account.Reader
	spec, known, err := provider.Complete(ctx, reader, reader.Product().Defaults(withPlaceholders(r)))
	if err != nil {
		return nil, known, report.VendorError(env, r.file, err)
	}
	if err := reader.Product().Excluded(spec); err != nil {
		return nil, known, report.Exit(report.ExitUsage, report.FileErrors(env, r.file, err))
	}
	file := orderfile.FromSpec(spec)
	file.ID = r.file.ID
	if !r.file.Password.IsZero() {
		file.Password = r.file.Password
	}
	if !r.file.InitScript.IsZero() {
		file.InitScript = r.file.InitScript
	}
	return file, known, nil
}

// placedSource is an order of the journal.
func placedSource(env *step.Env, v order.View) (export.Source, error) {
	s := export.Source{OrderID: string(v.ID), Region: v.Spec.Region}
	for _, p := range env.Products {
		if p.ID == v.Product {
			s.Product = p
		}
	}
	for _, a := range env.Accounts.Of(v.Product) {
		if a.Reader != nil && (s.Reader == nil || a.ID == v.Account) {
			s.Reader, s.Endpoint, s.Version, s.Simulated = a.Reader, a.Endpoint, a.Version, a.Simulated
		}
	}
	if s.Product == nil || s.Reader == nil {
		return s, report.Exit(report.ExitAuth, fmt.Errorf("%w: %s at %s", order.ErrNoAccount, v.Account, v.Product))
	}
	s.File = orderfile.FromSpec(s.Product.Counting(v.Spec))
	s.File.ID = s.OrderID
	s.File.Note = env.T("export.placed", "Order", v.ID, "At", v.Created.UTC().Format(report.Minute))
	for _, i := range v.There() {
		s.Instances = append(s.Instances, i.Instance)
	}
	return s, nil
}

func writeExport(rt *run.Runtime, f export.Format, s export.Source) error {
	s.ASCII = rt.Env.Theme.ASCII
	var out bytes.Buffer
	if err := exportError(rt, s, export.Write(&out, f, s)); err != nil {
		return err
	}
	_, err := rt.Process.Out.Write(out.Bytes())
	return err
}

// exportError is err of an export in the words of the catalogue, with its exit code.
func exportError(rt *run.Runtime, s export.Source, err error) error {
	if e, ok := errors.AsType[*export.UnsupportedError](err); ok {
		return report.Exit(report.ExitUsage, errors.New(rt.Env.Exports().Unsupported(e)))
	}
	if errors.Is(err, export.ErrNoInstances) {
		return report.Exit(report.ExitOther, errors.New(rt.Env.T("export.no_machines")))
	}
	if len(provider.All(err)) > 0 {
		return report.Exit(report.ExitUsage, report.FileErrors(rt.Env, s.File, err))
	}
	return err
}
