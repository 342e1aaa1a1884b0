package serve

import (
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/state/policy"
	"github.com/metalwright/metalwright/ui/step"
)

// signedIn is a person who has signed in. What they may do is asked anew each time.
type signedIn struct {
	server *Server
	user   string
	key    string // the fingerprint of the key that they have signed in with; "" without a key
	words  wording
}

// mine is all orders, to be read for the person.
func (d signedIn) mine() step.Orders {
	return d.server.opt.As(order.Actor{Name: d.user, Key: d.key})
}

func (d signedIn) person() (policy.Person, error) {
	p, ok := d.server.opt.Access.Person(d.user)
	if !ok {
		return p, d.words.refuse("serve.nobody", "Name", d.user)
	}
	return p, nil
}

// actor is the person, bound by what the files say.
func (d signedIn) actor() order.Actor {
	return order.Actor{
		Name: d.user, Key: d.key, People: d.server.opt.Access,
		Refusals: func() (int, bool) { return d.server.audit.admit(d.user) },
	}
}

// pricing says why the person may not ask what an order would cost; nil when they may.
func (d signedIn) pricing() error {
	p, err := d.person()
	if err == nil && !p.Ever(policy.Price) {
		err = d.words.denied(&policy.Denied{Action: policy.Price, Why: policy.ByRole, Person: p})
	}
	return err
}
