package run

import (
	"cmp"
	"errors"
	"slices"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/config"
	"github.com/metalwright/metalwright/ui/report"
)

// Credential is a key of one product, and where it is to be used; or why there is none.
type Credential struct {
	config.Credential
	Product   *provider.Product
	Profile   config.Profile // zero: what is found where the vendor's own tools look
	Named     bool           // something names it, or it is what the vendor's own tools use: it has to be usable
	preferred bool           // it is used where nothing names another one
	Endpoint  string
	Version   string
	Warnings  []*config.Error
	Problem   error // why its account cannot be used, though others can; nil when it can
}

// name is what the journal calls the account.
func (c Credential) name() string { return config.AccountName(c.Profile.Label, c.KeyID) }

// ProfileLoader is which profiles a run opens, from its settings.
type ProfileLoader struct {
	proc     Process
	products []*provider.Product
	file     *config.File
	settings func(profile string) (config.Settings, error) // the run's, with those of the profile
	run      config.Settings
}

// Credentials are the keys that the run has. None at all means the simulated cloud; half a key, or two that differ,
// is an error, for the operator meant a real account. What a flag, a variable or the file names has to be usable; the
// others have their problem beside them.
func (o ProfileLoader) Credentials() ([]Credential, error) {
	at, err := config.Endpoints(o.run.Value(config.Endpoint), o.products)
	if err != nil {
		return nil, report.Exit(report.ExitUsage, err)
	}
	if on, err := config.Bool(o.run.Value(config.Sim)); err != nil {
		return nil, report.Exit(report.ExitUsage, err)
	} else if on {
		return nil, nil
	}
	all, err := o.All()
	if err == nil {
		err = o.CheckProducts()
	}
	if err != nil {
		return nil, report.Exit(report.ExitAuth, err)
	}
	all = slices.DeleteFunc(all, func(c Credential) bool { return ErrorReason(c.Problem) == config.ReasonNoKey })
	switch err := checkUsable(all); {
	case ErrorReason(err) == config.ReasonOtherJournal: // it has to be named, or to be left out
		return nil, report.Exit(report.ExitUsage, err)
	case err != nil:
		return nil, report.Exit(report.ExitAuth, err)
	}
	if !slices.ContainsFunc(all, func(c Credential) bool { return c.Problem == nil }) {
		all = nil
	}
	if len(all) == 0 && len(at) > 0 {
		return nil, report.Exit(report.ExitAuth, &config.Error{Reason: config.ReasonNoKey, Names: o.variables(at)})
	}
	return all, nil
}

// variables are those in which the vendors' tools have the keys of the products.
func (o ProfileLoader) variables(of map[provider.ProductID]string) []string {
	var all []string
	for _, p := range o.products {
		if _, ok := of[p.ID]; !ok {
			continue
		}
		for _, k := range p.KeyNames {
			for _, name := range []string{k.ID, k.Secret} {
				if !slices.Contains(all, name) {
					all = append(all, name)
				}
			}
		}
	}
	return all
}

// All looks for the keys of every profile that the run is given; without one, for those that the vendor's own tools
// use, and, as nobody narrows, for those of every other profile that the file has. Each has what was found or a
// problem. The error is of what was named.
func (o ProfileLoader) All() ([]Credential, error) {
	v := o.run.Value(config.UseProfile)
	first := []config.Profile{{}}
	if v.Text != "" {
		var err error
		if first, err = o.file.Named(v.Text); err != nil {
			return nil, err
		}
	}
	var all []Credential
	for _, p := range first {
		for _, c := range o.ofProfile(p) {
			c.Named, c.preferred = true, len(first) == 1 || p.Name == o.file.Default()
			all = append(all, c)
		}
	}
	if v.Origin != config.OriginFlag && v.Origin != config.OriginEnvironment {
		for _, p := range o.file.Profiles {
			if !slices.ContainsFunc(first, func(x config.Profile) bool { return x.Name == p.Name }) {
				all = append(all, o.ofProfile(p)...)
			}
		}
	}
	markConflicts(all)
	return all, nil
}

// CheckProducts is the error of a profile that was named and names credentials of no product: the simulated cloud, or
// the keys of the environment, would be something that nobody asked for.
func (o ProfileLoader) CheckProducts() error {
	names := o.run.Value(config.UseProfile).Text
	if names == "" {
		return nil
	}
	all, err := o.file.Named(names)
	for _, p := range all {
		if len(p.Products) == 0 {
			return &config.Error{Reason: config.ReasonNoProduct, Text: p.Name}
		}
	}
	return err
}

