package export_test

import (
	"bytes"
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/export"
)

// TestOtherEndpoint: an order for another endpoint than the vendor's own is never written for a tool that would buy at
// the vendor's own for real.
func TestOtherEndpoint(t *testing.T) {
	t.Parallel()
	type change func(*export.Source)
	for _, spec := range []provider.Spec{bmcSpec(), vmSpec(), edgeSpec()} {
		for name, c := range map[string]struct {
			change    change
			elsewhere bool
			asks      string
		}{
			"simulated": {
				func(s *export.Source) { s.Simulated, s.Endpoint = true, "http://127.0.0.1:4711" }, true, "METALWRIGHT_URL",
			},
			"simulated without an address": {func(s *export.Source) { s.Simulated = true }, true, "METALWRIGHT_URL"},
			"gateway": {
				func(s *export.Source) { s.Endpoint = "https://gateway.example" }, true, "https://gateway.example",
			},
			"the vendor's own": {func(s *export.Source) { s.Endpoint = s.Product.Endpoint + "/" }, false, ""},
		} {
			for _, placed := range []bool{false, true} {
				s := draft(t, spec)
				if placed {
					s.OrderID, s.Instances = "o-k7q2m9x4", machines()
				}
				c.change(&s)
				for _, f := range []export.Format{export.Zeno, export.TCCLI, export.Terraform} {
					if f != export.Terraform && s.Product.Tools.CLI.Tool != string(f) {
						continue // another vendor's
					}
					var out bytes.Buffer
					err := export.Write(&out, f, s)
					e, ok := errors.AsType[*export.UnsupportedError](err)
					if refused := ok && reflect.DeepEqual(e.Why, []export.Reason{export.WhyEndpoint}); refused != c.elsewhere ||
						refused && out.Len() > 0 {
						t.Errorf("%s: Write(%s, %s) = %v and %d bytes, want it refused %v", name, f, spec.Product, err, out.Len(),
							c.elsewhere)
					}
				}
				for _, f := range []export.Format{export.Curl, export.Go} {
					if text := write(t, f, s); c.asks != "" && !strings.Contains(text, c.asks) {
						t.Errorf("%s: the export %s of %s does not ask %s\n%s", name, f, spec.Product, c.asks, text)
					}
				}
			}
		}
	}
}
