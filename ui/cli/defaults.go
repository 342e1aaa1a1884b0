package cli

import (
	"slices"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/config"
)

// defaults are the answers of the profile that is used.
func defaults(s config.Settings, file *config.File) (config.Answers, error) {
	name := s.Value(config.UseProfile).Text
	if name == "" {
		return nil, nil
	}
	profile, err := file.Profile(name)
	return profile.Defaults, err
}

// fillIn completes the file of r by the defaults of the profile, before anything is made of its answers: its id, its price, its checks.
func (h *house) fillIn(r *prepared) {
	reader := r.account.Reader
	full, taken := h.env.Defaults.Filled(reader.Product(), standIns(r), func(s provider.Spec) int { return excluded(reader, s) })
	full.Access.Password, full.Access.InitScript = provider.Secret{}, provider.Secret{} // the stand-ins
	r.file.Spec, r.file.Filled = full, map[provider.Field]string{}
	for _, a := range taken {
		r.file.Filled[a.Field] = a.Source
	}
}

// filled names the answers of r that are defaults of the profile.
func (h *house) filled(r *prepared) string {
	var labels []string
	for _, f := range r.account.Reader.Product().Fields {
		if r.file.Filled[f] != "" {
			labels = append(labels, h.env.Label(f))
		}
	}
	return strings.Join(labels, ", ")
}

// excluded is how many answers of s do not go with others of it.
func excluded(r provider.Reader, s provider.Spec) int {
	n := 0
	for _, e := range provider.All(r.Check(s, provider.Known{})) {
		if e.Rule == provider.RuleNeeds || e.Rule == provider.RuleConflict {
			n++
		}
	}
	p := r.Product()
	if s.Network.TrafficTB != nil && !slices.Contains(p.TrafficCharges, s.Network.Charge) {
		n++
	}
	if s.Network.Cluster != "" && !slices.Contains(p.ClusterCharges, s.Network.Charge) {
		n++
	}
	return n
}
