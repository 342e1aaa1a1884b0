package cli_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/steps"
	"github.com/metalwright/metalwright/ui/uitest"
)

// side is what the side bar says beside a label, "" where it has no such line.
func (d *wizardTest) side(f provider.Field) string {
	label := d.program.Env().Fields().Label(f)
	for l := range strings.Lines(d.Text()) {
		if at := strings.LastIndex(l, "│ "+label+" "); at >= 0 {
			value, _, _ := strings.Cut(l[at+len("│ "+label):], "│")
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// TestSideBarUntilAsked wants a dash beside every answer until its question was asked, and what was answered from then
// on.
func TestSideBarUntilAsked(t *testing.T) {
	t.Parallel()
	for _, r := range roads() {
		t.Run(string(r.product), func(t *testing.T) {
			t.Parallel()
			d := sit(t, roomy())
			all := steps.All()
			seen := map[provider.Field]bool{}
			look := func() {
				now := slices.IndexFunc(all, func(s step.Step) bool { return s.ID == d.wizard.Step() })
				draft := d.wizard.Draft()
				for i, s := range all {
					for _, f := range s.Owns {
						got := d.side(f)
						if got == "" || draft.Product == nil {
							continue
						}
						seen[f] = true
						answered := provider.Answered(draft.Spec, f)
						if f == provider.FieldCount { // said beside the types, also where it is one
							continue
						}
						if want := "–"; i >= now && !answered && got != want {
							t.Errorf("on %s the side bar says %q for %s, which was not asked yet, want %q", d.wizard.Step(), got, f, want)
						}
						if i < now && answered && got == "–" {
							t.Errorf("on %s the side bar says nothing for %s, which was answered", d.wizard.Step(), f)
						}
					}
				}
			}
			for _, s := range all[1 : len(all)-1] {
				for _, at := range r.keys {
					if at.step == "product" && s.ID == "account" {
						d.walk("product")
						d.typed(at.keys)
					}
				}
				if draft := d.wizard.Draft(); draft.Product != nil && !s.For(draft.Product) {
					continue
				}
				if s.ID == "account" && r.product != edge { // there is one account, and nobody is asked
					continue
				}
				d.walk(s.ID)
				look()
				for _, at := range r.keys {
					if at.step == s.ID {
						d.typed(at.keys)
					}
				}
			}
			d.walk("review")
			look()
			if !seen[provider.FieldImage] || !seen[provider.FieldZone] {
				t.Errorf("the side bar was seen with %v", seen)
			}
		})
	}
}

// TestNameInAnotherZone changes the zone of an order: until its image is looked up there it keeps its name.
func TestNameInAnotherZone(t *testing.T) {
	t.Parallel()
	uuid := regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-`)
	for _, r := range roads()[:2] {
		t.Run(string(r.product), func(t *testing.T) {
			t.Parallel()
			d := sit(t, uitest.Size{W: 200, H: 40}) // with room for every column beside the side bar
			d.answer(r.keys)
			want := d.program.Env().Answers().Of(d.wizard.Draft(), provider.FieldImage)
			if want == "" || uuid.MatchString(want) {
				t.Fatalf("the review names the image %q", want)
			}
			id := string(d.wizard.Draft().Spec.Image)
			for range 12 {
				if d.wizard.Step() == "zone" {
					break
				}
				d.Press("esc")
				d.Rest()
			}
			d.Press("/", "fra-a", "enter", "enter")
			for range 6 {
				d.Rest()
				got := d.side(provider.FieldImage)
				same := strings.HasPrefix(want, strings.TrimSuffix(got, "…"))
				if d.wizard.Step() != "review" && !same && string(d.wizard.Draft().Spec.Image) == id {
					t.Errorf("on %s in another zone the image is %q, want %q", d.wizard.Step(), got, want)
				}
				d.Press("enter")
			}
			if got := d.wizard.Draft().Spec.Zone; got != "FRA-A" {
				t.Errorf("the zone is %s, want another one", got)
			}
		})
	}
}
