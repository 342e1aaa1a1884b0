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

// TestOtherEndpoint: an order for another endpoint than the vendor's own is written for that endpoint, so that no tool
// buys at the vendor's own for real; or it is refused.
func TestOtherEndpoint(t *testing.T) {
	t.Parallel()
	const (
		address   = "METALWRIGHT_URL"
		nowhere   = "simulated.invalid"
		simulated = "http://127.0.0.1:4711"
	)
	variable := []string{`"` + nowhere + `"`, "domain = var.endpoint", `"HTTP"`}
	for _, spec := range []provider.Spec{bmcSpec(), vmSpec(), edgeSpec()} {
		for name, c := range map[string]struct {
			change func(*export.Source)
			url    string   // in curl and Go
			host   []string // in the script of the vendor's command line; nil is a refusal
			domain []string // in Terraform
		}{
			"simulated": {
				func(s *export.Source) { s.Simulated, s.Endpoint = true, simulated }, address,
				[]string{address, nowhere, `--endpoint "$endpoint"`},
				variable,
			},
			"simulated without an address": {
				func(s *export.Source) { s.Simulated = true }, address,
				[]string{address, nowhere, `--endpoint "$endpoint"`},
				variable,
			},
			"gateway": {
				func(s *export.Source) { s.Endpoint = "https://gateway.example:8443/" }, "https://gateway.example:8443",
				[]string{"endpoint=gateway.example:8443\n", `--endpoint "$endpoint"`},
				[]string{`domain = "gateway.example:8443"`, `"HTTPS"`},
			},
			"without encryption": {
				func(s *export.Source) { s.Endpoint = "http://127.0.0.1:4711" }, "http://127.0.0.1:4711",
				[]string{"endpoint=127.0.0.1:4711\n", `--endpoint "$endpoint"`},
				[]string{`domain = "127.0.0.1:4711"`, `"HTTP"`},
			},
			"below a path": {
				func(s *export.Source) { s.Endpoint = "https://gateway.example/zenlayer" }, "https://gateway.example/zenlayer",
				nil, nil,
			},
			"the vendor's own": {
				func(s *export.Source) { s.Endpoint = s.Product.Endpoint + "/" }, "", []string{""}, []string{""},
			},
		} {
			for _, placed := range []bool{false, true} {
				s := draft(t, spec)
				if placed {
					s.OrderID, s.Instances = "o-k7q2m9x4", machines()
				}
				c.change(&s)
				formats := map[export.Format][]string{export.Format(s.Product.Tools.CLI.Tool): c.host}
				tf := s.Product.Tools.Terraform
				if tf.Resource != "" && (placed || len(tf.Open) == 0) { // it cannot buy a disk of a category
					formats[export.Terraform] = c.domain
				}
				for f, want := range formats {
					names(t, name, f, s, want)
				}
				for _, f := range []export.Format{export.Curl, export.Go} {
					names(t, name, f, s, []string{c.url})
				}
			}
		}
	}
}

// names compares the export with the texts that name the endpoint; nil is a refusal.
func names(t *testing.T, name string, f export.Format, s export.Source, want []string) {
	t.Helper()
	var out bytes.Buffer
	err := export.Write(&out, f, s)
	if want == nil {
		e, ok := errors.AsType[*export.UnsupportedError](err)
		if !ok || !reflect.DeepEqual(e.Why, []export.Reason{export.WhyEndpoint}) || out.Len() > 0 {
			t.Errorf("%s: Write(%s, %s) = %v and %d bytes, want it refused", name, f, s.Product.ID, err, out.Len())
		}
		return
	}
	if err != nil {
		t.Errorf("%s: Write(%s, %s) = %v", name, f, s.Product.ID, err)
	}
	for _, w := range want {
		if !strings.Contains(out.String(), w) {
			t.Errorf("%s: the export %s of %s lacks %q\n%s", name, f, s.Product.ID, w, &out)
		}
	}
	if own := len(want) == 1 && want[0] == ""; own && strings.Contains(out.String(), "$endpoint") {
		t.Errorf("%s: the export %s of %s names an endpoint\n%s", name, f, s.Product.ID, &out)
	}
}
