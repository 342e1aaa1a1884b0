package step_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/text"
)

// TestPasswordHelpIsTheRule compares the lengths that the form states with those that the product takes.
func TestPasswordHelpIsTheRule(t *testing.T) {
	t.Parallel()
	tx, err := text.New("en")
	if err != nil {
		t.Fatal(err)
	}
	e := &step.Env{Text: tx}
	for _, p := range all.Products() {
		if !p.Has(provider.FieldPassword) {
			continue
		}
		t.Run(string(p.ID), func(t *testing.T) {
			t.Parallel()
			help := e.Fields().Help(p.ID, provider.FieldPassword)
			var least, most int
			if _, err := fmt.Sscanf(help, "%d to %d characters", &least, &most); err != nil {
				t.Fatalf("Help() = %q, want it to begin with the lengths: %v", help, err)
			}
			r, err := p.Open(provider.Account{
				KeyID: "id", Secret: provider.NewSecret("secret"), Endpoint: "http://127.0.0.1:1", Client: "test",
				Transport: &http.Transport{},
				Now:       time.Now, Version: p.Versions[len(p.Versions)-1],
			})
			if err != nil {
				t.Fatalf("Open() = %v", err)
			}
			for length, taken := range map[int]bool{least - 1: false, least: true, most: true, most + 1: false} {
				s := provider.Spec{Product: p.ID}
				s.Access.Login = provider.LoginPassword
				s.Access.Password = provider.NewSecret(strings.Repeat("aB3!", length)[:length])
				refused := slices.ContainsFunc(provider.All(r.Check(s, provider.Known{})),
					func(e *provider.Error) bool { return e.At() == provider.FieldPassword })
				if refused == taken {
					t.Errorf("Check() of a password of %d characters: refused = %v, and the help says %q", length, refused, help)
				}
			}
		})
	}
}

// TestWrongNetworkIsSaidToBe words a network that a file names and the zone does not have: as what it is, with the one
// that there is.
func TestWrongNetworkIsSaidToBe(t *testing.T) {
	t.Parallel()
	tx, err := text.New("en")
	if err != nil {
		t.Fatal(err)
	}
	e := &step.Env{Text: tx}
	for _, row := range []struct {
		field         provider.Field
		allowed, want string
	}{
		{provider.FieldPrivate, "ein-1", "The zone has no private network with this ID; it has ein-1"},
		{provider.FieldPublic, "", "The zone has no public network with this ID"},
		{provider.FieldSubnet, "sub-1, sub-2", "Not available here; available: sub-1, sub-2"},
	} {
		err := &provider.Error{Field: row.field, Rule: provider.RuleNotOffered, Allowed: row.allowed}
		for _, got := range []string{e.Errors().Why(err), e.Errors().WhyInFile(err)} {
			if got != row.want {
				t.Errorf("a wrong %s is worded %q, want %q", row.field, got, row.want)
			}
		}
	}
}

// TestWarnsOfAnUnknownImage warns of an image that no list has where the vendor lists not all of them, and says what
// the dots of a name are.
func TestWarnsOfAnUnknownImage(t *testing.T) {
	t.Parallel()
	tx, err := text.New("en")
	if err != nil {
		t.Fatal(err)
	}
	e := &step.Env{Text: tx}
	d := step.Draft{Product: &provider.Product{FreeImage: true, Fields: []provider.Field{provider.FieldImage}}}
	d.Spec.Image = "foo"
	w := e.Answers().Warnings(d)
	if len(w) != 1 || w[0].Field != provider.FieldImage || !strings.Contains(w[0].Text, "foo") {
		t.Errorf("Warnings() = %v, want one of the image", w)
	}
	d.Known.Image = &provider.Image{ID: "foo"}
	if w := e.Answers().Warnings(d); len(w) != 0 {
		t.Errorf("Warnings() of an image that is known = %v, want none", w)
	}
	for names, dots := range map[string]bool{"web-001": false, "web-" + provider.TokenPlaceholder: true} {
		if got := e.Names().Marked(names); strings.Contains(got, "dots") != dots {
			t.Errorf("Marked(%q) = %q", names, got)
		}
	}
}
