package export_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/zenlayer/vm"
	"github.com/metalwright/metalwright/state/export"
	"github.com/metalwright/metalwright/state/orderfile"
)

// acted is text that a terminal acts on or does not show, of each kind.
const acted = "a\x1b]0;t\a\x1b[2Jb\u009b2J\u202ec\u2066d\u200be\ufeff\u00adf\u2028g\U000e0041h\r\ni\x7f 100% '\\' " +
	"${x}\n"

// TestExportsAreClean writes answers and machines with such text: nothing of it is raw in any form, and what reads the
// form reads the text.
func TestExportsAreClean(t *testing.T) {
	t.Parallel()
	for _, spec := range []provider.Spec{bmcSpec(), vmSpec(), edgeSpec()} {
		spec.Image = provider.ImageID("東" + acted)
		if spec.Product == vm.ID {
			spec.Tags = []provider.Tag{{Key: "k" + acted, Value: acted}}
		}
		s := source(t, spec)
		s.Region, s.User, s.OrderID = "r"+acted, "u"+acted, "o"+acted
		s.Instances = machines()
		s.Instances[0].Name, s.Instances[0].VendorStatus, s.Instances[0].ID = "n"+acted, acted, provider.InstanceID("i"+acted)
		for _, f := range export.Formats() {
			for _, ascii := range []bool{false, true} {
				s.ASCII = ascii
				var out strings.Builder
				err := export.Write(&out, f, s)
				if _, ok := errors.AsType[*export.UnsupportedError](err); ok || len(provider.All(err)) > 0 {
					continue
				}
				if err != nil {
					t.Fatalf("Write(%s, %s) = %v", f, spec.Product, err)
				}
				for line := range strings.Lines(out.String()) {
					line = strings.TrimSuffix(line, "\n")
					if f == export.Go { // which is indented with tabs
						line = strings.ReplaceAll(line, "\t", "")
					}
					if provider.Clean(line) != line || ascii && f != export.CSV && provider.CleanASCII(line) != line {
						t.Errorf("Write(%s, %s), ASCII %v, has the line %q", f, spec.Product, ascii, line)
					}
				}
				if f == export.YAML || f == export.JSON {
					back, err := orderfile.Decode([]byte(out.String()), "", products())
					if err != nil || !reflect.DeepEqual(back.Spec.Image, spec.Image) || !reflect.DeepEqual(back.Spec.Tags, spec.Tags) {
						t.Errorf("%s of %s reads back as %+v, %v\n%s", f, spec.Product, back, err, out.String())
					}
				}
			}
		}
	}
}
