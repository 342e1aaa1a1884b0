package cli

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/metalwright/metalwright/assets"
	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/run"
	"github.com/metalwright/metalwright/ui/theme"
)

// newCompletion prints the script that teaches a shell to complete our words.
func newCompletion(p run.Process) *cobra.Command {
	shells := map[string]func(*cobra.Command, io.Writer) error{
		"bash":       func(r *cobra.Command, w io.Writer) error { return r.GenBashCompletionV2(w, true) },
		"zsh":        func(r *cobra.Command, w io.Writer) error { return r.GenZshCompletion(w) },
		"fish":       func(r *cobra.Command, w io.Writer) error { return r.GenFishCompletion(w, true) },
		"powershell": func(r *cobra.Command, w io.Writer) error { return r.GenPowerShellCompletionWithDesc(w) },
	}
	return &cobra.Command{
		Use:   "completion bash|zsh|fish|powershell",
		Short: "Print a shell completion script",
		Long: "Prints a script for the shell. It completes commands, flags and orders, and zones, types and " +
			"images after --set.",
		Example: "source <(metalwright completion bash)\nmetalwright completion fish > " +
			"~/.config/fish/completions/metalwright.fish",
		ValidArgs: []string{"bash", "zsh", "fish", "powershell"},
		Args:      usageArgs(cobra.MatchAll(cobra.ExactArgs(1), cobra.OnlyValidArgs)),
		RunE: func(c *cobra.Command, args []string) error {
			return shells[args[0]](c.Root(), p.Out)
		},
	}
}

// Limits of completion: a person waits for the answer.
const (
	liveWait  = time.Second    // to ask the vendor, when nothing is known yet
	cacheLife = 24 * time.Hour // of what is known
)

// complete teaches the commands which values there are.
func complete(root *cobra.Command, p run.Process, products []*provider.Product, f *run.Flags) {
	c := &completer{p, products, f}
	fixed := func(values ...string) cobra.CompletionFunc {
		return cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp)
	}
	must := func(c *cobra.Command, flag string, values cobra.CompletionFunc) {
		if c.Flag(flag) != nil {
			_ = c.RegisterFlagCompletionFunc(flag, values) // fails only for a flag that is not there
		}
	}
	must(root, "output", fixed("table", "json", "ndjson", "yaml"))
	must(root, "color", fixed("auto", "always", "never"))
	must(root, "theme", fixed(theme.Names()...))
	must(root, "lang", fixed(assets.Languages()...))
	must(root, "profile", c.profiles)
	must(root, "like", c.orders)
	must(root, "endpoint", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		var all []string
		for _, product := range products {
			all = append(all, string(product.ID)+"=")
		}
		return all, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
	})
	var walk func(*cobra.Command)
	walk = func(x *cobra.Command) {
		must(x, "set", c.answers)
		must(x, "to", fixed(formatNames()...))
		must(x, "notify", fixed("bell", "desktop", "https://"))
		must(x, "user", fixed("root", "ubuntu", "Administrator"))
		must(x, "order", func(x *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
			return c.orders(x, nil, typed)
		})
		use := strings.Fields(x.Use)
		if len(use) > 1 && strings.Contains(use[1], "ORDER") {
			x.ValidArgsFunction = c.orders
		}
		for _, sub := range x.Commands() {
			walk(sub)
		}
	}
	walk(root)
}

// completer finds values.
type completer struct {
	p        run.Process
	products []*provider.Product
	f        *run.Flags
}

