package cli

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/state/orderfile"
	"github.com/metalwright/metalwright/state/textfile"
	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/run"
	"github.com/metalwright/metalwright/ui/step"
)

// How many orders and templates the first screen lists.
const (
	mostAgain     = 5
	mostTemplates = 20
)

// starts is what an order can begin with beside a product: the drafts, the latest orders, and the templates.
func starts(ctx context.Context, rt *run.Runtime) []step.Start {
	all := draftStarts(ctx, rt)
	views, err := rt.Orders.Orders(ctx)
	if err != nil {
		rt.Log.Warn("orders not read", "error", err)
	}
	slices.SortStableFunc(views, func(a, b order.View) int { return b.Created.Compare(a.Created) })
	for _, v := range views {
		if v.Status == order.Sending || v.Status == order.Ambiguous { // what may have been bought is not bought again
			continue
		}
		if s, ok := orderStart(ctx, rt, v); ok && countKind(all, step.StartOrder) < mostAgain {
			all = append(all, s)
		}
	}
	all = append(all, templates(rt)...)
	if rt.Newcomer && len(all) == 0 && len(views) == 0 && err == nil {
		all = append(all, step.Start{Kind: step.StartTour}, step.Start{Kind: step.StartKeys})
	}
	return all
}

func countKind(all []step.Start, kind step.StartKind) (n int) {
	for _, s := range all {
		if s.Kind == kind {
			n++
		}
	}
	return n
}

// orderStart is an order to place again. Networks that the order has made are those that the next one joins; addresses
// are made anew. Whoever orders again what someone else has ordered does not let their keys in. False when its answers
// are not known.
func orderStart(ctx context.Context, rt *run.Runtime, v order.View) (step.Start, bool) {
	env := rt.Env
	i := slices.IndexFunc(env.Products, func(p *provider.Product) bool { return p.ID == v.Product })
	if i < 0 || v.Recovered {
		return step.Start{}, false
	}
	spec := v.Spec.Clone()
	spec.Access.Password, spec.Access.InitScript = provider.Secret{}, provider.Secret{}
	if !own(ctx, rt, v) {
		spec.Access.SSHKeys, spec.Access.KeyPair = nil, ""
		if spec.Access.Login == provider.LoginKeyPair {
			spec.Access.Login = ""
		}
	}
	for _, r := range v.Left() {
		switch r.Kind {
		case provider.ResourcePrivate:
			spec.Network.Private = r.ID
		case provider.ResourcePublic:
			spec.Network.Public = r.ID
		default:
			continue
		}
		spec.Network.Make = slices.DeleteFunc(spec.Network.Make, func(m provider.Making) bool { return m.Kind == r.Kind })
	}
	for i, m := range spec.Network.Make { // the network that the order made is there now
		if m.Kind.Address() && m.In == "" {
			spec.Network.Make[i].In = spec.Network.Public
		}
	}
	d := step.Draft{Product: env.Products[i], Spec: spec}
	d.Like = &step.Like{Name: string(v.ID), Spec: spec.Clone(), Quote: v.Quote, Script: v.Script != nil, Placed: true}
	for _, a := range env.Accounts.Of(v.Product) {
		if a.ID == v.Account && a.Reader != nil && (d.Account == nil || a.Profile == v.Profile) {
			d.Account = &a
		}
	}
	return step.Start{Kind: step.StartOrder, Name: string(v.ID), At: v.Created, Word: v.Status, Draft: d}, true
}

// own reports whether whoever runs this has placed the order. As with drafts, who is signed in over SSH is another
// person than one of the same name at the machine: the audit has the key of an order that came over SSH. An order of
// which it has nothing is nobody's.
func own(ctx context.Context, rt *run.Runtime, v order.View) bool {
	if v.By != rt.Process.User {
		return false
	}
	rows, err := rt.Service.Audit.Rows(ctx, v.ID)
	at := slices.IndexFunc(rows, func(e journal.Entry) bool {
		return e.Who == v.By && (e.What == "order" || e.What == "ask")
	})
	return err == nil && at >= 0 && (rows[at].Detail["key"] != "") == (rt.Process.Session != nil)
}