// ofProfile looks for the keys of a profile, or for those without one.
func (o ProfileLoader) ofProfile(p config.Profile) []Credential {
	s, err := o.run, error(nil)
	if p.Name != "" {
		if s, err = o.settings(p.Name); err == nil {
			err = o.sameJournal(p, s)
		}
	}
	var all []Credential
	for _, product := range o.products {
		_, has := p.Products[product.ID]
		switch c := (Credential{Product: product, Profile: p, Problem: err}); {
		case p.Name != "" && !has:
			c.Problem = &config.Error{Reason: config.ReasonNoKey, Names: []string{p.Name}}
			all = append(all, c)
		case err != nil:
			all = append(all, c)
		default:
			c.Problem = o.find(&c, s)
			all = append(all, c)
		}
	}
	return all
}

// sameJournal says why a profile cannot be opened together with others: one run has one journal, and that of the
// simulated cloud is apart.
func (o ProfileLoader) sameJournal(p config.Profile, s config.Settings) error {
	apart := &config.Error{Reason: config.ReasonOtherJournal, Text: p.Name}
	if on, err := config.Bool(s.Value(config.Sim)); err != nil || on {
		apart.Names = []string{string(config.Sim)}
		return apart
	}
	mine, err1 := o.proc.Location(s, false)
	runs, err2 := o.proc.Location(o.run, false)
	if err1 != nil || err2 != nil || mine.Dir != runs.Dir || mine.Journal.Server != runs.Journal.Server {
		apart.Names = []string{string(config.State)}
		return apart
	}
	return nil
}

// find looks for the key of c's product: the profile's, or the first that is found where the vendor's own tools look.
func (o ProfileLoader) find(c *Credential, s config.Settings) (err error) {
	places := config.Sources{Env: o.proc.Lookup, Home: o.proc.Home, Keyring: o.proc.Keyring, Now: o.proc.Now}
	ref := c.Profile.Products[c.Product.ID]
	if c.Profile.Name == "" {
		c.Credential, c.Warnings, err = places.Find(c.Product)
	} else {
		c.Credential, c.Warnings, err = places.Credential(c.Product, ref)
	}
	if e, ok := errors.AsType[*config.Error](err); ok && e.By == "" && c.Profile.Name != "" {
		named := *e
		named.By = c.Profile.Name
		return &named
	}
	if err != nil {
		return err
	}
	endpoints, err := config.Endpoints(s.Value(config.Endpoint), o.products)
	c.Endpoint, c.Version = ref.Endpoint, ref.Version
	if e, ok := endpoints[c.Product.ID]; ok {
		c.Endpoint = e
	}
	return err
}

// ErrorReason is the reason of a configuration error; "" of any other.
func ErrorReason(err error) config.Reason {
	if e, ok := errors.AsType[*config.Error](err); ok {
		return e.Reason
	}
	return ""
}

// markConflicts finds keys that the journal would take for one account and are not, or the other way round: what one
// has bought would be looked for at the other. The one that comes first is used.
func markConflicts(all []Credential) {
	for i := range all {
		c := &all[i]
		if c.Problem != nil {
			continue
		}
		other := slices.IndexFunc(all[:i], func(x Credential) bool { return x.Problem == nil && x.conflictsWith(*c) })
		if other >= 0 {
			by := cmp.Or(all[other].Profile.Name, all[other].Source)
			c.Problem = &config.Error{Reason: config.ReasonConflict, Text: c.Profile.Name, By: by}
		}
	}
}

// conflictsWith reports whether c and b are one account by two names, or two accounts by one name.
func (c Credential) conflictsWith(b Credential) bool {
	if c.Product.ID != b.Product.ID {
		return false
	}
	place, name := c.KeyID == b.KeyID && c.url() == b.url(), c.name() == b.name()
	same := place && c.Version == b.Version && c.Secret == b.Secret && c.Token == b.Token
	return (place || name) && (!same || !name)
}

// url is where the account's requests go.
func (c Credential) url() string { return cmp.Or(c.Endpoint, c.Product.Endpoint) }

// checkUsable is why the run cannot begin: what was named cannot be used, or nothing can. A profile of the simulated
// cloud is no reason: without a real account that is used anyway.
func checkUsable(all []Credential) error {
	var why error
	one := false
	for _, c := range all {
		switch {
		case c.Problem == nil:
			one = true
		case c.Named:
			return c.Problem
		case why == nil && !isSimulated(c.Problem):
			why = c.Problem
		}
	}
	if one {
		return nil
	}
	return why
}

// isSimulated reports whether err is that a profile is of the simulated cloud.
func isSimulated(err error) bool {
	e, ok := errors.AsType[*config.Error](err)
	return ok && e.Reason == config.ReasonOtherJournal && slices.Contains(e.Names, string(config.Sim))
}

// ProfileLoader finds the profiles that the run opens.
func (f *Flags) ProfileLoader(p Process, products []*provider.Product, s config.Settings,
	file *config.File,
) ProfileLoader {
	within := func(profile string) (config.Settings, error) { return f.within(p, file, profile) }
	return ProfileLoader{p, products, file, within, s}
}