// profiles are those of the configuration file.
func (c *completer) profiles(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	file, err := run.ConfigFile(c.p, c.products, c.f.Config)
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var names []string
	for _, x := range file.Profiles {
		names = append(names, cobra.CompletionWithDesc(x.Name, x.Label))
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}

// orders are those of the journal that the command is for, the newest first; files, too, where one is allowed.
func (c *completer) orders(x *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	directive := cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveKeepOrder
	if strings.Contains(x.Use, "FILE") {
		directive = cobra.ShellCompDirectiveKeepOrder
	}
	if len(args) > 0 {
		return c.machines(x, args), directive
	}
	var all []string
	for _, v := range c.views(x.Context()) {
		if isFor(x.Name(), v) {
			all = append(all, cobra.CompletionWithDesc(v.ID.String(),
				string(v.Status)+" "+string(v.Spec.Type)+" "+string(v.Spec.Zone)))
		}
	}
	return all, directive
}

// isFor reports whether a command can do something with an order.
func isFor(command string, v order.View) bool {
	switch command {
	case "approve", "deny":
		return v.Approval != nil && v.Approval.State == order.AskedPending
	case "send":
		return v.Approval != nil && v.Approval.State == order.AskedGiven
	case "forget":
		return !v.Open && !v.Forgotten
	}
	return true
}

// machines are those of the order that args begin with which are there and not in args: release takes them.
func (c *completer) machines(x *cobra.Command, args []string) []string {
	if !strings.Contains(x.Use, "INSTANCE") {
		return nil
	}
	var all []string
	for _, v := range c.views(x.Context()) {
		for _, i := range v.Instances {
			gone := i.Gone || i.Status == provider.StatusReleased
			if gone || v.ID.String() != args[0] || slices.Contains(args[1:], string(i.ID)) {
				continue
			}
			all = append(all, cobra.CompletionWithDesc(string(i.ID), string(i.Status)+" "+provider.Clean(i.Name)))
		}
	}
	return all
}

// views are the orders of the journal; none where it cannot be read.
func (c *completer) views(ctx context.Context) []order.View {
	var all []order.View
	for _, at := range c.places() {
		s, err := journal.OpenReader(ctx, at.Journal)
		if err != nil {
			continue // none there
		}
		views, err := order.New(order.Options{
			Store: s, Dir: at.Dir, Now: c.p.Now, Log: slog.New(slog.DiscardHandler),
		}).Views.Orders(ctx)
		if err = errors.Join(err, s.Close()); err == nil {
			all = append(all, views...)
		}
	}
	return all
}

// places is the journal of this run: the simulated cloud's when there are no credentials.
func (c *completer) places() []run.Location {
	s, file, err := run.Settings(c.p, c.products, *c.f)
	if err != nil {
		return nil
	}
	creds, err := c.f.ProfileLoader(c.p, c.products, s, file).Credentials()
	at, placeErr := c.p.Location(s, err == nil && len(creds) == 0)
	if placeErr != nil {
		return nil
	}
	return []run.Location{at}
}

// catalogCache is what a product offers, as the cache keeps it. It holds no secret.
type catalogCache struct {
	At     time.Time             `json:"at"`
	Zones  []string              `json:"zones"`
	Types  map[string]([]string) `json:"types"`  // by zone
	Images map[string]([]string) `json:"images"` // by zone and type
}

// answers completes --set KEY=VALUE: the keys that some product knows, and the values of zone, type and image.
func (c *completer) answers(x *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	key, _, valued := strings.Cut(typed, "=")
	if !valued {
		return c.keys(), cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
	}
	var all []string
	for _, v := range c.values(x, args, key) {
		all = append(all, key+"="+v)
	}
	return all, cobra.ShellCompDirectiveNoFileComp
}

func (c *completer) keys() []string {
	seen := map[string]bool{}
	var all []string
	for _, p := range c.products {
		for _, f := range p.Fields {
			if k := string(f) + "="; settable(f) && !seen[k] {
				seen[k] = true
				all = append(all, k)
			}
		}
	}
	return all
}

// values are those of the answers that the file has already, changed by the --set before.
func (c *completer) values(x *cobra.Command, args []string, key string) []string {
	spec, profile := provider.Spec{}, ""
	if len(args) > 0 {
		if data, err := c.p.ReadFile(args[0]); err == nil {
			if f, _, err := decode(data, args[0], c.products); err == nil {
				spec, profile = f.Spec, f.Profile
			}
		}
	}
	if sets, err := x.Flags().GetStringArray("set"); err == nil {
		for _, s := range sets {
			_ = setAnswer(&spec, s) // the last one is being typed
		}
	}
	if spec.Product == "" {
		spec.Product = c.products[0].ID
	}
	return c.offered(x.Context(), profile, spec, key)
}

// offered is the values of key for s with the profile, "" for the one that pays then: from the cache, or asked for
// within a second when it has none or they are old.
func (c *completer) offered(ctx context.Context, profile string, s provider.Spec, key string) []string {
	path := c.cache(profile, s.Product)
	var known catalogCache
	if b, err := os.ReadFile(path); err == nil && json.Unmarshal(b, &known) != nil {
		known = catalogCache{}
	}
	if values, ok := known.values(s, key); ok && c.p.Now().Sub(known.At) < cacheLife {
		return values
	}
	if c.p.Now().Sub(known.At) >= cacheLife {
		known = catalogCache{At: c.p.Now()}
	}
	live, stop := context.WithTimeout(ctx, cmp.Or(c.p.TabWait, liveWait))
	defer stop()
	quiet := c.p
	quiet.Err, quiet.Brief = io.Discard, true
	err := run.With(live, quiet, c.products, *c.f, func(ctx context.Context, rt *run.Runtime) error {
		a, err := accountFor(rt, s.Product, profile, looking)
		if err != nil {
			return err
		}
		return known.fetch(ctx, a.Reader, s, key)
	})
	if err != nil {
		return nil
	}
	saveCache(path, known)
	values, _ := known.values(s, key)
	return values
}

// cache is the file below XDG_CACHE_HOME; everything in it can be asked for again.
func (c *completer) cache(profile string, id provider.ProductID) string {
	x, _ := c.p.Lookup("XDG_CACHE_HOME")
	if !filepath.IsAbs(x) {
		x = filepath.Join(c.p.Home, ".cache")
	}
	profile = cmp.Or(profile, strings.Join(c.f.Profiles, ","), "default")
	if at := c.places(); len(at) > 0 && filepath.Base(at[0].Dir) == run.SimDir {
		profile = run.SimDir
	}
	return filepath.Join(x, "metalwright", "choices-"+filepath.Base(profile)+"-"+string(id)+".json")
}

// saveCache writes the cache; that it could not be kept hurts nobody.
func saveCache(path string, s catalogCache) {
	b, err := json.Marshal(s)
	if err != nil || os.MkdirAll(filepath.Dir(path), 0o700) != nil {
		return
	}
	_ = os.WriteFile(path, b, 0o600)
}

func (s *catalogCache) values(spec provider.Spec, key string) ([]string, bool) {
	switch provider.Field(key) { //nolint:exhaustive // the others are typed
	case provider.FieldZone:
		return typeable(s.Zones), len(s.Zones) > 0
	case provider.FieldType:
		v, ok := s.Types[string(spec.Zone)]
		return typeable(v), ok
	case provider.FieldImage:
		v, ok := s.Images[string(spec.Zone)+" "+string(spec.Type)]
		return typeable(v), ok
	}
	return nil, true
}

// typeable are those of values that can be typed as they are, with what is said about them fit for a line.
func typeable(values []string) []string {
	var out []string
	for _, v := range values {
		value, about, _ := strings.Cut(v, "\t")
		if provider.Clean(value) == value {
			out = append(out, cobra.CompletionWithDesc(value, provider.Clean(about)))
		}
	}
	return out
}

// fetch asks the vendor for the values of key.
func (s *catalogCache) fetch(ctx context.Context, r provider.Catalog, spec provider.Spec, key string) error {
	switch provider.Field(key) { //nolint:exhaustive // the others are typed
	case provider.FieldZone:
		zones, err := r.Zones(ctx)
		if err != nil {
			return err
		}
		for _, z := range zones {
			s.Zones = append(s.Zones, cobra.CompletionWithDesc(string(z.ID), z.Name))
		}
	case provider.FieldType:
		types, err := r.Types(ctx, spec)
		if err != nil {
			return err
		}
		all := []string{}
		for _, t := range types {
			all = append(all, cobra.CompletionWithDesc(string(t.ID), t.Description))
		}
		if s.Types == nil {
			s.Types = map[string][]string{}
		}
		s.Types[string(spec.Zone)] = all
	case provider.FieldImage:
		images, err := r.Images(ctx, spec)
		if err != nil {
			return err
		}
		all := []string{}
		for _, i := range images {
			all = append(all, cobra.CompletionWithDesc(string(i.ID), i.Name))
		}
		if s.Images == nil {
			s.Images = map[string][]string{}
		}
		s.Images[string(spec.Zone)+" "+string(spec.Type)] = all
	}
	return nil
}
