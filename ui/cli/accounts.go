package cli

import (
	"cmp"
	"errors"
	"slices"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/config"
	"github.com/metalwright/metalwright/ui/step"
)

// credential is a key of one product, and where it is to be used; or why there is none.
type credential struct {
	config.Credential
	product   *provider.Product
	profile   config.Profile // zero: what is found where the vendor's own tools look
	named     bool           // something names it, or it is what the vendor's own tools use: it has to be usable
	preferred bool           // it is used where nothing names another one
	endpoint  string
	version   string
	warnings  []*config.Error
	problem   error // why its account cannot be used, though others can; nil when it can
}

// name is what the journal calls the account.
func (c credential) name() string { return config.AccountName(c.profile.Label, c.KeyID) }

// profileLoader is which profiles a run opens, from its settings.
type profileLoader struct {
	proc     Process
	products []*provider.Product
	file     *config.File
	settings func(profile string) (config.Settings, error) // the run's, with those of the profile
	run      config.Settings
}

// credentials are the keys that the run has. None at all means the simulated cloud; half a key, or two that differ,
// is an error, for the operator meant a real account. What a flag, a variable or the file names has to be usable; the
// others have their problem beside them.
func (o profileLoader) credentials() ([]credential, error) {
	if on, err := config.Bool(o.run.Value(config.Sim)); err != nil {
		return nil, exitWith(exitUsage, err)
	} else if on {
		return nil, nil
	}
	if _, err := config.Endpoints(o.run.Value(config.Endpoint), o.products); err != nil {
		return nil, exitWith(exitUsage, err)
	}
	all, err := o.all()
	if err == nil {
		err = o.promised()
	}
	if err != nil {
		return nil, exitWith(exitAuth, err)
	}
	all = slices.DeleteFunc(all, func(c credential) bool { return reason(c.problem) == config.ReasonNoKey })
	switch err := usable(all); {
	case reason(err) == config.ReasonOtherJournal: // it has to be named, or to be left out
		return nil, exitWith(exitUsage, err)
	case err != nil:
		return nil, exitWith(exitAuth, err)
	}
	if !slices.ContainsFunc(all, func(c credential) bool { return c.problem == nil }) {
		all = nil
	}
	if len(all) == 0 && o.run.Value(config.Endpoint).Text != "" {
		return nil, exitWith(exitAuth, &config.Error{Reason: config.ReasonNoKey, Names: []string{"--endpoint"}})
	}
	return all, nil
}

// all looks for the keys of every profile that the run is given; without one, for those that the vendor's own tools
// use, and, as nobody narrows, for those of every other profile that the file has. Each has what was found or a
// problem. The error is of what was named.
func (o profileLoader) all() ([]credential, error) {
	v := o.run.Value(config.UseProfile)
	first := []config.Profile{{}}
	if v.Text != "" {
		var err error
		if first, err = o.file.Named(v.Text); err != nil {
			return nil, err
		}
	}
	var all []credential
	for _, p := range first {
		for _, c := range o.of(p) {
			c.named, c.preferred = true, len(first) == 1 || p.Name == o.file.Default()
			all = append(all, c)
		}
	}
	if v.Origin != config.OriginFlag && v.Origin != config.OriginEnvironment {
		for _, p := range o.file.Profiles {
			if !slices.ContainsFunc(first, func(x config.Profile) bool { return x.Name == p.Name }) {
				all = append(all, o.of(p)...)
			}
		}
	}
	markConflicts(all)
	return all, nil
}

