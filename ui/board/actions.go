package board

import (
	"slices"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/state/policy"
	"github.com/metalwright/metalwright/ui/step"
)

// action is something that a person may do about an order. Its messages are "action.<id>" and "action.<id>_note".
type action struct {
	id string
	// request is the N of the request that it is about, where several wait for a decision; 0 where it needs no saying
	request int
	word    string           // has to be typed before it is done; "" when Enter is enough
	buys    *provider.Quote  // what it orders, for the line of keys; nil: nothing
	hides   bool             // what it takes off the lists goes on costing money
	asks    []provider.Field // secrets that it needs again
	note    []string         // what has to be looked at first
	said    []string         // the vendor's words, below what the action is for
	names   bool             // it asks for the ids of machines
	found   []string         // the ids that it suggests
	check   bool             // someone has to say that they looked in the vendor's console: "action.checked_<id>"
	// command is what it does, with what the person has answered; then is another action that is done after it, with
	// the answers that it was given; nil for none.
	command func(given) order.Command
	then    *answered
}

// answered is an action with its answers.
type answered struct {
	action action
	given  given
}

// given is what the person has answered to an action.
type given struct {
	secrets provider.Access
	ids     []provider.InstanceID
	checked bool
}

// actionRefused is what is likely where the vendor itself refused with a code that it does not document. The cursor
// stands on it.
const actionRefused = "refused"

// orderKey is the key that orders what is missing.
const orderKey = "o"

// offers are what someone may do about an order, as it stands now.
type offers struct {
	env      *step.Env
	model    *model
	list     *list // the machine under its cursor can be released by itself
	machines *machineWords
	requests *requestWords
	pricing  *pricing
	password *password
}

// all are what can be done about v now: what is needed most first, and what is risky last.
func (o *offers) all(v order.View) []action {
	out := append(o.approvals(v), o.decisions(v)...)
	if a, ok := o.missing(v); ok {
		out = append(out, a)
	}
	if o.password.lost(v) {
		out = append(out, saved(v.ID))
	}
	out = append(out, o.releases(v)...)
	if !v.Open {
		a := action{id: "forget", word: o.env.T("action.yes"), command: func(given) order.Command {
			return order.Forget{ID: v.ID}
		}}
		if s := o.env.OrderWords().GoesOn(v); s != "" {
			a.note, a.said, a.hides = []string{s}, []string{s}, true
		}
		out = append(out, a)
	}
	slices.SortStableFunc(out, func(a, z action) int {
		switch {
		case a.risky() == z.risky():
			return 0
		case z.risky():
			return -1
		default:
			return 1
		}
	})
	return slices.DeleteFunc(out, func(a action) bool { return !o.model.may(v, a.right()) })
}

// right is what someone has to be allowed for the action.
func (a action) right() policy.Action {
	what, _ := order.Describe(a.command(given{}))
	return what
}

// acts reports whether there are actions, without making them: it is asked at every frame. Who may forget an order may
// do all that its operator may, and only an order that waits is decided about by others.
func (o *offers) acts(v order.View) bool {
	if !o.model.may(v, policy.Forget) {
		return v.Status == order.Waiting && o.model.may(v, policy.Deny)
	}
	return !v.Open || v.Status == order.Waiting || v.Status == order.Ambiguous ||
		len(v.Instances) > 0 && o.model.ofAccount(v) != nil
}

// saved says that the password that the program made for an order is saved.
func saved(id order.ID) action {
	return action{id: "password_saved", command: func(given) order.Command { return order.SavePassword{ID: id} }}
}

// missing orders what is certain not to be there: the machines that were never bought, or else those that failed and
// are known to be gone.
func (o *offers) missing(v order.View) (action, bool) {
	if v.Status == order.Sending || v.Status == order.Ambiguous {
		return action{}, false
	}
	a := action{word: o.env.T("action.yes"), asks: v.Asks}
	switch {
	case v.Rest > 0:
		a.id, a.note, a.buys = "rest", o.requests.costs(v, v.Rest), quoted(v, v.Rest)
		a.command = func(g given) order.Command { return order.BuyRest{ID: v.ID, Secrets: g.secrets} }
	case v.Lost > 0:
		a.id, a.note, a.buys = "retry", o.requests.costs(v, v.Lost), quoted(v, v.Lost)
		a.check = order.Unlisted(v) > 0
		a.command = func(g given) order.Command { return order.RetryFailed{ID: v.ID, Secrets: g.secrets} }
	default:
		return a, false
	}
	return a, o.model.may(v, a.right())
}

// quoted is the quote of n more machines of v.
func quoted(v order.View, n int) *provider.Quote {
	q := v.Quote
	q.Count = n
	return &q
}

