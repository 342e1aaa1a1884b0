package access

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/text"
	"github.com/metalwright/metalwright/ui/theme"
)

const (
	workKey    = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGPKSUTyz1HwHReFVvD5obVsALAgJRNarH4TRpNePnAS work"
	bastionKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb bastion"
)

// vendor is an account that has the keys.
type vendor struct {
	provider.Reader
	keys []provider.Option
	err  error
}

func (vendor) Check(provider.Spec, provider.Known) error { return nil }

func (vendor) Suggest(s provider.Spec, _ provider.Known) provider.Spec { return s }

func (v vendor) Options(context.Context, provider.Spec, provider.Field) ([]provider.Option, error) {
	return v.keys, v.err
}

// open is the question at the vendor, with the key work in ~/.ssh, the keys of an order, and what brings those of the
// account.
func open(t *testing.T, v vendor, keys ...string) (*Screen, tea.Cmd) {
	t.Helper()
	tx, err := text.New("en")
	if err != nil {
		t.Fatal(err)
	}
	e := &step.Env{
		Ctx: t.Context(), Theme: theme.New(true, false), Text: tx, Now: time.Now,
		Keys: func(context.Context) []step.Line { return []step.Line{{Label: "work.pub", Value: workKey}} },
	}
	d := step.Draft{
		Product: &provider.Product{Fields: []provider.Field{provider.FieldSSHKeys, provider.FieldInitScript}},
		Account: &step.Account{ID: "a", Reader: v},
	}
	d.Spec.Access = provider.Access{Login: provider.LoginKeys, SSHKeys: keys}
	s, ok := screen(e, d, nil).(*Screen)
	if !ok {
		t.Fatal("the question has another screen")
	}
	return s, s.lookUp()
}

// bring runs what asks for the account's keys, and gives them to the screen.
func bring(s *Screen, coming tea.Cmd) {
	if msg := coming(); msg != nil {
		s.Update(msg)
	}
}

// TestAccountKeysComeLate checks that what is typed meanwhile stays, that a key which was typed has its check box then,
// and that one which the operator has is not offered twice.
func TestAccountKeysComeLate(t *testing.T) {
	t.Parallel()
	v := vendor{keys: []provider.Option{{Value: workKey}, {Value: bastionKey, Label: "ops-bastion"}, {Value: "damaged"}}}
	s, coming := open(t, v)
	if !s.Waiting() {
		t.Error("Waiting() = false while the account's keys are asked for")
	}
	s.Update(tea.KeyPressMsg{Code: tea.KeyTab}) // from the check box to the text
	for _, c := range "ssh-rsa AAAA" {
		s.Update(tea.KeyPressMsg{Code: c, Text: string(c)})
	}
	bring(s, coming)
	for _, c := range "BBBB" {
		s.Update(tea.KeyPressMsg{Code: c, Text: string(c)})
	}
	if got := s.Draft().Spec.Access.SSHKeys; len(got) != 1 || got[0] != "ssh-rsa AAAABBBB" {
		t.Errorf("the keys are %q, want the one that was typed while the others came", got)
	}
	view, _ := s.View(100, 40)
	if n := count(view, "ops-bastion", "work.pub", "damaged"); n != [3]int{1, 1, 0} {
		t.Errorf("ops-bastion, work.pub and damaged stand there %v times, want once each but for the last:\n%s", n, view)
	}

	s, coming = open(t, v, bastionKey)
	bring(s, coming)
	if view, _ := s.View(100, 40); count(view, "[x]", bastionKey[:30], "")[0] != 1 {
		t.Errorf("the key that the order has is not checked:\n%s", view)
	}
	if got := s.Draft().Spec.Access.SSHKeys; len(got) != 1 || got[0] != bastionKey {
		t.Errorf("the keys are %q, want the one of before", got)
	}
}

// TestAccountKeysThatDoNotCome wants nothing to be missed where they cannot be read, or come after the question.
func TestAccountKeysThatDoNotCome(t *testing.T) {
	t.Parallel()
	s, coming := open(t, vendor{err: errors.New("no right")})
	bring(s, coming)
	if view, _ := s.View(100, 40); s.Waiting() || count(view, "no right", "work.pub", "") != [3]int{0, 1, 0} {
		t.Errorf("keys that cannot be read are waited for, or in the way:\n%s", view)
	}
	s, coming = open(t, vendor{keys: []provider.Option{{Value: bastionKey, Label: "ops-bastion"}}})
	s.Close()
	bring(s, coming)
	if view, _ := s.View(100, 40); count(view, "ops-bastion", "", "")[0] != 0 {
		t.Errorf("the question was left, and shows:\n%s", view)
	}
}

// count is how often each of the texts stands in view; that of "" is 0.
func count(view string, texts ...string) (n [3]int) {
	for i, text := range texts {
		if text != "" {
			n[i] = strings.Count(view, text)
		}
	}
	return n
}
