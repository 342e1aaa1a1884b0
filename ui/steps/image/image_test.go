package image

import (
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/step"
)

// TestChoose takes an image, a script, or nothing; each takes away what the others answered.
func TestChoose(t *testing.T) {
	t.Parallel()
	before := provider.Spec{Image: "img-1", ImageVersion: "7.9", IPXE: "netboot"}
	for _, c := range []struct {
		name string
		row  row
		want provider.Spec
	}{
		{"the same image", row{Image: provider.Image{ID: "img-1"}}, provider.Spec{Image: "img-1", ImageVersion: "7.9"}},
		{"another image", row{Image: provider.Image{ID: "img-2"}}, provider.Spec{Image: "img-2"}},
		{"none", row{none: true}, provider.Spec{}},
		{"a script", row{ipxe: true}, provider.Spec{ImageVersion: "7.9", IPXE: "netboot"}},
	} {
		d := step.Draft{Spec: before, Known: provider.Known{Image: &provider.Image{ID: "img-1"}}}
		choose(&d, c.row)
		if s := d.Spec; s.Image != c.want.Image || s.ImageVersion != c.want.ImageVersion || s.IPXE != c.want.IPXE {
			t.Errorf("%s: %+v, want %+v", c.name, s, c.want)
		}
		if m := d.Known.Image; (m != nil) != (d.Spec.Image != "") || m != nil && m.ID != d.Spec.Image {
			t.Errorf("%s: of the image is known %+v", c.name, m)
		}
	}
}

// TestUnlisted lists the image that was typed once, and the way to type one last.
func TestUnlisted(t *testing.T) {
	t.Parallel()
	rows := []row{{Image: provider.Image{ID: "img-1"}}}
	for id, want := range map[provider.ImageID]int{"": 2, "img-1": 2, "img-2": 3} {
		got := unlisted(rows, step.Draft{Spec: provider.Spec{Image: id}})
		if len(got) != want || !got[len(got)-1].other {
			t.Errorf("with %q: %d rows, want %d and the way to type one last", id, len(got), want)
		}
	}
}