// promised is the error of a profile that was named and names credentials of no product: the simulated cloud, or the
// keys of the environment, would be something that nobody asked for.
func (o profileLoader) promised() error {
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

// of looks for the keys of a profile, or for those without one.
func (o profileLoader) of(p config.Profile) []credential {
	s, err := o.run, error(nil)
	if p.Name != "" {
		if s, err = o.settings(p.Name); err == nil {
			err = o.together(p, s)
		}
	}
	var all []credential
	for _, product := range o.products {
		_, has := p.Products[product.ID]
		switch c := (credential{product: product, profile: p, problem: err}); {
		case p.Name != "" && !has:
			c.problem = &config.Error{Reason: config.ReasonNoKey, Names: []string{p.Name}}
			all = append(all, c)
		case err != nil:
			all = append(all, c)
		default:
			c.problem = o.find(&c, s)
			all = append(all, c)
		}
	}
	return all
}

// together says why a profile cannot be opened together with others: one run has one journal, and that of the
// simulated cloud is apart.
func (o profileLoader) together(p config.Profile, s config.Settings) error {
	apart := &config.Error{Reason: config.ReasonOtherJournal, Text: p.Name}
	if on, err := config.Bool(s.Value(config.Sim)); err != nil || on {
		apart.Names = []string{string(config.Sim)}
		return apart
	}
	mine, err1 := o.proc.place(s, false)
	runs, err2 := o.proc.place(o.run, false)
	if err1 != nil || err2 != nil || mine.dir != runs.dir || mine.journal.Server != runs.journal.Server {
		apart.Names = []string{string(config.State)}
		return apart
	}
	return nil
}

// find looks for the key of c's product: the profile's, or the first that is found where the vendor's own tools look.
func (o profileLoader) find(c *credential, s config.Settings) (err error) {
	places := config.Places{Env: o.proc.Lookup, Home: o.proc.Home, Keyring: o.proc.Keyring, Now: o.proc.Now}
	ref := c.profile.Products[c.product.ID]
	if c.profile.Name == "" {
		c.Credential, c.warnings, err = places.Find(c.product)
	} else {
		c.Credential, c.warnings, err = places.Credential(c.product, ref)
	}
	if e, ok := errors.AsType[*config.Error](err); ok && e.By == "" && c.profile.Name != "" {
		named := *e
		named.By = c.profile.Name
		return &named
	}
	if err != nil {
		return err
	}
	endpoints, err := config.Endpoints(s.Value(config.Endpoint), o.products)
	c.endpoint, c.version = ref.Endpoint, ref.Version
	if e, ok := endpoints[c.product.ID]; ok {
		c.endpoint = e
	}
	return err
}

func reason(err error) config.Reason {
	if e, ok := errors.AsType[*config.Error](err); ok {
		return e.Reason
	}
	return ""
}

// markConflicts finds keys that the journal would take for one account and are not, or the other way round: what one
// has bought would be looked for at the other. The one that comes first is used.
func markConflicts(all []credential) {
	for i := range all {
		c := &all[i]
		if c.problem != nil {
			continue
		}
		other := slices.IndexFunc(all[:i], func(x credential) bool { return x.problem == nil && x.conflictsWith(*c) })
		if other >= 0 {
			by := cmp.Or(all[other].profile.Name, all[other].Source)
			c.problem = &config.Error{Reason: config.ReasonConflict, Text: c.profile.Name, By: by}
		}
	}
}

// conflictsWith reports whether c and b are one account by two names, or two accounts by one name.
func (c credential) conflictsWith(b credential) bool {
	if c.product.ID != b.product.ID {
		return false
	}
	place, name := c.KeyID == b.KeyID && c.url() == b.url(), c.name() == b.name()
	same := place && c.version == b.version && c.Secret == b.Secret && c.Token == b.Token
	return (place || name) && (!same || !name)
}

// url is where the account's requests go.
func (c credential) url() string { return cmp.Or(c.endpoint, c.product.Endpoint) }

// usable is why the run cannot begin: what was named cannot be used, or nothing can. A profile of the simulated cloud
// is no reason: without a real account that is used anyway.
func usable(all []credential) error {
	var why error
	one := false
	for _, c := range all {
		switch {
		case c.problem == nil:
			one = true
		case c.named:
			return c.problem
		case why == nil && !simulates(c.problem):
			why = c.problem
		}
	}
	if one {
		return nil
	}
	return why
}

// simulates reports whether err is that a profile is of the simulated cloud.
func simulates(err error) bool {
	e, ok := errors.AsType[*config.Error](err)
	return ok && e.Reason == config.ReasonOtherJournal && slices.Contains(e.Names, string(config.Sim))
}

// open opens the accounts. One that nobody has named and that cannot be opened is listed with the reason.
func (h *program) open(creds []credential) error {
	said := map[string]bool{} // several profiles may be of one file
	for _, c := range creds {
		h.log.hideAlways(c.Secret, c.Token)
		a := step.Account{Source: "env"}
		if c.Origin != config.OriginEnvironment {
			a = step.Account{Source: "place"}
		}
		a.ID, a.Profile, a.Origin, a.KeyHint, a.Endpoint = c.name(), c.profile.Name, c.Source, c.Hint(), c.endpoint
		a.Defaults, a.DefaultsOf, a.Preferred = c.profile.Defaults, c.profile.Name, c.preferred
		a.Named, a.Version = c.named, c.version
		acct := c.Account(c.endpoint)
		acct.Version = c.version
		err := c.problem
		if err == nil {
			err = h.use(c.product, a, acct)
		}
		if err != nil && c.named {
			return err
		}
		if err != nil {
			a.Problem = worded(h.env.Text, err)
			h.accounts[c.product.ID] = append(h.accounts[c.product.ID], a)
			h.log.Warn("account not opened", "profile", a.Profile, "product", c.product.ID, "error", a.Problem)
		}
		for _, w := range c.warnings {
			if text := w.Error(); !said[text] {
				said[text] = true
				warn(h.proc.Err, h.env.Text, w)
			}
		}
	}
	return nil
}
