package step

import "github.com/metalwright/metalwright/provider"

// Secrets masks secrets in the recording of what the terminal shows; nil where nobody records. Where it is set, a start
// script is masked where it is typed, too: see [Secrets.Recorded].
type Secrets func(...provider.Secret)

// Recorded reports whether what is shown is recorded: start scripts are not drawn then.
func (s Secrets) Recorded() bool { return s != nil }

// Hide masks the secrets of an order in the recording, if there is one.
func (s Secrets) Hide(a provider.Access) {
	if s != nil {
		s(a.Secrets()...)
	}
}
