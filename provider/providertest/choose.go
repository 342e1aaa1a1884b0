package providertest

import (
	"testing"

	"github.com/metalwright/metalwright/provider"
)

// Choose finds a spec of count machines that r sells, every answer given, and the facts behind it.
func Choose(t *testing.T, r provider.Reader, count int) (provider.Spec, provider.Known) {
	t.Helper()
	return (&cloud{Opened: Opened{Product: r.Product()}, reader: r}).choose(t, count)
}
