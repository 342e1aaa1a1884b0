package cli

import (
	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/step"
)

// applyDefaults completes the file of r by the defaults of its profile, before anything is made of its answers: its id,
// its price, its checks.
func applyDefaults(r *prepared) {
	reader := r.account.Reader
	r.written = new(r.file.Spec.Clone())
	full, taken := r.account.Defaults.Filled(reader.Product(), withPlaceholders(r), func(s provider.Spec) int {
		return excluded(reader, s)
	})
	full.Access.Password, full.Access.InitScript = provider.Secret{}, provider.Secret{} // the stand-ins
	r.file.Spec, r.file.Filled = full, map[provider.Field]string{}
	for _, a := range taken {
		r.file.Filled[a.Field] = a.Source
	}
}

// defaultLabels names the answers of r that are defaults of the profile.
func defaultLabels(env *step.Env, r *prepared) string {
	var labels []string
	for _, f := range r.account.Reader.Product().Fields {
		if r.file.Filled[f] != "" {
			labels = append(labels, env.Fields().Label(f))
		}
	}
	return env.List(labels)
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
