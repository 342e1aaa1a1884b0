package cli

import (
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/config"
)

// used is the profile whose settings the run has; the zero value without one, or with several.
func used(s config.Settings, file *config.File) (config.Profile, error) {
	name := s.Value(config.UseProfile).Text
	if name == "" {
		return config.Profile{}, nil
	}
	all, err := file.Named(name)
	if err != nil || len(all) > 1 {
		return config.Profile{}, err
	}
	return all[0], nil
}

// fillIn completes the file of r by the defaults of its profile, before anything is made of its answers: its id, its
// price, its checks.
func (h *program) fillIn(r *prepared) {
	reader := r.account.Reader
	r.written = new(r.file.Spec.Clone())
	full, taken := r.account.Defaults.Filled(reader.Product(), standIns(r), func(s provider.Spec) int {
		return excluded(reader, s)
	})
	full.Access.Password, full.Access.InitScript = provider.Secret{}, provider.Secret{} // the stand-ins
	r.file.Spec, r.file.Filled = full, map[provider.Field]string{}
	for _, a := range taken {
		r.file.Filled[a.Field] = a.Source
	}
}

// filled names the answers of r that are defaults of the profile.
func (h *program) filled(r *prepared) string {
	var labels []string
	for _, f := range r.account.Reader.Product().Fields {
		if r.file.Filled[f] != "" {
			labels = append(labels, h.env.Label(f))
		}
	}
	return strings.Join(labels, ", ")
}

// excluded is how many answers of s others switch off, or do not go with.
func excluded(r provider.Reader, s provider.Spec) int {
	p, n := r.Product(), 0
	s = p.Defaults(s)
	for _, e := range provider.All(r.Check(s, provider.Known{})) {
		if e.Rule == provider.RuleNeeds || e.Rule == provider.RuleConflict {
			n++
		}
	}
	for _, w := range p.Switches {
		if provider.Answered(s, w.Field) && w.Off(s) {
			n++
		}
	}
	return n
}