// decisions are about requests whose outcome is not certain.
func (o *offers) decisions(v order.View) []action {
	id := v.ID
	var out []action
	if slices.ContainsFunc(v.Batches, uncertain) {
		out = append(out, action{id: "look", command: func(given) order.Command { return order.LookAgain{ID: id} }})
	}
	open := order.Unresolved(v)
	for _, x := range open {
		out = append(out, o.decision(v, x, len(open) > 1)...)
	}
	return out
}

// decision is what can be said and done about one request, x. Where there are several, each says which it is about.
func (o *offers) decision(v order.View, x order.BatchView, several bool) []action {
	id, n := v.ID, 0
	if several {
		n = x.N
	}
	note := append(o.requests.said(x.Err), o.requests.evidence(v, x)...)
	nothing := action{id: "close", request: n, word: o.env.T("action.nothing"), note: note}
	if x.Err != nil && x.Err.Unlisted {
		nothing.id, nothing.word, nothing.said = actionRefused, o.env.T("action.refused_word"), o.requests.said(x.Err)
	}
	nothing.command = func(given) order.Command { return order.CloseUnresolved{ID: id, Batches: []int{x.N}} }
	out := []action{{
		id: "adopt", request: n, names: true, found: suggested(x), word: o.env.T("action.yes"), note: note,
		command: func(g given) order.Command { return order.Adopt{ID: id, N: x.N, IDs: g.ids} },
	}, nothing}
	if order.IsBoughtAgain(v, x.N) {
		return out
	}
	return append(out, action{
		id: "again", request: n, word: x.Token, asks: v.Asks, check: len(x.Evidence) > 0, buys: bought(v, x),
		note: append(slices.Clone(note), o.requests.worth(v, x)...),
		command: func(g given) order.Command {
			return order.BuyAgain{ID: id, N: x.N, Token: x.Token, Checked: g.checked, Secrets: g.secrets}
		},
	})
}

// title is what the action does.
func (a action) title(e *step.Env) string {
	if a.request == 0 {
		return e.T("action." + a.id)
	}
	return e.T("action.of_request", "What", e.T("action."+a.id), "N", a.request)
}

// bought is the quote of another request like x: that of what has no price where it makes no machines.
func bought(v order.View, x order.BatchView) *provider.Quote {
	if x.Make != nil {
		return &provider.Quote{}
	}
	return quoted(v, x.Wanted)
}

// suggested are the ids of the machines that a batch may have bought, unless there are more than it wanted.
func suggested(x order.BatchView) []string {
	most := x.Wanted
	if x.Make != nil {
		most = x.Make.Amount()
	}
	if len(x.Evidence) > most {
		return nil
	}
	var ids []string
	for _, m := range x.Evidence {
		ids = append(ids, string(m.ID))
	}
	return ids
}

// releases give machines back. The order's name has to be typed.
func (o *offers) releases(v order.View) []action {
	id := v.ID
	p := o.model.ofAccount(v)
	if p == nil {
		return nil
	}
	var out []action
	add := func(name string, c order.Command, note ...string) {
		out = append(out, action{
			id: name, word: string(id), note: note, command: func(given) order.Command { return c },
		})
	}
	release := func(machines []provider.InstanceID) order.Command { return order.Release{ID: id, Machines: machines} }
	how := func(n int) string { return o.env.Releases().How(v, n) }
	there := v.There()
	failed := slices.DeleteFunc(slices.Clone(there),
		func(i order.InstanceView) bool { return i.Status != provider.StatusFailed })
	if len(failed) > 0 {
		add("release_failed", release(ids(failed)), o.env.T("action.count", "Count", len(failed)), how(len(failed)))
	}
	if m, ok := o.list.machine(); ok && m.order == id && len(there) > 1 &&
		slices.ContainsFunc(there, func(i order.InstanceView) bool { return i.ID == m.ID }) {
		add("release_one", release([]provider.InstanceID{m.ID}), o.machines.name(*m.InstanceView), how(1))
		out[len(out)-1].word = o.word(*m.InstanceView, there)
	}
	if len(there) > len(failed) {
		name := "release_all"
		if v.Spec.Billing.Charge == provider.Prepaid { // it is what they are released for
			name = "release_prepaid"
		}
		add(name, release(ids(there)), o.env.T("action.count", "Count", len(there)), how(len(there)))
	}
	if left := v.LeftBehind(); len(left) > 0 {
		add("release_networks", order.ReleaseResources{ID: id}, o.env.Releases().Left(left))
	}
	if p.RecycleBin {
		binned := slices.DeleteFunc(slices.Clone(v.Instances),
			func(i order.InstanceView) bool { return i.Status != provider.StatusReleased })
		if len(binned) > 0 {
			add("destroy", order.Destroy{ID: id, Machines: ids(binned)}, o.env.T("action.count", "Count", len(binned)))
		}
	}
	return out
}

func ids(machines []order.InstanceView) []provider.InstanceID {
	all := make([]provider.InstanceID, len(machines))
	for n, i := range machines {
		all[n] = i.ID
	}
	return all
}