// templates are the order files of the directory of the configuration.
func templates(rt *run.Runtime) []step.Start {
	entries, err := os.ReadDir(rt.Templates)
	if err != nil { // the directory need not be there
		return nil
	}
	var all []step.Start
	for _, e := range entries {
		ext := strings.ToLower(filepath.Ext(e.Name()))
		if e.IsDir() || len(all) == mostTemplates || !slices.Contains([]string{".yaml", ".yml", ".json"}, ext) {
			continue
		}
		path := filepath.Join(rt.Templates, e.Name())
		data, _, err := textfile.Read(path, run.MaxInput)
		var s step.Start
		if err == nil {
			s, err = fileStart(rt, data, path)
		}
		if err != nil {
			rt.Log.Warn("template not read", "path", path, "error", err)
			s = step.Start{Kind: step.StartTemplate, Name: e.Name(), Why: rt.Env.T("start.unreadable")}
		}
		all = append(all, s)
	}
	return all
}

// fileStart is an order file, or a frozen plan, to begin with. Its secrets are read when it is chosen. Over SSH they
// are not, for their sources are the server's.
func fileStart(rt *run.Runtime, data []byte, path string) (step.Start, error) {
	f, _, err := decodeFor(rt, data, path)
	if err != nil {
		return step.Start{}, err
	}
	i := slices.IndexFunc(rt.Env.Products, func(p *provider.Product) bool { return p.ID == f.Spec.Product })
	if i < 0 {
		return step.Start{}, noAccount(rt.Env, f.Spec.Product, "")
	}
	d := step.Draft{Product: rt.Env.Products[i], Spec: f.Spec, ReleaseAt: f.ReleaseAt}
	d.Like = &step.Like{Name: filepath.Base(path), Spec: f.Spec.Clone()}
	a, err := accountFor(rt, f.Spec.Product, f.Profile, looking)
	switch {
	case err == nil:
		d = d.Paid(a)
	case f.Profile != "":
		return step.Start{}, err
	}
	s := step.Start{Kind: step.StartTemplate, Name: filepath.Base(path), Draft: d}
	if rt.Process.Session == nil {
		s.Open = func() (step.Draft, error) { return withSecrets(rt, f, path, d) }
	}
	return s, nil
}

// withSecrets is d with the secrets of f, from their sources. A password that is to be made is made by the wizard,
// which shows it once.
func withSecrets(rt *run.Runtime, f *orderfile.File, path string, d step.Draft) (step.Draft, error) {
	own := *f
	if own.Password.Kind == orderfile.SourceGenerate {
		own.Password, own.Spec.Access.Login = orderfile.Source{}, provider.LoginPassword
	}
	r := &prepared{path: path, file: &own}
	readers := secretReaders(rt, r, nil)
	readers.Generate, readers.Stdin = nil, nil
	s, err := own.Resolve(rt.Env.Ctx, readers)
	if err != nil {
		return d, report.Localize(rt.Env.Text, err)
	}
	d.Spec = d.Spec.Clone()
	d.Spec.Access.Password, d.Spec.Access.InitScript = s.Access.Password, s.Access.InitScript
	d.Spec.Access.Login = s.Access.Login
	rt.Env.Secrets.Hide(d.Spec.Access)
	return d, nil
}

// beginning is what the command line says the order begins with: a file, or an order of the journal.
type beginning struct{ file, like string }

// start is what b names; nil when it names nothing.
func (b beginning) start(ctx context.Context, rt *run.Runtime) (*step.Start, error) {
	switch {
	case b.file != "":
		data, err := readInput(rt.Process, b.file)
		if err != nil {
			return nil, err
		}
		s, err := fileStart(rt, data, b.file)
		if err == nil && s.Open != nil {
			s.Draft, err = s.Open()
			s.Open = nil
		}
		if err != nil {
			return nil, report.Exit(report.ExitUsage, err)
		}
		return &s, nil
	case b.like != "":
		var s step.Start
		err := withOrderID(b.like, func(id order.ID) error {
			v, err := rt.Orders.Order(ctx, id)
			if err != nil {
				return err
			}
			x, known := orderStart(ctx, rt, v)
			if !known {
				return report.UsageError("start.no_answers", "Order", id)
			}
			s = x
			return nil
		})
		return &s, err
	}
	return nil, nil
}
