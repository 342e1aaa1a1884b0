package httpx

import (
	"strings"

	"github.com/metalwright/metalwright/provider"
)

// Scrub masks the secrets of a request where the vendor's answer quotes them. It returns err.
func Scrub(err error, secrets ...provider.Secret) error {
	for _, e := range provider.All(err) {
		for _, s := range secrets {
			if !s.IsZero() {
				e.Message = strings.ReplaceAll(e.Message, s.Reveal(), s.String())
				e.Code = strings.ReplaceAll(e.Code, s.Reveal(), s.String())
			}
		}
	}
	return err
}
