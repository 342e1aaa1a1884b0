package serve

import (
	"errors"
	"strings"

	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/state/policy"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/text"
)

// wording says in someone's language what they may not do.
type wording struct{ text *text.Text }

func (w wording) refuse(id string, pairs ...any) *Refusal {
	return &Refusal{text: w.text.T(id, pairs...)}
}

func (w wording) roles(p policy.Person) string {
	var names []string
	for _, r := range p.Roles {
		names = append(names, w.text.T("role."+string(r)))
	}
	return strings.Join(names, ", ")
}

// said words what a limit or a rule of the person's does not allow, as a refusal; any other error stays.
func (w wording) said(err error) error {
	if errors.Is(err, order.ErrUncovered) {
		return w.refuse("serve.no_approval")
	}
	if denied, ok := errors.AsType[*policy.Denied](err); ok {
		return w.denied(denied)
	}
	r, ok := errors.AsType[*policy.Refusal](err)
	if !ok || !r.Person {
		return err
	}
	return &Refusal{Limit: true, text: step.Limit(w.text, r)}
}

// denied words what the person may not do.
func (w wording) denied(e *policy.Denied) error {
	switch e.Why {
	case policy.ByProfile:
		return w.refuse("serve.no_profile", "Profile", e.Profile)
	case policy.NotOwn:
		return w.refuse("serve.not_own", "Name", e.Of)
	case policy.Stranger, policy.Unseen:
		return w.refuse("serve.nobody", "Name", e.Person.Name)
	case policy.ByRole:
	}
	switch e.Action { //nolint:exhaustive // the others are decisions about an order
	case policy.Approve, policy.Deny:
		return w.refuse("serve.no_verdict", "Role", w.roles(e.Person))
	case policy.Order, policy.Price:
		return w.refuse("serve.no_order", "Role", w.roles(e.Person))
	}
	return w.refuse("serve.no_decision", "Role", w.roles(e.Person))
}
