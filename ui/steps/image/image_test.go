package image

import (
	"context"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/text"
	"github.com/metalwright/metalwright/ui/theme"
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

// catalogue has the images.
type catalogue struct {
	provider.Reader
	images []provider.Image
}

func (c catalogue) Images(context.Context, provider.Spec) ([]provider.Image, error) {
	return c.images, nil
}

func (catalogue) Suggest(s provider.Spec, _ provider.Known) provider.Spec { return s }

func (catalogue) Check(s provider.Spec, _ provider.Known) error {
	if s.Image == "" && s.IPXE == "" {
		return provider.Violation(provider.FieldImage, provider.RuleRequired)
	}
	return nil
}

// TestFinishOnIPXE presses ctrl+g on the row that asks for a script: it is asked for, whether the rows were there or
// not, and the review follows.
func TestFinishOnIPXE(t *testing.T) {
	t.Parallel()
	tx, err := text.New("en")
	if err != nil {
		t.Fatal(err)
	}
	finish := tea.KeyPressMsg{Code: 'g', Mod: tea.ModCtrl}
	for _, c := range []struct {
		name   string
		images []provider.Image
		early  bool // the key comes before the rows
	}{
		{"on the row", []provider.Image{{ID: "img-1", Name: "Debian"}}, false},
		{"before the rows", nil, true},
	} {
		e := &step.Env{Ctx: t.Context(), Theme: theme.New(true, false), Text: tx, Now: time.Now}
		d := step.Draft{
			Product: &provider.Product{Fields: []provider.Field{provider.FieldImage, provider.FieldIPXE}},
			Account: &step.Account{ID: "a", Reader: catalogue{images: c.images}},
		}
		s, ok := screen(e, d, nil).(*Screen)
		if !ok {
			t.Fatal("the question has another screen")
		}
		coming := s.Init()
		if c.early {
			s.Update(finish)
		}
		rows(s, coming)
		if !c.early {
			s.Update(tea.KeyPressMsg{Code: tea.KeyEnd})
			s.Update(finish)
		}
		if s.form == nil || s.Move() != nil {
			t.Errorf("%s: no script is asked for", c.name)
			continue
		}
		s.Update(tea.PasteMsg{Content: "#!ipxe\nchain http://boot.example.com"})
		s.Update(finish)
		if d := s.Draft(); s.Move() != (step.Finish{}) || d.Spec.IPXE == "" || d.Spec.Image != "" {
			t.Errorf("%s: Draft() = %+v, want the script, and the review", c.name, d.Spec)
		}
	}
}

// rows gives what the command brings to s.
func rows(s *Screen, cmd tea.Cmd) {
	switch msg := cmd().(type) {
	case nil, step.TickMsg:
	case tea.BatchMsg:
		for _, c := range msg {
			if c != nil {
				rows(s, c)
			}
		}
	default:
		s.Update(msg)
	}
}
